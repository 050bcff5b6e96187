"""What a sync or its plan is about: the files found, the pages brought, and what there of the index they cover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.address import is_address
from index.choice import Choice
from index.errors import NothingToIndex
from index.pages import put_into
from index.read import SUFFIXES
from index.store.manifest import Manifest
from index.walk import Found, Scope, find

if TYPE_CHECKING:
    from index.fetch import Page


def scope_of(
    manifest: Manifest,
    uploads: Path,
    paths: Sequence[str | Path],
    choice: Choice,
    pages: Sequence[Page],
    collection: str | None,
) -> Scope:
    """The scope of files, folders and pages; `uploads` is a source of the index like those it has documents of.

    Raises PathMissing, and NothingToIndex where no file there can be read at all and none was.
    """
    scope = _found(manifest, uploads, paths, choice) if paths or not pages else Scope(choice=choice)
    scope.collection = collection
    put_into(scope, pages, manifest)
    return scope


def _found(manifest: Manifest, uploads: Path, paths: Sequence[str | Path], choice: Choice) -> Scope:
    sources = [*manifest.sources(), str(uploads)]
    scope = find(paths, sources, choice, uploads)
    _one_document_each(scope, manifest, sources)
    if (
        not scope.files
        and not scope.failed
        and not any(scope.covers(s, p) for s in sources for p in manifest.stamps(s))
    ):
        where = ", ".join(str(path) for path in paths)
        raise NothingToIndex(
            f"There is no document in {where}: put in files that end in {', '.join(sorted(SUFFIXES))}."
        )
    return scope


def _one_document_each(scope: Scope, manifest: Manifest, sources: Sequence[str]) -> None:
    """A file that an outer source has a document of is that one; where an inner source has it too, that one goes.

    A new file belongs to the innermost source, so that only an index that held a file twice has such inner ones.
    """
    known = {Path(one): one for one in sources if not is_address(one)}
    files = {(found.source, found.path): found for found in scope.files}
    placed = cache(manifest.placed)
    for inner in {source for source, _ in scope.folders} | {found.source for found in scope.files}:
        for outer in (known[one] for one in Path(inner).parents if one in known):  # the outermost has the last word
            prefix = Path(inner).relative_to(outer).as_posix() + "/"
            for path in (one.removeprefix(prefix) for one in placed(outer) if one.startswith(prefix)):
                if path in placed(inner):
                    scope.doubled.add((inner, path))
                if found := files.get((inner, path)):
                    files[inner, path] = Found(outer, prefix + path, found.file)
    scope.files = [files[key] for key in sorted(files)]


def to_index_again(manifest: Manifest, scope: Scope, before: Sequence[str], uploads: Path) -> list[str]:
    """What to name to `assistant index` to have all documents again but the uploads: folders, files and addresses.

    A source that was never given itself is the folder of files that were, or is around folders that were; it may hold
    much that nobody wants to be indexed. `before` is what was given in earlier runs.
    """
    again: list[str] = []
    given = {*before, *map(str, scope.tops), *map(str, scope.named)}
    for source in manifest.sources():
        if source == str(uploads):
            continue
        if source in given or is_address(source):
            again.append(source)
        else:
            again += _given_in(source, manifest.placed(source), given)
    return sorted(set(again))


def _given_in(source: str, paths: Iterable[str], given: set[str]) -> set[str]:
    """The outermost of what was given that has these documents, or the source where one is from elsewhere."""

    @cache
    def around(folder: str) -> str | None:
        place = Path(source, folder)
        inside = [place, *place.parents][: len(place.parts) - len(Path(source).parts)]
        return next((str(one) for one in reversed(inside) if str(one) in given), None)

    found = set()
    for path in paths:
        way = around(path.rpartition("/")[0]) or str(Path(source, path))
        if way not in given:
            return {source}
        found.add(way)
    return found
