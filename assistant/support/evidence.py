"""Sentence and passage made ready to be compared: stems by sentence, figures, dates and names."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from assistant.support.dates import Day, days
from assistant.support.names import Name, Words, names
from assistant.support.numbers import Number, numbers
from assistant.support.wording import content, tokens
from index import Passage
from index.embed import Vectors

LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Claim:
    """The sentence to check. `words` are all its stems in order, `weights` those that say something, by rarity."""

    text: str
    words: tuple[str, ...]
    weights: dict[str, float]
    numbers: tuple[Number, ...]
    days: tuple[Day, ...]
    names: tuple[Name, ...]

    @classmethod
    def of(cls, text: str) -> Claim:
        """The parts of a sentence, every content word weighing the same until `weighted`."""
        figures = numbers(text)
        words = tuple(tokens(text, figures))
        weights = {word: 1.0 for word in words if content(word)}
        return cls(text, words, weights, tuple(figures), tuple(days(text)), tuple(names(text)))

    def weighted(self, rarity: dict[str, float]) -> Claim:
        """The same with its words' rarities as weights, on average 1; a figure weighs as much as the rarest word."""
        if not self.weights:
            return self
        most = max(rarity.values(), default=1.0)
        raw = {w: most if w[:1] == "n" and w[1:2].isdigit() else max(rarity.get(w, most), 0.05) for w in self.weights}
        mean = sum(raw.values()) / len(raw)
        weights = {word: weight / mean for word, weight in raw.items()}
        return Claim(self.text, self.words, weights, self.numbers, self.days, self.names)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a passage gives to compare with.

    `spans` are its sentences as offsets into `text`, `words[i]` the stems of the i-th; `written` are all words in lower
    case and `places` where they stand. Numbers, days and names are those of title and section too. `rows` (1 +
    sentences, dim) are its vectors.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    written: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    words: tuple[tuple[str, ...], ...]
    head: frozenset[str]
    numbers: tuple[Number, ...]
    days: tuple[Day, ...]
    names: Words
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
            spans=spans,
            written=tuple(match[0].casefold() for match in letters),
            places=tuple(match.span() for match in letters),
            words=tuple(tuple(tokens(text[a:b], numbers(text[a:b]))) for a, b in spans),
            head=frozenset(tokens(head, numbers(head))),
            numbers=tuple(numbers(whole)),
            days=tuple(days(whole)),
            names=Words.of(whole),
            rows=np.asarray(rows, dtype=np.float32),
        )
