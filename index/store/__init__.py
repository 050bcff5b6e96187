"""The three stores of an index: the manifest, which is the truth, and vectors and terms, which follow it."""

from __future__ import annotations

import shutil
from functools import cached_property
from pathlib import Path

from index.errors import IndexBroken
from index.store.faults import REPAIR
from index.store.manifest import Manifest
from index.store.places import Folder, Place
from index.store.terms import TermStore
from index.store.vectors import VectorStore

PLACE = "vectors"  # fact: name of the place that holds the vectors


class Stores:
    """The stores of one index folder; vectors and terms are opened on first use, and then must be whole.

    Raises IndexBroken where a store is damaged, lacks passages, or is not the one that was written to.
    """

    def __init__(self, folder: Path, place: Place | None, manifest: Manifest) -> None:
        self.folder = folder
        self.place = place or Folder(folder / "vectors")
        self.manifest = manifest

    @cached_property
    def vectors(self) -> VectorStore:
        """The Chroma store."""
        written = self.manifest.fact(PLACE) or "folder"
        if written != self.place.name and self.manifest.counts()[1]:
            where = "in the index folder" if written == "folder" else f"on the Chroma server at {written}"
            raise IndexBroken(
                f"The vectors of this index are {where}: set ASSISTANT_CHROMA accordingly, or {REPAIR} to have them "
                f"{'in the index folder' if self.place.name == 'folder' else f'at {self.place.name}'}."
            )
        store = VectorStore(self.place)
        try:
            self._whole("vectors", store)
        except IndexBroken:
            store.close()
            raise
        return store

    @cached_property
    def terms(self) -> TermStore:
        """The tantivy store."""
        store = TermStore(self.folder / "terms")
        self._whole("terms", store)
        return store

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

    def follow(self) -> None:
        """See what another process has written to the stores that are open."""
        if "vectors" in self.__dict__:
            self.vectors.reopen()
        if "terms" in self.__dict__:
            self.terms.reload()

    def close(self) -> None:
        """Let go of vectors and terms; they are opened again when needed."""
        if "vectors" in self.__dict__:
            self.vectors.close()
            del self.vectors
        self.__dict__.pop("terms", None)
