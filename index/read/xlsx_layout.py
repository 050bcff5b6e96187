"""What a worksheet says of its cells outside them: merged and hidden ones, formulas that nothing has computed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import IO

from openpyxl.utils import range_boundaries

_CHUNK = 1 << 20  # bytes
_OVERLAP = 2000  # bytes; longer than any of the elements looked for
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_FOLDED = re.compile(rb'\boutlineLevel="[1-9]"')  # a click shows it
_FILTERED = re.compile(rb"<(?:\w+:)?(?:filterColumn|tableParts)\b")  # what a filter hides comes back with it
_UNCOMPUTED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v>\s*</(?:\w+:)?v>|<(?:\w+:)?v\s*/>)?\s*</(?:\w+:)?c>"
)
_YEAR = re.compile(r"(?:19|20)\d\d$")
_LAST_COLUMN = 16_384
_LONGEST_REPEAT = 200  # characters of a cell over several rows that is repeated in each
_MOST = 100_000


@dataclass
class Layout:
    """Rows and columns count from 1."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first column and row, last column and row
    columns: set[int] = field(default_factory=set)  # that are hidden
    rows: set[int] = field(default_factory=set)  # that are hidden
    uncomputed: bool = False  # whether there are formulas without a value

    def shown(self, rows: Iterable[list[str]]) -> Iterator[list[str]]:
        """The rows as a person reads them: merged cells in each row, parts of names in one, without hidden cells."""
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

    def _filled(self, rows: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
        """Number and cells of the rows that are not hidden, what reaches over several rows in each."""
        begin: dict[int, list[tuple[int, int]]] = {}
        for column, first, _, last in self.merged:
            if first < last:
                begin.setdefault(first, []).append((column - 1, last))
        hanging: dict[int, tuple[str, int]] = {}  # place -> words and the last row that they reach
        for number, row in enumerate(rows, start=1):
            if any(row):
                for place, (words, last) in list(hanging.items()):
                    if number > last:
                        del hanging[place]
                    elif place < len(row) and not row[place]:
                        row[place] = words
            for place, last in begin.get(number, ()):
                if place < len(row) and 0 < len(row[place]) <= _LONGEST_REPEAT:
                    hanging[place] = row[place], last
            if number not in self.rows:
                yield number, [cell if place not in self.columns else "" for place, cell in enumerate(row, start=1)]

    def _over(self, number: int) -> list[tuple[int, int]]:
        """The first and the last place of the cells of a row that reach over several columns, and no further row."""
        return self._wide.get(number, [])

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

    @cached_property
    def _wide(self) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = {}
        for first, row, last, until in self.merged:
            if row == until and first < last:
                found.setdefault(row, []).append((first - 1, last - 1))
        return found


def _joined(upper: str, lower: str) -> str:
    """A name of two halves; a year stands last, since what begins with a figure is no name."""
    halves = (lower, upper) if upper[:1].isdigit() else (upper, lower)
    return " ".join(dict.fromkeys(filter(None, halves)))


def _is_name(cell: str) -> bool:
    return any(map(str.isalpha, cell)) or bool(_YEAR.match(cell))


def layout_of(source: IO[bytes]) -> Layout:
    """The layout of a worksheet's XML, which is searched, not parsed, so that it costs little before the reading."""
    layout, before, filtered = Layout(), b"", False
    while chunk := source.read(_CHUNK):
        piece = before + chunk
        filtered = filtered or bool(_FILTERED.search(piece))
        if b"mergeCell" in piece and len(layout.merged) < _MOST:
            layout.merged += (_bounds(found[1]) for found in _MERGED.finditer(piece))
        if b"hidden=" in piece:
            _find_hidden(layout, piece)
        layout.uncomputed = layout.uncomputed or (b"f>" in piece and bool(_UNCOMPUTED.search(piece)))
        before = piece[-_OVERLAP:]
    layout.merged = sorted(set(layout.merged))
    if filtered:
        layout.rows.clear()
    return layout


def _find_hidden(layout: Layout, piece: bytes) -> None:
    for tag in _COLUMN.findall(piece):
        if (first := _value(tag, b"min")) and _is_hidden(tag):
            layout.columns.update(range(first, min(_value(tag, b"max") or first, _LAST_COLUMN) + 1))
    for tag in _ROW.findall(piece):
        if _is_hidden(tag) and (number := _value(tag, b"r")):
            layout.rows.add(number)


def _is_hidden(tag: bytes) -> bool:
    return bool(_HIDDEN.search(tag)) and not _FOLDED.search(tag)


def _value(tag: bytes, name: bytes) -> int:
    found = re.search(rb"\s" + name + rb'="(\d{1,7})"', tag)
    return int(found[1]) if found else 0


def _bounds(reference: bytes) -> tuple[int, int, int, int]:
    first, row, last, until = range_boundaries(reference.decode("ascii"))
    return int(first or 1), int(row or 1), min(int(last or 1), _LAST_COLUMN), int(until or 1)
