"""Importing a package without what it would like to have and can do without."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from threading import get_ident
from typing import Any


class _Refused(MetaPathFinder):
    """Says of some packages, to one thread alone, that they are not installed."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names, self._thread = names, get_ident()

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
        """Nothing is found here; the finders after this one are asked, unless it raises."""
        if fullname in self._names and get_ident() == self._thread:
            raise ModuleNotFoundError(f"{fullname} is not needed here", name=fullname)


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Within it, imports of this thread do not find these packages, unless they are there already; other threads do."""
    finder = _Refused(frozenset(names))
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
