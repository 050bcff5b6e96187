"""Which files the given paths mean: each with its source (the folder it is synced with) and its path in it."""

from __future__ import annotations

import os
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

    `same` are web pages that have not changed, and `failed` those that could not be had, and files whose name cannot be
    kept, with the reason. `passed` counts by ending the files of folders that do not end like a document. All go into
    `collection`, where one is given.
    """

    files: list[Found] = field(default_factory=list)
    folders: list[tuple[str, str]] = field(default_factory=list)
    choice: Choice = EVERYTHING
    same: list[Found] = field(default_factory=list)
    failed: list[tuple[Found, str]] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    collection: str | None = None

    def covers(self, source: str, path: str) -> bool:
        """Whether a document that is not among `files` any more must have been deleted or excluded."""
        return any(source == folder and path.startswith(prefix) for folder, prefix in self.folders) and (
            self.choice.in_shard(path)
        )


def find(paths: Iterable[str | Path], known_sources: Iterable[str] = (), choice: Choice = EVERYTHING) -> Scope:
    """Every readable file under `paths`, in order of source and path; hidden files and folders are left out.

    A file or folder inside a source that the index knows already belongs to that source, so that the same file is
    never two documents. A file that is named itself is taken whatever its ending and whatever is chosen. Raises
    PathMissing.
    """
    known = sorted(
        (Path(one) for one in known_sources if not is_address(one)), key=lambda one: len(one.parts), reverse=True
    )
    scope = Scope(choice=choice)
    for given in paths:
        path = Path(given).expanduser().resolve()
        if not path.exists():
            raise PathMissing(f"There is no file or folder at '{given}': check the spelling of the path.")
        if path.is_dir():
            scope.folders += [(str(one), "") for one in known if one.is_relative_to(path)]
            source = _owner(path, known) or path
            scope.folders.append((str(source), "" if path == source else path.relative_to(source).as_posix() + "/"))
            _walk(path, known, scope)
        else:
            source = _owner(path, known) or path.parent
            _take(Found(str(source), path.relative_to(source).as_posix(), path), scope)
    unique = {(one.source, one.path): one for one in scope.files}
    scope.files = [unique[key] for key in sorted(unique)]
    return scope


def _owner(path: Path, known: list[Path]) -> Path | None:
    """The innermost known source that holds `path`."""
    return next((one for one in known if path.is_relative_to(one)), None)


def _take(found: Found, scope: Scope) -> None:
    """Note a file to index, or that its name is not text, which no index could keep."""
    try:
        found.path.encode()
        scope.files.append(found)
    except UnicodeEncodeError:
        path = found.path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        reason = f"{path} has a name that is not UTF-8: rename the file, or the folder that it is in."
        scope.failed.append((Found(found.source, path, found.file), reason))


def _walk(top: Path, known: list[Path], scope: Scope) -> None:
    """Put the documents below a folder into the scope."""
    choice = scope.choice
    for where, folders, names in os.walk(top):
        folder = Path(where)
        if {*names} >= INDEX_FILES:  # of an index, its own included, only what came in through the page is a document
            folders[:], names = [name for name in folders if name == UPLOADS], []
        source = _owner(folder, known) or top
        inside = "" if folder == source else folder.relative_to(source).as_posix() + "/"
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not choice.prunes(f"{inside}{name}")
        )
        for name in sorted(names):
            file = folder / name
            if name.startswith((".", "~$")) or not choice.takes(f"{inside}{name}"):
                continue
            if readable(file):
                _take(Found(str(source), f"{inside}{name}", file), scope)
            else:
                scope.passed[file.suffix.lower()] += 1
