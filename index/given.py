"""Paths and patterns as callers give them: a single one is a list of one, though text has letters as its members."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import Any

from index.errors import BadPattern, PathMissing

Paths = str | PathLike[str] | Iterable[str | PathLike[str]]
Patterns = str | Iterable[str]

HOW = "name files, folders or web addresses, such as ['documents']"


def several(given: Any, *kinds: type) -> list[Any]:
    """The members of what is given; one of these kinds, and what has no members, is the only one."""
    return [given] if isinstance(given, kinds) or not isinstance(given, Iterable) else list(given)


def paths(given: Paths) -> list[str | Path]:
    """The paths and addresses given. Raises PathMissing for one that is none.

    An empty one is most often a variable that was never set: it does not name the working directory.
    """
    listed = several(given, str, PathLike)
    for one in listed:
        if not isinstance(one, str | PathLike):
            raise PathMissing(f"Among the paths is {one!r}: {HOW}.")
        if isinstance(one, str) and not one.strip():
            raise PathMissing(f"Among the paths is an empty one: {HOW}; '.' is the working directory.")
    return [one if isinstance(one, str) else Path(one) for one in listed]


def patterns(given: Patterns) -> tuple[str, ...]:
    """The patterns given. Raises BadPattern for one that is not text."""
    listed = several(given, str)
    for one in listed:
        if not isinstance(one, str):
            raise BadPattern(f"Among the patterns is {one!r}: write them as in .gitignore, such as ['*.md'].")
    return tuple(listed)
