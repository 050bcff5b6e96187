"""How the runs of a sweep stand to each other by one metric: what differs surely, and what within chance only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from assistant.evaluate.metrics.catalogue import Columns, Metric, catalogue, columns_of
from assistant.evaluate.metrics.intervals import Floats, at_once, draws, mcnemar, whole
from assistant.evaluate.store import Run

P = 0.05  # of McNemar's test, which few questions fail where the bootstrap is too sure


@dataclass(frozen=True, slots=True)
class Standing:
    """The runs by one metric, over the questions that all of them have.

    `values` are in the order of the runs, `beaten` those that another run is surely better than, and `margin` is how
    far the difference of the highest and the lowest may be off. `questions` is what the metric rests on.
    """

    name: str
    values: tuple[float, ...]
    beaten: frozenset[int]
    margin: float
    questions: int

    @property
    def widest(self) -> float:
        """The highest value less the lowest."""
        return max(self.values) - min(self.values)

    @property
    def best(self) -> frozenset[int]:
        """The runs that none is surely better than; none where no run is beaten, since then any may be the best."""
        return frozenset(range(len(self.values))) - self.beaten if self.beaten else frozenset()


def standings(runs: Sequence[Run], names: Sequence[str]) -> list[Standing]:
    """How the runs stand by each metric that all of them define, over the questions that all of them have."""
    asked = [{(one.id, one.question): one.scores for one in run.results} for run in runs]
    common = [key for key in asked[0] if all(key in one for one in asked)]
    columns = [columns_of([one[key] for key in common]) for one in asked]
    return [found for name in names if common and (found := _standing(name, columns, len(common)))]


def _standing(name: str, columns: Sequence[Columns], questions: int) -> Standing | None:
    metric = catalogue(columns[0]).get(name)
    if metric is None or any(name not in catalogue(one) for one in columns):
        return None
    if metric.score:
        columns, questions = _shared(metric.score, columns)
    one, rows = whole(len(next(iter(columns[0].values())))), draws(len(next(iter(columns[0].values()))))
    values = np.array([metric.value(each, one)[0] for each in columns])
    if np.isnan(values).any():
        return None
    margins = at_once(values, np.array([metric.value(each, rows) for each in columns]))
    beaten = {
        loser
        for pair in combinations(range(len(values)), 2)
        if (loser := _loser(metric, columns, values, margins, pair)) is not None
    }
    apart = float(margins[int(values.argmax()), int(values.argmin())])
    return Standing(name, tuple(map(float, values)), frozenset(beaten), apart, questions)


def _loser(
    metric: Metric, columns: Sequence[Columns], values: Floats, margins: Floats, pair: tuple[int, int]
) -> int | None:
    """Which of two runs the other is surely better than, None where that is not sure."""
    one, other = pair
    difference = float(values[one] - values[other])
    if not difference or abs(difference) <= margins[one, other]:
        return None
    if metric.binary and _p(columns[one][metric.score], columns[other][metric.score]) > P:
        return None
    return other if (difference > 0) == metric.higher else one


def _p(one: Floats, other: Floats) -> float:
    return mcnemar(int((one > other).sum()), int((one < other).sum()))


def _shared(score: str, columns: Sequence[Columns]) -> tuple[list[Columns], int]:
    """The column in each run, undefined where any run has no value, and how many questions have one."""
    missing = np.isnan([one[score] for one in columns]).any(axis=0)
    return [{score: np.where(missing, math.nan, one[score])} for one in columns], int((~missing).sum())
