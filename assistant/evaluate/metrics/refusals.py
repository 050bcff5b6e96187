"""Refusals over a set. The class that is looked for is "unanswerable": a refusal is a positive.

Precision is the share of refusals that were right, recall the share of unanswerable questions that were refused, F1
their harmonic mean (van Rijsbergen, 1979). Questions whose `answerable` is None do not count.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from assistant.evaluate.metrics.intervals import Draws, Floats

Columns = Mapping[str, Floats]


def _counts(columns: Columns, rows: Draws) -> tuple[Floats, Floats, Floats]:
    """Right refusals, all refusals and unanswerable questions of each draw, each (draws,)."""
    if "refused" not in columns or "answerable" not in columns:
        nothing = np.zeros(len(rows))
        return nothing, nothing, nothing
    answerable, said = columns["answerable"][rows], columns["refused"][rows] == 1
    none, judged = answerable == 0, ~np.isnan(answerable)
    right, all_ = (none & said).sum(axis=1), (judged & said).sum(axis=1)
    return right.astype(float), all_.astype(float), none.sum(axis=1).astype(float)


def unanswerable(columns: Columns) -> int:
    """How many questions have no answer: recall rests on them."""
    return int((columns["answerable"] == 0).sum())


def refused(columns: Columns) -> int:
    """How many refusals can be judged: precision rests on them."""
    return int(((columns["refused"] == 1) & ~np.isnan(columns["answerable"])).sum())


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.where(below > 0, above / np.where(below > 0, below, 1), np.nan), dtype=np.float64)


def precision(columns: Columns, rows: Draws) -> Floats:
    """Share of the refusals that were right; NaN where nothing was refused or no question is unanswerable."""
    right, all_, none = _counts(columns, rows)
    return np.where(none > 0, _ratio(right, all_), np.nan)


def recall(columns: Columns, rows: Draws) -> Floats:
    """Share of the unanswerable questions that were refused; NaN where there is none."""
    right, _, none = _counts(columns, rows)
    return _ratio(right, none)


def f1(columns: Columns, rows: Draws) -> Floats:
    """2·right / (refused + unanswerable); NaN where no question is unanswerable."""
    right, all_, none = _counts(columns, rows)
    return np.where(none > 0, _ratio(2 * right, all_ + none), np.nan)
