"""A corpus of any size that searches like a real one: vectors and words drawn around those of real passages.

Passage n comes from its number alone, so that any part of the corpus can be made again. Its vector is that of a real
passage b, moved along the difference of two others and by a little noise, and scaled to length 1:
unit(b + 0.5 (c - d) + 0.25 noise), noise being of length 1 on average. Differences of real vectors keep the real
correlations between dimensions, which decide how hard the search for neighbours is; the cosine to b is about 0.8.
Half of its words are drawn from b's, half from all passages', by their frequency; no text is copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index import Document, Passage
from index.embed import Vectors
from index.store.manifest import Manifest
from index.store.rows import NewDocument, Stamp
from index.store.terms import stems

PER_DOCUMENT = 8  # passages
WORDS = 80  # words of a passage
SENTENCES = 4
APART, NOISE = 0.5, 0.25
BLOCK = 4096  # passages that are made together; a multiple of PER_DOCUMENT

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Base:
    """What the corpus is drawn from: `vectors` (n, dim); `words` (all,) of word numbers, those of passage i from
    `starts[i]` to `starts[i + 1]`; `vocabulary` gives each word."""

    vectors: Vectors
    words: Numbers
    starts: Numbers
    vocabulary: npt.NDArray[np.str_]

    @classmethod
    def kept(cls, file: Path, manifest: Path) -> Base:
        """The base in `file`, made from an index's manifest where there is none yet."""
        if not file.exists():
            _make(file, manifest)
        with np.load(file) as stored:
            return cls(**{name: stored[name] for name in ("vectors", "words", "starts", "vocabulary")})


def _make(file: Path, manifest: Path) -> None:
    source = Manifest(manifest)
    vectors, words, starts, numbers = [], [], [0], {}
    for batch in source.batches(500):
        rows = source.vectors(one.id for one in batch)
        for one in batch:
            vectors.append(rows[one.id][0])
            known = [word for word in one.text.lower().split() if word.isalpha() and stems(word)]
            words += [numbers.setdefault(word, len(numbers)) for word in known or ["empty"]]
            starts.append(len(words))
    source.close()
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        file,
        vectors=np.array(vectors, dtype=np.float32),
        words=np.array(words, dtype=np.int32),
        starts=np.array(starts, dtype=np.int32),
        vocabulary=np.array(list(numbers)),
    )


def vectors(base: Base, block: int) -> Vectors:
    """The vectors (BLOCK, dim) of a block of passages."""
    rng = np.random.default_rng([1, block])
    near, plus, minus = rng.integers(0, len(base.vectors), (3, BLOCK))
    dim = base.vectors.shape[1]
    noise = rng.standard_normal((BLOCK, dim), dtype=np.float32) * np.float32(NOISE / np.sqrt(dim))
    moved = base.vectors[near] + APART * (base.vectors[plus] - base.vectors[minus]) + noise
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def documents(base: Base, block: int) -> Iterator[NewDocument]:
    """The documents of a block with passages, sentences and vectors, as they would be stored."""
    rng = np.random.default_rng([1, block])
    near = rng.integers(0, len(base.vectors), (3, BLOCK))[0]  # as in `vectors`
    own = base.starts[near][:, None] + (
        rng.random((BLOCK, WORDS // 2)) * (base.starts[near + 1] - base.starts[near])[:, None]
    ).astype(np.int32)
    any_ = rng.integers(0, len(base.words), (BLOCK, WORDS // 2))
    drawn = base.vocabulary[base.words[rng.permuted(np.concatenate([own, any_], axis=1), axis=1)]]
    embedded = vectors(base, block)
    for at in range(0, BLOCK, PER_DOCUMENT):
        number = (block * BLOCK + at) // PER_DOCUMENT
        yield _document(number, drawn[at : at + PER_DOCUMENT], embedded[at : at + PER_DOCUMENT])


def _document(number: int, drawn: npt.NDArray[np.str_], embedded: Vectors) -> NewDocument:
    """One document of the passages whose words are the rows of `drawn`; a sentence's vector is its passage's."""
    id, name = f"{number:016x}", f"{number // 1000:06}/{number:09}.md"
    passages: list[Passage] = []
    texts: list[str] = []
    at = 0
    for ordinal, row in enumerate(drawn.tolist()):
        spans, start = [], at
        for first in range(0, WORDS, WORDS // SENTENCES):
            sentence = " ".join(row[first : first + WORDS // SENTENCES]).capitalize() + "."
            texts.append(sentence)
            spans.append((at, at + len(sentence)))
            at += len(sentence) + 1
        text = " ".join(texts[-SENTENCES:])
        passages.append(
            Passage(f"{id}-{ordinal}", id, ordinal, start, at - 1, text, f"Note {number}", "", None, tuple(spans))
        )
    text = " ".join(texts)
    document = Document(
        id, name, f"Note {number}", "synthetic", name, "markdown", text, 0, len(passages), len(text), "2026-01-01"
    )
    rows = [np.repeat(vector[None], 1 + SENTENCES, axis=0) for vector in embedded]
    return NewDocument(document, Stamp(id, id, "synthetic", len(text), 0), passages, rows)
