"""The tables of the manifest, and how those of an older version become today's: migrations are only ever appended."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

BASE = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE documents ("
    "id TEXT PRIMARY KEY, source TEXT NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL, "
    "format TEXT NOT NULL, text TEXT NOT NULL, pages INTEGER NOT NULL, passages INTEGER NOT NULL, "
    "hash TEXT NOT NULL, recipe TEXT NOT NULL, bytes INTEGER NOT NULL, modified INTEGER NOT NULL, "
    "indexed_at TEXT NOT NULL, UNIQUE (source, path))",
    "CREATE TABLE passages ("
    "id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE, "
    "ordinal INTEGER NOT NULL, "
    'start INTEGER NOT NULL, "end" INTEGER NOT NULL, title TEXT NOT NULL, section TEXT NOT NULL, page INTEGER, '
    "sentences TEXT NOT NULL, vectors BLOB NOT NULL)",
    "CREATE INDEX passages_of ON passages (document)",
    "CREATE TABLE unsettled (document TEXT PRIMARY KEY)",
    "INSERT INTO facts VALUES ('format', '1')",
)


@dataclass(frozen=True, slots=True)
class Migration:
    """A step from one format to the next; `name` says what it brings."""

    name: str
    statements: tuple[str, ...]


MIGRATIONS = (
    Migration(
        "files that failed are remembered, and an index has an identity",
        (
            "CREATE TABLE failures ("
            "source TEXT NOT NULL, path TEXT NOT NULL, hash TEXT NOT NULL, recipe TEXT NOT NULL, "
            "bytes INTEGER NOT NULL, modified INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (source, path))",
            "INSERT INTO facts VALUES ('identity', lower(hex(randomblob(8))))",
        ),
    ),
    Migration(
        "documents are in collections, and web pages are asked for only where they have changed",
        (
            "ALTER TABLE documents ADD COLUMN collection TEXT NOT NULL DEFAULT 'default'",
            "ALTER TABLE documents ADD COLUMN validators TEXT NOT NULL DEFAULT ''",
        ),
    ),
    Migration(
        "documents are listed by collection without a look at their texts",
        ("CREATE INDEX documents_listed ON documents (collection, name, id)",),
    ),
)

FORMAT = 1 + len(MIGRATIONS)


def stored_format(db: sqlite3.Connection) -> int:
    """The format of the tables that are there, 0 where there are none."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'facts'").fetchone():
        return 0
    row = db.execute("SELECT value FROM facts WHERE name = 'format'").fetchone()
    return int(row[0]) if row else 1


def bring_up(db: sqlite3.Connection) -> None:
    """Make the tables, or those of an older format into today's, in one transaction; newer ones are left alone."""
    if stored_format(db) >= FORMAT:
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        found = stored_format(db)  # another process may have been quicker
        if found == 0:
            _run(db, BASE)
            found = 1
        for migration in MIGRATIONS[found - 1 :]:
            _run(db, migration.statements)
        db.execute("INSERT OR REPLACE INTO facts VALUES ('format', ?)", (str(FORMAT),))
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _run(db: sqlite3.Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        db.execute(statement)
