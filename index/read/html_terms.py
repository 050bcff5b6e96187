"""Lists of definitions: a term and what is said of it as one line, "Monday: 9-17", that stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from index.read.lines import together
from index.read.tables import labelled_line, pairs_line

_LONGEST_TERM = 100  # characters of what is written before each description; a longer one stands on a line of its own
_SHORT = 200  # characters of a description that may share its line with others
_WITHIN = ("p", "div", "dd")  # blocks that may hold a term or a description, or the first part of one


class Terms:
    """The part of one open list that waits: terms, and the descriptions that belong to all of them."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._values: list[str] = []
        self._part = ""  # "dt" or "dd", where one is open
        self._begun = False  # whether the open description has a block already
        self._described = False  # whether a description, be it an empty one, followed the terms

    def ends_with(self, tag: str) -> bool:
        """Whether what waits ends where a block with this tag begins."""
        return self._described if tag == "dt" else tag not in _WITHIN

    def enter(self, tag: str) -> None:
        """A block with this tag begins."""
        if tag in ("dt", "dd"):
            self._part, self._begun = tag, False
            self._described = self._described or tag == "dd"

    def leave(self, tag: str) -> None:
        """A block with this tag ends."""
        if tag in ("dt", "dd"):
            self._part = ""

    def take(self, text: str) -> bool:
        """Keep a block that is a term, or the first of a description; False for any other."""
        if self._part == "dt":
            self._names.append(together(text.split("\n")))
            return True
        if self._part != "dd" or self._begun or not self._names:
            return False
        self._values.append(together(text.split("\n")))
        self._begun = True
        return True

    def lines(self) -> Iterator[str]:
        """What waits, and waits no longer: short descriptions of a term on one line, each long one on its own."""
        names, values = self._names, self._values
        self._names, self._values, self._described = [], [], False
        named = ", ".join(names)
        if not values or len(named) > _LONGEST_TERM:
            yield from [*names, *values]
            return
        for short, run in groupby(values, lambda value: len(value) <= _SHORT):
            for line in [pairs_line(("", value) for value in run)] if short else run:
                yield labelled_line(named, line)
