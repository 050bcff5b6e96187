"""Terms that a document defines: 'Brightwater Ltd ("the Contractor")', '"Business Day" means any day but Sunday.'

"Who is the Contractor?" and "What is a Business Day?" are answered by the words that define the term: they say so
themselves, and a reader sees a name among others.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.abbreviations import STATED
from assistant.evidence import Candidate, Evidence
from index.store.terms import stems

TERM = r"[\"“”'‘]?(?:the\s+|an?\s+)?(?P<term>\w[\w-]*(?:\s+\w[\w-]*){0,3}?)[\"“”'’]?"
ASKED = [
    re.compile(rf"\W*{pattern}\W*", re.IGNORECASE)
    for pattern in (
        rf"who(?:['’]s|\s+(?:is|are|was|were))\s+{TERM}(?:\s+(?:here|in\s+(?:this|the)\s+\w+))?",
        rf"what(?:['’]s|\s+(?:is|are|was))\s+(?:meant\s+by\s+|the\s+(?:meaning|definition)\s+of\s+)?{TERM}",
        rf"what\s+do(?:es)?\s+{TERM}\s+(?:mean|refer\s+to|stand\s+for)(?:\s+(?:here|in\s+(?:this|the)\s+\w+))?",
        rf"(?:define|definition\s+of|meaning\s+of)\s+{TERM}",
    )
]
OPEN, CLOSE = "\"“”'‘„", "\"“”'’“"
IN_BRACKETS = re.compile(  # behind what it stands for: (hereinafter "the Contractor")
    r"\(\s*(?:(?:hereinafter|hereafter|together|collectively|individually|each|referred\s+to|called|as|or|the)\b[\s,]*)*"
    rf"[{OPEN}](?:the\s+)?(?P<term>[^{OPEN}{CLOSE}()]{{2,50}})[{CLOSE}]\s*\)"
)
MEANS = re.compile(  # before what it stands for, at the beginning of a sentence or clause
    rf"(?:^|;\s+)(?:[\d.]+\s+|\([a-z]\)\s+|[•–-]\s+)?(?:the\s+)?(?:(?:term|word|expression)\s+)?"
    rf"[{OPEN}](?:the\s+)?(?P<term>[^{OPEN}{CLOSE}()]{{2,50}})[{CLOSE}]\s+(?:shall\s+)?"
    r"(?:means?|refers?\s+to|stands?\s+for|has\s+the\s+meaning|denotes?)\s+",
    re.IGNORECASE,
)
BEFORE = re.compile(r"^(?:[\d.]+|\([a-z]\))\s+|\bbetween\s+|\)\s+and\s+|;\s+")  # before the name of a party


def asked_for(question: str) -> str:
    """The term whose definition a question may ask for, "" for any other question."""
    matches = [match["term"] for pattern in ASKED if (match := pattern.fullmatch(question))]
    return matches[0] if matches else ""


def defining(evidence: Evidence) -> Evidence:
    """The evidence with the sentences that define the term that is asked for as sure answers."""
    term = stems(asked_for(evidence.found.question))
    if not term:
        return evidence
    return replace(evidence, sentences=tuple(_defining(one, term) for one in evidence.sentences))


def _defining(one: Candidate, term: list[str]) -> Candidate:
    span = defined(term, one.text)
    if span is None:
        return one
    return replace(one, margin=STATED, odds=STATED, span=(one.start + span[0], one.start + span[1]))


def defined(term: list[str], text: str) -> tuple[int, int] | None:
    """Where a sentence says what the term of these stems stands for."""
    for match in IN_BRACKETS.finditer(text):
        if stems(match["term"]) == term:
            end = len(text[: match.start()].rstrip())
            return max((one.end() for one in BEFORE.finditer(text, 0, end)), default=0), end
    for match in MEANS.finditer(text):
        if stems(match["term"]) == term:
            return match.end(), len(text.rstrip())
    return None
