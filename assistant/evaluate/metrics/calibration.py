"""Does a confidence of 0.7 come true in 7 of 10 questions? Expected calibration error and the table behind it.

ECE (Naeini, Cooper and Hauskrecht, 2015): over bins of equal width, the mean distance between the mean confidence of a
bin and the share in it that came true, weighted by the bin's questions. On few questions it is large by chance alone,
since a bin of three questions can hardly hold the share that was foretold; so beside it stands what a perfectly
calibrated system would show at the same confidences (consistency resampling: Bröcker and Smith, 2007; Vaicenavicius et
al., 2019). The Brier score (1950) is a mean over questions and has no such bias.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from assistant.evaluate.metrics.intervals import DRAWS, SEED, Draws, Floats, interval, whole

Columns = Mapping[str, Floats]
BINS = 10
ANSWERABLE, RIGHT = "answerable", "right"  # the scores that a confidence may foretell


@dataclass(frozen=True, slots=True)
class Bin:
    """One row of the reliability table; `confidence` and `share` are means over its `count` questions."""

    low: float
    high: float
    count: int
    confidence: float
    share: float


def _bins(confidence: Floats) -> Floats:
    return np.clip(np.floor(confidence * BINS), 0, BINS - 1)


def ece(confidence: Floats, came_true: Floats) -> Floats:
    """ECE of each row of two (draws, questions) tables; NaN entries do not count, and a row of none is NaN."""
    counted = ~np.isnan(confidence) & ~np.isnan(came_true)
    bins = np.where(counted, _bins(np.where(counted, confidence, 0.0)), -1)
    gaps = np.where(counted, confidence - came_true, 0.0)
    total = counted.sum(axis=1)
    error = sum((np.abs(np.where(bins == b, gaps, 0.0).sum(axis=1)) for b in range(BINS)), np.zeros(len(total)))
    return np.asarray(np.where(total > 0, error / np.maximum(total, 1), np.nan), dtype=np.float64)


def reliability(confidence: Floats, came_true: Floats) -> list[Bin]:
    """The bins that hold a question, lowest first, of two (questions,) columns."""
    counted = ~np.isnan(confidence) & ~np.isnan(came_true)
    confidence, came_true = confidence[counted], came_true[counted]
    places = _bins(confidence)
    return [
        Bin(b / BINS, (b + 1) / BINS, int(mine.sum()), float(confidence[mine].mean()), float(came_true[mine].mean()))
        for b in range(BINS)
        if (mine := places == b).any()
    ]


def by_chance(confidence: Floats) -> Floats:
    """ECE (DRAWS,) of outcomes drawn with these probabilities (questions,): what perfect calibration shows."""
    drawn = np.random.default_rng(SEED).random((DRAWS, len(confidence))) < confidence
    return ece(np.broadcast_to(confidence, drawn.shape), drawn.astype(np.float64))


def error(outcome: str) -> Callable[[Columns, Draws], Floats]:
    """ECE of the confidence as the probability of an outcome, over the questions that have it."""

    def value(columns: Columns, rows: Draws) -> Floats:
        if not _has(columns, outcome):
            return np.full(len(rows), np.nan)
        return ece(columns["confidence"][rows], columns[outcome][rows])

    return value


def careful(outcome: str) -> Callable[[Columns, Draws], tuple[float, float, float]]:
    """The ECE and a 95% interval for it that allows for its bias.

    The bootstrap adds the bias once more, so that its upper end is a careful one and its lower end too high: the lower
    end lies as far below the ECE as the upper end above it, and is 0 where perfect calibration may show as much.
    """

    def value(columns: Columns, rows: Draws) -> tuple[float, float, float]:
        found = float(error(outcome)(columns, whole(rows.shape[1]))[0])
        _, high = interval(error(outcome)(columns, rows))
        by_luck = chance(outcome)(columns, rows)[2]
        return found, 0.0 if found <= by_luck else max(0.0, 2 * found - high), high

    return value


def chance(outcome: str) -> Callable[[Columns, Draws], tuple[float, float, float]]:
    """Mean and 95% range of the ECE of a perfectly calibrated system on the same questions; NaN where there is none."""

    def value(columns: Columns, rows: Draws) -> tuple[float, float, float]:
        if not _has(columns, outcome):
            return np.nan, np.nan, np.nan
        foretold = columns["confidence"][~np.isnan(columns[outcome])]
        found = by_chance(foretold[~np.isnan(foretold)])
        return float(found.mean()), *interval(found)

    return value


def brier(outcome: str) -> Callable[[Columns, Draws], Floats]:
    """Mean squared distance of the confidence from an outcome of 0 or 1; 0.25 is what saying 50% each time gives."""

    def value(columns: Columns, rows: Draws) -> Floats:
        if not _has(columns, outcome):
            return np.full(len(rows), np.nan)
        squares = (columns["confidence"][rows] - columns[outcome][rows]) ** 2
        counted = ~np.isnan(squares)
        total = np.where(counted, squares, 0.0).sum(axis=1)
        count = counted.sum(axis=1)
        return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan), dtype=np.float64)

    return value


def _has(columns: Columns, outcome: str) -> bool:
    return "confidence" in columns and outcome in columns
