"""Finds damage in vectors and terms, and rebuilds them from the manifest, which keeps passages and their vectors."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

from index.embed import Embedder
from index.errors import AssistantError, IndexBroken
from index.index import Index
from index.lock import held
from index.store.faults import REPAIR, known_sources, no_index, plain_disk_errors
from index.store.manifest import Manifest
from index.store.places import Server
from index.store.renewal import discard
from index.store.terms import TermStore
from index.store.vectors import VectorStore

BATCH = 512  # passages written at once
ASIDE = ".damaged"  # ending of a manifest that was set aside


def damage(index: Index) -> dict[str, IndexBroken]:
    """Store ("vectors", "terms") -> what is wrong with it; empty where every live passage can be found in both."""
    found: dict[str, IndexBroken] = {}
    for what, look in (("vectors", _look_at_vectors), ("terms", _look_at_terms)):
        try:
            if missing := look(index):
                found[what] = IndexBroken(f"{missing} passages of {index.folder} have no {what}: {REPAIR}.")
        except IndexBroken as broken:
            found[what] = broken
    return found


def _look_at_vectors(index: Index) -> int:
    """Number of live passages without a vector; the nearest search must work too. Raises IndexBroken."""
    missing = sum(len(index.vectors.missing(one.id for one in batch)) for batch in index.manifest.batches(BATCH))
    for batch in index.manifest.batches(1):
        rows = index.manifest.vectors([batch[0].id])
        index.vectors.nearest(rows[batch[0].id][0], 1)
        break
    return missing


def _look_at_terms(index: Index) -> int:
    """Number of live passages that the terms do not hold. Raises IndexBroken."""
    return sum(len(index.terms.missing(batch)) for batch in index.manifest.batches(BATCH))


def repair(folder: str | Path, *, chroma: Server | None = None, embedder: Embedder | None = None) -> Iterator[str]:
    """Rebuild what is damaged or missing; yields a sentence for each store that was rebuilt.

    A manifest that cannot be read cannot be rebuilt: it is set aside, and IndexBroken names what to index again:
    folders, and files that were named themselves. Raises IndexMissing, IndexLocked, DiskFull, ServerLost.
    """
    folder = Path(folder).expanduser().resolve()
    if not (folder / "manifest.db").exists():
        raise no_index(folder)
    with plain_disk_errors(folder), held(folder):
        try:
            Manifest(folder / "manifest.db").check_and_close()
        except IndexBroken as broken:
            raise _set_aside(folder, broken) from broken
    index = Index.open(folder, chroma=chroma, embedder=embedder)
    try:
        with plain_disk_errors(folder), held(folder):
            for what in damage(index):
                yield _rebuild(index, what)
    finally:
        index.close()


def _rebuild(index: Index, what: str) -> str:
    stores, manifest = index.stores, index.manifest
    stores.discard(what)
    if what == "vectors":
        stores.note_place()
    store = VectorStore(stores.place) if what == "vectors" else TermStore(index.folder / "terms")
    count = 0
    for batch in manifest.batches(BATCH):
        if isinstance(store, VectorStore):
            rows = manifest.vectors(one.id for one in batch)
            store.add(batch, [rows[one.id][0] for one in batch])
        else:
            store.write(add=batch)
        count += len(batch)
    if isinstance(store, VectorStore):
        store.close()
    manifest.next_generation()
    return f"{count} {what} were rebuilt from the manifest"


def _set_aside(folder: Path, broken: AssistantError) -> AssistantError:
    """Move a damaged manifest away, throw away what belongs to it, and say what to index again.

    Nothing is moved where SQLite only could not get at the file, or where a newer version wrote it.
    """
    if not getattr(broken, "damaged", False):
        return broken
    for ending in ("", "-wal", "-shm"):
        file = folder / f"manifest.db{ending}"
        if file.exists():
            file.replace(folder / f"manifest.db{ASIDE}{ending}")
    for place in [*folder.glob("vectors*"), folder / "terms"]:
        shutil.rmtree(place, ignore_errors=True)
    discard(folder)
    uploads = [str(folder / "uploads")] if (folder / "uploads").is_dir() else []
    again = " ".join(shlex.quote(source) for source in [*known_sources(folder), *uploads]) or "FOLDER"
    return IndexBroken(
        f"The manifest of {folder} was damaged and is now manifest.db{ASIDE}: "
        f"run 'assistant index {again} --index {shlex.quote(str(folder))}' to index your documents again."
    )
