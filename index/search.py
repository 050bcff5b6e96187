"""The search for live passages by vector and by terms, among all documents or among chosen ones.

Stores that are asked to keep to thousands of documents look each of them up, which takes many times as long as the
search itself. So a large share of an index is searched by asking for more passages than are wanted and keeping those
of the chosen documents; the vectors of a small share are compared one by one, in memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

from index.chosen import Choices
from index.embed import Vectors
from index.store import Stores

MOST_SEARCHED = 16_000  # passages asked of a store, at most, to find enough live ones
MARGIN = 3.0  # times as many are asked for as the share of the chosen documents lets expect

Found = list[tuple[str, float]]  # (passage id, score), best first


class Search:
    """Searches of one index; safe to share between threads. The caller sees to it that the stores are fresh."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._choices = Choices(stores.manifest)

    def nearest(self, vector: Vectors, k: int, within: Collection[str] | None) -> Found:
        """The `k` live passages nearest to a vector (dim,), as (id, cosine); `within` as in `Index.nearest`."""
        if within is None:
            return self._live(lambda n: self._stores.vectors.nearest(vector, n), k)
        chosen = self._choices.of(within)
        if chosen.few:
            return chosen.nearest(vector, k)
        found = self._among(lambda n: self._stores.vectors.nearest(vector, n), k, chosen.ids, chosen.share)
        if found is not None:
            return found
        if chosen.fits:
            return chosen.nearest(vector, k)
        return self._live(lambda n: self._stores.vectors.nearest(vector, n, within), k)

    def matching(self, question: str, k: int, within: Collection[str] | None) -> Found:
        """The `k` best live passages that share terms with the question, as (id, BM25 score)."""
        if within is not None and not (chosen := self._choices.of(within)).few:
            found = self._among(lambda n: self._stores.terms.matching(question, n), k, chosen.ids, chosen.share)
            if found is not None:
                return found
        return self._live(lambda n: self._stores.terms.matching(question, n, within), k)

    def _live(self, search: Callable[[int], Found], k: int) -> Found:
        """The `k` best live passages of a search; it goes on where dead ones took their place."""
        wanted = k
        while True:
            found = search(wanted)
            kept = self._kept(found)[:k]
            if len(kept) == k or len(found) < wanted or wanted >= MOST_SEARCHED:
                return kept
            wanted *= 4

    def _among(self, search: Callable[[int], Found], k: int, ids: frozenset[str], share: float) -> Found | None:
        """The `k` best live passages of chosen documents, out of a search of all; None where those are too far down."""
        wanted = min(MOST_SEARCHED, math.ceil(MARGIN * k / share))
        found = search(wanted)
        kept = self._kept([one for one in found if document_of(one[0]) in ids])[:k]
        return kept if len(kept) == k or len(found) < wanted else None

    def _kept(self, found: Found) -> Found:
        live = self._stores.manifest.live(id for id, _ in found)
        return [(id, score) for id, score in found if id in live]


def document_of(passage: str) -> str:
    """The id of the document that a passage's id names."""
    return passage.rpartition("-")[0]
