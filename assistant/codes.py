"""Codes that devices show, "What does E18 mean?": looked up letter by letter, in a table, a list or running text.

A code is no word to a model: to vectors and reader the rows of E18 and E23 are the same. Where a question asks of one
code and nothing else what it means or what to do about it, the words that begin with it are the answer.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.evidence import Candidate, Evidence
from assistant.labels import whole
from assistant.rows import cells, no_answer
from index.store.terms import STOP_WORDS, stems

CODE = re.compile(r"\b[A-Z]{1,4}[-–]?\d{1,5}[A-Z]?\b", re.IGNORECASE)
NAMED = 20.0  # margin and odds, in nats, of words that begin with the code: beyond doubt
FEW = 3  # words of a question that is no more than a name, "boiler S8"
SHOWN = frozenset(stems("mean meaning error fault code display show appear flash blink"))
OPENING = 5  # words among which a code stands that its sentence is about: "If the display shows L3, …"
ASIDE = frozenset(  # what is said of any code
    stems(
        "mean meaning error fault failure code message display screen panel show shown say appear come up light "
        "lamp lit flash flashing blink blinking signal warning alarm number do fix solve clear reset remove "
        "happen problem trouble troubleshooting help see get give read reading explain explanation now suddenly "
        "keep always machine device appliance unit cause reason remedy solution repair rid wrong when there "
        "here please i'm i've my"
    )
)


def coded(evidence: Evidence) -> Evidence:
    """The evidence with the words on the one code that is asked for as sure answers, and those on others as none."""
    question = evidence.found.question
    asked = {match.lower() for match in CODE.findall(question)}
    if len(asked) != 1:
        return evidence
    code = asked.pop()
    words = (word for word in re.findall(r"[\w'’]+", question.lower()) if word not in STOP_WORDS)
    said = frozenset(stems(" ".join(words))) - frozenset(stems(code))
    rest = said - ASIDE
    strict = len(question.split()) > FEW and said.isdisjoint(SHOWN)  # else other words name the device, in whatever way
    strict = strict or any(rest and rest <= _headed(one) for one in evidence.sentences)
    found = [_opens(one, code) and (rest <= _headed(one) or not strict) for one in evidence.sentences]
    if not any(found):
        return evidence
    pairs = zip(evidence.sentences, found, strict=True)
    return replace(evidence, sentences=tuple(_found(one) if mine else _other(one, code) for one, mine in pairs))


def _opens(one: Candidate, code: str) -> bool:
    """Whether a sentence begins with the code, or a row has it in its first cell."""
    row = cells(one.text)
    opening = one.text[: row[0].end] if row else " ".join(one.text.split()[: OPENING + 1])
    return code in {match.lower() for match in CODE.findall(opening)}


def _headed(one: Candidate) -> frozenset[str]:
    """The words of a sentence's passage, of the headings over it and of its document's title."""
    return frozenset(stems(one.source.passage.embedded_text))


def _found(one: Candidate) -> Candidate:
    return whole(replace(one, margin=max(NAMED, one.margin), odds=max(NAMED, one.odds)))


def _other(one: Candidate, code: str) -> Candidate:
    """A sentence that does not speak of the code does not answer."""
    return one if code in one.text.lower() else no_answer(one)
