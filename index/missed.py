"""Ends of sentences that Punkt misses: behind initials and times of day, footnote marks, units, and 。！？."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.abbreviations import BEFORE_FIGURES, MONTHS, STARTERS, WINDOW

STOP = re.compile(  # with the mark of a footnote, and what may begin the next sentence
    r"[.!?][”\"’)]?([¹²³⁰⁴-⁹]{1,3}|\d{1,2})?(?=\s+([“‘\"'(«]?[A-ZÀ-ÖØ-Þ]))"
)
INITIAL = re.compile(r"(?<=[\s.(“\"'])[A-Z]\.[”\"’)]?$")  # "in the U.S. They left."
STARTER = re.compile(STARTERS)
TIME = re.compile(  # "is 5 p.m. Late work is refused.", and not the "8 a.m. Lunch" of a timetable
    r"\b[a-z]{2,}\s(?:\d{1,2}(?:[:.]\d\d)?\s?[–-]\s?)?\d{1,2}(?:[:.]\d\d)?\s?[ap]\.\s?m\.$"
)
AFTER_TIME = re.compile(
    rf"\(|{MONTHS}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:[A-Z]{{1,2}}T|GMT|UTC)\b"
    r"|(?:Eastern|Central|Mountain|Pacific|Greenwich|London|Paris)\b"
)
UNIT = re.compile(
    r"\d[ \u00a0\u202f]?(?:[cdkmnµμ]?m[²³23]?|km/h|m/s|ha|[kmµμ]?g|t|[cdm]?[lL]|h|hrs?|min|m?s|secs?|ft|yd|mi|lbs?|oz"
    r"|° ?[CF]|[kMG]?(?:Wh|Hz)|[kMG]W|[kmM]V|mA|[hkM]?Pa|dB)\.$"
)
AFTER_UNIT = re.compile(
    r"(?![NS]?[NS][EW]?\b|[EW](?:[NS][EW])?\b)"  # a point of the compass: "5 km. NW of the town"
    r"[“‘\"']?(?:[A-ZÀ-ÖØ-Þ]['’]?\w|[AI] )"  # a whole word; an initial, as in "5 m. U.S.", tells nothing
)
NUMBERED_WORD = re.compile(r"[a-z]{3}[.!?]$|[a-z]{2}[.!?][”\"’)]$")  # and not "2.5" or "v.3"
LETTERS = re.compile(r"[^\W\d_]+(?=\W*$)")

IDEOGRAPHIC = re.compile("[。！？｡]")
ENDS = re.compile(  # of sentences, or a short aside, whose own sentences are not cut
    r"[。！？｡]+[」』）”’]*|「[^「」]{0,120}」|『[^『』]{0,120}』|（[^（）]{0,120}）|“[^“”]{0,120}”"
)
ENDED_ASIDE = re.compile(r"[。！？｡][」』”]$")
AFTER_ASIDE = "とっ、，。！？｡」』）”"  # the sentence goes on: 「行きます。」と言った


def missed_cuts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """(end of a sentence, beginning of the next) for those missed in `text[start:end]`, which Punkt takes for one."""
    found = [stop.end() for stop in STOP.finditer(text, start, end) if _ends(text, start, stop)]
    if IDEOGRAPHIC.search(text, start, end):
        found = sorted({*found, *_ideographic(text, start, end)})
    cuts = ((stop, _visible(text, stop, end)) for stop in found)
    return [(stop, following) for stop, following in cuts if following < end]


def _ends(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether the sentence from `start` ends there; it does not with the letter of an item, as in "A. The first"."""
    begin = max(start, stop.start() - WINDOW)
    if stop[1]:
        return not stop[1].isdecimal() or _is_numbered(text[begin : stop.start(1)])
    before, at = text[begin : stop.end()], stop.start(2)
    if INITIAL.search(before) and STARTER.match(text, at):
        return stop.start() - 1 > start
    if TIME.search(before):
        return not AFTER_TIME.match(text, at)
    return bool(UNIT.search(before) and AFTER_UNIT.match(text, at))


def _is_numbered(before: str) -> bool:
    """Whether a number behind `before` can be that of a footnote, as in "clear.3 The", and not of "chap.3 The"."""
    word = LETTERS.search(before)
    return bool(NUMBERED_WORD.search(before)) and not (word and word[0].lower() in BEFORE_FIGURES)


def _ideographic(text: str, start: int, end: int) -> Iterator[int]:
    """Chinese and Japanese ends of sentences, behind which no white space stands."""
    for match in ENDS.finditer(text, start, end):
        aside = ENDED_ASIDE.search(match[0]) and text[match.end() : match.end() + 1] not in AFTER_ASIDE
        if IDEOGRAPHIC.match(match[0]) or aside:
            yield match.end()


def _visible(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at
