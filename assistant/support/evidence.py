"""Sentence and passage made ready to be compared: stems by sentence, figures, dates and names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.support.dates import Day, days
from assistant.support.names import Name, Words, names, opening
from assistant.support.numbers import Number, numbers
from assistant.support.wording import content, tokens
from index import Passage
from index.embed import Vectors
from index.store.terms import stems

LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Claim:
    """The sentence to check. `words` are all its stems in order, `weights` those that say something, by rarity.

    `places` are where its names stand in `words`; with `opening` the first of them may be an ordinary word.
    """

    text: str
    words: tuple[str, ...]
    weights: dict[str, float]
    numbers: tuple[Number, ...]
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
        called = names(text)
        first = "" if called and not called[0].start else opening(text)
        places = _places(words, [first] * bool(first) + [name.text for name in called])
        return cls(
            text, words, weights, tuple(figures), tuple(days(text)), tuple(called), places, bool(first and places)
        )

    def weighted(self, rarity: dict[str, float]) -> Claim:
        """The same with its words' rarities as weights, on average 1; a figure weighs as much as the rarest word."""
        if not self.weights:
            return self
        most = max(rarity.values(), default=1.0)
        raw = {w: most if w[:1] == "n" and w[1:2].isdigit() else max(rarity.get(w, most), 0.05) for w in self.weights}
        mean = sum(raw.values()) / len(raw)
        return replace(self, weights={word: weight / mean for word, weight in raw.items()})


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
    the stems of the i-th; `written` are all words in lower case and `places` where they stand. Numbers, days and names
    are those of title and section too; `called` are the stems of the names in the text. `rows` (1 + sentences, dim)
    are its vectors.
    """

    text: str
    whole: str
    spans: tuple[tuple[int, int], ...]
    written: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    words: tuple[tuple[str, ...], ...]
    head: frozenset[str]
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
        head = whole[: len(whole) - len(text)]
        letters = list(LETTERS.finditer(text))
        return cls(
            text=text,
            whole=whole,
            spans=spans,
            written=tuple(match[0].casefold() for match in letters),
            places=tuple(match.span() for match in letters),
            words=tuple(tuple(tokens(text[a:b], numbers(text[a:b]))) for a, b in spans),
            head=frozenset(tokens(head, numbers(head))),
            numbers=tuple(numbers(whole)),
            days=tuple(days(whole)),
            names=Words.of(whole),
            called=_called([text[a:b] for a, b in spans], {match[0] for match in letters}),
            rows=np.asarray(rows, dtype=np.float32),
        )
