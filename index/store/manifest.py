"""The manifest: a SQLite file that says which documents are live, with their text and the offsets of their passages.

It is the truth. Vectors and terms of a document are written before its row and deleted after it, and a document in
`unsettled` has something in those two stores that must go; so a crash at any point leaves nothing that is returned
wrongly, and the next writer clears the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from index.documents import Document, Passage
from index.embed import Vectors
from index.errors import IndexBroken
from index.store.connection import Connection
from index.store.faults import damaged, plain_manifest_errors
from index.store.rows import DOCUMENT, PASSAGE, Failure, NewDocument, Stamp, as_matrix, as_passage, insert, marks
from index.store.schema import FORMAT, bring_up, stored_format


class Manifest(Connection):
    """One connection to an index's manifest, shared between threads; without a path, an empty one in memory.

    Every method raises IndexBroken, IndexLocked, FolderUnusable or DiskFull where SQLite cannot do its work.
    """

    def __init__(self, path: Path | None, *, create: bool = True) -> None:
        super().__init__(path, create)
        try:
            with plain_manifest_errors(self.path):
                # Files of passages, since who asks meanwhile may have made the folder anew, with nothing in it.
                if path and stored_format(self._db) == 0 and any((path.parent / "terms").glob("*.store")):
                    raise damaged("it is empty, but terms are there")
                bring_up(self._db)
            self._check_format()
        except BaseException:
            self.close()
            raise

    def _check_format(self) -> None:
        found = int(self.fact("format") or 1)
        if found > FORMAT:
            raise IndexBroken(
                f"The index at {self.path.parent} was written by a newer version of this program (format {found}, "
                f"this one knows {FORMAT}): upgrade, or index your documents into another folder with --index."
            )

    def check(self) -> None:
        """Read all of the file once. Raises IndexBroken where SQLite finds damage."""
        found = str(self._rows("PRAGMA quick_check(1)")[0][0])
        if found != "ok":
            with plain_manifest_errors(self.path):
                raise damaged(found.splitlines()[0])

    def check_and_close(self) -> None:
        """Check, and close whatever comes of it."""
        try:
            self.check()
        finally:
            self.close()

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
        """Number of the last change of what is live."""
        return int(self.fact("generation") or 0)

    @property
    def state(self) -> tuple[int, int]:
        """Openings and generation: readers reopen the other stores when it moves."""
        return self.openings, self.generation

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

    def called(self, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """The live documents among `ids`: id -> (name, title)."""
        wanted = list(ids)
        rows = self._rows(f"SELECT id, name, title FROM documents WHERE id IN ({marks(wanted)})", wanted)
        return {str(id): (str(name), str(title)) for id, name, title in rows}

    def names(self) -> dict[str, tuple[str, str]]:
        """Name -> (source, path) of every live document."""
        rows = self._rows("SELECT name, source, path FROM documents")
        return {str(name): (str(source), str(path)) for name, source, path in rows}

    def stamps(self, source: str) -> dict[str, Stamp]:
        """Relative path -> stamp of every document of a source."""
        rows = self._rows(
            "SELECT path, id, hash, recipe, bytes, modified, validators FROM documents WHERE source = ?", (source,)
        )
        return {str(row[0]): Stamp(*row[1:]) for row in rows}  # type: ignore[arg-type]

    def failures(self, source: str) -> dict[str, Failure]:
        """Relative path -> failure of every file of a source that could not be read."""
        rows = self._rows(
            "SELECT source, path, hash, recipe, bytes, modified, reason FROM failures WHERE source = ?", (source,)
        )
        return {str(row[1]): Failure(*row) for row in rows}  # type: ignore[arg-type]

    def placed(self, source: str) -> dict[str, str]:
        """Relative path -> collection of every document of a source."""
        rows = self._rows("SELECT path, collection FROM documents WHERE source = ?", (source,))
        return {str(path): str(collection) for path, collection in rows}

    def collections(self) -> dict[str, int]:
        """Number of live documents by collection, in order of name."""
        rows = self._rows("SELECT collection, count(*) FROM documents GROUP BY collection ORDER BY collection")
        return {str(name): int(str(count)) for name, count in rows}

    def ids_by_name(self) -> dict[str, str]:
        """Name -> id of every live document."""
        return {
            str(name): str(id) for name, id in self._rows("SELECT name, id FROM documents INDEXED BY documents_listed")
        }

    def ids(self, collections: Iterable[str] | None = None) -> list[str]:
        """Ids of every live document, or of those in these collections; as one value, ten times as quick as in rows."""
        chosen = list(collections) if collections is not None else []
        where = "" if collections is None else f" WHERE collection IN ({marks(chosen)})"
        return str(self._rows(f"SELECT group_concat(id, ' ') FROM documents{where}", chosen)[0][0] or "").split()

    def sources(self) -> list[str]:
        """Every source that has a live document."""
        return [str(row[0]) for row in self._rows("SELECT DISTINCT source FROM documents ORDER BY source")]

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """The live passages among `ids`, by id; ids that are not live are left out."""
        wanted = list(ids)
        rows = self._rows(
            f"SELECT {PASSAGE} FROM passages p JOIN documents d ON d.id = p.document WHERE p.id IN ({marks(wanted)})",
            wanted,
        )
        return {str(row[0]): as_passage(row) for row in rows}

    def live(self, ids: Iterable[str]) -> set[str]:
        """Those of `ids` that belong to a live document."""
        wanted = list(ids)
        return {str(row[0]) for row in self._rows(f"SELECT id FROM passages WHERE id IN ({marks(wanted)})", wanted)}

    def passages_of(self, document: str) -> list[Passage]:
        """All passages of a document, by its id, in order."""
        rows = self._rows(
            f"SELECT {PASSAGE} FROM passages p JOIN documents d ON d.id = p.document WHERE d.id = ? ORDER BY p.ordinal",
            (document,),
        )
        return [as_passage(row) for row in rows]

    def batches(self, size: int) -> Iterator[list[Passage]]:
        """Every live passage, in lists of at most `size`, in order of id."""
        last = ""
        while rows := self._rows(
            f"SELECT {PASSAGE} FROM passages p JOIN documents d ON d.id = p.document "
            "WHERE p.id > ? ORDER BY p.id LIMIT ?",
            (last, size),
        ):
            yield [as_passage(row) for row in rows]
            last = str(rows[-1][0])

    def vectors(self, ids: Iterable[str]) -> dict[str, Vectors]:
        """Passage id -> rows of length 1: the passage's own vector, then one per sentence: (1 + sentences, dim)."""
        wanted = "SELECT value FROM json_each(?)"  # one variable, since SQLite takes some thousands only
        rows = self._rows(
            f"SELECT id, vectors, json_array_length(sentences) FROM passages WHERE id IN ({wanted})",
            (json.dumps(list(ids)),),
        )
        return {str(row[0]): as_matrix(row[1], 1 + int(str(row[2]))) for row in rows}

    def own_vectors(self, documents: Iterable[str]) -> tuple[list[str], Vectors]:
        """Ids of the passages of documents, by id, and their own vectors, one row each: (passages, dim)."""
        rows = self._rows(
            "SELECT id, substr(vectors, 1, length(vectors) / (1 + json_array_length(sentences))) FROM passages "
            "WHERE document IN (SELECT value FROM json_each(?))",
            (json.dumps(list(documents)),),
        )
        own = as_matrix(b"".join(row for _, row in rows), len(rows)) if rows else np.empty((0, 0), np.float32)  # type: ignore[misc]
        return [str(id) for id, _ in rows], own

    def held_by(self, documents: Iterable[str]) -> int:
        """Number of the passages of documents, by id."""
        wanted = "SELECT value FROM json_each(?)"
        rows = self._rows(f"SELECT count(*) FROM passages WHERE document IN ({wanted})", (json.dumps(list(documents)),))
        return int(str(rows[0][0]))

    def counts(self) -> tuple[int, int]:
        """Live documents and live passages."""
        row = self._rows("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)")[0]
        return int(row[0]), int(row[1])  # type: ignore[call-overload]

    def number(self) -> int:
        """Live documents; passages, of which there may be very many, are not counted."""
        return int(str(self._rows("SELECT count(*) FROM documents")[0][0]))

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
                insert(db, one)
            db.execute(
                "INSERT INTO facts VALUES ('generation', '1') "
                "ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
            )

    def touch(self, seen: Iterable[tuple[str, int, str]]) -> None:
        """Note new modification times (ns) and validators, after the document's id, where the content is the same."""
        with self._transaction() as db:
            db.executemany("UPDATE documents SET modified = ?2, validators = ?3 WHERE id = ?1", seen)

    def place(self, placed: Iterable[tuple[str, str]]) -> None:
        """Put documents into collections, as (document id, collection)."""
        with self._transaction() as db:
            db.executemany("UPDATE documents SET collection = ?2 WHERE id = ?1", placed)

    def remember(self, failures: Iterable[Failure], forget: Iterable[tuple[str, str]] = ()) -> None:
        """Keep what failed, in place of what is known of the same files, and forget files by (source, path)."""
        with self._transaction() as db:
            db.executemany("DELETE FROM failures WHERE source = ? AND path = ?", forget)
            db.executemany(
                "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(f.source, f.path, f.hash, f.recipe, f.bytes, f.modified, f.reason) for f in failures],
            )

    def renew(self, rows: Iterable[tuple[str, bytes]], recipe: tuple[str, str], facts: Mapping[str, str]) -> None:
        """In one step: passages, by id, get other `rows` of vectors, in recipes the first part becomes the second, and
        facts get new values."""
        with self._transaction() as db:
            db.executemany("UPDATE passages SET vectors = ?2 WHERE id = ?1", rows)
            db.execute("UPDATE documents SET recipe = replace(recipe, ?, ?)", recipe)
            db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())

    def next_generation(self) -> None:
        """Make readers open the other stores again."""
        self.replace([], [])
