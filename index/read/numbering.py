"""Numbers that a program writes before paragraphs: "2.1", "(a)", "iv.", as counted over the levels of a list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PLACE = re.compile(r"%([1-9])")
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "m cm d cd c xc l xl x ix v iv i".split(),
        strict=True,
    )
)
_LONGEST = 20  # letters of a number that is written in letters


@dataclass(frozen=True, slots=True)
class Level:
    """How the items of a level are numbered; in `text`, "%2" stands for the number of the second level."""

    kind: str = "decimal"  # as Word calls it: "decimal", "lowerLetter", "bullet", "none" ...
    text: str = ""
    start: int = 1
    restart: int | None = None  # the level, from 1, whose items let this one begin anew; None for any above, 0 for none
    plain: bool = False  # whether the numbers of other levels are written in figures, whatever their kind


class Count:
    """How far the levels of one list have been counted."""

    def __init__(self) -> None:
        self._at: dict[int, int] = {}

    def next(self, depth: int, levels: Mapping[int, Level], first: int | None = None) -> str:
        """Count an item at `depth`, from 0; what is written before it. It begins at `first` where that is given."""
        level = levels.get(depth, Level())
        self._at[depth] = first if first is not None else self._at.get(depth, level.start - 1) + 1
        for deeper in [one for one in self._at if one > depth]:
            restart = levels.get(deeper, Level()).restart
            if restart is None or 0 < depth + 1 <= restart:
                del self._at[deeper]
        return _PLACE.sub(lambda place: self._written(int(place[1]) - 1, level, levels), level.text).strip()

    def _written(self, depth: int, of: Level, levels: Mapping[int, Level]) -> str:
        level = levels.get(depth, Level())
        plain = of.plain and level.kind not in ("none", "bullet")
        return written(self._at.get(depth, level.start), "decimal" if plain else level.kind)


def written(number: int, kind: str) -> str:
    """A number as figures, letters or Roman figures; "" for kinds that show none."""
    if kind in ("none", "bullet"):
        return ""
    if kind == "decimalZero":
        return f"{number:02}"
    if kind == "ordinal":
        return ordinal(number)
    if kind.endswith("Letter") and 0 < number <= 26 * _LONGEST:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif kind.endswith("Roman") and 0 < number < 5000:
        letters = _roman(number)
    else:
        return str(number)
    return letters.upper() if kind.startswith("upper") else letters


def ordinal(number: int) -> str:
    """ "1st", "2nd", "3rd", "4th" ..."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"


def _roman(number: int) -> str:
    parts = []
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        parts.append(letters * times)
    return "".join(parts)
