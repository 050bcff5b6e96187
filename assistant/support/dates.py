"""Days and months of a text in one form each: 'May 9', '9th of May' and '2022-05-09' are the same day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MONTHS = "january february march april may june july august september october november december".split()
MONTH_OF = {name: n for n, name in enumerate(MONTHS, start=1)} | {
    name[:3]: n for n, name in enumerate(MONTHS, start=1) if name != "may"
}
MONTH_OF["sept"] = 9

_MONTH = "(?:" + "|".join(name.capitalize() for name in sorted(MONTH_OF, key=len, reverse=True)) + r")\b\.?"
DATE = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<m1>{_MONTH})(?=\W|$)"
    rf"|\b(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%]|[.,]\d)"
    rf"|\b(?P<y3>\d{{4}})-(?P<m3>\d\d)-(?P<d3>\d\d)\b"
    r"|\b(?P<d4>\d{1,2})[/.](?P<m4>\d{1,2})[/.](?P<y4>\d{4})\b"
)
MONTH_ALONE = re.compile(
    rf"\b(?:in|of|by|since|until|till|during|from|early|late|mid|last|next|to|and|through)[\s-]+(?P<a>{_MONTH})(?!\s+\d\d?\b)"
    rf"|\b(?P<b>{_MONTH}),?(?=\s+\d{{4}}\b)"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month, or with `day` 0 a month; `or_` is its other reading where 09/05 leaves it open."""

    month: int
    day: int
    text: str
    span: tuple[int, int]
    or_: tuple[int, int] | None = None

    def found_in(self, others: Iterable[Day]) -> bool:
        """Whether one of the other dates is this one, or for a month lies in it."""
        mine = {(self.month, self.day)} | ({self.or_} if self.or_ else set())
        for other in others:
            theirs = {(other.month, other.day)} | ({other.or_} if other.or_ else set())
            if mine & theirs or (not self.day and any(month == self.month for month, _ in theirs)):
                return True
        return False


def days(text: str) -> list[Day]:
    """The days and months that a text names."""
    found: list[Day] = []
    for match in DATE.finditer(text):
        named = {key[0]: value for key, value in match.groupdict().items() if value and key[0] in "dm"}
        month, day = _month(named["m"]), int(named["d"])
        other = (day, month) if match["d4"] and day <= 12 else None
        if not 1 <= month <= 12 and match["d4"]:
            month, day, other = day, month, None
        if 1 <= month <= 12 and 1 <= day <= 31:
            found.append(Day(month, day, match[0].strip(), match.span(), other))
    taken = [one.span for one in found]
    for match in MONTH_ALONE.finditer(text):
        group = "a" if match["a"] else "b"
        if free(match.span(group), taken):
            found.append(Day(_month(match[group]), 0, match[group], match.span(group)))
    return found


def _month(name: str) -> int:
    return int(name) if name.isdigit() else MONTH_OF[name.rstrip(".").lower()]


def free(span: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    return all(span[1] <= a or b <= span[0] for a, b in taken)
