"""Question -> passages: vectors and terms, each list's scores scaled to 0..1 and added.

Min-max fusion (Lee, 1997, CombSUM over normalised scores) beat reciprocal rank fusion on every set it was measured on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assistant.settings import RetrieveSettings
from index import Index, Passage
from index.embed import Vectors


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage with its fused score (0..1), its cosine to the question and its BM25 score (0 where not found)."""

    passage: Passage
    score: float
    cosine: float
    bm25: float


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What was found for one question: its vector (dim,) and the best passages, best first.

    `rows` are those passages' vectors by id, as `Manifest.vectors` gives them: of the same model as the question's.
    `names` are the name and title of their documents by id, which an answer needs even where one is removed meanwhile.
    """

    question: str
    vector: Vectors
    passages: tuple[Scored, ...]
    rows: dict[str, Vectors]
    names: dict[str, tuple[str, str]]


def retrieve(
    index: Index,
    question: str,
    settings: RetrieveSettings,
    passages: int,
    without: Collection[str] = frozenset(),
    within: Collection[str] | None = None,
) -> Retrieved:
    """The best `passages` passages for a question, best first; fewer where the index holds fewer.

    Documents whose ids are in `without` are left out, as if the index did not hold them; with `within`, only the
    documents with these ids are searched.
    """
    return index.steadily(lambda: _retrieved(index, question, settings, passages, without, within))


def _retrieved(
    index: Index,
    question: str,
    settings: RetrieveSettings,
    passages: int,
    without: Collection[str],
    within: Collection[str] | None,
) -> Retrieved:
    vector = index.embedder.question(question)
    near = _kept(index.nearest(vector, settings.candidates, within), without)
    matching = _kept(index.matching(question, settings.candidates, within), without)
    fused = fuse(near, matching, settings.vector_weight)
    best = sorted(fused, key=lambda id: (-fused[id], id))[:passages]
    live = index.passages(best)
    rows = index.manifest.vectors(live)
    names = index.manifest.called({one.document for one in live.values()})
    kept = [id for id in best if id in rows and live[id].document in names]
    found = (Scored(live[id], fused[id], near.get(id, 0.0), matching.get(id, 0.0)) for id in kept)
    return Retrieved(question, vector, tuple(found), rows, names)


def _kept(scores: list[tuple[str, float]], without: Collection[str]) -> dict[str, float]:
    return {id: score for id, score in scores if id.rpartition("-")[0] not in without}


def fuse(near: dict[str, float], matching: dict[str, float], vector_weight: float) -> dict[str, float]:
    """Weighted sum of both lists' min-max scaled scores, by id; a list that lacks an id counts 0 for it."""
    vectors, terms = min_max(near), min_max(matching)
    return {
        id: vector_weight * vectors.get(id, 0.0) + (1 - vector_weight) * terms.get(id, 0.0)
        for id in vectors.keys() | terms.keys()
    }


def min_max(scores: dict[str, float]) -> dict[str, float]:
    """Scores scaled so that the lowest is 0 and the highest 1; all 1 where they are equal."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {id: (score - low) / (high - low) if high > low else 1.0 for id, score in scores.items()}
