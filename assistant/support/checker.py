"""Sentence and passages -> whether each passage supports the sentence, how surely, why not, and its best words."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock

import numpy as np

from assistant.support.contradiction import Reason, cancelled, contradiction, unquotable
from assistant.support.evidence import LETTERS, Claim, Ground
from assistant.support.lean import fragment, standing
from assistant.support.model import Model
from assistant.support.numbers import numbers
from assistant.support.restate import restated
from assistant.support.roles import roles
from assistant.support.signals import Missing, Nearest, Signals, absent, missing, nearest, signals, similarity, subject
from assistant.support.wording import opposed
from index import Index, Passage
from index.documents import Text
from index.embed import Embedder, Vectors
from index.split import Splitter
from index.store.terms import stems

VERBATIM = 0.99  # score of a sentence whose words stand in the passage to the letter
CONTRADICTED = 0.05  # most that a sentence scores whose figure or date the passage lacks
REVERSED = re.compile(r"\b(?:not|false|untrue|den(?:y|ies|ied)|never|doubt(?:s|ed)?|myth)\b[^.;]*$", re.IGNORECASE)
OUSTED = 0.5  # share of a name's place that another name must find in excess to be given as a reason
FEWEST = 3  # words that make a quote
KEPT = 512  # passages whose preparation is remembered


@dataclass(frozen=True, slots=True)
class Support:
    """One passage's verdict on one sentence: a calibrated probability, the decision, and what is against it.

    `quote` are the offsets in the passage's text of the sentence, or two that adjoin, nearest to the claim.
    """

    score: float
    supported: bool
    reasons: tuple[Reason, ...]
    quote: tuple[int, int] | None


class Checker:
    """Checks sentences against passages of one index; safe to share between threads."""

    def __init__(self, index: Index, model: Model | None = None) -> None:
        self.index = index
        self.model = model or Model.load()
        self._vector = lru_cache(KEPT)(lambda text, embedder: embedder.question(text))
        self._epoch = index.stores.epoch  # whose vectors the grounds hold
        self._grounds: OrderedDict[str, Ground] = OrderedDict()  # the one used last at the end
        self._lock = Lock()

    def support(self, sentence: str, passages: Sequence[Passage], before: Sequence[str] = ()) -> list[Support]:
        """One verdict per passage, in the same order; a sentence without words is supported by none.

        `before` are the answer's earlier sentences, the nearest first, and the question: what a leading pronoun means.
        """
        if not LETTERS.search(sentence):
            return [Support(0.0, False, (Reason("words", "the sentence has no words"),), None) for _ in passages]
        return self.index.steadily(lambda: self._support(sentence, self._prepared(passages), before))

    def _support(self, sentence: str, grounds: Sequence[Ground], before: Sequence[str]) -> list[Support]:
        def known(word: str) -> bool:
            return any(ground.called.issuperset(stems(word)) for ground in grounds)

        alone = standing(sentence, before, known)
        if alone == sentence and fragment(sentence):
            lost = Support(0.0, False, (Reason("subject", "the sentence does not say what it is about"),), None)
            quotes = [verbatim(sentence, ground) for ground in grounds]
            return [Support(VERBATIM, True, (), quote) if quote else lost for quote in quotes]
        return self.judge(self.claim(alone), grounds, sentence)

    def compare(self, sentence: str, evidence: str, title: str = "") -> Support:
        """The verdict of a plain text, however long, as if it were one passage; `quote` indexes the text."""
        claim = self.claim(sentence)
        if not claim.words or not evidence.strip():
            return Support(0.0, False, (Reason("words", "there are no words to compare"),), None)
        return self.judge(claim, [ground_of(self.index.embedder, evidence, title)])[0]

    def claim(self, sentence: str) -> Claim:
        """The sentence with its words weighted by their rarity in the index."""
        claim = Claim.of(sentence)
        return claim.weighted(self.index.terms.rarity(claim.weights))

    def measure(self, claim: Claim, ground: Ground) -> tuple[Signals, Missing, Nearest]:
        """The signals of a claim against a ground, the facts that are missing, and the nearest sentences."""
        said, text = claim, restated(claim, ground)
        if text != claim.text:
            claim = self.claim(text)
        lacking = missing(claim, ground)
        if lacking.numbers or lacking.days:  # decided, whatever the words mean; the vector is the dearest signal
            cosines: Vectors = np.zeros(len(ground.rows), dtype=np.float32)
        else:
            cosines = similarity(ground, self._vector(said.text, self.index.embedder))
        near = nearest(claim, ground, cosines)
        found = signals(claim, ground, lacking, near, cosines)
        if (found.negation_alone or found.opposed) and cancelled(claim, ground, near):
            found = replace(found, denied=0.0, negation_alone=0.0, opposed=0.0)
        return found, lacking, near

    def judge(self, claim: Claim, grounds: Sequence[Ground], said: str = "") -> list[Support]:
        """The verdict of each ground on one claim; `said` is how it was written where it leans on another sentence."""
        quotes = [
            _plain(claim, ground, verbatim(claim.text, ground) or _quoted(claim, said, ground)) for ground in grounds
        ]
        open_ = [ground for ground, quote in zip(grounds, quotes, strict=True) if quote is None]
        measured = [self.measure(claim, ground) for ground in open_]
        scores = self.model.probabilities([found.values() for found, _, _ in measured]) if measured else []
        rest = iter([self._verdict(claim, *one) for one in zip(open_, measured, scores, strict=True)])
        return [Support(VERBATIM, True, (), quote) if quote else next(rest) for quote in quotes]

    def _verdict(
        self, claim: Claim, ground: Ground, measured: tuple[Signals, Missing, Nearest], score: float
    ) -> Support:
        """The verdict where the sentence is no quote."""
        found, lacking, near = measured
        if lacking.numbers or lacking.days:
            score = min(score, CONTRADICTED)
        supported = score >= self.model.threshold
        if supported and (other := contradiction(claim, ground, near)):
            return Support(CONTRADICTED, False, (other,), _quote(ground, near))
        reasons = () if supported else against(claim, ground, lacking, near, found) or (unsure(found),)
        return Support(score, supported, reasons, _quote(ground, near))

    def _prepared(self, passages: Sequence[Passage]) -> list[Ground]:
        """The passages made ready, with the vectors that the index keeps; passages are never changed, only replaced."""
        epoch = self._renewed()
        grounds = [self._remembered(one) for one in passages]
        new = {one.id for one, ground in zip(passages, grounds, strict=True) if ground is None}
        rows = self.index.manifest.vectors(new) if new else {}
        return [
            ground
            or self._remember(one, rows[one.id] if one.id in rows else _embedded(self.index.embedder, one), epoch)
            for one, ground in zip(passages, grounds, strict=True)
        ]

    def _renewed(self) -> int:
        """The epoch of the index's vectors; what was made of an earlier one is forgotten."""
        epoch = self.index.stores.epoch
        with self._lock:
            if epoch != self._epoch:
                self._epoch = epoch
                self._grounds.clear()
        return epoch

    def _remembered(self, passage: Passage) -> Ground | None:
        """What was made of the passage before, unless its text, title or section has changed since."""
        with self._lock:
            ground = self._grounds.get(passage.id)
            if ground is None or ground.whole != passage.embedded_text:
                return None
            self._grounds.move_to_end(passage.id)
            return ground

    def _remember(self, passage: Passage, rows: Vectors, epoch: int) -> Ground:
        """Make the passage ready, and forget the one that was not used for longest where there are too many."""
        ground = Ground.of(passage, rows)
        with self._lock:
            if epoch == self._epoch:
                self._grounds[passage.id] = ground
            if len(self._grounds) > KEPT:
                self._grounds.popitem(last=False)
        return ground


