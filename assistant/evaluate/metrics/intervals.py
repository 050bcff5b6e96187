"""Uncertainty: bootstrap intervals over questions, paired ones for differences, and McNemar's test.

Intervals for many differences at once are wider than one alone: of twenty settings that make no difference, the highest
and the lowest are often further apart than a single 95% interval allows.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Draws = NDArray[np.intp]  # (draws, questions): row numbers drawn with replacement
Statistic = Callable[[Draws], Floats]  # -> (draws,), NaN where it is undefined

DRAWS = 1000
SEED = 20  # the same questions give the same interval


def draws(questions: int, count: int = DRAWS) -> Draws:
    """Row numbers (count, questions) of the bootstrap: as many questions as there are, drawn with replacement."""
    return np.random.default_rng(SEED).integers(0, questions, size=(count, questions))


def whole(questions: int) -> Draws:
    """Row numbers (1, questions) of every question once, for the statistic itself."""
    return np.arange(questions)[None, :]


def interval(values: Floats) -> tuple[float, float]:
    """95% percentile interval of a bootstrapped statistic (Efron and Tibshirani, 1993); NaN where all are undefined."""
    defined = values[~np.isnan(values)]
    if not len(defined):
        return math.nan, math.nan
    low, high = np.percentile(defined, [2.5, 97.5])
    return float(low), float(high)


def at_once(found: Floats, drawn: Floats) -> Floats:
    """How far each difference of two values (runs,) may be off, as (runs, runs), so that with 95% all of them hold.

    `drawn` (runs, draws) are the values on the same drawn questions. Single-step maxT (Westfall and Young, 1993): the
    95% percentile of the largest standardised difference of all pairs, times the standard error of each pair.
    """
    drawn = drawn[:, ~np.isnan(drawn).any(axis=0)]
    if not drawn.shape[1]:
        return np.full((len(found), len(found)), math.inf)
    off = (drawn[:, None] - drawn[None, :]) - (found[:, None] - found[None, :])[..., None]
    error = np.sqrt((off**2).mean(axis=2))
    largest = np.abs(off / np.where(error > 0, error, 1.0)[..., None]).max(axis=(0, 1))
    return np.asarray(float(np.percentile(largest, 95)) * error, dtype=np.float64)


def mcnemar(better: int, worse: int) -> float:
    """Two-sided p of McNemar's exact test (1947): chance of so uneven a split of the questions that changed.

    `better` and `worse` count the questions that went from 0 to 1 and from 1 to 0.
    """
    changed, fewer = better + worse, min(better, worse)
    tail = sum(math.comb(changed, i) for i in range(fewer + 1)) / 2**changed
    return float(min(1.0, 2 * tail))
