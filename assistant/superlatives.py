"""Superlatives over the rows of a table: "Which programme uses the least water?" is answered by comparing them all.

No row says of itself that it has the least, and vectors and reader see a row at a time. Where the question names a
column, by its name or by what the superlative measures ("the cheapest"), all rows of the table are compared, those that
the search did not find too.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from assistant.evidence import Candidate, Evidence, coverage
from assistant.measures import FOR_NOTHING, Measure
from assistant.rows import COVERED, cells, found, no_answer
from assistant.support.units import MONEY
from assistant.tables import Row, measures, narrowed, tables
from index import Index
from index.store.terms import STOP_WORDS, question_stems, stems

MOST, LEAST = 1, -1
COMPARED = 10.0  # margin and odds, in nats, of a row that was picked: no reader need see in it that it is the one
UNREAD = re.compile(  # conditions that are not understood here
    r"\b(?:second|third|fourth|next|other|outside|except|excluding|without|not|or|at least|at most|than|under|over|"
    r"below|above)\b|n['’]t\b",
    re.IGNORECASE,
)
OF_ROWS = re.compile(r"\W*(?:which|who|whose|where)\b", re.IGNORECASE)  # asks for what is the most, not for how much
HOW_MUCH = re.compile(r"how (?:much|many)\b", re.IGNORECASE)
WHAT_IS = re.compile(r"what(?:'s|’s| is| was)\b", re.IGNORECASE)
BESIDE = 4  # words after "the most" among which the name of its column stands
_TIMES = "date year start started founded built made opened published released born joined due departs leaves arrives"
_BEFORE = "the has have had uses costs takes needs with scored got lost won earns".split()
_AFTER = "(?:" + "|".join(rf"(?<=\b{word} )" for word in _BEFORE) + ")"
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
_NO_AMOUNT = frozenset(stems("level class index rank category group code"))  # a price level is no price
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


class Comparison(NamedTuple):
    """A table whose rows were compared: the best ones, the column, whether its figure is asked for rather than what has
    it, how much of the question the table covers (0..1), whether the most or the least was sought, and the best value.
    """

    table: list[Row]
    best: list[Row]
    column: str
    figure: bool
    covered: float
    way: int
    value: Measure

    @property
    def remark(self) -> str:
        """What was compared, told to the person who asked."""
        without = len(self.table) - sum(1 for row in self.table if row.measured(self.column))
        left = f"; {without} without a figure" if without else ""
        return f"The rows of a table were compared by “{self.column}” ({len(self.table)} rows{left})."


def compare(index: Index, evidence: Evidence) -> Evidence:
    """The evidence with the rows that a superlative picks out found, and other rows that it may ask of no answer.

    A row says of itself that it is the first or the cheapest only where it has that word: where the rows could not be
    compared, none of the others is an answer.
    """
    question = evidence.found.question
    own = {stem for pattern, _, _ in _SUPERLATIVES for match in pattern.finditer(question) for stem in stems(match[0])}
    if not own or not any(cells(one.text) for one in evidence.sentences):
        return evidence
    sought = wanted(question)
    listed = list(tables(index, evidence)) if sought else []
    made = [one for table in listed for which in sought if (one := _compared(table, which, evidence))]
    for one in _best(made, listed):
        evidence = _led(evidence, one)
    if not OF_ROWS.match(question):
        return evidence
    return replace(evidence, sentences=tuple(_unless_compared(one, own) for one in evidence.sentences))


def _unless_compared(one: Candidate, own: set[str]) -> Candidate:
    is_row = not one.remark and cells(one.text)
    return no_answer(one) if is_row and own.isdisjoint(stems(one.text)) else one


def _best(made: list[Comparison], listed: list[list[Row]]) -> list[Comparison]:
    """The comparisons that cover the question best, and of several tables those with the best rows of all.

    None where their figures cannot be compared, or another table with that column could not be.
    """
    compared = {(one.table[0].passage.document, one.table[0].start) for one in made}
    left = [table for table in listed if not any((row.passage.document, row.start) in compared for row in table)]
    most = max((one.covered for one in made), default=0.0)
    made = [one for one in made if one.covered == most]
    if not made or any(_is_alike(table[0], made[0]) for table in left):
        return []
    if any(one.way != made[0].way or not one.value.comparable(made[0].value) for one in made):
        return []
    top = max(one.way * one.value.value for one in made)
    return [one for one in made if one.way * one.value.value == top]


def _is_alike(row: Row, made: Comparison) -> bool:
    """Whether a row is of a table like the one that was compared: of the same things, with that column, beside it."""
    other = made.table[0]
    same = row.passage.document == other.passage.document and row.cells[0].name == other.cells[0].name
    return same and bool(row.written(made.column))


def wanted(question: str) -> list[Sought]:
    """The readings of a question's superlative ("the oldest" has two); none where it has none, or several."""
    found = [(match, way, heads) for pattern, way, heads in _SUPERLATIVES for match in pattern.finditer(question)]
    spans = {match.span() for match, _, _ in found}
    whole = {
        one for one in spans if not any(other != one and other[0] <= one[0] < one[1] <= other[1] for other in spans)
    }
    if len(whole) != 1 or UNREAD.search(question):
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


def _compared(table: list[Row], sought: Sought, evidence: Evidence) -> Comparison | None:
    """The comparison that a superlative asks of a table, None where the table does not bear it."""
    asked = frozenset(question_stems(evidence.found.question)) - sought.own
    rows = narrowed(table, asked)
    column = _column(rows, sought, asked) if rows else None
    if column is None:
        return None
    values = {i: value for i, row in enumerate(rows) if (value := row.measured(column))}
    if len(values) < 2 or len({one.kind for one in values.values()} - {FOR_NOTHING}) > 1:
        return None
    rarity = {term: weight for term, weight in evidence.rarity.items() if term not in sought.own | _WEAK}
    passage = rows[0].passage
    head = set(stems(f"{passage.title} {passage.section}")).union(*(cell.column for cell in table[0].cells))
    shared = frozenset.intersection(*(frozenset().union(*(cell.words for cell in row.cells)) for row in rows))
    covered = coverage(head | shared | (sought.heads & asked), rarity)
    value = max(values.values(), key=lambda one: sought.way * one.value)
    best = [rows[i] for i, one in values.items() if one.value == value.value]
    if covered < COVERED or len(best) == len(values):
        return None
    figure = _is_figure(best[0], column, sought, evidence.found.question)
    return Comparison(rows, best, column, figure, covered, sought.way, value)


def _is_figure(row: Row, column: str, sought: Sought, question: str) -> bool:
    """Whether the figure is asked for ("How much is the cheapest?", "What is the lowest salary?"), not what has it."""
    cell = row.under(column)
    return bool(HOW_MUCH.match(question) or (WHAT_IS.match(question) and cell and sought.beside <= cell.column))


def _column(rows: list[Row], sought: Sought, asked: frozenset[str]) -> str | None:
    """The column to compare by: named beside the superlative, measured by it, or the only one of figures."""
    columns = {cell.name: cell.column - sought.own for row in rows for cell in row.cells[1:]}
    named = {name: terms for name, terms in columns.items() if terms and terms.isdisjoint(_NO_AMOUNT)}
    measured = {name: terms for name, terms in named.items() if measures(rows, name)}
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