def _quote(ground: Ground, near: Nearest) -> tuple[int, int]:
    """The offsets of the nearest sentences."""
    return ground.spans[near.first][0], ground.spans[near.last - 1][1]


def _embedded(embedder: Embedder, passage: Passage) -> Vectors:
    """The rows of a passage that the index does not hold (any more)."""
    return next(rows for _, rows in embedder.passages([passage]))


def ground_of(embedder: Embedder, text: str, title: str = "") -> Ground:
    """A plain text as one ground. What is too long for the embedding model is embedded in parts, and its own vector is
    the mean of theirs."""
    parts = Splitter(embedder.tokenizer, embedder.limit).split(Text(text), "text", title)
    rows = {passage.id: vectors for passage, vectors in embedder.passages(parts)}
    whole = np.mean([rows[one.id][0] for one in parts], axis=0)
    sentences = [rows[one.id][1:] for one in parts]
    spans = tuple(span for one in parts for span in one.sentences)
    passage = Passage("text", "text", 0, 0, len(text), text, title, "", None, spans)
    return Ground.of(passage, np.vstack([whole / np.linalg.norm(whole), *sentences]))


def verbatim(sentence: str, ground: Ground) -> tuple[int, int] | None:
    """Where the sentence's words stand in the passage one after the other, whatever the marks and spaces between them.

    Not where the passage denies them just before: "It is not true that ...".
    """
    wanted = [match[0].casefold() for match in LETTERS.finditer(sentence)]
    if len(wanted) < FEWEST and tuple(wanted) != ground.written:  # "Yes." is no quote
        return None
    line, sought = ground.line, f" {' '.join(wanted)} "
    found = line.find(sought)
    while found >= 0:
        at = line.count(" ", 0, found)
        start = ground.places[at][0]
        end = ground.places[at + len(wanted) - 1][1]
        denied = REVERSED.search(re.split(r"[.!?\n]\s", ground.text[:start])[-1])
        if not denied and [(one.value, one.unit) for one in numbers(sentence)] == _figures(ground, start, end):
            return start, end
        found = line.find(sought, found + 1)
    return None


