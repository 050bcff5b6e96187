"""Which files the given paths mean: each with its source (the folder it is synced with) and its path in it."""

from __future__ import annotations

import os
import re
import shlex
import stat
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from index.address import is_address
from index.choice import EVERYTHING, Choice
from index.errors import PathMissing
from index.read import readable

UPLOADS = "uploads"  # folder, inside an index, of files that came in through the page
INDEX_FILES = {"manifest.db", "writer.lock"}
GONE = (FileNotFoundError, NotADirectoryError)  # what the system says of a path that is not there
WILDCARD = re.compile(r"[*?[]")
LONGEST_SHOWN = 80  # characters of a path that cannot be one


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

    `tops` are the folders given, outermost first; patterns are matched from there, whatever source a file belongs to.
    `named` are the files given.
    `same` are web pages that have not changed, and `failed` those that could not be had, files whose name cannot be
    kept or that are none, and folders that cannot be listed, with the reason. `passed` counts by ending the files of
    folders that do not end like a document. Nobody knows what is below the folders `unlisted`. `doubled` are documents
    whose file is another document too, as (source, path): they go. All go into `collection`, where one is given.
    """

    files: list[Found] = field(default_factory=list)
    folders: list[tuple[str, str]] = field(default_factory=list)
    choice: Choice = EVERYTHING
    tops: list[Path] = field(default_factory=list)
    named: list[Path] = field(default_factory=list)
    same: list[Found] = field(default_factory=list)
    failed: list[tuple[Found, str]] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    unlisted: set[Path] = field(default_factory=set)
    doubled: set[tuple[str, str]] = field(default_factory=set)
    collection: str | None = None

    def covers(self, source: str, path: str) -> bool:
        """Whether a document that is neither among `files` nor `standing` must have been deleted or excluded."""
        return (
            any(source == folder and path.startswith(prefix) for folder, prefix in self.folders)
            and self.choice.in_shard(source if is_address(source) else path)
            and self.unlisted.isdisjoint(Path(source, path).parents)
        )

    def standing(self, source: str, paths: Iterable[str], present: Iterable[str]) -> list[Found]:
        """Those of `paths`, of indexed documents, whose files are where the walk does not look: in a hidden folder, or
        with another ending than documents have, since they were named. `present` are the paths that it found."""
        single = (path for path in paths if (source, path) not in self.doubled and self.covers(source, path))
        there = [
            Found(source, path, file)
            for path, file in ((path, Path(source, path)) for path in single)
            if self._keeps(source, file) and is_there(file)
        ]
        folded = {path.casefold(): Path(source, path) for path in present} if there else {}
        return [one for one in there if not _same_file(one.file, folded.get(one.path.casefold()))]

    def _keeps(self, source: str, file: Path) -> bool:
        """Whether the patterns leave a file in, seen from one of the given folders around it."""
        tops = [top for top in self.tops if file.is_relative_to(top)] or [Path(source)]
        return any(self.choice.keeps(file.relative_to(top).as_posix()) for top in tops)


def find(
    paths: Iterable[str | Path],
    known_sources: Iterable[str] = (),
    choice: Choice = EVERYTHING,
    uploads: Path | None = None,
) -> Scope:
    """Every readable file under `paths`, in order of source and path; hidden files and folders are left out.

    A file or folder inside a source that the index knows already, or inside another of `paths`, belongs to that
    source, so that the same file is never two documents. A file that is named itself is taken whatever its ending and
    the patterns. The index's own `uploads` are meant only by a path in the index, not by one around it. Raises
    PathMissing.
    """
    known = {Path(one) for one in known_sources if not is_address(one)}
    places = {_place(str(given), known) for given in paths}
    scope = Scope(choice=choice, tops=sorted((one for one in places if one.is_dir()), key=lambda one: len(one.parts)))
    walked: set[Path] = set()
    for top in scope.tops:
        if not _owner(top, known):
            known.add(top)
        apart = None if uploads and top.is_relative_to(uploads.parent) else uploads
        scope.folders += _covered(top, known, apart)
        _walk(top, known, scope, apart, walked)
    scope.named = sorted({_unlinked(file, known) for file in places.difference(scope.tops)})
    for file in scope.named:
        source = _owner(file, known) or file.parent
        inside = file.relative_to(source).as_posix()
        if choice.in_shard(inside):
            _take(Found(str(source), inside, file), scope)
    unique = {(one.source, one.path): one for one in scope.files}
    scope.files = [unique[key] for key in sorted(unique)]
    scope.failed = list({(one.source, one.path): (one, why) for one, why in scope.failed}.values())
    return scope


def _place(given: str, known: set[Path]) -> Path:
    """Where a given path leads: a folder's real place, and of a file the name that it has in its folder's real place,
    even where it is a link, as it is known from a walk over that folder. Raises PathMissing."""
    path = Path(given)
    with suppress(RuntimeError):  # "~notes.txt" is a file, where nobody has that name
        path = path.expanduser()
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
        return path.resolve() if is_folder else path.parent.resolve() / path.name
    except GONE as error:
        raise PathMissing(_missing(given, path.resolve(), known)) from error
    except (OSError, ValueError) as error:  # the latter of a name with a null character
        why = (error.strerror if isinstance(error, OSError) else None) or "no name of a file"
        shown = given if len(given) <= LONGEST_SHOWN else f"{given[:LONGEST_SHOWN]}…"
        raise PathMissing(
            f"'{shown}' cannot be looked at ({why}): check the spelling of the path and the permissions of its folder."
        ) from error


def _missing(given: str, path: Path, known: set[Path]) -> str:
    """What to say of a path where nothing is; documents of it may be in the index still."""
    held = _owner(path, known) or any(one.is_relative_to(path) for one in known)
    gone = f", or take what it held out of the index with 'assistant remove {given}'" if held else ""
    return f"There is no file or folder at '{given}'{_instead(Path(given))}{gone}."


def _instead(given: Path) -> str:
    """What to do where a path leads nowhere."""
    wild = next((at for at, part in enumerate(given.parts) if WILDCARD.search(part)), None)
    if wild is None:
        return ": check the spelling of the path"
    folder, pattern = Path(*given.parts[:wild]), Path(*given.parts[wild:])
    put = f"{shlex.quote(str(folder))} --include {shlex.quote(pattern.as_posix())}"
    return f", and wildcards are left to the shell: give the folder and a pattern, assistant index {put}"


def _owner(path: Path, known: set[Path]) -> Path | None:
    """The innermost known source that holds `path`."""
    return next((one for one in (path, *path.parents) if one in known), None)


def _covered(top: Path, known: set[Path], apart: Path | None) -> list[tuple[str, str]]:
    """What of the known sources is in the folder `top`, as (source, prefix of the path): those in it and around it."""
    inside = [(str(one), "") for one in sorted(known) if one.is_relative_to(top) and one != apart]
    return inside + [(str(one), _within(top, one)) for one in top.parents if one in known]


def _unlinked(file: Path, known: set[Path]) -> Path:
    """A named file, or, where that is a link from outside all known sources into one of them, the file it leads to."""
    if _owner(file, known):
        return file
    real = file.resolve()
    return real if _owner(real, known) else file


def is_there(file: Path) -> bool:
    """Whether there is such a file, as far as anyone can tell: one that cannot be looked at has not gone."""
    try:
        return stat.S_ISREG(file.stat().st_mode)
    except GONE:
        return False
    except OSError:
        return True


def _is_other(file: Path) -> bool:
    """Whether it is a pipe, a socket or a device: reading one could wait for ever."""
    try:
        return not stat.S_ISREG(file.stat().st_mode)
    except OSError:  # it is told when the file is opened
        return False


def _same_file(file: Path, other: Path | None) -> bool:
    """Whether both are one file: a disk that takes "Bees.md" for "bees.md" has a renamed one by its old name too."""
    try:
        return other is not None and file.samefile(other)
    except OSError:
        return False


def _take(found: Found, scope: Scope) -> None:
    """Note a file to index, or that it is none, or has a name that is not text, which no index could keep."""
    path = _printable(found.path)
    if path != found.path:
        reason = f"{path} has a name that is not UTF-8: rename the file, or the folder that it is in."
        scope.failed.append((Found(found.source, path, found.file), reason))
    elif _is_other(found.file):
        reason = f"{path} is no regular file: leave it out, or save what comes from it in a file and index that."
        scope.failed.append((found, reason))
    else:
        scope.files.append(found)


def _printable(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _walk(top: Path, known: set[Path], scope: Scope, apart: Path | None, walked: set[Path]) -> None:
    """Put the documents below a folder into the scope, but for those in the folder `apart`.

    `walked` are the folders that an earlier walk went through, whose other files are counted already.
    """
    choice = scope.choice

    def unlisted(error: OSError) -> None:
        if not isinstance(error, GONE):
            _note_unlisted(Path(error.filename), top, error, scope)

    for where, folders, names in os.walk(top, onerror=unlisted):
        folder = Path(where)
        if {*names} >= INDEX_FILES:  # of an index, only what came in through the page is a document
            folders[:], names = [name for name in folders if name == UPLOADS and folder / name != apart], []
        source = _owner(folder, known) or top
        inside, below = _within(folder, source), _within(folder, top)
        folders[:] = sorted(n for n in folders if not n.startswith(".") and not choice.prunes(f"{below}{n}"))
        for name in sorted(names):
            file = folder / name
            if name.startswith((".", "~$")) or not choice.matches(f"{below}{name}"):
                continue
            if not choice.in_shard(f"{inside}{name}"):
                continue
            if readable(file):
                _take(Found(str(source), f"{inside}{name}", file), scope)
            elif folder not in walked:
                scope.passed[file.suffix.lower()] += 1
        walked.add(folder)


def _within(folder: Path, outer: Path) -> str:
    """What leads the paths of the files of a folder, seen from `outer`."""
    return "" if folder == outer else folder.relative_to(outer).as_posix() + "/"


def _note_unlisted(folder: Path, top: Path, error: OSError, scope: Scope) -> None:
    """Note a folder below `top`, or that one itself, that cannot be listed."""
    if folder in scope.unlisted:
        return
    scope.unlisted.add(folder)
    name = _printable(f"{folder.relative_to(top.parent if folder == top else top).as_posix()}/")
    why = error.strerror or "system error"
    reason = f"{name} cannot be listed ({why}), so its documents stay as they are: check its permissions and its disk."
    scope.failed.append((Found(str(top), name, folder), reason))
