"""Numbered headings of a PDF that are set as the text is, "2. Price" and "2.1 Discount", told from items of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.read.lines import ends_sentence

_HEADING = re.compile(
    r"(?:(?:§|Article|Section|Clause|Artikel|Abschnitt) ?)?(\d{1,2}(?:\.\d{1,2}){0,3})[.:)]?\s+(?=[^\W\d_])"
)
_LONGEST = 80  # characters
_HEADS = 0.7  # share of a run of numbers that must have text below them

_Number = tuple[int, ...]


def numbered(blocks: Sequence[Sequence[str]]) -> dict[int, int]:
    """For the place of each block of lines that is a numbered heading how deep it stands, 1 for "2.", 2 for "2.1".

    The first numbers count up from 1 without a gap, at least to 2, and what they head is text or a number below them,
    where items of a list follow each other.
    """
    numbers = {place: number for place, block in enumerate(blocks) if (number := _number(block))}
    found: dict[int, int] = {}
    for run in _runs(numbers):
        heads = [place for place in run if _heads(place, numbers, blocks)]
        if len(run) > 1 and len(heads) >= _HEADS * len(run):
            found |= dict.fromkeys(heads, 1)
    begun = {numbers[place] for place in found}
    for place, number in numbers.items():
        if len(number) > 1 and number[:1] in begun and _heads(place, numbers, blocks):
            found[place] = len(number)
    return found


def _number(block: Sequence[str]) -> _Number:
    match = _HEADING.match(block[0]) if len(block) == 1 and len(block[0]) <= _LONGEST else None
    if not match or block[0].endswith((".", ",", ";", ":")) or block[0][match.end()].islower():
        return ()
    return tuple(map(int, match[1].split(".")))


def _runs(numbers: dict[int, _Number]) -> list[list[int]]:
    """The places of numbers of one part that count up from 1."""
    runs: list[list[int]] = []
    for place, number in numbers.items():
        if len(number) > 1:
            continue
        if number == (1,):
            runs.append([place])
        elif runs and number[0] == numbers[runs[-1][-1]][0] + 1:
            runs[-1].append(place)
    return runs


def _heads(place: int, numbers: dict[int, _Number], blocks: Sequence[Sequence[str]]) -> bool:
    """Whether a text, or a number of one more part, follows."""
    if place + 1 == len(blocks):
        return False
    if below := numbers.get(place + 1):
        return below[:-1] == numbers[place]
    following = blocks[place + 1]  # no lines where it is a row of a table
    return len(following) != 1 or ends_sentence(following[0])
