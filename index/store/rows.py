"""What the rows of the manifest mean: documents, their stamps, passages with their vectors, failures."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.documents import Document, Passage
from index.embed import Vectors

DOCUMENT = "id, name, title, source, path, format, text, pages, passages, bytes, indexed_at, collection"
PASSAGE = (
    'p.id, p.document, p.ordinal, p.start, p."end", substr(d.text, p.start + 1, p."end" - p.start), '
    "p.title, p.section, p.page, p.sentences"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells whether a file is the one that was indexed: content hash, recipe, size in bytes, mtime in ns.

    `validators` are what a web server calls this version of a page, as `index.fetch` writes them, "" for a file.
    """

    id: str
    hash: str
    recipe: str
    bytes: int
    modified: int
    validators: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, as it was then; `recipe` is the version of the readers that failed."""

    source: str
    path: str
    hash: str
    recipe: str
    bytes: int
    modified: int
    reason: str


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document about to go live: the stamp of its file, its passages, and per passage the rows of `vectors`."""

    document: Document
    stamp: Stamp
    passages: Sequence[Passage]
    vectors: Sequence[Vectors]


def insert(db: sqlite3.Connection, new: NewDocument) -> None:
    """Make a document live: its row, those of its passages, and that nothing of it is to be cleared or has failed."""
    one, stamp = new.document, new.stamp
    db.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.id, one.source, one.path, one.name, one.title, one.format, one.text, one.pages, one.passages),
            *(stamp.hash, stamp.recipe, one.bytes, stamp.modified, one.indexed_at, one.collection, stamp.validators),
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
    db.execute("DELETE FROM failures WHERE source = ? AND path = ?", (one.source, one.path))


def as_matrix(stored: object, rows: int) -> Vectors:
    """The (rows, dim) vectors of length 1 that are stored as 16-bit floats."""
    assert isinstance(stored, bytes)
    return np.frombuffer(stored, dtype=np.float16).reshape(rows, -1).astype(np.float32)


def as_passage(row: tuple[object, ...]) -> Passage:
    """A row with the columns PASSAGE as a passage."""
    sentences = tuple((int(a), int(b)) for a, b in json.loads(str(row[9])))
    return Passage(*row[:9], sentences)  # type: ignore[arg-type, call-arg]


def marks(values: Sequence[object]) -> str:
    """A question mark for each value, as SQL wants them after IN."""
    return ",".join("?" * len(values))
