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
    answerable, refused = columns["answerable"][rows], columns["refused"][rows] == 1
    unanswerable, judged = answerable == 0, ~np.isnan(answerable)
    right, all_ = (unanswerable & refused).sum(axis=1), (judged & refused).sum(axis=1)
    return right.astype(float), all_.astype(float), unanswerable.sum(axis=1).astype(float)


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.where(below > 0, above / np.where(below > 0, below, 1), np.nan), dtype=np.float64)


def precision(columns: Columns, rows: Draws) -> Floats:
    """Share of the refusals that were right; NaN where nothing was refused or no question is unanswerable."""
    right, refused, unanswerable = _counts(columns, rows)
    return np.where(unanswerable > 0, _ratio(right, refused), np.nan)


def recall(columns: Columns, rows: Draws) -> Floats:
    """Share of the unanswerable questions that were refused; NaN where there is none."""
    right, _, unanswerable = _counts(columns, rows)
    return _ratio(right, unanswerable)


def f1(columns: Columns, rows: Draws) -> Floats:
    """2·right / (refused + unanswerable); NaN where no question is unanswerable."""
    right, refused, unanswerable = _counts(columns, rows)
    return np.where(unanswerable > 0, _ratio(2 * right, refused + unanswerable), np.nan)
