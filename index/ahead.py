"""Two steps at once: the next item is made in a second thread while the one before is in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def one_ahead(source: Iterator[T], stop: Callable[[], None]) -> Iterator[T]:
    """The items of `source`, at most one of them waiting; what `source` raises is raised here, in its place.

    Whoever leaves off early, as at Ctrl-C, waits for the item under way: `stop` is called first, to have it end soon.
    """
    with ThreadPoolExecutor(1, "ahead") as pool:
        try:
            coming = pool.submit(_next, source)
            while item := coming.result():
                coming = pool.submit(_next, source)
                yield item[0]
        finally:
            stop()


def _next(source: Iterator[T]) -> tuple[T] | None:
    """The next item in a tuple, since a future cannot carry StopIteration; None at the end."""
    for item in source:
        return (item,)
    return None
