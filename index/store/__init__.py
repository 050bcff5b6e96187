"""The three stores of an index: the manifest, which is the truth, and vectors and terms, which follow it."""

from __future__ import annotations

import shutil
from functools import cached_property
from pathlib import Path
from threading import RLock

from index.errors import IndexBroken
from index.store.faults import REPAIR
from index.store.manifest import Manifest
from index.store.places import Place
from index.store.terms import TermStore
from index.store.vectors import VectorStore

PLACE = "vectors"  # fact: name of the place that holds the vectors
EPOCH = "epoch"  # fact: how often the embedding model was changed; each time the vectors got a place of their own
STALE = "stale"  # fact: epoch whose vectors are to be thrown away, "" for none


class Stores:
    """The stores of one index folder; vectors and terms are opened on first use, and then must be whole.

    Raises IndexBroken where a store is damaged, lacks passages, or is not the one that was written to.
    """

    def __init__(self, folder: Path, base: Place, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self._opening = RLock()  # cached_property has no lock from Python 3.12 on, and each store is opened once
        self.base = base  # of the vectors of the first embedding model
        self.place = base.numbered(self.epoch)

    @property
    def epoch(self) -> int:
        """How often the embedding model of this index was changed, whoever did it."""
        return int(self.manifest.fact(EPOCH) or 0)

    @cached_property
    def vectors(self) -> VectorStore:
        """The Chroma store."""
        with self._opening:
            if "vectors" not in self.__dict__:
                self.__dict__["vectors"] = self._opened()
            store: VectorStore = self.__dict__["vectors"]
            return store

    def _opened(self) -> VectorStore:
        self.check_place()
        store = VectorStore(self.place)
        try:
            self._whole("vectors", store)
        except IndexBroken:
            store.close()
            raise
        return store

    def check_place(self) -> None:
        """Raises IndexBroken where the vectors are in another place than the settings say."""
        written = self.manifest.fact(PLACE) or "folder"
        if written != self.place.name and self.manifest.counts()[1]:
            where = "in the index folder" if written == "folder" else f"on the Chroma server at {written}"
            raise IndexBroken(
                f"The vectors of this index are {where}: set ASSISTANT_CHROMA accordingly, or {REPAIR} to have them "
                f"{'in the index folder' if self.place.name == 'folder' else f'at {self.place.name}'}."
            )

    def look(self) -> None:
        """Open the vectors where nothing else shows that they are there. Raises IndexBroken, ServerLost."""
        if not self.place.seems_there() and self.manifest.counts()[1]:
            _ = self.vectors

    @cached_property
    def terms(self) -> TermStore:
        """The tantivy store."""
        with self._opening:
            if "terms" not in self.__dict__:
                store = TermStore(self.folder / "terms")
                self._whole("terms", store)
                self.__dict__["terms"] = store
            opened: TermStore = self.__dict__["terms"]
            return opened

    def _whole(self, what: str, store: VectorStore | TermStore) -> None:
        """A store holds at least what is live, since it is written before the manifest and cleared after it."""
        while True:
            generation, passages = self.manifest.generation, self.manifest.counts()[1]
            held = store.count()
            if held >= passages:
                return
            if generation == self.manifest.generation:  # no writer came in between
                raise IndexBroken(f"{passages - held} of {passages} {what} of {self.folder} are missing: {REPAIR}.")
            if isinstance(store, TermStore):
                store.reload()  # Chroma's count is fresh by itself

    def discard(self, what: str) -> None:
        """Throw a store away, "vectors" or "terms", in whatever state it is; it starts empty with its next use."""
        if what == "vectors":
            if "vectors" in self.__dict__:
                self.vectors.close()
            self.place.clear()
        else:
            shutil.rmtree(self.folder / "terms", ignore_errors=True)
        self.__dict__.pop(what, None)

    def note_place(self) -> None:
        """Note where vectors are written from now on."""
        if self.manifest.fact(PLACE) != self.place.name:
            self.manifest.set_fact(PLACE, self.place.name)

    def clear_stale(self) -> None:
        """Throw away the vectors of the model before the present one; for the writer."""
        if stale := self.manifest.fact(STALE):
            self.base.numbered(int(stale)).clear()
            self.manifest.set_fact(STALE, "")

    def follow(self) -> None:
        """See what another process has written to the stores that are open."""
        with self._opening:
            self.place = self.base.numbered(self.epoch)
            if "vectors" in self.__dict__:
                self.vectors.reopen(self.place)
        if "terms" in self.__dict__:
            self.terms.reload()

    def move(self, base: Place) -> None:
        """Go on with what is in the folder now, where another process has put another index there."""
        with self._opening:
            self.__dict__.pop("terms", None)
            self.base = base
            self.place = base.numbered(self.epoch)
            if "vectors" in self.__dict__:
                self.vectors.move(self.place)  # in place, since another thread may be about to ask it
                self.check_place()
                if self.manifest.counts()[1]:  # else its writer is about to make them
                    self._whole("vectors", self.vectors)

    def close(self) -> None:
        """Let go of vectors and terms; they are opened again when needed."""
        if "vectors" in self.__dict__:
            self.vectors.close()
            del self.vectors
        self.__dict__.pop("terms", None)
