"""Lines of a form or a fact sheet, "Deposit: £500": looked up by the name of the label.

Such lines are so short and so alike that vectors and reader mix them up. Where a question names a label, and nothing
that stands neither in its line nor in the headings over it, the line is the answer, and no other line of that form is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from assistant.evidence import LABELLED, Candidate, Evidence
from assistant.rows import FOUND, cells, no_answer
from index.store.terms import STOP_WORDS, question_stems, stems

WORDS = 6  # most words of a label
LONGEST = 300  # characters of a line that is quoted whole
ASIDE = frozenset(  # what is asked of a label without being a part of it
    stems(
        "people person persons name named names called number much many long old big tall far high large cost "
        "costs amount value date day time due set kind type exactly currently now please tell give know given "
        "find listed stated list show have got there allow allowed permitted possible okay ok required include "
        "included need needed apply address charge charged pay paid weigh measure last take get reach call"
    )
)
OTHERWISE = re.compile(
    r"\b(?:why|how(?: exactly)? (?:do|does|did|is|are|was|were|can|could|should|would|to))\b", re.IGNORECASE
)
MESSAGE = re.compile(r"^(?:From|Subject): ", re.MULTILINE)
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
        found = {i for i in lines if _named(listed[i], asked, plain)}
        found = found or {i for i in lines if _implied(listed[i], asked, implied)}
        for i in lines if found else ():
            listed[i] = _found(listed[i]) if i in found else no_answer(listed[i])
    return replace(evidence, sentences=tuple(listed))


def label(text: str) -> str:
    """The label of a line, "" for any other sentence, and for a row of a table."""
    match = LABELLED.match(text)
    return match["label"] if match and not cells(text) and len(match["label"].split()) <= WORDS else ""


def _heads_a_message(one: Candidate) -> bool:
    """Whether a line says of a message who wrote it, to whom, when or on what: no form of its subject."""
    return label(one.text).lower() in OF_A_MESSAGE and bool(MESSAGE.search(one.source.passage.text))


def _named(one: Candidate, asked: frozenset[str], question: str) -> bool:
    """Whether the question (plain) names the label, and all else that it says stands in the line or over it."""
    name = _words(label(one.text))
    named = name <= asked or f" {_plain(label(one.text))} " in f" {question} "
    return bool(name) and named and _covers(one, asked - name)


def _implied(one: Candidate, asked: frozenset[str], implied: Sequence[frozenset[str]]) -> bool:
    """Whether the label is what the question asks for by another word, "How heavy", of what stands over the line."""
    name = _words(label(one.text))
    subject = asked - ASIDE - frozenset().union(*implied)
    return any(name and name <= names for names in implied) and bool(subject) and _covers(one, subject)


def _plain(text: str) -> str:
    """Lower case, single spaces, no marks: "Check-in" is named by "When can I check in?"."""
    return " ".join(re.findall(r"\w+", text.lower()))


def _words(name: str) -> frozenset[str]:
    return frozenset(stems(" ".join(word for word in re.findall(r"[\w-]+", name) if word.lower() not in STOP_WORDS)))


def _covers(one: Candidate, asked: frozenset[str]) -> bool:
    passage = one.source.passage
    return asked - ASIDE <= set(stems(f"{passage.title} {passage.section} {one.text}"))


def _found(one: Candidate) -> Candidate:
    match = LABELLED.match(one.text)
    assert match
    span = (one.start + match.start("value"), one.start + match.end("value"))
    return whole(replace(one, margin=max(FOUND, one.margin), odds=max(FOUND, one.odds), span=span))


def whole(one: Candidate) -> Candidate:
    """The sentence with those that follow in its line: "E1: No flame. Check the gas." is one entry."""
    passage = one.source.passage
    line = passage.text[one.start - passage.start :].partition("\n")[0].rstrip()
    if not len(one.text) < len(line) <= LONGEST:
        return one
    return replace(one, end=one.start + len(line), text=line)
