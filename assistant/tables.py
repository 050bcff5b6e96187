"""Whole tables of the documents, those rows too that a search did not find, and what their columns measure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.evidence import Candidate, Evidence
from assistant.measures import Measure, measure
from assistant.rows import Cell, cells, names
from index import Index, Passage

LONGEST = 5_000  # rows of a table that are compared while a person waits
GAP = 4  # most characters between two rows of one table: the line's end, or that of a page
UNKNOWN = re.compile(
    r"\W*(?:(?:n\.?\s?/?\s?[ad]|tb[acd]|on request|(?:not )?(?:known|available|measured)|unknown)\W*)?", re.IGNORECASE
)
TOTAL = re.compile(
    r"(?:(?:grand |sub-?)?totals?|sum|overall|together|altogether|average|mean|median|all|in total)\b", re.IGNORECASE
)
YES = re.compile(r"(?:yes|included|allowed)\b|[✓✔]", re.IGNORECASE)
NO = re.compile(r"(?:no|not|none)\b|[✗✘]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `rank` is its place in the passage, `start` and `end` index the document."""

    passage: Passage
    rank: int
    start: int
    end: int
    cells: tuple[Cell, ...]

    @property
    def text(self) -> str:
        """Its words, as the document has them."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]

    def like(self, one: Candidate) -> Candidate:
        """As a candidate, with what the search found out of another row of the table."""
        source = replace(one.source, passage=self.passage)
        return replace(one, source=source, rank=self.rank, start=self.start, end=self.end, text=self.text)

    def under(self, column: str) -> Cell | None:
        """The cell under a column."""
        return next((one for one in self.cells if one.name == column), None)

    def written(self, column: str) -> str:
        """The words of the cell under a column, "" where there is none."""
        cell = self.under(column)
        return self.text[cell.start : cell.end] if cell else ""

    def measured(self, column: str) -> Measure | None:
        """What the cell under a column measures."""
        return measure(self.written(column))

    @property
    def is_total(self) -> bool:
        """Whether it sums the others up."""
        return bool(TOTAL.match(self.text[self.cells[0].start : self.cells[0].end]))


def tables(index: Index, evidence: Evidence) -> Iterator[list[Row]]:
    """The whole tables of which rows were found."""
    found: dict[str, set[int]] = {}
    for one in evidence.sentences:
        if cells(one.text):
            found.setdefault(one.source.passage.document, set()).add(one.start)
    for document, starts in found.items():
        for table in _runs(row for passage in index.manifest.passages_of(document) for row in _rows(passage)):
            if 1 < len(table) <= LONGEST and not starts.isdisjoint(row.start for row in table):
                yield table


def _rows(passage: Passage) -> Iterator[Row]:
    for rank, (start, end) in enumerate(passage.sentences):
        if found := cells(passage.text[start - passage.start : end - passage.start]):
            yield Row(passage, rank, start, end, found)


def _runs(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Rows that follow on one another and begin with the same column."""
    listed = sorted(rows, key=lambda row: row.start)
    cuts = [i for i, (one, next) in enumerate(pairwise(listed), start=1) if not _follows(one, next)]
    for start, end in pairwise([0, *cuts, len(listed)]):
        yield listed[start:end]


def _follows(one: Row, next: Row) -> bool:
    return next.start - one.end <= GAP and one.cells[0].name == next.cells[0].name


def narrowed(table: list[Row], asked: frozenset[str]) -> list[Row]:
    """The rows that have what the question of these stems names: a cell ("in Oslo"), or yes under a column ("pets")."""
    listed = [row for row in table if not row.is_total]
    named = [{cell.words for cell in row.cells if names(cell, asked)} for row in listed]
    every = set().union(*named)
    listed = [row for row, mine in zip(listed, named, strict=True) if mine == every] if every else listed
    for column in {cell.name for row in listed for cell in row.cells if cell.column & asked}:
        if all(YES.match(text) or NO.match(text) for row in listed if (text := row.written(column))):
            listed = [row for row in listed if YES.match(row.written(column))]
    return listed


def measures(rows: list[Row], column: str) -> bool:
    """Whether the cells under a column are figures: all that are not empty, a dash or said to be unknown."""
    written = [row.written(column) for row in rows]
    known = [text for text in written if not UNKNOWN.fullmatch(text)]
    return bool(known) and all(map(measure, known))
