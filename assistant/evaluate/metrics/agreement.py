"""How far a language model's judgement and the figures computed here agree, over the questions that have both."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from assistant.evaluate.metrics.intervals import Draws, Floats

Columns = Mapping[str, Floats]


def kappa(judged: str, computed: str) -> Callable[[Columns, Draws], Floats]:
    """Cohen's kappa (1960) of two scores, each taken as yes where it is 1 and as no below.

    1 is full agreement, 0 what chance alone would give. NaN where both say the same of every question, since chance
    would do so too, and where no question has both.
    """

    def value(columns: Columns, rows: Draws) -> Floats:
        if judged not in columns or computed not in columns:
            return np.full(len(rows), np.nan)
        one, other = columns[judged][rows], columns[computed][rows]
        both = ~np.isnan(one) & ~np.isnan(other)
        count = np.maximum(both.sum(axis=1), 1)
        yes_one, yes_other = (one == 1) & both, (other == 1) & both
        same = ((yes_one == yes_other) & both).sum(axis=1) / count
        share_one, share_other = yes_one.sum(axis=1) / count, yes_other.sum(axis=1) / count
        chance = share_one * share_other + (1 - share_one) * (1 - share_other)
        defined = both.any(axis=1) & (chance < 1)
        result = np.where(defined, (same - chance) / np.where(defined, 1 - chance, 1), np.nan)
        return np.asarray(result, dtype=np.float64)

    return value


def agreement(judged: str, computed: str) -> Callable[[Columns, Draws], Floats]:
    """Share of the questions with both scores in which both say yes (1) or both no."""

    def value(columns: Columns, rows: Draws) -> Floats:
        if judged not in columns or computed not in columns:
            return np.full(len(rows), np.nan)
        one, other = columns[judged][rows], columns[computed][rows]
        both = ~np.isnan(one) & ~np.isnan(other)
        count = both.sum(axis=1)
        same = (((one == 1) == (other == 1)) & both).sum(axis=1)
        return np.asarray(np.where(count > 0, same / np.maximum(count, 1), np.nan), dtype=np.float64)

    return value
