"""Rows that name the columns of a table: what tells a name from a value, and names whose halves stand in two rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

Row = Sequence[str]
"""The cells of a row by column, "" where one is empty; rows of a table may differ in length."""


ABOVE = 5  # rows of titles and notes that may stand above the names
YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-–/]\s*\d{2,4})?$")


def halved_names(rows: list[Row]) -> tuple[int, list[Row]] | None:
    """How many rows stand above two that name the columns together, and these two; None where there are none."""
    for above in range(min(ABOVE, len(rows) - 2)):
        if above and filled(rows[above - 1]) > 1:
            return None
        if heads := _halves(rows[above], rows[above + 1], rows[above + 2 :]):
            return above, heads
    return None


def _halves(upper: Row, lower: Row, body: list[Row]) -> list[Row] | None:
    """Two rows such as "Region | 2023 | " over " | Units | Revenue", the words of the upper over all that they head.

    None where they are no halves of names, or the lower row would do without the upper.
    """
    used = sorted(columns_of([upper, lower, *body]))
    parts = [(at, cell_at(upper, at), cell_at(lower, at)) for at in used]
    names = [low for _, up, low in parts if low and low != up]
    alone = any(low in ("", up) for _, up, low in parts)
    repeated = len(set(names)) < len(names)
    if len(names) < 2 or not all(map(is_name, filter(None, (*upper, *lower)))):
        return None
    if not (repeated or (alone and any(differs([lower, *body], at) for at in used))):
        return None
    spread: list[str] = [""] * (max(used) + 1)
    over, wide = "", False
    for at, up, low in parts:
        wide = wide or bool(over and low and not up)
        over = "" if low in ("", up) else up or over
        spread[at] = over or up
        if not spread[at] and not low:
            return None
    return [spread, lower] if wide else None


def cell_at(row: Row, at: int) -> str:
    """The cell of a column, "" beyond the end of a row."""
    return row[at] if at < len(row) else ""


def filled(row: Row) -> int:
    """How many cells of a row hold something."""
    return sum(map(bool, row))


def columns_of(rows: Sequence[Row]) -> set[int]:
    """The columns that hold something in any of the rows."""
    return {at for row in rows for at, cell in enumerate(row) if cell}


def is_name(cell: str) -> bool:
    """Whether a cell could name a column: a year, or words that do not begin with a figure."""
    return bool(YEAR.match(cell)) or (any(map(str.isalpha, cell)) and not cell[0].isdigit())


def differs(rows: Sequence[Row], at: int) -> bool:
    """Whether two cells or more of a column are figures, and all are but the first, or that is a year over others."""
    head, *body = (cell_at(row, at) for row in rows)
    cells = [cell for cell in body if cell]
    figures = len(cells) > 1 and all(any(map(str.isdigit, cell)) for cell in cells)
    over_years = bool(YEAR.match(head)) and not any(map(YEAR.match, cells))
    return bool(head) and figures and (not any(map(str.isdigit, head)) or over_years)
