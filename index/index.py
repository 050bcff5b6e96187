"""One index: a folder with everything searchable, opened by any number of readers and one writer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from index.choice import EVERYTHING, Choice
from index.documents import Document, Passage
from index.embed import Embedder, Vectors
from index.errors import DocumentMissing
from index.given import Paths
from index.lock import held
from index.opening import model_of, place_of, stores_of, told_of_another
from index.pages import brought
from index.placing import collection_name
from index.plan import Planner, Summary, hash_of
from index.scope import scope_of, to_index_again
from index.search import Search
from index.store.faults import known_sources, no_index, note_sources, plain_disk_errors, plain_folder_errors
from index.store.manifest import Manifest
from index.store.places import Server
from index.store.terms import TermStore
from index.store.vectors import VectorStore
from index.sync import Progress, Sync, recipe
from index.uploads import put
from index.walk import UPLOADS

T = TypeVar("T")


def silent(what: str, done: float, total: int) -> None:
    """Progress for callers that show none."""


class Index:
    """Everything searchable in one folder; safe to share between threads. Open it with `Index.open`."""

    def __init__(self, folder: Path, embedder: Embedder, chroma: Server | None, manifest: Manifest) -> None:
        self.folder = folder
        self.embedder = self.wanted = embedder
        self.manifest = manifest
        self._chroma = chroma
        self._seen = manifest.state  # before the stores, which then are not older
        self.stores = stores_of(folder, chroma, manifest)
        self._search = Search(self.stores)
        self._fresh = threading.RLock()
        self._writers = 0  # threads of this process that are changing the index

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        create: bool = False,
        embedder: Embedder | None = None,
        chroma: Server | None = None,
    ) -> Index:
        """Open the index in `folder`; with `create`, start an empty one where there is none.

        With `chroma` its vectors are on that server. An index that was made with another model than `embedder` goes
        on with that one, and `notice` says so. Raises IndexMissing, IndexBroken, FolderUnusable, or ModelMismatch where
        that model is not there any more; ServerLost comes with the first use of the vectors.
        """
        folder = Path(folder).expanduser().resolve()
        with plain_folder_errors(folder):
            if not (folder / "manifest.db").exists():
                if not create:
                    raise no_index(folder)
                folder.mkdir(parents=True, exist_ok=True)
        index = cls(folder, embedder or Embedder(), chroma, Manifest(folder / "manifest.db", create=create))
        index._adopt_model()
        return index

    @classmethod
    def nowhere(cls, folder: str | Path, embedder: Embedder | None = None) -> Index:
        """An empty index that is not on the disk: what `folder` would hold before anything is indexed."""
        return cls(Path(folder).expanduser().resolve(), embedder or Embedder(), None, Manifest(None))

    def _adopt_model(self) -> None:
        if self.manifest.fact("embedder") != self.embedder.fingerprint:
            self.embedder = model_of(self.folder, self.manifest, self.wanted)

    @property
    def notice(self) -> str | None:
        """A sentence for people where the settings name another model than the index was made with."""
        return told_of_another(self.embedder, self.wanted)

    @property
    def vectors(self) -> VectorStore:
        """The Chroma store, opened on first use."""
        return self.stores.vectors

    @property
    def terms(self) -> TermStore:
        """The tantivy store, opened on first use."""
        return self.stores.terms

    @property
    def uploads(self) -> Path:
        """Folder of the documents that were added through the page."""
        return self.folder / UPLOADS

    # Reading

    def documents(self) -> list[Document]:
        """Every live document, by name, without its text; those added through the page have the source "uploads"."""
        self.look()
        return [self._labelled(document) for document in self.manifest.documents()]

    def collections(self) -> dict[str, int]:
        """Number of live documents by collection, in order of name."""
        self.look()
        return self.manifest.collections()

    def document(self, name: str) -> Document:
        """The live document of that name; its `text` is what offsets index. Raises DocumentMissing."""
        self.look()
        if (document := self.manifest.document(name)) is None:
            raise DocumentMissing(name)
        return self._labelled(document)

    def _labelled(self, document: Document) -> Document:
        if document.source != str(self.uploads):
            return document
        return replace(document, source=UPLOADS)

    def nearest(self, vector: Vectors, k: int, within: Collection[str] | None = None) -> list[tuple[str, float]]:
        """Live passages nearest to a question's vector (dim,), as (id, cosine), best first.

        With `within`, only those of the documents with these ids.
        """
        self._follow()
        return self._search.nearest(vector, k, within)

    def matching(self, question: str, k: int, within: Collection[str] | None = None) -> list[tuple[str, float]]:
        """Live passages that share terms with the question, as (id, BM25 score), best first.

        With `within`, only those of the documents with these ids.
        """
        self._follow()
        return self._search.matching(question, k, within)

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """The live passages among `ids`, by id."""
        return self.manifest.passages(ids)

    def look(self) -> None:
        """Take up the index that is in the folder now, where that is another one than was opened: what asks the
        manifest first begins with this, which costs one look at a file. Raises IndexMissing where there is none."""
        if self.manifest.moved:
            with self._fresh:
                if self.manifest.moved and not self._writers:  # who changes the old one would go on in the new one
                    self.manifest.follow()

    def _follow(self) -> None:
        """Reopen the stores where another process has changed what is live: Chroma would go on with the old state."""
        with self._fresh:
            self.look()
            state = self.manifest.state
            if state == self._seen:
                return
            self._adopt_model()
            if state[0] == self._seen[0]:
                self.stores.follow()
            else:
                self.stores.move(place_of(self.folder, self._chroma, self.manifest))
            self._seen = state

    def steadily(self, work: Callable[[], T]) -> T:
        """What `work` gives, done again where the embedding model was changed meanwhile: a question's vector is worth
        nothing among vectors of another model."""
        while True:
            self.look()
            model = self._model()  # read first, so that what follows is not older
            self._follow()
            try:
                result = work()
            except Exception:  # such as vectors of two sizes, or a collection that is gone
                if self._model() == model:
                    raise
            else:
                if self._model() == model:
                    return result

    def _model(self) -> tuple[int, int]:
        """What changes with the embedding model: the file of the manifest, and the epoch in it."""
        return self.manifest.openings, self.stores.epoch

    # Writing

    def plan(self, sources: Paths, choice: Choice = EVERYTHING, collection: str | None = None) -> Summary:
        """What `sync` would do if every file can be read; web pages are asked for, and nothing is written.

        Raises what `sync` raises about its arguments.
        """
        self._follow()
        addresses, paths = choice.sources(sources)
        collection = None if collection is None else collection_name(collection)
        made_by = recipe(self.embedder)
        with brought(addresses, self.manifest, made_by, silent) as pages:
            scope = scope_of(self.manifest, self.uploads, paths, choice, pages, collection)
            return Planner(self.manifest, made_by).run(scope).summary()

    def sync(
        self,
        sources: Paths,
        progress: Progress = silent,
        choice: Choice = EVERYTHING,
        collection: str | None = None,
    ) -> Summary:
        """Bring the index in step with files, folders and web addresses; other documents stay as they are.

        With `collection`, everything there goes into the collection of that name. Raises PathMissing, BadAddress,
        BadCollection, NothingToIndex where no file there can be read at all, IndexLocked, DiskFull.
        """
        self._follow()
        addresses, paths = choice.sources(sources)
        collection = None if collection is None else collection_name(collection)
        with (
            brought(addresses, self.manifest, recipe(self.embedder), progress) as pages,  # nobody waits for a server
            self._writer(progress) as sync,
        ):
            scope = scope_of(self.manifest, self.uploads, paths, choice, pages, collection)
            summary = sync.run(scope)
            before = known_sources(self.folder)
            note_sources(self.folder, to_index_again(self.manifest, scope, before, self.uploads))
            return summary

    def add(self, files: Sequence[Path], progress: Progress = silent) -> Summary:
        """Copy files into the folder of uploads and index them; where that fails before one of them is live, it does
        not come in, and an older one of its name stays.

        Raises IndexLocked, DiskFull, FolderUnusable.
        """
        with self._writer(progress) as sync, put(files, self.uploads, self._holds) as copies:
            return sync.run(scope_of(self.manifest, self.uploads, copies, EVERYTHING, [], None))

    def _holds(self, upload: Path) -> bool:
        """Whether an upload is live as its file is now."""
        stamp = self.manifest.stamps(str(self.uploads)).get(upload.name)
        return stamp is not None and stamp.hash == hash_of(upload.read_bytes())

    def remove(self, name: str) -> None:
        """Take a document out of the index, and delete its file where it came in through the page."""
        self.document(name)  # nobody waits for a writer to hear that there is none
        with self._writer(silent) as sync:
            document = self.document(name)  # as that writer has left it
            sync.clear_leftovers()
            sync.remove(document)
            if document.source == UPLOADS:
                (self.uploads / document.path).unlink(missing_ok=True)

    @contextmanager
    def _writer(self, progress: Progress) -> Iterator[Sync]:
        """The writer's lock, held by at most one process and thread, for the time of one change."""
        self.look()  # a lock makes no folder anew that was deleted
        with plain_disk_errors(self.folder), held(self.folder), self._writing():
            for fact, value in (("embedder", self.embedder.fingerprint), ("model", self.embedder.where)):
                if self.manifest.fact(fact) != value:
                    self.manifest.set_fact(fact, value)
            self.stores.clear_stale()
            if self.manifest.counts()[1]:
                self.stores.check_place()
            else:
                self.stores.note_place()
            yield Sync(self.stores, self.embedder, progress)
            self._seen = self.manifest.state

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Up to date at first, and for this time no other index is taken up."""
        with self._fresh:
            self._follow()
            self._writers += 1
        try:
            yield
        finally:
            with self._fresh:
                self._writers -= 1

    def close(self) -> None:
        """Let go of the folder; the index is of no use afterwards."""
        self.stores.close()
        self.manifest.close()
