"""Passages -> sentences that may answer, each with the signals that say how well it does.

Signals are local and cheap: the cosine of question and sentence (vectors kept by the index), BM25 of the sentence with
the index's own rarities, and how much of the question's weight its words cover.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.reader import Reader, Reading
from assistant.retrieve import Retrieved, Scored
from index import Index
from index.embed import Vectors
from index.store.terms import question_stems, stems

K1, B, TYPICAL_LENGTH = 1.2, 0.75, 20.0  # BM25 (Robertson and Zaragoza, 2009), length in words of a common sentence

SPANS = 6  # spans that the reader gives for each passage, best first
NO_SPAN = -12.0  # margin of a sentence in which the reader found none of them

# What no one would quote as an answer: link labels, cookie notes, captions, lone dates and bylines.
BOILERPLATE = re.compile(
    r"^(?:more details|read more|click here|learn more|see also|share|subscribe|sign (?:in|up)|log ?in|menu|home|"
    r"contact(?: us)?|privacy policy|cookie|accept|all rights reserved|copyright|©|photo(?:graph)?\b|image\b|"
    r"picture\b|figure \d|source:|credit:|skip to|back to top|next|previous|related (?:articles|headlines))",
    re.IGNORECASE,
)
LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a retrieved passage. `start` and `end` index the document; `rank` is its place in the passage."""

    source: Scored
    rank: int
    start: int
    end: int
    text: str
    cosine: float
    bm25: float
    coverage: float
    margin: float  # of the reader's best span that lies in the sentence over "no answer", in nats
    span: tuple[int, int] | None  # that span, as offsets into the document


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the passages of one question hold: quotable sentences in the order of the passages, and the rarity
    (inverse document frequency) of the question's terms."""

    found: Retrieved
    sentences: tuple[Candidate, ...]
    rarity: dict[str, float]
    was_read: bool  # by the reader, so that margins tell sentences apart


def gather(index: Index, found: Retrieved, reader: Reader | None = None) -> Evidence:
    """Every quotable sentence of the retrieved passages, with its signals; without a reader all margins are low."""
    readings = read(reader, found) if reader else [[] for _ in found.passages]
    rarity = index.terms.rarity(question_stems(found.question))
    rows = index.manifest.vectors(one.passage.id for one in found.passages)
    sentences = [
        one
        for source, spans in zip(found.passages, readings, strict=True)
        for one in _of(source, rows[source.passage.id] @ found.vector, rarity, spans)
    ]
    return Evidence(found, tuple(sentences), rarity, reader is not None)


def read(reader: Reader, found: Retrieved) -> list[list[Reading]]:
    """The reader's spans for each passage; it sees title and section too, and offsets are those of the passage."""
    shifted = []
    texts = [one.passage.embedded_text for one in found.passages]
    for one, text, spans in zip(found.passages, texts, reader.read_spans(found.question, texts, SPANS), strict=True):
        head = len(text) - len(one.passage.text)
        shifted.append([replace(s, start=s.start - head, end=s.end - head) for s in spans if s.start >= head])
    return shifted


def _of(source: Scored, cosines: Vectors, rarity: dict[str, float], readings: Sequence[Reading]) -> Iterator[Candidate]:
    """The candidates of one passage; `cosines` holds the passage's own, then one per sentence."""
    passage = source.passage
    head = set(stems(f"{passage.title} {passage.section}"))
    for rank, (start, end) in enumerate(passage.sentences):
        text = passage.text[start - passage.start : end - passage.start]
        if not quotable(text):
            continue
        words = stems(text)
        best = _best_within(readings, start - passage.start, end - passage.start)
        yield Candidate(
            source=source,
            rank=rank,
            start=start,
            end=end,
            text=text,
            cosine=float(cosines[rank + 1]),
            bm25=bm25(words, rarity),
            coverage=coverage(set(words) | head, rarity),
            margin=max(NO_SPAN, best.margin) if best else NO_SPAN,
            span=(best.start + passage.start, best.end + passage.start) if best else None,
        )


def _best_within(readings: Sequence[Reading], start: int, end: int) -> Reading | None:
    """The reader's best span that begins in a sentence, offsets being those of the passage."""
    inside = [one for one in readings if start <= one.start < end and one.end <= end + 1 and one.text]
    return max(inside, key=lambda one: one.margin, default=None)


def quotable(text: str) -> bool:
    """Whether a sentence can stand as a quote: some words, and not a menu entry, a caption or a notice."""
    return len(LETTERS.findall(text)) >= 3 and not BOILERPLATE.match(text)


def bm25(words: Sequence[str], rarity: dict[str, float]) -> float:
    """BM25 of a sentence's stems for the question's terms and their rarities."""
    counts = Counter(words)
    norm = K1 * (1 - B + B * len(words) / TYPICAL_LENGTH)
    return sum(weight * counts[term] * (K1 + 1) / (counts[term] + norm) for term, weight in rarity.items())


def coverage(words: set[str], rarity: dict[str, float]) -> float:
    """Share (0..1) of the question's rarity-weighted terms that occur in `words`."""
    total = sum(rarity.values())
    return sum(weight for term, weight in rarity.items() if term in words) / total if total else 0.0


def standardised(values: Sequence[float]) -> np.ndarray:
    """Values as z-scores; all 0 where they are equal."""
    array = np.asarray(values, dtype=np.float64)
    spread = array.std()
    return (array - array.mean()) / spread if spread > 1e-9 else np.zeros_like(array)


# Weights of the standardised signals in a sentence's rank, chosen on CLAPNQ and XQuAD. Beside the reader's margin,
# words in common count for little: real questions are paraphrases.
READ = {"cosine": 2.0, "bm25": 0.25, "coverage": 0.25, "passage": 1.5}
UNREAD = {"cosine": 1.0, "bm25": 0.5, "coverage": 0.5, "passage": 1.0}
MARGIN_WEIGHT = 0.7  # of the reader's margin, which is in nats and comparable between questions


def rank(evidence: Evidence) -> list[tuple[float, Candidate]]:
    """The sentences with the weighted sum of their standardised signals, best first."""
    listed = evidence.sentences
    columns = {
        "cosine": [one.cosine for one in listed],
        "bm25": [one.bm25 for one in listed],
        "coverage": [one.coverage for one in listed],
        "passage": [one.source.score for one in listed],
    }
    total = MARGIN_WEIGHT * np.array([one.margin for one in listed])
    for name, weight in (READ if evidence.was_read else UNREAD).items():
        total += weight * standardised(columns[name])
    return sorted(zip(total.tolist(), listed, strict=True), key=lambda pair: -pair[0])
