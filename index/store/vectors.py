"""Vectors in a Chroma collection with cosine space, written through LlamaIndex's ChromaVectorStore."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.documents import Passage
from index.embed import Vectors
from index.errors import IndexBroken

if TYPE_CHECKING:
    from llama_index.vector_stores.chroma import ChromaVectorStore

COLLECTION = "passages"


class VectorStore:
    """The vectors of one index folder. Chroma keeps them in memory and does not see what other processes write:
    `reopen` after such a write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.RLock()  # nothing is asked while the folder is reopened
        self._open()

    def _open(self) -> None:
        import chromadb
        from chromadb.config import Settings

        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._client: Any = chromadb.PersistentClient(str(self.folder), Settings(anonymized_telemetry=False))
            self._collection: Any = self._client.get_or_create_collection(
                COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
        except Exception as broken:
            raise IndexBroken(
                f"The vectors in {self.folder} cannot be opened ({broken}): move that index folder away and run "
                "'assistant index' on your documents again."
            ) from broken

    @property
    def llama(self) -> ChromaVectorStore:
        """The collection as a LlamaIndex part; imported by those who write, since a question goes without."""
        from llama_index.vector_stores.chroma import ChromaVectorStore

        return ChromaVectorStore(chroma_collection=self._collection)

    def reopen(self) -> None:
        """Drop what is held in memory and read the folder anew."""
        with self._lock:
            self.close()
            self._open()

    def close(self) -> None:
        """Let go of the folder, so that the next opening reads it from disk."""
        self._client.close()

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
        self.llama.add(list(nodes))

    def remove(self, document: str) -> None:
        """Delete every vector of a document, by its id; nothing happens where there is none."""
        self.llama.delete(document)

    def nearest(self, vector: Vectors, k: int, within: Collection[str] | None = None) -> list[tuple[str, float]]:
        """The `k` nearest passages as (id, cosine), best first. Cosine is 1 minus Chroma's distance.

        With `within`, only those of the documents with these ids.

        The collection is asked directly: ChromaVectorStore.query would rebuild a node for each candidate and return
        exp(-distance).
        """
        with self._lock:
            count = self._collection.count()
            if not count:
                return []
            found = self._collection.query(
                query_embeddings=[vector.tolist()],
                n_results=min(k, count),
                include=["distances"],
                where=None if within is None else {"document_id": {"$in": list(within)}},
            )
        cosines = 1.0 - np.asarray(found["distances"][0], dtype=np.float64)
        return list(zip(found["ids"][0], cosines.tolist(), strict=True))

    def count(self) -> int:
        """Number of vectors held, live or not."""
        return int(self._collection.count())