def _figures(ground: Ground, start: int, end: int) -> list[tuple[float, str]]:
    """Values and units of the figures that stand, even in part, between two offsets: "500" is none of "1,500".

    They are read in their lines, since a unit may stand after the offsets, and not at the start of the next line.
    """
    first = ground.text.rfind("\n", 0, start) + 1
    last = ground.text.find("\n", end)
    found = numbers(ground.text[first : last if last >= 0 else None])
    return [(one.value, one.unit) for one in found if one.span[0] < end - first and start - first < one.span[1]]


def _plain(claim: Claim, ground: Ground, quote: tuple[int, int] | None) -> tuple[int, int] | None:
    """A quote, unless the passage only says that somebody thinks so or wants it."""
    return None if quote and unquotable(claim, ground, *quote) else quote


def _quoted(claim: Claim, said: str, ground: Ground) -> tuple[int, int] | None:
    """Where a leaning sentence stands to the letter in a passage that speaks of the same as the sentence before it."""
    if said in ("", claim.text) or (quote := verbatim(said, ground)) is None:
        return None
    apart = missing(claim, ground).names or subject(claim, absent(claim, ground), ground)
    return None if apart or roles(claim, ground).rival >= OUSTED else quote


def against(claim: Claim, ground: Ground, lacking: Missing, near: Nearest, found: Signals) -> tuple[Reason, ...]:
    """What speaks against support, the hardest first."""
    reasons = [Reason("number", f"the number {one} is not in the passage") for one in lacking.numbers]
    reasons += [Reason("date", f"the date {one} is not in the passage") for one in lacking.days]
    if lacking.names:
        reasons.append(Reason("name", f"the name {_written(claim, lacking.names)} is not in the passage"))
    elif word := subject(claim, absent(claim, ground), ground):
        reasons.append(Reason("subject", f"the passage does not mention {word}"))
    for mine, theirs in opposed(set(claim.words), set(near.words))[:2]:
        reasons.append(Reason("opposite", f"the sentence says “{mine}” where the passage says “{theirs}”"))
    if found.negation_alone > 0 and found.denied:
        reasons.append(Reason("negation", "the sentence denies what the passage says"))
    elif found.negation_alone < 0 and found.denied:
        reasons.append(Reason("negation", "the passage denies what the sentence says"))
    if found.rival >= OUSTED:
        reasons.append(Reason("role", "the passage has another name where the sentence has its own"))
    if found.figure_rival >= OUSTED:
        reasons.append(Reason("role", "the passage has another figure where the sentence has its own"))
    if found.inverted:
        reasons.append(Reason("role", "names of the sentence stand in another order in the passage"))
    return tuple(reasons)


def _written(claim: Claim, words: tuple[str, ...]) -> str:
    """The missing name as the sentence writes it."""
    for name in claim.names:
        if set(name.words) & set(words):
            return name.text
    return words[0]


def unsure(found: Signals) -> Reason:
    """Why a sentence without a clear contradiction is not supported."""
    if found.coverage_whole < 0.6:
        return Reason("cover", "the passage has too few of the sentence's words")
    return Reason("unclear", "the passage does not clearly say this")
