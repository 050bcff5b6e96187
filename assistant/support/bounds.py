"""Which side of a figure the claim and the passage are on, and which group a figure belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.support.dates import Day, days, free
from assistant.support.evidence import Claim, Ground
from assistant.support.numbers import numbers
from assistant.support.quantity import Number
from assistant.support.units import MEASURES
from assistant.support.wording import content, figure, tokens
from index.store.terms import stems

HIGH = re.compile(
    r"(?:(?P<day>\b(?:by|before|till|until|through|ends?(?: on| in)?|ended(?: on| in)?|expires?(?: on| in)?))"
    r"|\b(?:(?<!back )to|up to|within|under|below|less than|fewer than|lower than|younger than|at most"
    r"|(?:no|not) more than|no later than|maximum of|between\s\S+(?:\s\S+)?\sand))\s*(?:the\s|age of\s|[$€£¥]\s?)*$",
    re.IGNORECASE,
)
LOW = re.compile(
    r"\b(?:from|since|after|starting|starts?(?: on| in)?|begins?(?: on| in)?|began(?: on| in)?|over|above|more than"
    r"|higher than|older than|at least|(?:no|not) less than|minimum of|exceed(?:s|ed|ing)?|between)"
    r"\s*(?:the\s|age of\s|[$€£¥]\s?)*$",
    re.IGNORECASE,
)
EXACT = re.compile(r"\b(?:exactly|precisely)\s*$", re.IGNORECASE)
APART = 2  # sentences between two figures that are still set against each other
BACK = 40  # characters before a figure in which the words about it stand
CUT = re.compile(r"[,;:]\s|\s(?:and|or|while|whereas|but|to|until)\s|[.!?\n]\s|\s[–—-]\s", re.IGNORECASE)

Mark = Number | Day


@dataclass(frozen=True, slots=True)
class Group:
    """A piece of text with figures: their marks, its stems, those of them that stand before the marks, where it begins,
    and which sentence it is of."""

    marks: tuple[Mark, ...]
    words: tuple[str, ...]
    lead: tuple[str, ...]
    start: int
    sentence: int


def marks(text: str) -> list[Mark]:
    """Figures, days and months of a text in order; the year of a date is a figure of its own, inside the date."""
    return sorted([*numbers(text), *days(text)], key=lambda one: one.span)


def side(text: str, one: Mark) -> str:
    """ "low" where the text goes on from a figure upwards ("over 5", "since May"), "high" where it goes up to it."""
    before = re.sub(r"\s+", " ", text[max(0, one.span[0] - BACK) : one.span[0]])
    if match := HIGH.search(before):
        dated = isinstance(one, Day) or (not one.unit and 1000 <= one.value < 2200) or one.unit in ("clock", "th")
        return "high" if dated or not match["day"] else ""
    return "low" if LOW.search(before) else ""


def same(one: Mark, other: Mark) -> bool:
    """Whether two marks name the same amount or day."""
    if isinstance(one, Number):
        return isinstance(other, Number) and one.found_in([other])
    return isinstance(other, Day) and one.found_in([other])


def wrong_side(claim: Claim, ground: Ground) -> str:
    """The words of a figure that the passage has only from the other side, or only about; "" where there is none."""
    theirs = marks(ground.whole)
    for one in marks(claim.text):
        mine = side(claim.text, one)
        exact = EXACT.search(claim.text[: one.span[0]]) is not None
        found = [other for other in theirs if same(one, other)]
        if exact and found and all(isinstance(other, Number) and other.hedge for other in found):
            return one.text
        sides = {side(ground.whole, other) for other in found}
        if mine and sides == {"high" if mine == "low" else "low"}:
            return one.text
    return ""


def groups(text: str) -> list[Group]:
    """The pieces of a text that have figures, each cut so that no two of a kind are in one where that is possible."""
    found, at, sentence = [], 0, 0
    listed = marks(text)
    cuts = [match.span() for match in CUT.finditer(text) if free(match.span(), [one.span for one in listed])]
    for start, end in [*cuts, (len(text), len(text))]:
        here = [one for one in listed if at <= one.span[0] and one.span[1] <= start]
        ahead = any(one.span[0] >= end for one in listed)
        full = text[start : start + 1] in ".!?\n"
        kinds = {kind(one) for one in here}
        following = next((kind(one) for one in listed if one.span[0] >= end), "")
        if (here and (full or following in kinds or not ahead)) or full:
            part = text[at:start]
            if here:
                lead = tuple(stems(text[at : here[0].span[0]]))
                found.append(Group(tuple(here), tuple(tokens(part, numbers(part))), lead, at, sentence))
            at = end
        if full:
            sentence += 1
    return found


def kind(one: Mark) -> str:
    """What a mark may be exchanged with: figures that measure the same, years, days."""
    if isinstance(one, Day):
        return "day"
    if not one.unit and not one.shared and not one.counts and 1000 <= one.value < 2200 and one.value == int(one.value):
        return "year"
    unit = one.unit or one.shared or "bare"
    return MEASURES.get(unit, (unit,))[0]


def elsewhere(claim: Claim, ground: Ground) -> str:
    """The words of a figure that the passage gives for something else than the claim does, "" where there is none."""
    mine = groups(claim.text)
    theirs = groups(ground.whole)
    for group in mine:
        for one in group.marks:
            alone = sum(kind(other) == kind(one) for part in mine for other in part.marks) == 1
            own = {word for other in group.marks if kind(other) == kind(one) for word in tokens(*_alone(other))}
            said = {word for word in (claim.words if alone else group.words) if word in claim.weights} - own
            have = [part for part in theirs if any(same(one, other) for other in part.marks)]
            others = [
                part for part in theirs if part not in have and any(kind(other) == kind(one) for other in part.marks)
            ]
            if have and all(any(_fits_better(part, other, said) for other in others) for part in have):
                return one.text
    return ""


def _alone(one: Mark) -> tuple[str, list[Number]]:
    return one.text, numbers(one.text)


def _fits_better(part: Group, other: Group, said: set[str]) -> bool:
    """Whether another group has all that the claim shares with a figure's own group and more, in the place of words
    that the claim does not have. What leads in the first figures of a sentence may be said of the next ones too."""
    here, there = said.intersection(part.words), said.intersection(other.words)
    new = there - here
    together, before = part.sentence == other.sentence, part.start < other.start
    if together and before:
        if here and here < there:  # what stands only behind a later figure is said of that one
            return True
        here -= set(part.lead)
    if not new or not here <= there:
        return False
    own = {word for word in part.words if content(word) and word not in said}
    pairs = [(mine, its) for mine in new for its in own if figure(mine) == figure(its)]
    if together:
        return bool(pairs)
    near = bool(here) and abs(part.sentence - other.sentence) <= APART
    return near and any(_parallel(mine, other.words, its, part.words) for mine, its in pairs)


def _parallel(one: str, words: Sequence[str], other: str, others: Sequence[str]) -> bool:
    """Whether two words have the same word before or after them, or both open their group."""
    return any(a == b for a, b in zip(_beside(one, words), _beside(other, others), strict=True))


def _beside(word: str, words: Sequence[str]) -> tuple[str, str]:
    at = words.index(word)
    before = next((one for one in reversed(words[:at]) if one not in ("the", "a", "an")), "^")
    return before, words[at + 1] if at + 1 < len(words) else "$" + word
