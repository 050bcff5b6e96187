"""How a sheet is laid out: merged and hidden cells, names of columns in two rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

Merged = tuple[int, int, int]
"""The first and the last column of a merged cell, and its last row."""

_YEAR = re.compile(r"(?:19|20)\d\d$")
_LONGEST_REPEAT = 200  # characters of a cell over several rows that is repeated in each


@dataclass
class Layout:
    """Rows and columns count from 1."""

    merged: dict[int, set[Merged]] = field(default_factory=dict)  # by their first rows
    columns: set[int] = field(default_factory=set)  # that are hidden
    rows: set[int] = field(default_factory=set)  # that are hidden
    uncomputed: bool = False  # whether there are formulas without a value

    def merge(self, first: int, row: int, last: int, until: int) -> None:
        """Note a merged cell by its first column and row and its last column and row."""
        self.merged.setdefault(row, set()).add((first, last, until))

    def shown(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[list[str]]:
        """The numbered rows as a person reads them: merged cells in each row, parts of names in one, without hidden
        cells. What is known of a row has to be noted before it comes.
        """
        before: list[str] = []
        waiting: tuple[int, list[str]] | None = None  # a row that may be the upper half of the names
        for number, row in self._filled(rows):
            if waiting is not None:
                upper = self._spread(*waiting)
                if self._names_parts(waiting[0], row):
                    row = [_joined(*pair) for pair in zip_longest(upper, row, fillvalue="")]
                else:
                    yield waiting[1]
                waiting = None
            if sum(map(bool, before)) < 2 and self._over(number):
                waiting = number, row
            else:
                yield row
            before = row
        if waiting is not None:
            yield waiting[1]

    def _filled(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
        """Number and cells of the rows that are not hidden, what reaches over several rows in each."""
        hanging: dict[int, tuple[str, int]] = {}  # place -> words and the last row that they reach
        for number, row in rows:
            if any(row):
                for place, (words, last) in list(hanging.items()):
                    if number > last:
                        del hanging[place]
                    else:
                        row += [""] * (place + 1 - len(row))
                        row[place] = row[place] or words
            for column, _, last in self.merged.get(number, ()):
                if number < last and column <= len(row) and 0 < len(row[column - 1]) <= _LONGEST_REPEAT:
                    hanging[column - 1] = row[column - 1], last
            if number not in self.rows:
                yield number, [cell if place not in self.columns else "" for place, cell in enumerate(row, start=1)]

    def _over(self, number: int) -> list[tuple[int, int]]:
        """The first and the last place of the cells of a row that reach over several columns, and no further row."""
        wide = (one for one in self.merged.get(number, ()) if one[0] < one[1] and one[2] == number)
        return sorted((first - 1, last - 1) for first, last, _ in wide)

    def _spread(self, number: int, row: list[str]) -> list[str]:
        """A row, what reaches over several columns in each."""
        wide = row + [""] * (max(last for _, last in self._over(number)) + 1 - len(row))
        for first, last in self._over(number):
            wide[first : last + 1] = [wide[first]] * (last + 1 - first)
        return wide

    def _names_parts(self, number: int, row: list[str]) -> bool:
        """Whether the row below holds the second halves of names: words under each wide cell, and beside one alone."""
        over = self._over(number)
        under = [row[first : last + 1] for first, last in over]
        if not all(cells and all(map(_is_name, cells)) for cells in under):
            return False
        return len(over) > 1 or sum(map(bool, row)) > len(under[0])


def _joined(upper: str, lower: str) -> str:
    """A name of two halves; a year stands last, since what begins with a figure is no name."""
    halves = (lower, upper) if upper[:1].isdigit() else (upper, lower)
    return " ".join(dict.fromkeys(filter(None, halves)))


def _is_name(cell: str) -> bool:
    return any(map(str.isalpha, cell)) or bool(_YEAR.match(cell))
