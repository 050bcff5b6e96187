"""Two runs question by question: what changed, by how much, and whether that is more than chance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evaluate.errors import BadRun
from assistant.evaluate.metrics.catalogue import Columns, Metric, catalogue, columns_of
from assistant.evaluate.metrics.intervals import Floats, draws, interval, mcnemar, whole
from assistant.evaluate.store import Result, Run
from assistant.evaluate.words import counted


@dataclass(frozen=True, slots=True)
class Change:
    """One metric in both runs over the questions that both have, and the paired 95% interval of the difference.

    `p` is McNemar's for metrics that are 0 or 1 a question, None for others.
    """

    metric: Metric
    before: float
    after: float
    low: float
    high: float
    p: float | None

    @property
    def difference(self) -> float:
        """After less before."""
        return self.after - self.before

    @property
    def sure(self) -> int:
        """1 or -1 where the whole interval lies above or below zero, else 0."""
        return int(self.low > 0) - int(self.high < 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run against its baseline; `better` and `worse` pair the baseline's result with the run's."""

    run: Run
    baseline: Run
    changes: dict[str, Change]
    better: list[tuple[Result, Result]]
    worse: list[tuple[Result, Result]]
    common: int
    same_index: bool
    same_settings: bool

    @property
    def told(self) -> str:
        """What is compared, in one sentence."""
        rest = [(len(one.results) - self.common, one.name) for one in (self.baseline, self.run)]
        left = " and ".join(f"{count} of {name}" for count, name in rest if count)
        index = "" if self.same_index else ", on another index"
        out = f" (left out: {left})" if left else ""
        over = f"over the {counted(self.common, 'question')} that both have{out}"
        return f"Compared with {self.baseline.name}{index}, {over}."


def compare(run: Run, baseline: Run) -> Comparison:
    """Compare over the questions that both runs have: the same words under the same id, since ids that are numbers of
    lines move when a line is put in. Raises BadRun where there is none."""
    before_by_id = {(one.id, one.question): one for one in baseline.results}
    keys = [((one.id, one.question), one) for one in run.results]
    pairs = [(before_by_id[key], one) for key, one in keys if key in before_by_id]
    if not pairs:
        raise BadRun(f"The runs {baseline.name} and {run.name} have no question in common: compare runs of one set.")
    before = columns_of([one.scores for one, _ in pairs])
    after = columns_of([one.scores for _, one in pairs])
    changes = {
        name: change
        for name, metric in catalogue({name: after[name] for name in after if name in before}).items()
        if (change := _change(metric, before, after, len(pairs)))
    }
    return Comparison(
        run=run,
        baseline=baseline,
        changes=changes,
        better=[pair for pair in pairs if _step(pair) > 0],
        worse=[pair for pair in pairs if _step(pair) < 0],
        common=len(pairs),
        same_index=all(
            run.facts.get(name) == baseline.facts.get(name) for name in ("index_fingerprint", "collections")
        ),
        same_settings=run.facts["settings_hash"] == baseline.facts["settings_hash"],
    )


def _step(pair: tuple[Result, Result]) -> float:
    before, after = (one.scores.get("correct") for one in pair)
    return (after or 0.0) - (before or 0.0)


def _change(metric: Metric, before: Columns, after: Columns, questions: int) -> Change | None:
    """The change of one metric, None where one of the runs does not define it."""
    if metric.score:
        before, after = _both(metric.score, before, after)
    one, rows = whole(questions), draws(questions)
    old, new = float(metric.value(before, one)[0]), float(metric.value(after, one)[0])
    if math.isnan(old) or math.isnan(new):
        return None
    low, high = interval(metric.value(after, rows) - metric.value(before, rows))
    p = _mcnemar(before[metric.score], after[metric.score]) if metric.binary else None
    return Change(metric, old, new, low, high, p)


def _both(score: str, before: Columns, after: Columns) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """The column in both runs, undefined where either run has no value: like is compared with like."""
    missing = np.isnan(before[score]) | np.isnan(after[score])
    return (
        {score: np.where(missing, np.nan, before[score])},
        {score: np.where(missing, np.nan, after[score])},
    )


def _mcnemar(before: Floats, after: Floats) -> float:
    return mcnemar(int(((before == 0) & (after == 1)).sum()), int(((before == 1) & (after == 0)).sum()))


def verdicts(changes: Mapping[str, Change]) -> tuple[Sequence[str], Sequence[str]]:
    """Names of the metrics that surely got better, and of those that surely got worse."""
    ways = {name: one.sure if one.metric.higher else -one.sure for name, one in changes.items()}
    return [name for name, way in ways.items() if way > 0], [name for name, way in ways.items() if way < 0]
