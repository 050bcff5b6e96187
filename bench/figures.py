"""Figures of a table: a mean over questions and its 95% bootstrap interval, as Markdown."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from assistant.evaluate.metrics.intervals import Draws, Floats, draws, interval, whole

Value = Callable[[Mapping[str, Floats], Draws], Floats]  # columns of scores and draws -> one number a draw


def mean(name: str) -> Value:
    """The mean of a score over the questions that have it, in the form of `assistant.evaluate.metrics`."""

    def value(columns: Mapping[str, Floats], rows: Draws) -> Floats:
        drawn = columns[name][rows]
        count = (~np.isnan(drawn)).sum(axis=1)
        return np.asarray(np.where(count > 0, np.nansum(drawn, axis=1) / np.maximum(count, 1), math.nan))

    return value


def cell(value: Value, columns: Mapping[str, Floats], count: int) -> str:
    """A figure with its interval; empty where no question defines it."""
    found = float(value(columns, whole(count))[0])
    if math.isnan(found):
        return ""
    low, high = interval(value(columns, draws(count)))
    form = ".0f" if found > 2 else ".3f"
    return f"{found:{form}} [{low:{form}}, {high:{form}}]"
