"""Web pages among the sources of a sync: asked for, and put into its scope beside the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from index.address import file_name
from index.store.manifest import Manifest
from index.walk import Found, Scope

if TYPE_CHECKING:
    from index.fetch import Page, Report


@contextmanager
def brought(addresses: Sequence[str], manifest: Manifest, recipe: str, report: Report) -> Iterator[list[Page]]:
    """What became of each address; the files of those that came last as long as the context.

    Pages that were indexed by another `recipe` are asked for as if they were new, since they must be read again.
    """
    if not addresses:
        yield []
        return
    from index.fetch import fetch  # its HTTP client takes longer to import than many a sync takes

    known: dict[str, str] = {}
    for address in addresses:
        old = manifest.stamps(address).get(file_name(address))
        known[address] = old.validators if old and old.recipe == recipe else ""
    with TemporaryDirectory(prefix="passage-") as folder:
        yield fetch(known, Path(folder), report)


def put_into(scope: Scope, pages: Iterable[Page], manifest: Manifest) -> None:
    """Add pages to a scope: those that came are files, and one that is gone may be taken out if it is indexed."""
    for page in pages:
        found = Found(page.address, file_name(page.address), page.file, page.validators)
        if page.outcome == "came":
            scope.files.append(found)
        elif page.outcome == "same":
            scope.same.append(found)
        elif page.outcome == "gone" and manifest.stamps(page.address):
            scope.folders.append((page.address, ""))
        else:
            scope.failed.append((found, page.reason))
