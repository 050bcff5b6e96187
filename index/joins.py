"""Cuts of Punkt that no reader would make: behind abbreviations and numbers of items, inside quotations and brackets.

Only so much of the text around a cut is looked at that a long line takes no longer than many short ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.abbreviations import STARTERS, WINDOW, goes_on

Span = tuple[int, int]

ASIDE = 120  # characters, from its beginning to a cut and from there to its end, of an aside that is not cut
LONGEST_LABEL = 20

_NOTE = r"\[(?:\d{1,3}(?:\s?[,–-]\s?\d{1,3})*|[a-z]|(?:note|nb) \d{1,3}|citation needed)\]"
NOTES = re.compile(  # marks of footnotes, which belong to the sentence before them, as in 'clear.” [1]' and 'clear.”3'
    rf"(?:(?:(?<=[.!?])[”\"’)]{{0,2}})?{_NOTE}(?:\s?{_NOTE})*"
    rf"|(?<=[.!?])[”\"’)]{{1,2}}(?:\d{{1,2}}|[¹²³⁰⁴-⁹]{{1,3}}))(?=\s|$)"
)
LABEL = re.compile(  # of an item, a section or a figure, which belongs to the sentence behind it
    r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[A-Za-z]|[ivxIVX]{1,5})[.)]"
    r"|(?:§§?|Art(?:icle|ikel|\.)|Sec(?:tion|\.)|Ch(?:apter|\.)|Clause|Part|Rule|Step|Fig(?:ure|\.)|Tab(?:le|elle|\.)"
    r"|Example|Question|Appendix|Annex|Schedule|Abschnitt|Kapitel|Abb(?:ildung|\.))"
    r"\s?(?:\d{1,4}(?:\.\d{1,3}){0,4}|[IVX]{1,6})\."
)
ITEM = re.compile(r"(?:[a-z]|[ivx]{1,5})[.)]\s")  # begins with a small letter, and yet is the rest of no sentence
NAME = re.compile(r"[a-z]\w?[A-Z]|https?:|[\w@-]{2,}\.[a-z]{2}")  # "iPhone", "pH", "mRNA", "www.": these begin small
QUESTION = re.compile(r"[?!][\"”’'»]$")
ASKED = re.compile(
    rf"(?:I|(?!{STARTERS})[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?)\s"
    r"(?:said|says|asked|asks|replied|answered|shouted|cried|called|wondered|whispered|added|exclaimed|demanded)\b"
)


def joined(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans, in their order, without the cuts that are wrong."""
    result: list[Span] = []
    for start, end in spans:
        if result and not _begins(text, *result[-1], start):
            result[-1] = (result[-1][0], end)
            continue
        notes = NOTES.match(text, start, end) if result and text[result[-1][0]] != "[" else None  # no list of sources
        if notes:
            first, last = result[-1][0], notes.end()
            start = next((at for at in range(last, end) if not text[at].isspace()), end)
            goes_on = start < end and not _begins(text, first, last, start)
            result[-1] = (first, end if goes_on else last)
            if goes_on or start == end:
                continue
        result.append((start, end))
    return result


def _begins(text: str, first: int, last: int, start: int) -> bool:
    """Whether a sentence begins at `start`, that before it being `text[first:last]`."""
    before, after = text[max(first, last - WINDOW) : last], text[start : start + WINDOW]
    return not (
        goes_on(before, after)
        or (last - first <= LONGEST_LABEL and LABEL.fullmatch(text, first, last))
        or _is_rest(text[first : first + 4].lstrip("(“\"'«["), before, after)
        or (QUESTION.match(before[-2:]) and ASKED.match(after))
        or _in_brackets(text, first, last, start)
        or _in_quotation(text, first, last, start)
    )


def _is_rest(beginning: str, before: str, after: str) -> bool:
    """Whether `after` begins small, as only the rest of a sentence does, unless the writer has no capitals at all."""
    if not after[0].islower() or ITEM.match(after) or NAME.match(after):
        return False
    return not beginning[:1].islower() or not before.endswith((".", ")"))


def _in_brackets(text: str, first: int, last: int, start: int) -> bool:
    """Whether a short bracket is open, and stands within its sentence: "(See p. 4. It is long.)" stands alone."""
    opened = text.rfind("(", max(first + 1, last - ASIDE), last)
    if opened < 0 or text.find(")", opened, last) >= 0:
        return False
    closed = text.find(")", start, start + ASIDE)
    return closed >= 0 and text.find("(", start, closed) < 0


def _in_quotation(text: str, first: int, last: int, start: int) -> bool:
    """Whether a short quotation is open, and the sentence goes on behind it: "“Stop! Now!” he cried."."""
    if text.rfind("“", max(first, last - ASIDE), last) > text.rfind("”", max(first, last - ASIDE), last):
        closed = text.find("”", start, start + ASIDE)
    elif last - first <= ASIDE and text[last - 1] != '"' and text.count('"', first, last) % 2:
        closed = text.find('"', start, start + ASIDE)
    else:
        return False
    following = text[closed + 1 : closed + 3].lstrip() if closed >= 0 else ""
    return bool(following) and (following[0].islower() or following[0] == ",")
