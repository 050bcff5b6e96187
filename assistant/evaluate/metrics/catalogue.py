"""Every figure of a run by name: how it is computed from the questions' scores, and which way is better."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from assistant.evaluate.metrics import calibration, refusals
from assistant.evaluate.metrics.agreement import agreement, kappa
from assistant.evaluate.metrics.intervals import Draws, Floats, draws, interval, whole

Columns = Mapping[str, Floats]  # score -> (questions,), NaN where a question has none

STEP = "ms_"  # scores that begin so are milliseconds of one step


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. `value` maps columns and draws to one number a draw; `score` names the per-question column, "" where
    the figure belongs to the set only; `needs` the columns that a question must have to count; `binary` columns are
    compared with McNemar's test. `spread` gives value, low and high where these are not the bootstrap's."""

    name: str
    label: str
    group: str
    value: Callable[[Columns, Draws], Floats]
    score: str = ""
    higher: bool = True
    binary: bool = False
    unit: str = "share"
    needs: tuple[str, ...] = ()
    rests_on: Callable[[Columns], int] | None = None  # the number of questions, where `needs` does not tell it
    spread: Callable[[Columns, Draws], tuple[float, float, float]] | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric's value with its 95% interval; `count` is the number of questions that it rests on."""

    value: float
    low: float
    high: float
    count: int


def _mean(score: str) -> Callable[[Columns, Draws], Floats]:
    def value(columns: Columns, rows: Draws) -> Floats:
        drawn = columns[score][rows]
        counted = ~np.isnan(drawn)
        total, count = np.where(counted, drawn, 0.0).sum(axis=1), counted.sum(axis=1)
        return np.asarray(np.where(count > 0, total / np.maximum(count, 1), math.nan), dtype=np.float64)

    return value


def _percentile(score: str, percent: int) -> Callable[[Columns, Draws], Floats]:
    def value(columns: Columns, rows: Draws) -> Floats:
        column = columns[score]
        if np.isnan(column).any():
            return np.array([_of_defined(column[row], percent) for row in rows])
        return np.asarray(np.percentile(column[rows], percent, axis=1), dtype=np.float64)

    return value


def _of_defined(values: Floats, percent: int) -> float:
    defined = values[~np.isnan(values)]
    return float(np.percentile(defined, percent)) if len(defined) else math.nan


def _of(group: str, name: str, label: str, binary: bool = False, higher: bool = True, unit: str = "share") -> Metric:
    return Metric(name, label, group, _mean(name), name, higher, binary, unit)


def _latency(score: str, label: str) -> list[Metric]:
    return [
        Metric(f"{score}_p{p}", f"{label}, {name}", "speed", _percentile(score, p), score, higher=False, unit="ms")
        for p, name in ((50, "median"), (95, "95th percentile"))
    ]


def _agreements(judged: str, computed: str, label: str) -> list[Metric]:
    """How the judge's verdicts and a figure computed here agree: the share of questions, and Cohen's kappa."""
    needs = (judged, computed)
    name = f"{judged}_{computed}"
    return [
        Metric(f"{name}_agree", f"Judge agrees: {label}", "judge", agreement(*needs), needs=needs),
        Metric(f"{name}_kappa", f"Judge agrees beyond chance (kappa): {label}", "judge", kappa(*needs), needs=needs),
    ]


def _calibration(suffix: str, outcome: str, label: str) -> list[Metric]:
    """How well the confidence foretells an outcome; what is by chance has no difference between two runs."""
    needs = ("confidence", outcome)

    def one(name: str, said: str, value: Callable[[Columns, Draws], Floats], spread: Any = None) -> Metric:
        return Metric(f"{name}{suffix}", said, "confidence", value, higher=False, needs=needs, spread=spread)

    return [
        one("ece", f"Calibration error: {label}", calibration.error(outcome), calibration.careful(outcome)),
        one("ece_chance", "The same of a perfect confidence, by chance", _undefined, calibration.chance(outcome)),
        one("brier", f"Brier score, 0 is best: {label}", calibration.brier(outcome)),
    ]


def _undefined(columns: Columns, rows: Draws) -> Floats:
    return np.full(len(rows), math.nan)


