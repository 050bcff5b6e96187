"""What a cell of a table measures, so that the cells of a column can be compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from assistant.support.dates import Day, days
from assistant.support.numbers import numbers
from assistant.support.units import MEASURES

FREE = re.compile(r"(?:free|none|nil|nothing|no charge|free of charge)\b", re.IGNORECASE)
# 8.450,00 and 210.000 are thousands to some and decimals to others
CONTINENTAL = re.compile(r"\d\.\d{3}(?!\d)|\d,(?:\d{1,2}|\d{4,})(?!\d)|\d\.\d+[.,]\d")
DATE, DAY, TIME, FOR_NOTHING = "date", "day", "time", "for nothing"


class Measure(NamedTuple):
    """A value and what it measures: a kind such as "length" (in metres), a unit of its own, "" for a bare figure."""

    kind: str
    value: float

    def comparable(self, other: Measure) -> bool:
        """Whether it is of the same kind; what costs nothing is less than any figure."""
        return self.kind == other.kind or FOR_NOTHING in (self.kind, other.kind)


@lru_cache(20_000)
def measure(text: str) -> Measure | None:
    """What a cell measures; None where it holds no figure, or more of them than one amount is written with."""
    if FREE.match(text):
        return Measure(FOR_NOTHING, 0.0)
    if text.startswith("(") and text.endswith(")"):  # as accounts write what was lost
        inner = measure(text[1:-1])
        return inner._replace(value=-inner.value) if inner else None
    if CONTINENTAL.search(text):
        return None
    if dates := days(text):
        return _date(text, dates)
    figures = numbers(text)
    found = [Measure(*_of(one.unit or one.shared, one.value)) for one in figures]
    if len(found) == 2 and all(one.kind == TIME for one in found) and not figures[0].shared:
        return Measure(TIME, found[0].value + found[1].value)  # 2 h 30 min
    return found[0] if len(found) == 1 else None


def _date(text: str, dates: list[Day]) -> Measure | None:
    """A day counted on from the year 0 in months of 31 days, or in its year where none is written."""
    figures = numbers(text)
    if len(dates) > 1 or len(figures) > 1 or dates[0].or_:
        return None
    year = figures[0].value if figures else 0.0
    return Measure(DATE if figures else DAY, (year * 12 + dates[0].month) * 31 + dates[0].day)


def _of(unit: str, value: float) -> tuple[str, float]:
    kind, factor = MEASURES.get(unit, (unit, 1.0))
    return kind, value * factor
