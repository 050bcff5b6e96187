"""Which collection a document belongs to: the one that is asked for, else the one of its neighbours."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from pathlib import PurePosixPath

from index.documents import DEFAULT
from index.errors import BadCollection

_NAME = re.compile(r"[\w.&+-]+(?: [\w.&+-]+)*")
_LONGEST = 60  # characters


def collection_name(given: str) -> str:
    """The name of a collection as it is kept. Raises BadCollection for one that nobody could type again."""
    if not isinstance(given, str):
        raise BadCollection(f"The collection is {given!r}: give its name as text.")
    name = " ".join(given.split())
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise BadCollection(
            f"'{name[:_LONGEST]}' cannot be the name of a collection: use up to {_LONGEST} letters and digits, with "
            "spaces, '.', '_', '-', '&' and '+' between them."
        )
    return name


class Placing:
    """The collections of one source: `placed` says where each path is, and `chosen` where all of them shall be."""

    def __init__(self, placed: Mapping[str, str], chosen: str | None) -> None:
        self.placed = placed
        self.chosen = chosen

    def of(self, path: str) -> str:
        """The collection of a path: a new file joins the documents of its folder, or of the one around that.

        Where those are in several, it goes into the default one.
        """
        if self.chosen or path in self.placed:
            return self.chosen or self.placed[path]
        for folder in PurePosixPath(path).parents:
            if found := self._by_folder.get(str(folder)):
                return next(iter(found)) if len(found) == 1 else DEFAULT
        return DEFAULT

    @cached_property
    def _by_folder(self) -> dict[str, set[str]]:
        """Folder -> the collections of all documents under it; empty where all are in the default one."""
        found: dict[str, set[str]] = defaultdict(set)
        if set(self.placed.values()) - {DEFAULT}:
            for path, collection in self.placed.items():
                for folder in PurePosixPath(path).parents:
                    found[str(folder)].add(collection)
        return dict(found)
