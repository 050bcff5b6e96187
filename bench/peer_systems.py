"""The systems that `bench.peers` compares: each indexes a folder of text files and finds files for a question.

All use the same MiniLM weights. The peers are set up as their own first pages show it, with nothing tuned for or
against them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from assistant.retrieve import retrieve
from assistant.settings import Settings
from index import Index
from index.embed import Embedder, bundled_model

FOUND = 10  # passages fetched for a question; the files that they come from are ranked

Spans = dict[str, tuple[str, list[tuple[int, int]]]]  # file -> its text, and what of it went through the model


class System(ABC):
    """One system over one folder; `__init__` loads its model, so that `index` is indexing alone."""

    packages: tuple[str, ...] = ()

    def __init__(self, place: Path) -> None:
        self.place = place

    @abstractmethod
    def index(self, folder: Path) -> None:
        """Index every file of a folder, and have it on the disk."""

    @abstractmethod
    def find(self, question: str) -> list[str]:
        """Names of the files that the best passages come from, best first."""

    @classmethod
    @abstractmethod
    def open(cls, place: Path, question: str) -> None:
        """Find the passages for a question in an index that is there: what a new process does first."""

    @abstractmethod
    def spans(self) -> Spans:
        """Of each file, what its vectors have seen: what a model cuts off is not in it."""


def seen(tokenizer: Tokenizer, embedded: str, limit: int) -> int:
    """How many characters of `embedded` a model sees that takes `limit` word pieces, two of them special."""
    offsets = tokenizer.encode(embedded, add_special_tokens=False).offsets
    return len(embedded) if len(offsets) <= limit - 2 else int(offsets[limit - 3][1])


def tokens(tokenizer: Tokenizer, spans: Spans) -> tuple[int, int]:
    """Word pieces of all texts, and how many of them lie in a span."""
    total = inside = 0
    for text, ranges in spans.values():
        mask = np.zeros(len(text) + 1, dtype=bool)
        for start, end in ranges:
            mask[start:end] = True
        starts = [start for start, _ in tokenizer.encode(text, add_special_tokens=False).offsets]
        total += len(starts)
        inside += int(mask[starts].sum())
    return total, inside


class Ours(System):
    """This project: `Index.sync` and `retrieve`, default settings, without the reader's rerank."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self._embedder = Embedder()
        assert self._embedder.passage_model
        self._embedder.question("warm")
        self._index = Index.open(place, create=True, embedder=self._embedder)

    def index(self, folder: Path) -> None:
        """As in System."""
        self._index.sync([folder])
        self._names = {one.id: one.name for one in self._index.documents()}

    def find(self, question: str) -> list[str]:
        """As in System."""
        found = retrieve(self._index, question, Settings().retrieve, FOUND).passages
        return list(dict.fromkeys(self._names[one.passage.document] for one in found))

    @classmethod
    def open(cls, place: Path, question: str) -> None:
        """As in System."""
        assert retrieve(Index.open(place), question, Settings().retrieve, FOUND).passages

    def spans(self) -> Spans:
        """As in System."""
        listed: Spans = {one.name: (self._index.document(one.name).text, []) for one in self._index.documents()}
        for batch in self._index.manifest.batches(500):
            for one in batch:
                head = len(one.embedded_text) - len(one.text)
                kept = seen(self._embedder.tokenizer, one.embedded_text, self._embedder.limit) - head
                listed[self._names[one.document]][1].append((one.start, one.start + max(0, kept)))
        return listed


class LlamaIndex(System):
    """LlamaIndex's starter with Chroma: SimpleDirectoryReader, default splitter, VectorStoreIndex, query engine."""

    packages = ("llama-index-core", "llama-index-vector-stores-chroma", "chromadb", "sentence-transformers", "torch")

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        self._model = HuggingFaceEmbedding(model_name=str(bundled_model()), device="cpu")
        self._model.get_text_embedding("warm")

    def index(self, folder: Path) -> None:
        """As in System."""
        import chromadb
        from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
        from llama_index.core.llms import MockLLM
        from llama_index.vector_stores.chroma import ChromaVectorStore

        self._documents = SimpleDirectoryReader(str(folder)).load_data()
        collection = chromadb.PersistentClient(path=str(self.place)).get_or_create_collection(
            "quickstart", embedding_function=None
        )
        storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
        made = VectorStoreIndex.from_documents(self._documents, storage_context=storage, embed_model=self._model)
        self._engine = made.as_query_engine(llm=MockLLM(), similarity_top_k=FOUND)

    def find(self, question: str) -> list[str]:
        """As in System."""
        from llama_index.core import QueryBundle

        nodes = self._engine.retrieve(QueryBundle(question))
        return list(dict.fromkeys(one.node.metadata["file_name"] for one in nodes))

    @classmethod
    def open(cls, place: Path, question: str) -> None:
        """As in System."""
        import chromadb
        from llama_index.core import VectorStoreIndex
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding
        from llama_index.vector_stores.chroma import ChromaVectorStore

        collection = chromadb.PersistentClient(path=str(place)).get_collection("quickstart", embedding_function=None)
        model = HuggingFaceEmbedding(model_name=str(bundled_model()), device="cpu")
        made = VectorStoreIndex.from_vector_store(ChromaVectorStore(chroma_collection=collection), embed_model=model)
        assert made.as_retriever(similarity_top_k=FOUND).retrieve(question)

    def spans(self) -> Spans:
        """As in System."""
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.core.schema import MetadataMode

        tokenizer = Embedder().tokenizer
        listed: Spans = {one.metadata["file_name"]: (one.text, []) for one in self._documents}
        for node in SentenceSplitter().get_nodes_from_documents(self._documents):  # as VectorStoreIndex has split them
            embedded = node.get_content(metadata_mode=MetadataMode.EMBED)
            text: Any = node
            kept = seen(tokenizer, embedded, self._model.max_length) - (len(embedded) - len(text.text))
            start = text.start_char_idx
            listed[node.metadata["file_name"]][1].append((start, start + max(0, kept)))
        return listed


class Txtai(System):
    """txtai's `Embeddings` with its content store, given each file as one text."""

    packages = ("txtai", "faiss-cpu", "torch")

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        from txtai import Embeddings

        self._embeddings: Any = Embeddings(path=str(bundled_model()), content=True, gpu=False)
        self._embeddings.transform("warm")

    def index(self, folder: Path) -> None:
        """As in System."""
        self._texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.iterdir())}
        self._embeddings.index((name, text, None) for name, text in self._texts.items())
        self._embeddings.save(str(self.place))

    def find(self, question: str) -> list[str]:
        """As in System."""
        return [str(one["id"]) for one in self._embeddings.search(question, FOUND)]

    @classmethod
    def open(cls, place: Path, question: str) -> None:
        """As in System."""
        from txtai import Embeddings

        embeddings: Any = Embeddings(path=str(bundled_model()), content=True, gpu=False)
        embeddings.load(str(place))
        assert embeddings.search(question, FOUND)

    def spans(self) -> Spans:
        """As in System."""
        tokenizer, limit = Embedder().tokenizer, self._embeddings.model.model.maxlength
        return {name: (text, [(0, seen(tokenizer, text, limit))]) for name, text in self._texts.items()}


SYSTEMS: dict[str, type[System]] = {"this project": Ours, "LlamaIndex starter": LlamaIndex, "txtai": Txtai}
