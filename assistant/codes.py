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
ENTRY = (  # how a line begins that tells of a code: "E5: …", "Error F7 - …", "If the display shows L3, …", "E4 appears"
    r"(?:[•*–-]\s+)?(?:(?:(?:error|fault|status|code|message|display)\s+){{0,2}}{code}\s*(?::|=|\||\s[-–—]\s|\.{{3}}|"
    r"(?:appears|means|flashes|blinks|lights|is\s+(?:shown|displayed)|stands\s+for)\b)|"
    r"(?:if|when|should|once)\s[^.;]{{0,60}}\b(?:{code}\s+(?:appears|flashes|blinks|lights|is\s+(?:shown|displayed))|"
    r"(?:shows?|displays?|reads?|says?|code|error)\s+(?:the\s+|an?\s+|code\s+|error\s+)*[\"“]?{code}))"
)
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
    rest = frozenset(stems(" ".join(words))) - frozenset(stems(code)) - ASIDE
    found = [_tells(one, code) and rest <= _headed(one) for one in evidence.sentences]
    if not any(found):
        return evidence
    pairs = zip(evidence.sentences, found, strict=True)
    return replace(evidence, sentences=tuple(_found(one) if mine else _other(one, code) for one, mine in pairs))


def _tells(one: Candidate, code: str) -> bool:
    """Whether a sentence is the entry of a code, or a row of a table that has it in its first cell."""
    if row := cells(one.text):
        return code in {match.lower() for match in CODE.findall(one.text[: row[0].end])}
    return bool(re.match(ENTRY.format(code=re.escape(code)), one.text, re.IGNORECASE))


def _headed(one: Candidate) -> frozenset[str]:
    """The words of a sentence's passage, of the headings over it and of its document's title."""
    return frozenset(stems(one.source.passage.embedded_text))


def _found(one: Candidate) -> Candidate:
    return whole(replace(one, margin=max(NAMED, one.margin), odds=max(NAMED, one.odds)))


def _other(one: Candidate, code: str) -> Candidate:
    """A sentence that does not speak of the code does not answer."""
    return one if code in one.text.lower() else no_answer(one)
