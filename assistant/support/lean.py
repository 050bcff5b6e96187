"""A sentence that leans on those before it, made to stand alone: its leading pronoun becomes the name that it means.

Only what names show is understood. A sentence whose pronoun has no name before it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.support.names import names, opening

LEADING = re.compile(r"(He|She|It|His|Her|Its)\b(?!')")
OWNING = frozenset(("His", "Her", "Its"))
EMPTY = re.compile(r"It\s+\S+\s+(?:\S+\s+){0,8}?(?:that|to|who|when|where)\b")  # "It is said that", "It took years to"
# A fragment such as "Founded in 1994.": a participle opens it, and no one who did it follows.
FRAGMENT = re.compile(
    r"(?:[A-Z][a-z]+ed|Born|Built|Made|Known|Held|Led|Written|Won|Sold|Found|Given|Taken|Set|Shot|Sung|Begun|Based)\s"
    r"(?:as|at|by|for|from|in|into|near|of|on|out|over|since|to|under|up|with)\b[^,;:]*$"
)
AFTER = re.compile(
    r"\b(?:in|at|of|from|by|with|to|for|on|near|under|during|after|before|since)(?:\s+the)?\s*$", re.IGNORECASE
)
EARLY = 60  # characters within which a sentence names its subject


def standing(sentence: str, before: Sequence[str], known: Callable[[str], bool]) -> str:
    """The sentence with the name that it leans on; as it is where it leans on none.

    `before` are earlier sentences, the nearest first, and then the question; `known` says of a sentence's first word
    whether the passages have it as a name.
    """
    pronoun = LEADING.match(sentence)
    if pronoun and EMPTY.match(sentence):
        return sentence
    if not pronoun and not fragment(sentence):
        return sentence
    name = next((one for text in before if (one := _subject(text, known))), "")
    if not name:
        return sentence
    if not pronoun:
        return f"{name} was {sentence[:1].lower()}{sentence[1:]}"
    return (f"{name}'s" if pronoun[0] in OWNING else name) + sentence[pronoun.end() :]


def fragment(sentence: str) -> bool:
    """Whether a sentence has a participle for a beginning and nothing that it is said of."""
    return FRAGMENT.match(sentence) is not None


def _subject(text: str, known: Callable[[str], bool]) -> str:
    """The name that a sentence is about: its first one that no preposition leads in, "" where there is none."""
    called = names(text)
    first = opening(text)
    if first and not (called and called[0].start == 0) and known(first):
        return first
    for name in called:
        if name.start > EARLY and not text.rstrip().endswith("?"):
            break
        if not AFTER.search(text[: name.start]) or text.rstrip().endswith("?"):
            return name.text.removesuffix("'s").removesuffix("’s")
    return ""
