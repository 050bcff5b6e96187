"""Words that no document has -> words for the same thing that some document has: "exam" is looked for as "test".

Neither terms nor vectors find what is called otherwise where the words differ much. The list is short and for everyday
documents in English; a question is asked with its own words as well (`assistant/ways.py`).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from index import Index
from index.store.terms import stems

FILE = Path(__file__).with_name("synonyms.txt")
LONGEST = 3  # words of an entry
MOST = 2  # other ways to ask one question

Stems = tuple[str, ...]


class Reworded(NamedTuple):
    """A question in other words, and what is to be said of that."""

    question: str
    remark: str


def reworded(question: str, index: Index) -> list[Reworded]:
    """The question with other words in place of those that no document has; none where the documents have them all."""
    words = list(re.finditer(r"[^\W_]+(?:[-'’][^\W_]+)*", question))
    found: list[tuple[int, int, list[str]]] = []
    at = 0
    while at < len(words):
        for count in range(min(LONGEST, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + count - 1].end()
            if others := _others(question[start:end], index):
                found.append((start, end, others))
                at += count
                break
        else:
            at += 1
    most = max((len(others) for _, _, others in found), default=0)
    return [_put(question, found, place) for place in range(min(MOST, most))]


def _others(words: str, index: Index) -> list[str]:
    """What stands for words of which a stem is in no document: entries all of whose stems some document has."""
    asked = tuple(stems(words))
    if asked not in _entries() or all(map(index.terms.holds, asked)):
        return []
    return [other for other in _entries()[asked] if all(map(index.terms.holds, stems(other)))]


def _put(question: str, found: list[tuple[int, int, list[str]]], place: int) -> Reworded:
    parts, told, at = [], [], 0
    for start, end, others in found:
        other = others[min(place, len(others) - 1)]
        parts += [question[at:start], other]
        told.append(f"“{question[start:end]}” is in no document, so “{other}” was looked for.")
        at = end
    return Reworded("".join([*parts, question[at:]]), " ".join(told))


@cache
def _entries() -> dict[Stems, list[str]]:
    """What else there is to look for, by the stems of what is asked."""
    lines = FILE.read_text("utf-8").splitlines()
    rows = [[part.strip() for part in line.split("/")] for line in lines if line and not line.startswith("#")]
    entries: dict[Stems, list[str]] = {}
    for asked, *others in rows:
        entries.setdefault(tuple(stems(asked)), []).extend(others)
    return entries
