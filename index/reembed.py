"""Vectors by another embedding model, made from the manifest in the background while the old ones serve.

Every passage is embedded into a place of its own: a second Chroma folder, or a second collection on the server. Files
may change meanwhile, since a passage's id stands for its words: what came in is embedded at the end, what left is
dropped. Only then, for seconds, is the writer's lock held; the manifest takes everything over in one transaction, and
the old vectors are thrown away. A run that was killed goes on with the batch it was at.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from index.documents import Passage
from index.embed import Embedder
from index.errors import IndexBroken, IndexLocked, ModelUnsupported
from index.index import silent
from index.lock import held
from index.opening import stores_of
from index.store import EPOCH, STALE, Stores
from index.store.faults import no_index, plain_disk_errors
from index.store.manifest import Manifest
from index.store.places import Server
from index.store.renewal import Renewal, discard
from index.store.vectors import VectorStore

BATCH = 128  # passages embedded between two points from which a killed run goes on
PATIENCE = 60.0  # seconds to wait for another writer before the change of models
TRY_AGAIN = "run 'assistant doctor --re-embed' again, which goes on where it was"

Progress = Callable[[str, int, int], None]


def re_embed(
    folder: str | Path, embedder: Embedder, *, chroma: Server | None = None, progress: Progress = silent
) -> int:
    """Embed every passage of the index in `folder` anew with `embedder`; gives their number, 0 where nothing is to do.

    Other processes and threads go on asking and indexing. Raises IndexMissing, ModelMissing, ModelUnsupported where
    passages do not fit the model, IndexLocked where another such run goes on, DiskFull, ServerLost.
    """
    folder = Path(folder).expanduser().resolve()
    if not (folder / "manifest.db").exists():
        raise no_index(folder)
    with plain_disk_errors(folder), _alone(folder), closing(Manifest(folder / "manifest.db")) as manifest:
        stores = stores_of(folder, chroma, manifest)
        stores.check_place()
        if manifest.fact("embedder") == embedder.fingerprint:
            discard(folder)
            return 0
        return _Run(stores, embedder, progress).run()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / "reembed.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise IndexLocked(f"The index at {folder} is being embedded anew already: wait until that is done.") from None
    try:
        yield
    finally:
        lock.release()


@dataclass
class _Run:
    """One change of models; the caller keeps others from making one."""

    stores: Stores
    embedder: Embedder
    progress: Progress

    def run(self) -> int:
        """Make all vectors, change over, and throw the old ones away; gives the number of passages."""
        self._check_fit()
        manifest = self.stores.manifest
        epoch = self.stores.epoch + 1
        place = self.stores.base.numbered(epoch)
        purpose = json.dumps([manifest.fact("identity"), self.embedder.fingerprint, epoch, place.name])
        made = Renewal(self.stores.folder, purpose)
        if made.fresh:
            place.clear()  # what a run for another purpose left
        store = VectorStore(place)
        try:
            self._restore(made, store)
            count = self._finish(made, store, epoch)
        except BaseException:
            made.close()
            raise
        finally:
            store.close()
        made.discard()
        return count

    def _finish(self, made: Renewal, store: VectorStore, epoch: int) -> int:
        """Embed until few enough passages are left to do the rest and the change under the writer's lock."""
        while True:
            self._embed(made, store)
            with self._writer():
                if self._lacking(made) <= BATCH:
                    self._embed(made, store)
                    return self._change(made, store, epoch)

    @contextmanager
    def _writer(self) -> Iterator[None]:
        """The writer's lock, waited for as long as a sync may take: hours of work are not thrown away for it."""
        end = time.monotonic() + PATIENCE
        with ExitStack() as stack:
            while True:
                try:
                    stack.enter_context(held(self.stores.folder))
                    break
                except IndexLocked as error:
                    if time.monotonic() > end:
                        who = str(error).partition(":")[0]
                        raise IndexLocked(f"{who}: wait until it has finished, then {TRY_AGAIN}.") from None
            yield

    def _check_fit(self) -> None:
        """Raises ModelUnsupported where passages are longer than the model's input, since the rest would be cut."""
        total = long = 0
        for batch in self.stores.manifest.batches(BATCH):
            total += len(batch)
            long += sum(not self.embedder.fits(one) for one in batch)
        if long:
            raise ModelUnsupported(
                f"{long} of {total} passages of {self.stores.folder} are too long for the embedding model "
                f"{self.embedder.fingerprint}: choose a model that takes longer texts, or make another index with this "
                "one by 'assistant index FOLDER --index NEW'."
            )

    def _restore(self, made: Renewal, store: VectorStore) -> None:
        """Store the vectors that were made but not stored when an earlier run ended."""
        for batch in self.stores.manifest.batches(BATCH):
            lacking = made.lacking([one.id for one in batch])
            missing = store.missing(one.id for one in batch if one.id not in lacking)
            if again := [one for one in batch if one.id in missing]:
                self._store(again, made, store)

    def _lacking(self, made: Renewal) -> int:
        batches = self.stores.manifest.batches(BATCH)
        return sum(len(made.lacking([one.id for one in batch])) for batch in batches)

    def _embed(self, made: Renewal, store: VectorStore) -> None:
        """Embed what has no rows yet."""
        done, total = 0, self.stores.manifest.counts()[1]
        for batch in self.stores.manifest.batches(BATCH):
            self.progress("passages anew", done, total)
            lacking = made.lacking([one.id for one in batch])
            if new := [one for one in batch if one.id in lacking]:
                if not all(self.embedder.fits(one) for one in new):  # it came in since the run began
                    self._check_fit()
                made.keep([(one.id, rows) for one, rows in self.embedder.passages(new)])
                self._store(new, made, store)
            done += len(batch)
        self.progress("passages anew", total, total)

    def _store(self, passages: Sequence[Passage], made: Renewal, store: VectorStore) -> None:
        vectors = made.first([one.id for one in passages], [1 + len(one.sentences) for one in passages])
        store.add(passages, vectors)

    def _change(self, made: Renewal, store: VectorStore, epoch: int) -> int:
        """The change of models, under the writer's lock; afterwards every question is answered with the new one."""
        manifest, stores = self.stores.manifest, self.stores
        live = {one.id for batch in manifest.batches(BATCH) for one in batch}
        if left := [id for id in made.ids() if id not in live]:
            made.drop(left)
            store.forget(left)
        if store.count() != len(live):
            raise IndexBroken(f"{len(live) - store.count()} new vectors of {stores.folder} are missing: {TRY_AGAIN}.")
        stores.clear_stale()
        old = str(manifest.fact("embedder"))
        facts = {
            "embedder": self.embedder.fingerprint,
            "model": self.embedder.where,
            EPOCH: str(epoch),
            STALE: str(epoch - 1),
            "generation": str(manifest.generation + 1),
        }
        manifest.renew(made.rows(), (old, self.embedder.fingerprint), facts)
        stores.clear_stale()
        return len(live)
