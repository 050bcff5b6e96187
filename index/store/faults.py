"""What SQLite, Chroma and tantivy say when something under them breaks, as errors that name the fix."""

from __future__ import annotations

import errno
import json
import shlex
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.errors import AssistantError, DiskFull, FolderUnusable, IndexBroken, IndexLocked, IndexMissing

FULL_NUMBERS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# Chroma and tantivy pass the system's words on as text, whatever type their error has.
FULL_WORDS = ("no space left", "disk is full", "disk i/o error", "quota exceeded", "file too large")
ROOM = 2**20  # bytes that a working index writes in one go
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
BARRED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
BARRED_WORDS = ("readonly database", "read-only file system", "permission denied")
MOVED_WORDS = f"(code: {sqlite3.SQLITE_READONLY_DBMOVED})"  # as Chroma's own SQLite says it
UNWRITTEN = "it may not be written, which asking needs too"

SOURCES = "sources.json"
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
REPAIR = "run 'assistant doctor --repair'"


def is_full(error: BaseException) -> bool:
    """Whether a full disk, or a file that may not grow, is behind an error."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in FULL_NUMBERS:
            return True
        if not isinstance(seen, AssistantError) and any(word in str(seen).lower() for word in FULL_WORDS):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _has_no_room(folder: Path) -> bool:
    """Whether not even a small file can be written: Chroma's compaction does not say what stopped it."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(ROOM))
            file.flush()
    except OSError as error:
        return error.errno in FULL_NUMBERS
    return False


def disk_full(folder: Path) -> DiskFull:
    """The error of a disk on which nothing can be written."""
    return DiskFull(
        f"The disk of {folder} is full: free some space, then run the same command again; "
        "what was indexed before is still there."
    )


@contextmanager
def plain_disk_errors(folder: Path) -> Iterator[None]:
    """DiskFull for the system's own words about a full disk; other errors pass."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise disk_full(folder) from error
        raise


@contextmanager
def plain_folder_errors(folder: Path) -> Iterator[None]:
    """The system's errors about the folder of an index as errors that name the fix."""
    try:
        with plain_disk_errors(folder):
            yield
    except OSError as error:
        raise _unusable(folder, error.strerror or type(error).__name__) from error


def _unusable(folder: Path, why: str) -> FolderUnusable:
    return FolderUnusable(
        f"The folder {folder} cannot hold an index ({why}): name another one with --index, or correct its permissions."
    )


def no_index(folder: Path) -> IndexMissing:
    """The error of a folder in which there is no index."""
    return IndexMissing(f"There is no index at {folder}: make one with 'assistant index FOLDER'.")


def replaced(folder: Path) -> IndexMissing:
    """The error of an index that is not the one any more that is being changed."""
    return IndexMissing(f"The index at {folder} was deleted or replaced meanwhile: do the same again.")


def closed(folder: Path) -> AssistantError:
    """The error of an index that this program has let go of."""
    return AssistantError(f"This assistant, over the index at {folder}, was closed: open it again with Assistant.open.")


@contextmanager
def plain_manifest_errors(path: Path) -> Iterator[None]:
    """SQLite's errors about the manifest at `path` as errors that name the fix."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _manifest_error(error, path) from error


def _manifest_error(error: sqlite3.DatabaseError, path: Path) -> AssistantError:
    if is_full(error):
        return disk_full(path.parent)
    code = getattr(error, "sqlite_errorcode", 0)
    if code & 0xFF in BUSY:
        return IndexLocked(f"Another process holds the manifest {path}: wait until it has finished, then try again.")
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return replaced(path.parent)
    if code & 0xFF in BARRED:
        return _unusable(path.parent, UNWRITTEN if code & 0xFF == sqlite3.SQLITE_READONLY else str(error))
    folders = " ".join(shlex.quote(source) for source in known_sources(path.parent)) or "FOLDER"
    broken = IndexBroken(f"The manifest {path} cannot be read ({error}): {REPAIR}, then 'assistant index {folders}'.")
    broken.damaged = code & 0xFF in DAMAGED
    return broken


def damaged(what: str) -> sqlite3.DatabaseError:
    """SQLite's error for a damaged file, where it only tells of the damage."""
    error = sqlite3.DatabaseError(what)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def known_sources(folder: Path) -> list[str]:
    """The indexed folders, named files and addresses, as noted beside the manifest for the day when it cannot be read;
    none where nothing is."""
    try:
        return [str(source) for source in json.loads((folder / SOURCES).read_text(encoding="utf-8"))]
    except (OSError, ValueError):
        return []


def note_sources(folder: Path, sources: Sequence[str]) -> None:
    """Note what was indexed beside the manifest, where it is not what the note holds."""
    if list(sources) != known_sources(folder):
        new = folder / f"{SOURCES}.new"
        new.write_text(json.dumps(list(sources), ensure_ascii=False, indent=2), encoding="utf-8")
        new.replace(folder / SOURCES)


@contextmanager
def plain_store_errors(what: str, folder: Path) -> Iterator[None]:
    """Errors of Chroma or tantivy as errors that name the fix; `what` is "vectors" or "terms", in `folder`."""
    try:
        yield
    except AssistantError:
        raise
    except Exception as error:  # both raise whatever their Rust parts do
        if is_full(error) or _has_no_room(folder.parent):
            raise disk_full(folder.parent) from error
        if MOVED_WORDS in str(error):
            raise replaced(folder.parent) from error
        if any(word in str(error).lower() for word in BARRED_WORDS):
            raise _unusable(folder.parent, UNWRITTEN) from error
        raise IndexBroken(f"The {what} in {folder} cannot be used ({_first_line(error)}): {REPAIR}.") from error


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
