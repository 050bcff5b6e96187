"""The words of a passage that are shown where there is no room for all of it."""

from __future__ import annotations

import re
from collections import Counter

from index.sentences import sentence_spans

LONGEST = 240  # characters


def snippet(passage: str, question: str) -> str:
    """Up to LONGEST characters of a passage, from the sentence on that has most of the question's words, where a word
    counts the less the more often the passage has it; what is left out at either end is marked by an ellipsis."""
    often = Counter(_words(passage))
    asked = set(_words(question))
    starts = [start for start, _ in sentence_spans(passage)] or [0]
    ends = [*starts[1:], len(passage)]
    worth = {
        start: sum(1 / often[word] for word in asked & set(_words(passage[start:end])))
        for start, end in zip(starts, ends, strict=True)
    }
    best = max(starts, key=lambda start: (worth[start], -start))
    words = " ".join(passage[best:].split())
    before = "… " if passage[:best].strip() else ""
    if len(words) <= LONGEST:
        return before + words
    cut = words.rfind(" ", 0, LONGEST)
    return f"{before}{words[: cut if cut > 0 else LONGEST]} …"


def _words(text: str) -> list[str]:
    return re.findall(r"\w{3,}", text.casefold())
