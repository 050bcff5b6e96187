"""The vectors of chosen documents, compared one by one: exact, and quicker than a filter in the vector store."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from index.embed import Vectors
from index.store.manifest import Manifest

FEW = 2_000  # passages that are read as quickly as the vector store is asked
SHARE = 4  # of an index, one part in so many is few too: finding it among all would take longer
MOST = 32_000  # passages that are held in memory for one choice: 49 MB at 384 dimensions
REMEMBERED = 2  # choices


class Choices:
    """What is known of the last choices of documents, until the index changes; safe to share between threads."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[int, frozenset[str]], Chosen] = OrderedDict()

    def of(self, documents: Collection[str]) -> Chosen:
        """The choice of the documents with these ids, as the index is now."""
        key = (self._manifest.generation, frozenset(documents))  # read first, so that what follows is not older
        with self._lock:
            if (found := self._kept.get(key)) is None:
                total = self._manifest.counts()[1]
                found = self._kept[key] = Chosen(self._manifest, key[1], self._manifest.held_by(key[1]), total)
            self._kept.move_to_end(key)
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
            return found


@dataclass
class Chosen:
    """Documents by their `ids`, with the number of their `passages` among `total`; vectors are read when first used."""

    manifest: Manifest
    ids: frozenset[str]
    passages: int
    total: int
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def share(self) -> float:
        """The part of all passages that are in these documents, above 0."""
        return max(self.passages, 1) / max(self.total, 1)

    @property
    def few(self) -> bool:
        """Whether comparing them one by one is the quickest way."""
        return self.passages <= max(FEW, self.total // SHARE) and self.fits

    @property
    def fits(self) -> bool:
        """Whether their vectors may be held in memory."""
        return self.passages <= MOST

    def nearest(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """The `k` passages nearest to a vector (dim,), as (id, cosine), best first."""
        with self._lock:
            ids, rows = self._rows
        if not ids:
            return []
        cosines = rows @ vector
        best = np.argpartition(-cosines, k - 1)[:k] if k < len(ids) else np.arange(len(ids))
        return [(ids[at], float(cosines[at])) for at in best[np.argsort(-cosines[best], kind="stable")].tolist()]

    @cached_property
    def _rows(self) -> tuple[list[str], Vectors]:
        return self.manifest.own_vectors(self.ids)
