"""Superlatives over the rows of a table: "Which programme uses the least water?" is answered by comparing them all.

No row says of itself that it has the least, and vectors and reader see a row at a time. Where the question names a
column, by its name or by what the superlative measures ("the cheapest"), all rows of the table are compared, those that
the search did not find too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from assistant.evidence import Candidate, Evidence, coverage
from assistant.measures import Measure, measure
from assistant.rows import COVERED, Cell, cells, found, names, no_answer
from assistant.support.units import MONEY
from index import Index, Passage
from index.store.terms import STOP_WORDS, question_stems, stems

MOST, LEAST = 1, -1
LONGEST = 5_000  # rows of a table that are compared while a person waits
GAP = 4  # most characters between two rows of one table: the line's end, or that of a page
COMPARED = 10.0  # margin and odds, in nats, of a row that was picked: no reader need see in it that it is the one
HOW_MUCH = re.compile(r"how (?:much|many)\b", re.IGNORECASE)
WHAT_IS = re.compile(r"what(?:'s|’s| is| was)\b", re.IGNORECASE)
BESIDE = 4  # words after "the most" among which the name of its column stands
_TIMES = "date year start started founded built made opened published released born"
_AFTER = "(?:" + "|".join(rf"(?<=\b{word} )" for word in "the has have had uses costs takes needs with".split()) + ")"
_BY = (  # superlatives, whether they ask for the most, and how columns of what they measure are headed
    ("most expensive|dearest|priciest|costliest", MOST, "price cost fee fare rent rate charge amount"),
    ("cheapest|least expensive|most affordable", LEAST, "price cost fee fare rent rate charge amount"),
    ("heaviest", MOST, "weight mass"),
    ("lightest", LEAST, "weight mass"),
    ("longest", MOST, "duration time length distance"),
    ("shortest", LEAST, "duration time length distance"),
    ("slowest", MOST, "duration time"),
    ("quickest", LEAST, "duration time"),
    ("fastest", MOST, "speed"),
    ("fastest", LEAST, "duration time"),
    ("tallest", MOST, "height"),
    ("highest", MOST, "height altitude elevation"),
    ("lowest", LEAST, "height altitude elevation"),
    ("deepest", MOST, "depth"),
    ("widest|broadest", MOST, "width"),
    ("narrowest", LEAST, "width"),
    ("thickest", MOST, "thickness"),
    ("thinnest", LEAST, "thickness"),
    ("hottest|warmest", MOST, "temperature"),
    ("coldest|coolest", LEAST, "temperature"),
    ("loudest|noisiest", MOST, "noise loudness"),
    ("quietest", LEAST, "noise loudness"),
    ("farthest|furthest|most distant", MOST, "distance"),
    ("nearest|closest", LEAST, "distance"),
    ("oldest", MOST, "age"),
    ("youngest", LEAST, "age"),
    ("earliest|oldest", LEAST, "date year start started founded built made opened published released born"),
    (
        "latest|newest|youngest|most recently|most recent",
        MOST,
        "date year start started founded built made opened published released born",
    ),
    ("biggest|largest", MOST, "size area capacity volume population seats"),
    ("smallest", LEAST, "size area capacity volume population seats"),
    (rf"{_AFTER}most(?! of\b)|greatest|maximum", MOST, ""),  # "most rooms" alone are nearly all of them
    (rf"{_AFTER}least|fewest|minimum", LEAST, ""),
)
# They do not say what they measure: the column may be named anywhere in the question, or be the only one of amounts.
_OF_ANYTHING = frozenset(stems("most least fewest greatest maximum minimum highest lowest"))
_OF_MUCH = _OF_ANYTHING.union(stems("biggest largest smallest earliest latest newest recent recently"))
_AMOUNTS = MONEY | {"%"}
_WEAK = frozenset(stems("use have take need offer give get make cost much many"))  # no row has to have these words
_SUPERLATIVES = [
    (re.compile(rf"(?<!\bat )(?<!\bat the )\b(?:{words})\b", re.IGNORECASE), way, frozenset(stems(heads)))
    for words, way, heads in _BY
]


class Sought(NamedTuple):
    """What a superlative asks for: the most or the least of a column whose name is one of `heads` or stands `beside`
    it (all stems); `own` are the stems of the superlative itself."""

    way: int
    heads: frozenset[str]
    beside: frozenset[str]
    own: frozenset[str]


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

    def measured(self, column: str) -> Measure | None:
        """What the cell under a column measures."""
        cell = self.under(column)
        return measure(self.text[cell.start : cell.end]) if cell else None


class Comparison(NamedTuple):
    """A table whose rows were compared: the best ones, the column, whether its figure is asked for rather than what has
    it, and how much of the question the table covers."""

    table: list[Row]
    best: list[Row]
    column: str
    figure: bool
    covered: float

    @property
    def remark(self) -> str:
        """What was compared, told to the person who asked."""
        without = len(self.table) - sum(1 for row in self.table if row.measured(self.column))
        left = f"; {without} without a figure" if without else ""
        return f"The rows of a table were compared by “{self.column}” ({len(self.table)} rows{left})."


def compare(index: Index, evidence: Evidence) -> Evidence:
    """The evidence with the rows that a superlative picks out found, and the other rows of their tables no answer."""
    sought = wanted(evidence.found.question)
    tables = list(_tables(index, evidence)) if sought else []
    made = [one for table in tables for which in sought if (one := _compared(table, which, evidence))]
    most = max((one.covered for one in made), default=0.0)
    for one in made:
        if one.covered == most:
            evidence = _led(evidence, one)
    return evidence


def wanted(question: str) -> list[Sought]:
    """The readings of a question's superlative ("the oldest" has two); none where it has none, or several."""
    found = [(match, way, heads) for pattern, way, heads in _SUPERLATIVES for match in pattern.finditer(question)]
    spans = {match.span() for match, _, _ in found}
    whole = {
        one for one in spans if not any(other != one and other[0] <= one[0] < one[1] <= other[1] for other in spans)
    }
    if len(whole) != 1:
        return []
    return [
        Sought(way, heads, _beside(question[match.end() :]), frozenset(stems(match[0])))
        for match, way, heads in found
        if match.span() in whole
    ]


