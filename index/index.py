"""One index: a folder with everything searchable, opened by any number of readers and one writer."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from index.documents import Document, Passage
from index.embed import Embedder, Vectors
from index.errors import DocumentMissing, IndexLocked, IndexMissing, ModelMismatch, NothingToIndex
from index.read import SUFFIXES
from index.store.manifest import Manifest
from index.store.terms import TermStore
from index.store.vectors import VectorStore
from index.sync import Progress, Summary, Sync
from index.walk import find

UPLOADS = "uploads"  # folder, inside the index, of files that came in through the page
LOCK_SECONDS = 3.0


def silent(what: str, done: int, total: int) -> None:
    """Progress for callers that show none."""


class Index:
    """Everything searchable in one folder; safe to share between threads. Open it with `Index.open`."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self.folder = folder
        self.embedder = embedder
        self.manifest = Manifest(folder / "manifest.db")
        self._seen = self.manifest.generation
        self._fresh = threading.Lock()

    @classmethod
    def open(cls, folder: str | Path, *, create: bool = False, embedder: Embedder | None = None) -> Index:
        """Open the index in `folder`; with `create`, start an empty one where there is none.

        Raises IndexMissing, IndexBroken, or ModelMismatch where the vectors come from another embedding model.
        """
        folder = Path(folder).expanduser().resolve()
        if not (folder / "manifest.db").exists():
            if not create:
                raise IndexMissing(f"There is no index at {folder}: make one with 'assistant index FOLDER'.")
            folder.mkdir(parents=True, exist_ok=True)
        index = cls(folder, embedder or Embedder())
        index._check_model()
        return index

    def _check_model(self) -> None:
        made_with = self.manifest.fact("embedder")
        if made_with and made_with != self.embedder.fingerprint:
            raise ModelMismatch(
                f"The index at {self.folder} was made with the embedding model {made_with}, not with "
                f"{self.embedder.fingerprint}: use that model, or index your documents into another folder "
                "with --index."
            )

    @cached_property
    def vectors(self) -> VectorStore:
        """The Chroma store, opened on first use."""
        return VectorStore(self.folder / "vectors")

    @cached_property
    def terms(self) -> TermStore:
        """The tantivy store, opened on first use."""
        return TermStore(self.folder / "terms")

    @property
    def uploads(self) -> Path:
        """Folder of the documents that were added through the page."""
        return self.folder / UPLOADS

    # Reading

    def documents(self) -> list[Document]:
        """Every live document, by name, without its text; those added through the page have the source "uploads"."""
        return [self._labelled(document) for document in self.manifest.documents()]

    def document(self, name: str) -> Document:
        """The live document of that name; its `text` is what offsets index. Raises DocumentMissing."""
        if (document := self.manifest.document(name)) is None:
            raise DocumentMissing(f"The index holds no document '{name}': 'assistant documents' lists the names.")
        return self._labelled(document)

    def _labelled(self, document: Document) -> Document:
        if document.source != str(self.uploads):
            return document
        return Document(**{**{f: getattr(document, f) for f in Document.__slots__}, "source": UPLOADS})

    def nearest(self, vector: Vectors, k: int, within: Collection[str] | None = None) -> list[tuple[str, float]]:
        """Live passages nearest to a question's vector (dim,), as (id, cosine), best first.

        With `within`, only those of the documents with these ids.
        """
        self._follow()
        found = self.vectors.nearest(vector, k, within)
        live = self.manifest.live(id for id, _ in found)
        return [(id, cosine) for id, cosine in found if id in live]

    def matching(self, question: str, k: int, within: Collection[str] | None = None) -> list[tuple[str, float]]:
        """Live passages that share terms with the question, as (id, BM25 score), best first.

        With `within`, only those of the documents with these ids.
        """
        self._follow()
        found = self.terms.matching(question, k, within)
        live = self.manifest.live(id for id, _ in found)
        return [(id, score) for id, score in found if id in live]

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """The live passages among `ids`, by id."""
        return self.manifest.passages(ids)

    def _follow(self) -> None:
        """Reopen the stores where another process has changed what is live: Chroma would go on with the old state."""
        with self._fresh:
            generation = self.manifest.generation
            if generation != self._seen:
                self.vectors.reopen()
                self.terms.reload()
                self._seen = generation

    # Writing

    def sync(self, paths: Sequence[str | Path], progress: Progress = silent) -> Summary:
        """Bring the index in step with files and folders; documents of other sources stay as they are.

        Raises PathMissing, NothingToIndex where no file there can be read at all, IndexLocked.
        """
        with self._writer(progress) as sync:
            scope = find(paths, self._sources())
            if not scope.files and not any(
                scope.covers(s, p) for s in self._sources() for p in self.manifest.stamps(s)
            ):
                where = ", ".join(str(path) for path in paths)
                raise NothingToIndex(
                    f"There is no document in {where}: put in files that end in {', '.join(sorted(SUFFIXES))}."
                )
            return sync.run(scope)

    def _sources(self) -> list[str]:
        return [*self.manifest.sources(), str(self.uploads)]

    def remove(self, name: str) -> None:
        """Take a document out of the index, and delete its file where it came in through the page."""
        document = self.document(name)
        with self._writer(silent) as sync:
            sync.clear_leftovers()
            sync.remove(document)
            if document.source == UPLOADS:
                (self.uploads / document.path).unlink(missing_ok=True)

    @contextmanager
    def _writer(self, progress: Progress) -> Iterator[Sync]:
        """The writer's lock, held by at most one process and thread, for the time of one change."""
        lock = FileLock(self.folder / "writer.lock")
        try:
            lock.acquire(timeout=LOCK_SECONDS)
        except Timeout:
            raise IndexLocked(
                f"Another process is writing to the index at {self.folder}: wait until it has finished, then try again."
            ) from None
        try:
            if self.manifest.fact("embedder") is None:
                self.manifest.set_fact("embedder", self.embedder.fingerprint)
            self._follow()
            yield Sync(self.manifest, self.vectors, self.terms, self.embedder, progress)
            self._seen = self.manifest.generation
        finally:
            lock.release()

    def close(self) -> None:
        """Let go of the folder; the index is of no use afterwards."""
        if "vectors" in self.__dict__:
            self.vectors.close()
        self.manifest.close()
