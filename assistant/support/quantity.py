"""One figure of a text, and when two figures say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.support.units import MEASURES, MONEY

NEAR, ABOVE, BELOW = "near", "above", "below"
WRITTEN = re.compile(r"\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Number:
    """One figure: `unit` is a key of UNITS or ""; `hedge` says how loosely it is meant; `text` is its own words.

    `shared` is the unit of the next figure of its range ("5 to 10%"), `counts` says that a word follows it which is no
    unit ("5 people"), and `or_` is its other reading where "2.5m" leaves it open, 0 where it does not.
    """

    value: float
    unit: str
    hedge: str
    text: str
    span: tuple[int, int]
    shared: str = ""
    counts: bool = False
    or_: float = 0.0

    def found_in(self, others: Iterable[Number]) -> bool:
        """Whether one of the other figures says the same."""
        return any(self._same(other) for other in others)

    def _same(self, other: Number) -> bool:
        if (_equal(self.or_, other.value) and not other.unit) or (_equal(self.value, other.or_) and not self.unit):
            return self.value != 0
        if self.unit == "decade":
            return _of_decade(self.value, other)
        if not self._commensurable(other):
            return False
        value, theirs = self.value, other.value
        if self.unit and other.unit and self.unit != other.unit:  # 3 km are 3,000 m
            value, theirs = value * MEASURES[self.unit][1], theirs * MEASURES[other.unit][1]
        if _equal(value, theirs):
            bare = not self.unit and WRITTEN.fullmatch(self.text) and WRITTEN.fullmatch(other.text)
            return not bare or self.text == other.text  # version 5.1 is not version 5.10
        ratio = theirs / value if value else 0.0
        if self.hedge == NEAR:
            return 0.95 <= ratio <= 1.05
        if self.hedge == ABOVE:
            return 1 <= ratio <= 1.25
        return self.hedge == BELOW and 0.9 <= ratio <= 1

    def _commensurable(self, other: Number) -> bool:
        """Whether the two figures can be of the same thing: "5" may stand for "$5", "5 people" for no "5%"."""
        mine, theirs = self.unit, other.unit
        if mine and theirs:
            return MEASURES.get(mine, (mine,))[0] == MEASURES.get(theirs, (theirs,))[0]
        if mine == "%":
            return other.shared == "%" or not other.counts
        if theirs == "%":
            return self.shared == "%"
        return not (theirs in MONEY and self.counts and self.shared != theirs)


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other))


def _of_decade(start: float, other: Number) -> bool:
    """Whether a figure is a decade, "the 90s" too, or a year in it."""
    if other.unit == "decade" and min(start, other.value) < 100:
        return start % 100 == other.value % 100
    return other.unit in ("", "decade") and start <= other.value < start + 10
