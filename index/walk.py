"""Which files the given paths mean: each with its source (the folder it is synced with) and its path in it."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from index.address import is_address
from index.choice import EVERYTHING, Choice
from index.errors import PathMissing
from index.read import readable

UPLOADS = "uploads"  # folder, inside an index, of files that came in through the page
INDEX_FILES = {"manifest.db", "writer.lock"}
GONE = (FileNotFoundError, NotADirectoryError)  # what the system says of a path that is not there


@dataclass(frozen=True, slots=True)
class Found:
    """One file to index; `path` is relative to the folder `source`, with forward slashes.

    Of a web page the `source` is its address, `path` its file name, and `validators` are those of its version.
    """

    source: str
    path: str
    file: Path
    validators: str = ""


@dataclass(slots=True)
class Scope:
    """The files found, and what the caller may take for gone: whole sources, as (source, prefix of the path).

    `same` are web pages that have not changed, and `failed` those that could not be had, files whose name cannot be
    kept, and folders that cannot be listed, with the reason. `passed` counts by ending the files of folders that do not
    end like a document. Nobody knows what is below the folders `unlisted`; those `left_out` are so by a pattern. All go
    into `collection`, where one is given.
    """

    files: list[Found] = field(default_factory=list)
    folders: list[tuple[str, str]] = field(default_factory=list)
    choice: Choice = EVERYTHING
    same: list[Found] = field(default_factory=list)
    failed: list[tuple[Found, str]] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    unlisted: set[Path] = field(default_factory=set)
    left_out: set[Path] = field(default_factory=set)
    collection: str | None = None

    def covers(self, source: str, path: str) -> bool:
        """Whether a document that is neither among `files` nor `standing` must have been deleted or excluded."""
        return (
            any(source == folder and path.startswith(prefix) for folder, prefix in self.folders)
            and self.choice.in_shard(path)
            and self.unlisted.isdisjoint(Path(source, path).parents)
        )

    def standing(self, source: str, paths: Iterable[str], present: Iterable[str]) -> list[Found]:
        """Those of `paths`, of indexed documents, whose files are where the walk does not look: in a hidden folder, or
        with another ending than documents have, since they were named. `present` are the paths that it found."""
        places = ((path, Path(source, path)) for path in paths if self.covers(source, path))
        there = [
            Found(source, path, file)
            for path, file in places
            if self.choice.takes(path) and self.left_out.isdisjoint(file.parents) and is_there(file)
        ]
        folded = {path.casefold(): Path(source, path) for path in present} if there else {}
        return [one for one in there if not _same_file(one.file, folded.get(one.path.casefold()))]


def find(
    paths: Iterable[str | Path],
    known_sources: Iterable[str] = (),
    choice: Choice = EVERYTHING,
    uploads: Path | None = None,
) -> Scope:
    """Every readable file under `paths`, in order of source and path; hidden files and folders are left out.

    A file or folder inside a source that the index knows already belongs to that source, so that the same file is
    never two documents. A file that is named itself is taken whatever its ending and the patterns. The index's
    own `uploads` are meant only by a path in the index, not by one around it. Raises PathMissing.
    """
    known = sorted(
        (Path(one) for one in known_sources if not is_address(one)), key=lambda one: len(one.parts), reverse=True
    )
    scope = Scope(choice=choice)
    for given in paths:
        path = Path(given).expanduser().resolve()
        if not path.exists():
            raise PathMissing(_missing(str(given), path, known))
        if path.is_dir():
            apart = None if uploads and path.is_relative_to(uploads.parent) else uploads
            scope.folders += [(str(one), "") for one in known if one.is_relative_to(path) and one != apart]
            source = _owner(path, known) or path
            scope.folders.append((str(source), "" if path == source else path.relative_to(source).as_posix() + "/"))
            _walk(path, known, scope, apart)
        else:
            source = _owner(path, known) or path.parent
            inside = path.relative_to(source).as_posix()
            if choice.in_shard(inside):
                _take(Found(str(source), inside, path), scope)
    unique = {(one.source, one.path): one for one in scope.files}
    scope.files = [unique[key] for key in sorted(unique)]
    return scope


def _missing(given: str, path: Path, known: list[Path]) -> str:
    """What to say of a path where nothing is; documents of it may be in the index still."""
    said = f"There is no file or folder at '{given}': check the spelling of the path"
    if _owner(path, known) or any(one.is_relative_to(path) for one in known):
        said += f", or take what it held out of the index with 'assistant remove {given}'"
    return f"{said}."


def _owner(path: Path, known: list[Path]) -> Path | None:
    """The innermost known source that holds `path`."""
    return next((one for one in known if path.is_relative_to(one)), None)


def is_there(file: Path) -> bool:
    """Whether there is such a file, as far as anyone can tell: one that cannot be looked at has not gone."""
    try:
        return stat.S_ISREG(file.stat().st_mode)
    except GONE:
        return False
    except OSError:
        return True


def _same_file(file: Path, other: Path | None) -> bool:
    """Whether both are one file: a disk that takes "Bees.md" for "bees.md" has a renamed one by its old name too."""
    try:
        return other is not None and file.samefile(other)
    except OSError:
        return False


def _take(found: Found, scope: Scope) -> None:
    """Note a file to index, or that its name is not text, which no index could keep."""
    try:
        found.path.encode()
        scope.files.append(found)
    except UnicodeEncodeError:
        path = _printable(found.path)
        reason = f"{path} has a name that is not UTF-8: rename the file, or the folder that it is in."
        scope.failed.append((Found(found.source, path, found.file), reason))


def _printable(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _walk(top: Path, known: list[Path], scope: Scope, apart: Path | None) -> None:
    """Put the documents below a folder into the scope, but for those in the folder `apart`."""
    choice = scope.choice

    def unlisted(error: OSError) -> None:
        if not isinstance(error, GONE):
            _note_unlisted(Path(error.filename), top, error, scope)

    for where, folders, names in os.walk(top, onerror=unlisted):
        folder = Path(where)
        if {*names} >= INDEX_FILES:  # of an index, only what came in through the page is a document
            folders[:], names = [name for name in folders if name == UPLOADS and folder / name != apart], []
        source = _owner(folder, known) or top
        inside = "" if folder == source else folder.relative_to(source).as_posix() + "/"
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        pruned = {name for name in folders if choice.prunes(f"{inside}{name}")}
        scope.left_out |= {folder / name for name in pruned}
        folders[:] = [name for name in folders if name not in pruned]
        for name in sorted(names):
            file = folder / name
            if name.startswith((".", "~$")) or not choice.takes(f"{inside}{name}"):
                continue
            if readable(file):
                _take(Found(str(source), f"{inside}{name}", file), scope)
            else:
                scope.passed[file.suffix.lower()] += 1


def _note_unlisted(folder: Path, top: Path, error: OSError, scope: Scope) -> None:
    """Note a folder below `top`, or that one itself, that cannot be listed."""
    scope.unlisted.add(folder)
    name = _printable(f"{folder.relative_to(top.parent if folder == top else top).as_posix()}/")
    why = error.strerror or "system error"
    reason = f"{name} cannot be listed ({why}), so its documents stay as they are: check its permissions and its disk."
    scope.failed.append((Found(str(top), name, folder), reason))
