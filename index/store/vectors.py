"""Vectors in a Chroma collection with cosine space, written through LlamaIndex's ChromaVectorStore."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from index.documents import Passage
from index.embed import Vectors
from index.store.places import Place

if TYPE_CHECKING:
    from llama_index.vector_stores.chroma import ChromaVectorStore

CHUNK = 500  # ids in one request
SEARCHED = 400  # Chroma looks as far around as it is asked for; fewer would miss too many of the nearest 100


class VectorStore:
    """The vectors of one index, in a folder or on a server. Chroma keeps those of a folder in memory and does not see
    what other processes write: `reopen` after such a write.

    Every method raises IndexBroken, DiskFull or ServerLost where Chroma cannot do its work.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self._lock = threading.RLock()  # nothing is asked while the folder is reopened
        self._client: Any = None
        self._collection: Any = None
        self._open()

    def _open(self) -> None:
        with self.place.plainly():
            self._client = self.place.client()
            self._collection = self._client.get_or_create_collection(
                self.place.collection, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )

    @contextmanager
    def _using(self) -> Iterator[Any]:
        """The collection, opened again where the last attempt failed."""
        with self._lock:
            if self._collection is None:
                self._open()
            with self.place.plainly():
                yield self._collection

    @property
    def llama(self) -> ChromaVectorStore:
        """The collection as a LlamaIndex part; imported by those who write, since a question goes without."""
        from llama_index.vector_stores.chroma import ChromaVectorStore

        return ChromaVectorStore(chroma_collection=self._collection)

    def reopen(self, place: Place) -> None:
        """Drop what is held in memory and read anew, where the vectors are now."""
        with self._lock:
            self.move(place)
            self._open()

    def move(self, place: Place) -> None:
        """Let go of the place, and go on in another one with the next use."""
        with self._lock:
            self.close()
            self.place = place

    def close(self) -> None:
        """Let go of the place, so that the next opening reads it from disk."""
        with self._lock:
            client, self._client, self._collection = self._client, None, None
            if client is not None:
                self.place.let_go(client)

    def add(self, passages: Sequence[Passage], vectors: Sequence[Vectors]) -> None:
        """Store one vector (dim,) per passage; ids must be new, since Chroma keeps the old value of an existing id."""
        from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

        nodes = [
            TextNode(
                id_=passage.id,
                text=passage.text,
                embedding=vector.tolist(),
                metadata={"title": passage.title, "section": passage.section, "page": passage.page or 0},
                start_char_idx=passage.start,
                end_char_idx=passage.end,
                relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.document)},
            )
            for passage, vector in zip(passages, vectors, strict=True)
        ]
        with self._using():
            for at in range(0, len(nodes), CHUNK):  # Chroma takes some thousands at once, and a book may have more
                self.llama.add(list(nodes[at : at + CHUNK]))

    def remove(self, documents: Sequence[str]) -> None:
        """Delete every vector of these documents, by their ids; nothing happens where there are none."""
        with self._using() as collection:
            for at in range(0, len(documents), CHUNK):
                collection.delete(where={"document_id": {"$in": list(documents[at : at + CHUNK])}})

    def forget(self, ids: Sequence[str]) -> None:
        """Delete single vectors; nothing happens where there are none."""
        with self._using() as collection:
            for at in range(0, len(ids), CHUNK):
                collection.delete(ids=list(ids[at : at + CHUNK]))

    def missing(self, ids: Iterable[str]) -> set[str]:
        """Those of `ids` that have no vector."""
        wanted = list(ids)
        with self._using() as collection:
            held = {
                str(id)
                for at in range(0, len(wanted), CHUNK)
                for id in collection.get(ids=wanted[at : at + CHUNK], include=[])["ids"]
            }
        return set(wanted) - held

    def nearest(self, vector: Vectors, k: int, within: Collection[str] | None = None) -> list[tuple[str, float]]:
        """The `k` nearest passages as (id, cosine), best first. Cosine is 1 minus Chroma's distance.

        With `within`, only those of the documents with these ids.

        The collection is asked directly: ChromaVectorStore.query would rebuild a node for each candidate and return
        exp(-distance).
        """
        with self._using() as collection:  # it is not counted first: Chroma's count reads all of a large collection
            found = collection.query(
                query_embeddings=[vector.tolist()],
                n_results=max(k, SEARCHED),
                include=["distances"],
                where=None if within is None else {"document_id": {"$in": list(within)}},
            )
        cosines = 1.0 - np.asarray(found["distances"][0], dtype=np.float64)
        return list(zip(found["ids"][0], cosines.tolist(), strict=True))[:k]

    def count(self) -> int:
        """Number of vectors held, live or not."""
        with self._using() as collection:
            return int(collection.count())
