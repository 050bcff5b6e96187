"""Vectors of another embedding model that are being made while those in the manifest still serve.

A SQLite file beside the manifest keeps the rows of each passage as soon as they are made, so that a killed process
loses one batch. It is thrown away once the manifest has taken the rows over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from index.embed import Vectors
from index.errors import IndexBroken
from index.store.faults import disk_full, is_full
from index.store.rows import marks

FILE = "reembed.db"
TABLES = (
    "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS rows (id TEXT PRIMARY KEY, vectors BLOB NOT NULL)",
)


class Renewal:
    """What is done of one change of models; `purpose` tells it from another one. For one thread.

    Raises DiskFull, and IndexBroken where SQLite cannot do its work.
    """

    def __init__(self, folder: Path, purpose: str) -> None:
        """Go on with what is in `folder`, unless that was for another purpose: then `fresh` is True."""
        self.path = folder / FILE
        self.fresh = False
        with self._plainly():
            if self._purpose() != purpose:
                self.fresh = True
                self.discard()
                self._open()
                self._db.execute("INSERT INTO facts VALUES ('purpose', ?)", (purpose,))

    def _purpose(self) -> str | None:
        """What the file was begun for, None where there was none or it is damaged."""
        try:
            self._open()
            kept = self._db.execute("SELECT value FROM facts WHERE name = 'purpose'").fetchone()
        except sqlite3.DatabaseError as error:
            if is_full(error):
                raise
            return None
        return str(kept[0]) if kept else None

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if is_full(error):
                raise disk_full(self.path.parent) from error
            raise IndexBroken(f"{self.path} cannot be used ({error}): delete it, then re-embed again.") from error

    def _open(self) -> None:
        self._db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        for statement in TABLES:
            self._db.execute(statement)

    def keep(self, made: Sequence[tuple[str, Vectors]]) -> None:
        """Keep the rows (1 + sentences, dim) of passages, by id, in one step."""
        with self._plainly():
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(
                "INSERT OR REPLACE INTO rows VALUES (?, ?)",
                [(id, rows.astype(np.float16).tobytes()) for id, rows in made],
            )
            self._db.execute("COMMIT")

    def lacking(self, ids: Sequence[str]) -> set[str]:
        """Those of `ids` that have no rows yet."""
        with self._plainly():
            found = self._db.execute(f"SELECT id FROM rows WHERE id IN ({marks(ids)})", ids)
            return set(ids) - {str(row[0]) for row in found}

    def first(self, ids: Sequence[str], counts: Sequence[int]) -> list[Vectors]:
        """The passages' own vectors (dim,); `counts` holds how many rows each has."""
        with self._plainly():
            found = dict(self._db.execute(f"SELECT id, vectors FROM rows WHERE id IN ({marks(ids)})", ids))
        return [
            np.frombuffer(found[id], dtype=np.float16).reshape(count, -1)[0].astype(np.float32)
            for id, count in zip(ids, counts, strict=True)
        ]

    def rows(self) -> Iterator[tuple[str, bytes]]:
        """Every passage's id with its rows as the manifest stores them."""
        with self._plainly():
            yield from self._db.execute("SELECT id, vectors FROM rows")

    def drop(self, ids: Iterable[str]) -> None:
        """Forget passages that are not live any more."""
        with self._plainly():
            self._db.executemany("DELETE FROM rows WHERE id = ?", [(id,) for id in ids])

    def ids(self) -> list[str]:
        """Ids of all passages that have rows."""
        return [id for id, _ in self.rows()]

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def discard(self) -> None:
        """Close the file and delete it."""
        self.close()
        discard(self.path.parent)


def discard(folder: Path) -> None:
    """Delete what a change of models has left in an index folder."""
    for ending in ("", "-wal", "-shm"):
        (folder / f"{FILE}{ending}").unlink(missing_ok=True)
