"""What a sync or its plan is about: the files found, the pages brought, and what there of the index they cover."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.choice import Choice
from index.errors import NothingToIndex
from index.pages import put_into
from index.read import SUFFIXES
from index.store.manifest import Manifest
from index.walk import Scope, find

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
