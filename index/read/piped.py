"""Tables drawn with bars, in plain text and in Markdown that lacks the line of dashes which would make them tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from index.read.builder import flat

_ROW = re.compile(r"\|.*\|.*\|$")
_BORDER = re.compile(r"[|+](?=.*-{2}|.*={2})[\s|+:=-]+[|+]$")


@dataclass(frozen=True, slots=True)
class Drawn:
    """The rows of a table, of which the first `marked` are set off by a border as names of the columns."""

    rows: list[list[str]]
    marked: int


def divided(lines: Iterable[str]) -> Iterator[Drawn | list[str]]:
    """The lines of one paragraph as tables, of two rows or more, and what stands around them, in order."""
    other: list[str] = []
    for drawn, run in groupby(lines, lambda line: _is_drawn(line.strip())):
        kept = list(run)
        table = _table(kept) if drawn else None
        if table is None:
            other += kept
            continue
        if other:
            yield other
        other = []
        yield table
    if other:
        yield other


def _is_drawn(line: str) -> bool:
    return bool(_ROW.match(line) or _BORDER.match(line))


def _table(lines: list[str]) -> Drawn | None:
    """Rows of a table, None where they are fewer than two."""
    rows: list[list[str]] = []
    marked = 0
    for line in map(str.strip, lines):
        if not _BORDER.match(line):
            rows.append([flat(cell) for cell in line[1:-1].split("|")])
        elif len(rows) == 1:
            marked = 1
    return Drawn(rows, marked) if len(rows) > 1 else None
