"""Rows of tables, "Model: Orbo Pro; Price: £599; Weight: 4.4 kg": looked up by the names of row and column.

Rows of one table are so alike that vectors and reader mix them up, and short facts in them look unsure to both. Where a
question names a row by its cell word for word, other rows of that table are no answer to it; where it names a column
too, the cell is the answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.evidence import NO_ODDS, NO_SPAN, Candidate, Evidence
from index.store.terms import STOP_WORDS, question_stems, stems

CELL = re.compile(r"(?:^|(?<=; ))(?P<name>[^:;\n]{1,60}): (?P<value>[^;\n]*)")
UNIT = re.compile(r"\([^()]*\)")  # as in "Weight (kg)"
WORDS = 6  # most words of a cell that names a row
FOUND = 4.0  # margin and odds, in nats, of a cell that is named by its row and its column
COVERED = 0.75  # share of the question's rarity-weighted words that the row and its headings must have then


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row with the name of its column, the stems of both, and where it stands in the row."""

    name: str
    column: frozenset[str]
    words: frozenset[str]
    start: int
    end: int


def look_up(evidence: Evidence) -> Evidence:
    """The evidence with the rows that the question names first among those of their tables, and their cells found."""
    asked = frozenset(question_stems(evidence.found.question))
    rows = {i: cells(one.text) for i, one in enumerate(evidence.sentences)}
    tables: dict[tuple[str, tuple[frozenset[str], ...]], list[int]] = defaultdict(list)
    for i, row in rows.items():
        if row:
            tables[evidence.sentences[i].source.passage.document, tuple(cell.column for cell in row)].append(i)
    listed = list(evidence.sentences)
    for table in tables.values():
        named = {i: found for i in table if (found := [cell for cell in rows[i] if names(cell, asked)])}
        for i in table if named else ():
            listed[i] = _found(listed[i], rows[i], named[i], asked) if i in named else no_answer(listed[i])
    return replace(evidence, sentences=tuple(listed))


@lru_cache(1000)
def cells(text: str) -> tuple[Cell, ...]:
    """The cells of a row, none for a sentence that is no row of two or more."""
    found = tuple(_cells(text))
    return found if len(found) > 1 else ()


def _cells(text: str) -> Iterator[Cell]:
    at = 0
    for match in CELL.finditer(text):
        if match.start() != at:
            return
        at = match.end() + 2
        yield Cell(match["name"], _telling(UNIT.sub("", match["name"])), _telling(match["value"]), *match.span("value"))


def _telling(text: str) -> frozenset[str]:
    return frozenset(stems(" ".join(word for word in re.findall(r"\w+", text) if word.lower() not in STOP_WORDS)))


def names(cell: Cell, asked: frozenset[str]) -> bool:
    """Whether a question names the row of a cell: it has all words of the cell, and these are a name, not a figure."""
    return 0 < len(cell.words) <= WORDS and cell.words <= asked and not all(word.isdigit() for word in cell.words)


def _found(one: Candidate, row: tuple[Cell, ...], named: list[Cell], asked: frozenset[str]) -> Candidate:
    rest = asked.difference(*(cell.words for cell in named))
    sought = [cell for cell in row if cell not in named and cell.words and cell.column and cell.column <= rest]
    if len(sought) != 1 or one.coverage < COVERED:
        return one
    return found(one, sought[0])


def found(one: Candidate, cell: Cell, sure: float = FOUND) -> Candidate:
    """A row in whose cell the answer was looked up; `sure` is its margin and its odds at least, in nats."""
    span = (one.start + cell.start, one.start + cell.end)
    return replace(one, margin=max(sure, one.margin), odds=max(sure, one.odds), span=span)


def no_answer(one: Candidate) -> Candidate:
    """A row of a table of which others were looked up."""
    return replace(one, margin=NO_SPAN, odds=NO_ODDS, span=None)
