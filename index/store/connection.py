"""The connection to a manifest's file, which another process may delete or put another file in the place of."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from index.store.faults import closed, no_index, plain_folder_errors, plain_manifest_errors, replaced

File = tuple[int, int]  # device and number of a file: no other one has them for as long as this one is open


class Connection:
    """A connection that threads share; without a path, to an empty database in memory."""

    def __init__(self, path: Path | None, create: bool) -> None:
        self.path = path or Path("manifest in memory")
        self.openings = 0  # how often another file was opened than the first one
        self._lock = threading.RLock()
        self._closed = False
        with plain_manifest_errors(self.path):
            self._db, self._file = connect(path, create)
            try:
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute("PRAGMA foreign_keys=ON")
            except BaseException:
                self._db.close()
                raise

    @property
    def moved(self) -> bool:
        """Whether its file was deleted, or another one is in its place: an open file goes on for ever as it was."""
        return not self._closed and self._file is not None and not is_at(self.path, self._file)

    def follow(self) -> None:
        """Go on with the file that is there now. Raises IndexMissing where there is none, and what opening raises."""
        other = type(self)(self.path, create=False)
        with self._lock:
            old, self._db, self._file = self._db, other._db, other._file
            self.openings += 1
            old.close()

    def close(self) -> None:
        """Close the connection; the object is of no use afterwards."""
        with self._lock:
            self._closed = True
            self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._alone() as db:
            if self.moved:  # SQLite would write into a file that nobody can open
                raise replaced(self.path.parent)
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:  # a full disk has rolled it back already
                    db.execute("ROLLBACK")
                raise

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with self._alone() as db:
            return db.execute(query, values).fetchall()

    @contextmanager
    def _alone(self) -> Iterator[sqlite3.Connection]:
        """For one thread at a time, with SQLite's errors as errors that name the fix."""
        with self._lock, plain_manifest_errors(self.path):
            if self._closed:
                raise closed(self.path.parent)
            yield self._db


def connect(path: Path | None, create: bool) -> tuple[sqlite3.Connection, File | None]:
    """A connection to the file at `path`, and which file that is; without a path, to a database in memory.

    Raises IndexMissing where no file is there and none is to be made, FolderUnusable, and what SQLite raises.
    """
    if path is None:
        return _connection(":memory:"), None
    with plain_folder_errors(path.parent):
        before = _file_at(path)
        while True:
            if before is None and not create:
                raise no_index(path.parent)
            db = _connection(f"{_address(path)}?mode={'rw' if before else 'rwc'}")
            if (file := _file_at(path)) is not None and file == before:
                return db, file
            db.close()  # it was made, or changed for another one, while it was opened
            before = file


def is_at(path: Path, file: File | None) -> bool:
    """Whether that file is still the one at `path`; True where nobody can tell, since whoever reads it is told."""
    try:
        return _file_at(path) == file
    except OSError:
        return True


def _file_at(path: Path) -> File | None:
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino


def _address(path: Path) -> str:
    name = path.absolute().as_posix()
    return f"file://{'' if name.startswith('/') else '/'}{quote(os.fsencode(name))}"


def _connection(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, check_same_thread=False, timeout=10, isolation_level=None)
