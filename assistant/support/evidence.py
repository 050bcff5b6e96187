"""Sentence and passage made ready to be compared: stems by sentence, figures, dates and names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from assistant.support.dates import Day, days
from assistant.support.names import Name, Words, names, opening
from assistant.support.numbers import codes, numbers
from assistant.support.quantity import Number
from assistant.support.wording import content, tokens
from index import Passage
from index.embed import Vectors
from index.store.terms import stems

LETTERS = re.compile(r"[^\W_]+")
ASIDE = re.compile(r"\s*\([^()]*\)|\s*, (?!and\b|or\b|but\b)[a-z]\w*\s[^,;]*,(?=\s)|\s[–—-] [^–—;]+ [–—-](?=\s)")


@dataclass(frozen=True, slots=True)
class Claim:
    """The sentence to check. `words` are all its stems in order, `weights` those that say something, by rarity.

    `places` are where its names stand in `words`; with `opening` the first of them may be an ordinary word.
    """

    text: str
    words: tuple[str, ...]
    weights: dict[str, float]
    numbers: tuple[Number, ...]
    codes: tuple[str, ...]
    days: tuple[Day, ...]
    names: tuple[Name, ...]
    places: tuple[tuple[int, int], ...]
    opening: bool

    @classmethod
    def of(cls, text: str) -> Claim:
        """The parts of a sentence, every content word weighing the same until `weighted`."""
        figures = numbers(text)
        words = tuple(tokens(text, figures))
        weights = {word: 1.0 for word in words if content(word)}
        called = names(_without(text, figures))
        first = "" if called and not called[0].start else opening(text)
        places = _places(words, [first] * bool(first) + [name.text for name in called])
        return cls(
            text=text,
            words=words,
            weights=weights,
            numbers=tuple(figures),
            codes=tuple(codes(text, figures)),
            days=tuple(days(text)),
            names=tuple(called),
            places=places,
            opening=bool(first and places),
        )

    def weighted(self, rarity: dict[str, float]) -> Claim:
        """The same with its words' rarities as weights, on average 1; a figure weighs as much as the rarest word."""
        if not self.weights:
            return self
        most = max(rarity.values(), default=1.0)
        raw = {w: most if w[:1] == "n" and w[1:2].isdigit() else max(rarity.get(w, most), 0.05) for w in self.weights}
        mean = sum(raw.values()) / len(raw)
        return replace(self, weights={word: weight / mean for word, weight in raw.items()})


def _without(text: str, figures: Sequence[Number]) -> str:
    """The text with figures in place of units and currencies, which are no names: "8 degrees Celsius", "EUR 5"."""
    for one in figures:
        if any(letter.isdecimal() for letter in one.text):
            start, end = one.span
            text = text[:start] + "0" * (end - start) + text[end:]
    return text


def _places(words: Sequence[str], written: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where names stand among stems, in order; a name with a figure in it ends before the figure."""
    found, at = [], 0
    for name in written:
        wanted = stems(name)
        start = next((n for n in range(at, len(words)) if words[n] in wanted[:1]), None)
        if start is not None:
            at = start + 1
            while at < len(words) and at - start < len(wanted) and words[at] == wanted[at - start]:
                at += 1
            found.append((start, at))
    return tuple(found)


def _called(sentences: Sequence[str], written: set[str]) -> frozenset[str]:
    """Stems of the names in sentences. A sentence's first word is one where the text never has it in lower case."""
    found = [name.text for sentence in sentences for name in names(sentence)]
    found += [first for first in map(opening, sentences) if first and first.lower() not in written]
    return frozenset(stem for stem in stems(" ".join(found)) if content(stem))


@dataclass(frozen=True, slots=True)
class Ground:
    """What a passage gives to compare with.

    `whole` is the text with title and section before it; `spans` are its sentences as offsets into `text`, `words[i]`
    the stems of the i-th, `sets[i]` and `pairs[i]` the same as sets of stems and of neighbours, `short[i]` the stems
    where it can be said shorter, else (). `written` are all words in lower case, `places` where they stand and `line`
    the same with a space on either side of each. Stems in `every`, numbers, days and names are those of title and
    section (`head`) too; `called` are the stems of the names in the text. `rows` (1 + sentences, dim) are its vectors.
    """

    text: str
    whole: str
    spans: tuple[tuple[int, int], ...]
    written: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    line: str
    words: tuple[tuple[str, ...], ...]
    sets: tuple[frozenset[str], ...]
    pairs: tuple[frozenset[tuple[str, str]], ...]
    short: tuple[tuple[str, ...], ...]
    head: frozenset[str]
    every: frozenset[str]
    numbers: tuple[Number, ...]
    days: tuple[Day, ...]
    names: Words
    called: frozenset[str]
    rows: Vectors

    @classmethod
    def of(cls, passage: Passage, rows: Vectors) -> Ground:
        """The ground that a passage gives, with its rows in the index."""
        text, whole = passage.text, passage.embedded_text
        spans = tuple((a - passage.start, b - passage.start) for a, b in passage.sentences) or ((0, len(text)),)
        start = len(whole) - len(text)
        figures = numbers(whole)
        letters = list(LETTERS.finditer(text))
        written = tuple(match[0].casefold() for match in letters)
        words = tuple(_stems(whole, start + a, start + b, figures) for a, b in spans)
        head = frozenset(_stems(whole, 0, start, figures))
        return cls(
            text=text,
            whole=whole,
            spans=spans,
            written=written,
            places=tuple(match.span() for match in letters),
            line=f" {' '.join(written)} ",
            words=words,
            sets=tuple(frozenset(part) for part in words),
            pairs=tuple(frozenset(pairwise(part)) for part in words),
            short=tuple(tuple(tokens(said, numbers(said))) if (said := shorter(text[a:b])) else () for a, b in spans),
            head=head,
            every=head.union(*words),
            numbers=tuple(figures),
            days=tuple(days(whole)),
            names=Words.of(whole),
            called=_called([text[a:b] for a, b in spans], {match[0] for match in letters}),
            rows=np.asarray(rows, dtype=np.float32),
        )


def _stems(text: str, start: int, end: int, figures: Sequence[Number]) -> tuple[str, ...]:
    """The stems of a part of a text, given the figures of all of it."""
    inside = [
        replace(one, span=(one.span[0] - start, one.span[1] - start))
        for one in figures
        if start <= one.span[0] and one.span[1] <= end
    ]
    return tuple(tokens(text[start:end], inside))


def shorter(sentence: str) -> str:
    """The sentence without brackets and without clauses between commas, so that a verb stands beside who does it; ""
    where there are none."""
    said = ASIDE.sub(" ", sentence)
    return said if said != sentence else ""
