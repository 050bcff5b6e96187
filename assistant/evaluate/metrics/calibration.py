"""Does a confidence of 0.7 come true in 7 of 10 questions? Expected calibration error and the table behind it.

ECE (Naeini, Cooper and Hauskrecht, 2015): over bins of equal width, the mean distance between the mean confidence of a
bin and the share in it that came true, weighted by the bin's questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from assistant.evaluate.metrics.intervals import Draws, Floats

Columns = Mapping[str, Floats]
BINS = 10


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


def ece_answerable(columns: Columns, rows: Draws) -> Floats:
    """ECE of the confidence as the probability that the documents answer, over every judged question."""
    return _column_ece(columns, "answerable", rows)


def ece_right(columns: Columns, rows: Draws) -> Floats:
    """ECE of the confidence as the probability that the answer is right, over the questions that were answered."""
    return _column_ece(columns, "right", rows)


def _column_ece(columns: Columns, outcome: str, rows: Draws) -> Floats:
    if "confidence" not in columns or outcome not in columns:
        return np.full(len(rows), np.nan)
    return ece(columns["confidence"][rows], columns[outcome][rows])
