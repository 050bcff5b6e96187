"""The manifest: a SQLite file that says which documents are live, with their text and the offsets of their passages.

It is the truth. Vectors and terms of a document are written before its row and deleted after it, and a document in
`unsettled` has something in those two stores that must go; so a crash at any point leaves nothing that is returned
wrongly, and the next writer clears the rest.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.documents import Document, Passage
from index.embed import Vectors
from index.errors import IndexBroken

FORMAT = 1  # raise it with every change of the tables, and add a migration

TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL,
  format TEXT NOT NULL, text TEXT NOT NULL, pages INTEGER NOT NULL, passages INTEGER NOT NULL,
  hash TEXT NOT NULL, recipe TEXT NOT NULL, bytes INTEGER NOT NULL, modified INTEGER NOT NULL,
  indexed_at TEXT NOT NULL, UNIQUE (source, path));
CREATE TABLE IF NOT EXISTS passages (
  id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, title TEXT NOT NULL, section TEXT NOT NULL, page INTEGER,
  sentences TEXT NOT NULL, vectors BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS passages_of ON passages (document);
CREATE TABLE IF NOT EXISTS unsettled (document TEXT PRIMARY KEY);
"""

DOCUMENT = "id, name, title, source, path, format, text, pages, passages, bytes, indexed_at"
PASSAGE = (
    'p.id, p.document, p.ordinal, p.start, p."end", substr(d.text, p.start + 1, p."end" - p.start), '
    "p.title, p.section, p.page, p.sentences"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells whether a file is the one that was indexed: content hash, recipe, size in bytes, mtime in ns."""

    id: str
    hash: str
    recipe: str
    bytes: int
    modified: int


class Manifest:
    """One connection to an index's manifest, shared between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, timeout=10, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA foreign_keys=ON")
            self._db.executescript(TABLES)
        except sqlite3.DatabaseError as broken:
            raise IndexBroken(
                f"The manifest {path} cannot be read ({broken}): move that index folder away and run "
                "'assistant index' on your documents again."
            ) from broken
        self._check_format()

    def _check_format(self) -> None:
        found = self.fact("format")
        if found is None:
            self.set_fact("format", str(FORMAT))
        elif int(found) > FORMAT:
            raise IndexBroken(
                f"The index at {self.path.parent} was written by a newer version of this program (format {found}, "
                f"this one knows {FORMAT}): upgrade, or index your documents into another folder with --index."
            )

    def close(self) -> None:
        """Close the connection; the object is of no use afterwards."""
        with self._lock:
            self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

    # Facts about the whole index

    def fact(self, name: str) -> str | None:
        """A stored fact such as the embedder's fingerprint, None where it was never set."""
        rows = self._rows("SELECT value FROM facts WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def set_fact(self, name: str, value: str) -> None:
        """Store a fact, in place of an older value."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    @property
    def generation(self) -> int:
        """Number of the last change of what is live; readers reopen the other stores when it moves."""
        return int(self.fact("generation") or 0)

    # Reading

    def documents(self) -> list[Document]:
        """Every live document, by name, with an empty `text`: `document` gives that of one."""
        columns = DOCUMENT.replace("text", "''")
        rows = self._rows(f"SELECT {columns} FROM documents ORDER BY name, source")
        return [Document(*row) for row in rows]  # type: ignore[arg-type]

    def document(self, name: str) -> Document | None:
        """The live document of that name or id, None where there is none."""
        rows = self._rows(f"SELECT {DOCUMENT} FROM documents WHERE name = ?1 OR id = ?1 ORDER BY source", (name,))
        return Document(*rows[0]) if rows else None  # type: ignore[arg-type]

    def names(self) -> dict[str, tuple[str, str]]:
        """Name -> (source, path) of every live document."""
        rows = self._rows("SELECT name, source, path FROM documents")
        return {str(name): (str(source), str(path)) for name, source, path in rows}

    def stamps(self, source: str) -> dict[str, Stamp]:
        """Relative path -> stamp of every document of a source."""
        rows = self._rows("SELECT path, id, hash, recipe, bytes, modified FROM documents WHERE source = ?", (source,))
        return {str(row[0]): Stamp(*row[1:]) for row in rows}  # type: ignore[arg-type]

    def sources(self) -> list[str]:
        """Every source that has a live document."""
        return [str(row[0]) for row in self._rows("SELECT DISTINCT source FROM documents ORDER BY source")]

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """The live passages among `ids`, by id; ids that are not live are left out."""
        wanted = list(ids)
        rows = self._rows(
            f"SELECT {PASSAGE} FROM passages p JOIN documents d ON d.id = p.document WHERE p.id IN ({_marks(wanted)})",
            wanted,
        )
        return {str(row[0]): _passage(row) for row in rows}

    def live(self, ids: Iterable[str]) -> set[str]:
        """Those of `ids` that belong to a live document."""
        wanted = list(ids)
        return {str(row[0]) for row in self._rows(f"SELECT id FROM passages WHERE id IN ({_marks(wanted)})", wanted)}

    def passages_of(self, document: str) -> list[Passage]:
        """All passages of a document, by its id, in order."""
        rows = self._rows(
            f"SELECT {PASSAGE} FROM passages p JOIN documents d ON d.id = p.document WHERE d.id = ? ORDER BY p.ordinal",
            (document,),
        )
        return [_passage(row) for row in rows]

    def vectors(self, ids: Iterable[str]) -> dict[str, Vectors]:
        """Passage id -> rows of length 1: the passage's own vector, then one per sentence: (1 + sentences, dim)."""
        wanted = list(ids)
        rows = self._rows(
            f"SELECT id, vectors, json_array_length(sentences) FROM passages WHERE id IN ({_marks(wanted)})", wanted
        )
        return {str(row[0]): _matrix(row[1], 1 + int(str(row[2]))) for row in rows}

    def counts(self) -> tuple[int, int]:
        """Live documents and live passages."""
        row = self._rows("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)")[0]
        return int(row[0]), int(row[1])  # type: ignore[call-overload]

    # Writing

    def unsettled(self) -> list[str]:
        """Ids of documents that an interrupted writer left in the other stores."""
        return [str(row[0]) for row in self._rows("SELECT document FROM unsettled")]

    def announce(self, documents: Iterable[str]) -> None:
        """Say that these documents are about to enter or leave the other stores."""
        with self._transaction() as db:
            db.executemany("INSERT OR IGNORE INTO unsettled VALUES (?)", [(document,) for document in documents])

    def settle(self, documents: Iterable[str]) -> None:
        """Say that nothing of these documents is left in the other stores."""
        with self._transaction() as db:
            db.executemany("DELETE FROM unsettled WHERE document = ?", [(document,) for document in documents])

    def replace(self, new: Sequence[NewDocument], gone: Iterable[str]) -> None:
        """In one step: `new` documents go live and `gone` ones (by id) do not; the latter stay to be cleared."""
        with self._transaction() as db:
            for document in gone:
                db.execute("DELETE FROM documents WHERE id = ?", (document,))
                db.execute("INSERT OR IGNORE INTO unsettled VALUES (?)", (document,))
            for one in new:
                _insert(db, one)
            db.execute(
                "INSERT INTO facts VALUES ('generation', '1') "
                "ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
            )

    def touch(self, document: str, modified: int) -> None:
        """Note a new modification time (ns) of a file whose content has not changed."""
        with self._transaction() as db:
            db.execute("UPDATE documents SET modified = ? WHERE id = ?", (modified, document))


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document about to go live: the stamp of its file, its passages, and per passage the rows of `vectors`."""

    document: Document
    stamp: Stamp
    passages: Sequence[Passage]
    vectors: Sequence[Vectors]


def _insert(db: sqlite3.Connection, new: NewDocument) -> None:
    one, stamp = new.document, new.stamp
    db.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.id, one.source, one.path, one.name, one.title, one.format, one.text, one.pages, one.passages),
            *(stamp.hash, stamp.recipe, one.bytes, stamp.modified, one.indexed_at),
        ),
    )
    db.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(p.id, p.document, p.ordinal, p.start, p.end, p.title, p.section, p.page),
                *(json.dumps(p.sentences), vectors.astype(np.float16).tobytes()),
            )
            for p, vectors in zip(new.passages, new.vectors, strict=True)
        ],
    )
    db.execute("DELETE FROM unsettled WHERE document = ?", (one.id,))


def _matrix(stored: object, rows: int) -> Vectors:
    assert isinstance(stored, bytes)
    return np.frombuffer(stored, dtype=np.float16).reshape(rows, -1).astype(np.float32)


def _passage(row: tuple[object, ...]) -> Passage:
    sentences = tuple((int(a), int(b)) for a, b in json.loads(str(row[9])))
    return Passage(*row[:9], sentences)  # type: ignore[arg-type, call-arg]


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
