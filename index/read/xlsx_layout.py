"""What a worksheet says of its cells outside them: merged and hidden ones, formulas that nothing has computed."""

from __future__ import annotations

import re
from typing import IO

from openpyxl.utils import range_boundaries

from index.read.sheet_layout import Layout

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
_LAST_COLUMN = 16_384
_MOST = 100_000  # rows in which merged cells begin


def layout_of(source: IO[bytes]) -> Layout:
    """The layout of a worksheet's XML, which is searched, not parsed, so that it costs little before the reading."""
    layout, before, filtered = Layout(), b"", False
    while chunk := source.read(_CHUNK):
        piece = before + chunk
        filtered = filtered or bool(_FILTERED.search(piece))
        if b"mergeCell" in piece and len(layout.merged) < _MOST:
            for found in _MERGED.finditer(piece):
                layout.merge(*_bounds(found[1]))
        if b"hidden=" in piece:
            _find_hidden(layout, piece)
        layout.uncomputed = layout.uncomputed or (b"f>" in piece and bool(_UNCOMPUTED.search(piece)))
        before = piece[-_OVERLAP:]
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