def _holds(whole: tuple[int, int], part: tuple[int, int]) -> bool:
    return whole != part and whole[0] <= part[0] and part[1] <= whole[1]


def _beside(rest: str) -> frozenset[str]:
    kept = [word for word in re.findall(r"\w+", rest) if word.lower() not in STOP_WORDS]
    return frozenset(stems(" ".join(kept[:BESIDE])))


def _tables(index: Index, evidence: Evidence) -> Iterator[list[Row]]:
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


def _compared(table: list[Row], sought: Sought, evidence: Evidence) -> Comparison | None:
    """The comparison that a superlative asks of a table, None where the table does not bear it."""
    asked = frozenset(question_stems(evidence.found.question)) - sought.own
    rows = _narrowed(table, asked)
    column = _column(rows, sought, asked)
    if column is None:
        return None
    values = {i: value for i, row in enumerate(rows) if (value := row.measured(column))}
    if len(values) < 2 or any(not one.comparable(other) for one, other in pairwise(values.values())):
        return None
    rarity = {term: weight for term, weight in evidence.rarity.items() if term not in sought.own | _WEAK}
    passage = rows[0].passage
    head = set(stems(f"{passage.title} {passage.section}")).union(*(cell.column for cell in table[0].cells))
    shared = frozenset.intersection(*(frozenset().union(*(cell.words for cell in row.cells)) for row in rows))
    covered = coverage(head | shared | (sought.heads & asked), rarity)
    top = max(sought.way * value.value for value in values.values())
    best = [rows[i] for i, value in values.items() if sought.way * value.value == top]
    if covered < COVERED or len(best) == len(values):
        return None
    return Comparison(rows, best, column, _is_figure(best[0], column, sought, evidence.found.question), covered)


def _is_figure(row: Row, column: str, sought: Sought, question: str) -> bool:
    """Whether the figure is asked for ("How much is the cheapest?", "What is the lowest salary?"), not what has it."""
    cell = row.under(column)
    return bool(HOW_MUCH.match(question) or (WHAT_IS.match(question) and cell and sought.beside <= cell.column))


def _narrowed(table: list[Row], asked: frozenset[str]) -> list[Row]:
    """The rows that have the cells which the question names, "in Oslo"; all where it names none."""
    named = [{cell.words for cell in row.cells if names(cell, asked)} for row in table]
    every = set().union(*named)
    return [row for row, mine in zip(table, named, strict=True) if mine == every] if every else table


def _column(rows: list[Row], sought: Sought, asked: frozenset[str]) -> str | None:
    """The column to compare by: named beside the superlative, measured by it, or the only one of figures."""
    columns = {cell.name: cell.column for row in rows for cell in row.cells[1:]}
    measured = {name: terms for name, terms in columns.items() if terms and _measures(rows, name)}
    amounts = [name for name in measured if (first := rows[0].measured(name)) and first.kind in _AMOUNTS]
    for fits in (
        [name for name, terms in measured.items() if terms <= sought.beside],
        [name for name, terms in measured.items() if terms & sought.heads],
        [name for name, terms in measured.items() if sought.own <= _OF_MUCH and terms <= asked],
        amounts if sought.own <= _OF_ANYTHING else [],
    ):
        if fits:
            return fits[0] if len(fits) == 1 else None
    return None


def _measures(rows: list[Row], column: str) -> bool:
    """Whether the cells under a column are figures: all that are not empty or a dash."""
    written = [row.text[cell.start : cell.end] for row in rows if (cell := row.under(column))]
    return all(measure(text) for text in written if re.search(r"\w", text)) and any(map(measure, written))


def _led(evidence: Evidence, made: Comparison) -> Evidence:
    """The evidence with the best rows found, those that the search missed added to the rows that it found."""
    document = made.table[0].passage.document
    starts = {row.start for row in made.table}
    is_mine = [one.source.passage.document == document and one.start in starts for one in evidence.sentences]
    mine = {one.start: one for one, is_one in zip(evidence.sentences, is_mine, strict=True) if is_one}
    like = max(mine.values(), key=lambda one: one.cosine, default=None)
    if like is None:  # the cells that the question names left no row that was found
        return evidence
    best, remark = {}, made.remark
    for row in made.best:
        cell = (row.under(made.column) if made.figure else None) or row.cells[0]
        best[row.start] = replace(found(mine.get(row.start) or row.like(like), cell, COMPARED), remark=remark)
    kept = [
        (best.pop(one.start) if one.start in best else no_answer(one)) if is_one else one
        for one, is_one in zip(evidence.sentences, is_mine, strict=True)
    ]
    return replace(evidence, sentences=(*kept, *best.values()))
