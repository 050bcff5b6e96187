"""Lines of a form or a fact sheet, "Deposit: £500": looked up by the name of the label.

Such lines are so short and so alike that vectors and reader mix them up. Where a question names a label, and nothing
that stands neither in its line nor in the headings over it, the line is the answer, and no other line of that form is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from assistant.evidence import LABELLED, MESSAGE, OF_CONTENTS, Candidate, Evidence
from assistant.kinds import fits
from assistant.rows import FOUND, cells, no_answer
from index.store.terms import STOP_WORDS, question_stems, stems

WORDS = 6  # most words of a label
HALF = 0.5
OF_LABELS = frozenset(  # columns whose cells are labels of the cells beside them
    stems("property feature attribute field item parameter characteristic specification detail aspect data")
)
LONGEST = 300  # characters of a line that is quoted whole
ASIDE = frozenset(  # what is asked of a label without being a part of it
    stems(
        "people person persons name named names called number much many long tall high large big cost costs "
        "amount value date day time kind type exactly currently now please tell give know given find stated "
        "list show there allow allowed permitted possible okay ok address charge charged weigh measure"
    )
)
OTHER = frozenset(stems("name number date day time cost costs charge charged amount value address type"))
ASKS_OTHERS = re.compile(r"\b(?:who|whom|whose|when|where)\b", re.IGNORECASE)
OTHERWISE = re.compile(
    r"\b(?:why|how(?: exactly)? (?:do|does|did|is|are|was|were|can|could|should|would|to))\b", re.IGNORECASE
)
WHERE = re.compile(r"\bwhere\b", re.IGNORECASE)  # no form of words tells a place
OF_A_MESSAGE = frozenset({"from", "to", "cc", "bcc", "date", "sent", "subject"})
IMPLIED = [  # labels that a question asks for without naming them
    (re.compile(rf"\b(?:{asks})\b", re.IGNORECASE), frozenset(stems(names)))
    for asks, names in (
        ("how much (?:is|are|was)|costs?", "price cost fee fare charge amount total rate"),
        ("how heavy|weighs?", "weight mass"),
        ("how long", "length duration distance term period"),
        ("how far", "distance"),
        ("how (?:tall|high)", "height"),
        ("how wide", "width"),
        ("how deep", "depth"),
        ("how (?:big|large)", "size area dimensions capacity"),
        ("how old", "age"),
        ("how fast", "speed"),
        ("how many (?:people|guests|persons)", "capacity people guests persons"),
        ("when|what (?:date|day)", "date day when"),
        ("what time", "time start starts begins"),
        ("where", "place venue location address where"),
        ("open|opens|closed?|closes", "opening hours open times closing closed"),
        ("(?:telephone|phone|call)", "phone telephone tel mobile hotline"),
        ("e-?mail", "email e-mail mail"),
    )
]


class Field(NamedTuple):
    """A label, and where the value beside it stands in its line."""

    label: str
    start: int
    end: int


def labelled(evidence: Evidence) -> Evidence:
    """The evidence with the lines whose labels the question names as sure answers, and those beside them as none."""
    question = evidence.found.question
    forms: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, one in enumerate(evidence.sentences):
        if label(one.text) and not _heads_a_message(one):
            forms[one.source.passage.document, one.source.passage.section].append(i)
    if not forms or OTHERWISE.search(question):
        return evidence
    asked, plain = frozenset(question_stems(question)), _plain(question)
    implied = [names for pattern, names in IMPLIED if pattern.search(question)]
    listed = list(evidence.sentences)
    for lines in forms.values():
        often = Counter(label(listed[i].text).lower() for i in lines)  # twice: someone who speaks, or "Answer:"
        lines = [i for i in lines if often[label(listed[i].text).lower()] == 1]
        for i in lines:
            if not fits(_value(listed[i]), question):
                listed[i] = _unless_a_figure(listed[i], asked)
        lines = [i for i in lines if fits(_value(listed[i]), question)]
        found = (
            [i for i in lines if not WHERE.search(question) and _named(listed[i], asked, plain)]
            or ([] if ASKS_OTHERS.search(question) else _nearly([(_share(listed[i], asked), i) for i in lines]))
            or [i for i in lines if _implied(listed[i], asked, implied)]
        )
        for i in lines if found else ():
            listed[i] = _found(listed[i]) if i in found else no_answer(listed[i])
    return replace(evidence, sentences=tuple(listed))


@lru_cache(1000)
def field(text: str) -> Field | None:
    """The label of a line and where its value stands; None for any other sentence."""
    if row := cells(text):
        label, value = row[0], row[1]
        if len(row) > 2 or not row[0].column <= OF_LABELS:
            return None
        return Field(text[label.start : label.end], value.start, value.end)
    match = LABELLED.match(text)
    if not match or len(match["label"].split()) > WORDS or OF_CONTENTS.search(text):
        return None
    return Field(match["label"], *match.span("value"))


def label(text: str) -> str:
    """The label of a line, "" for any other sentence."""
    found = field(text)
    return found.label if found else ""


def _value(one: Candidate) -> str:
    found = field(one.text)
    return one.text[found.start : found.end] if found else ""


def _unless_a_figure(one: Candidate, asked: frozenset[str]) -> Candidate:
    """A line with another figure than the question asks for is no answer, though its label is named."""
    named = words_of_label(label(one.text)) <= asked
    return no_answer(one) if named and any(map(str.isdigit, _value(one))) else one


def _heads_a_message(one: Candidate) -> bool:
    """Whether a line says of a message who wrote it, to whom, when or on what: no form of its subject."""
    return label(one.text).lower() in OF_A_MESSAGE and bool(MESSAGE.search(one.source.passage.text))


def _named(one: Candidate, asked: frozenset[str], question: str) -> bool:
    """Whether the question (plain) names the label, and all else that it says stands in the line or over it."""
    name = words_of_label(label(one.text))
    named = name <= asked or f" {_plain(label(one.text))} " in f" {question} "
    return bool(name) and named and _covers(one, asked - name)


def _implied(one: Candidate, asked: frozenset[str], implied: Sequence[frozenset[str]]) -> bool:
    """Whether the label is what the question asks for by another word, "How heavy", of what stands over the line."""
    name = label(one.text)
    subject = asked - ASIDE - frozenset().union(*implied)
    noun = frozenset(stems(name)[-1:])  # of "Living area"
    fits = any(words_of_label(name) <= names or noun <= names for names in implied)
    return fits and bool(noun) and bool(subject) and _covers(one, subject)


def _plain(text: str) -> str:
    """Lower case, single spaces, no marks: "Check-in" is named by "When can I check in?"."""
    return " ".join(re.findall(r"\w+", text.lower()))


def words_of_label(name: str) -> frozenset[str]:
    """The stems of a label or a heading, without stop words."""
    return frozenset(stems(" ".join(word for word in re.findall(r"[\w-]+", name) if word.lower() not in STOP_WORDS)))


def _covers(one: Candidate, asked: frozenset[str]) -> bool:
    passage = one.source.passage
    return asked - ASIDE <= set(stems(f"{passage.title} {passage.section} {one.text}"))


def _share(one: Candidate, asked: frozenset[str]) -> float:
    """Share (0..1) of the label's words that the question has; 0 where it says more than stands there or above."""
    name = words_of_label(label(one.text))
    said = name & asked
    return len(said) / len(name) if said and _covers(one, asked - name) and asked.isdisjoint(OTHER - name) else 0.0


def _nearly(shares: Sequence[tuple[float, int]]) -> list[int]:
    """The one line of which the question has most of the label, and half of it at least."""
    best = max(shares, default=(0.0, 0))
    alone = sum(share == best[0] for share, _ in shares) == 1
    return [best[1]] if alone and best[0] >= HALF else []


def _found(one: Candidate) -> Candidate:
    found = field(one.text)
    assert found
    span = (one.start + found.start, one.start + found.end)
    return whole(replace(one, margin=max(FOUND, one.margin), odds=max(FOUND, one.odds), span=span))


def whole(one: Candidate) -> Candidate:
    """The sentence with those that follow in its line: "E1: No flame. Check the gas." is one entry."""
    passage = one.source.passage
    at = one.start - passage.start
    line = passage.text[at:].partition("\n")[0].rstrip()
    begins = not passage.text[:at].rpartition("\n")[2].strip("•*–- ")
    if not begins or not len(one.text) < len(line) <= LONGEST:
        return one
    return replace(one, end=one.start + len(line), text=line)
