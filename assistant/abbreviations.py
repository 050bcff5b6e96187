"""Abbreviations that the documents define, "leaf area index (LAI)": the models know none of them.

A question with one is asked in full too, and one that asks what it stands for is answered by the words that define it.
The pairs are told as Schwartz and Hearst do ("A simple algorithm for identifying abbreviation definitions in biomedical
text", 2003), but more strictly, since a wrong one would change the question: most letters must begin words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace

from assistant.evidence import Candidate, Evidence
from index import Index
from index.store.terms import STOP_WORDS

SHORT = re.compile(r"\b[A-Z][A-Za-z&]*[A-Z]\b")  # "OTS", "KPI"; a plural's "s" stays outside
LONGEST = 10  # letters of an abbreviation
MOST = 4  # abbreviations of one question that are looked up
LOOKED_AT = 20  # passages with each
REACH = 200  # characters before an abbreviation in which its long form stands
WORD = re.compile(r"[^\W_]+")
# "What does OTS stand for?", "What is OTS?", "meaning of OTS", "OTS full form"
MEANING = re.compile(
    rf"""\W*(?:(?:what\s+(?:does|do|is|are|was)|what's|whats|meaning\s+of|full\s+(?:form|name)\s+of)\s+)?
        (?:the\s+)?(?:(?:abbreviation|acronym|letters)\s+)?["“]?(?P<short>{SHORT.pattern})["”]?s?
        (?:\s+(?:stand(?:s|ing)?\s+for|mean(?:s|ing)?|short\s+for|full\s+form|an?\s+(?:abbreviation|acronym)\s+(?:of|for)))?\W*""",
    re.VERBOSE | re.IGNORECASE,
)
STATED = 20.0  # margin and odds, in nats, of a sentence that defines the abbreviation asked for: beyond doubt


def in_full(question: str, index: Index, within: Collection[str] | None = None) -> dict[str, str]:
    """The long form of each abbreviation of the question that the documents define."""
    shorts = [short for short in dict.fromkeys(SHORT.findall(question)) if len(short) <= LONGEST]
    found = {short: meaning(short, index, within) for short in shorts[:MOST]}
    return {short: long for short, long in found.items() if long}


def meaning(short: str, index: Index, within: Collection[str] | None = None) -> str:
    """What the documents say that an abbreviation stands for, the commonest if they differ; "" if they do not say."""
    live = index.passages(id for id, _ in index.matching(short, LOOKED_AT, within))
    found = Counter(
        text[start:end] for text in (one.embedded_text for one in live.values()) for start, end in defined(short, text)
    )
    return min(found, key=lambda long: (-found[long], long), default="")


def defined(short: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a text gives the long form of an abbreviation, as "Long Form (LF)" or "LF (Long Form)"."""
    mark = re.escape(short)
    for match in re.finditer(rf"\(\s*(?:the\s+)?[\"“]?{mark}s?\b[^()]{{0,40}}\)", text):
        if span := _ending(short, text, max(0, match.start() - REACH), match.start()):
            yield span
    for match in re.finditer(rf"\b{mark}s?\s+\(([^()]{{3,120}})\)", text):
        if (span := _ending(short, text, *match.span(1))) and span[0] == match.start(1):
            yield span


def _ending(short: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """The words of a text, the last of them before `end`, that an abbreviation stands for."""
    end = start + len(text[start:end].rstrip())
    words = list(WORD.finditer(text, start, end))[-min(len(short) + 5, 2 * len(short)) :]
    letters = [letter for letter in short.lower() if letter.isalpha()]
    for fits in (_each_begins, _most_begin):
        for first in reversed(words):
            long = text[first.start() : end]
            if first[0][0].lower() == letters[0] and short not in long and fits(letters, long):
                return first.start(), end
    return None


def _each_begins(letters: list[str], long: str) -> bool:
    words = WORD.findall(long.lower())
    telling = [word for word in words if word not in STOP_WORDS]
    starts = words[0] in telling or long[0].isupper()  # "On-Time Delivery", but not "of Turkic States"
    return len(words) > 1 and starts and letters in ([one[0] for one in words], [one[0] for one in telling])


def _most_begin(letters: list[str], long: str) -> bool:
    words = [word for word in WORD.findall(long.lower()) if word not in STOP_WORDS]
    rest = iter(" ".join(words))
    begun = (Counter(letters) & Counter(word[0] for word in words)).total()
    return len(words) > 1 and all(letter in rest for letter in letters) and 2 * begun > len(letters)


def asked_for(question: str) -> str:
    """The abbreviation that a question asks the meaning of, "" for any other question."""
    match = MEANING.fullmatch(question)
    return match["short"] if match and match["short"].upper() == match["short"] else ""


def stating(evidence: Evidence, short: str) -> Evidence:
    """The evidence with the sentences that define an abbreviation as sure answers: the words say so themselves."""
    return replace(evidence, sentences=tuple(_stating(one, short) for one in evidence.sentences))


def _stating(one: Candidate, short: str) -> Candidate:
    span = next(defined(short, one.text), None)
    if span is None:
        return one
    return replace(one, margin=STATED, odds=STATED, span=(one.start + span[0], one.start + span[1]))