FIXED: tuple[Metric, ...] = (
    _of("answers", "correct", "Right: the answer, or a refusal where there is none", binary=True),
    _of("answers", "answered", "Accepted answer in the first two sentences", binary=True),
    _of("answers", "contains", "Accepted answer in the answer", binary=True),
    _of("answers", "exact_match", "Leading words match exactly", binary=True),
    _of("answers", "f1", "Leading words, token F1"),
    _of("answers", "answer_f1", "Whole answer, token F1"),
    _of("answers", "values", "Numbers and dates right", binary=True),
    _of("answers", "quoted", "Quoted in the language model's place", binary=True, higher=False),
    _of("answers", "unsupported", "The model's sentences that no passage supports", higher=False, unit="each"),
    _of("answers", "repointed", "The model's sentences with a wrong citation", higher=False, unit="each"),
    _of("answers", "unknown", "The model's citations of passages that are not there", higher=False, unit="each"),
    _of("retrieval", "hit@1", "Relevant passage first", binary=True),
    _of("retrieval", "hit@5", "Relevant passage among five", binary=True),
    _of("retrieval", "recall@5", "Recall@5 of all evidence"),
    _of("retrieval", "recall@10", "Recall@10 of all evidence"),
    _of("retrieval", "mrr@10", "MRR@10"),
    _of("retrieval", "ndcg@10", "nDCG@10"),
    _of("retrieval", "followup_recall@5", "Recall@5 of follow-up questions"),
    _of("citations", "citation_recall", "Sentences cited on gold evidence"),
    _of("citations", "citation_precision", "Citations on gold evidence"),
    _of("citations", "support_recall", "Sentences that their citations support"),
    _of("citations", "support_precision", "Citations that support their sentence"),
    _of("citations", "verbatim", "Quotes verbatim"),
    Metric("refusal_precision", "Refusals that were right", "refusals", refusals.precision, rests_on=refusals.refused),
    Metric(
        "refusal_recall", "Unanswerable questions refused", "refusals", refusals.recall, rests_on=refusals.unanswerable
    ),
    Metric("refusal_f1", "Refusal F1", "refusals", refusals.f1),
    _of("refusals", "wrong_answer", "Unanswerable questions answered", binary=True, higher=False),
    _of("refusals", "over_refusal", "Answerable questions refused", binary=True, higher=False),
    *_calibration("", calibration.ANSWERABLE, "do the documents answer?"),
    *_calibration("_right", calibration.RIGHT, "is the answer right?"),
    _of("judge", "judge_correct", "The judge: answers that are right", binary=True),
    _of("judge", "judge_faithful", "The judge: answers that their passages support", binary=True),
    *_agreements("judge_correct", "correct", "right"),
    *_agreements("judge_correct", "answered", "accepted answer in two sentences"),
    *_agreements("judge_faithful", "support_recall", "supported by the passages"),
    _of("judge", "judge_failed", "Questions on which the judge failed", binary=True, higher=False),
    _of("judge", "judge_tokens", "Tokens of the judge a question", higher=False, unit="tokens"),
    _of("cost", "error", "Questions that failed", binary=True, higher=False),
    _of("cost", "tokens", "Tokens a question", higher=False, unit="tokens"),
    _of("cost", "cost", "Cost a question", higher=False, unit="$"),
    *_latency("ms", "Time to answer"),
)


def catalogue(columns: Columns) -> dict[str, Metric]:
    """Every metric of a run with these columns, by name, with the time of each step last."""
    steps = [
        one for score in columns if score.startswith(STEP) for one in _latency(score, f"Step {score[len(STEP) :]}")
    ]
    known = [one for one in FIXED if not one.score or one.score in columns]
    return {one.name: one for one in (*known, *steps)}


def columns_of(scores: Sequence[Mapping[str, float | None]]) -> dict[str, Floats]:
    """The questions' scores as columns; a score that no question has is left out."""
    names = dict.fromkeys(name for one in scores for name, value in one.items() if value is not None)
    return {
        name: np.array([math.nan if (v := one.get(name)) is None else v for one in scores], dtype=np.float64)
        for name in names
    }


def figures(columns: Columns) -> dict[str, Figure]:
    """Every metric that the columns define, with its 95% interval: the bootstrap's over the questions, or its own."""
    if not columns:
        return {}
    total = len(next(iter(columns.values())))
    rows = draws(total)
    found = {}
    for name, metric in catalogue(columns).items():
        value, low, high = (metric.spread or partial(_bootstrapped, metric))(columns, rows)
        if not math.isnan(value):
            found[name] = Figure(value, low, high, _count(metric, columns, total))
    return found


def _bootstrapped(metric: Metric, columns: Columns, rows: Draws) -> tuple[float, float, float]:
    value = float(metric.value(columns, whole(rows.shape[1]))[0])
    return (value, math.nan, math.nan) if math.isnan(value) else (value, *interval(metric.value(columns, rows)))


def _count(metric: Metric, columns: Columns, total: int) -> int:
    """Number of questions that the metric rests on."""
    if metric.rests_on:
        return metric.rests_on(columns)
    needs = (metric.score,) if metric.score else metric.needs
    return int(np.logical_and.reduce([~np.isnan(columns[one]) for one in needs]).sum()) if needs else total
