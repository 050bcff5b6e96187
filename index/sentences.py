"""Where sentences begin and end, by the Punkt model that llama-index-core carries (Kiss and Strunk, 2006)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from index.spare import without

LINE_ITEM = re.compile(r"(?:[•\-*–]|\d{1,3}[.)])\s+")
WORDS_AFTER_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]\.|\b(?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Col|Lt|Sen|Rep|No|vs|ca|cf|Fig|Eq)\.)$"
)
LONGEST_ABBREVIATION = 8  # characters at the end of a sentence that WORDS_AFTER_ABBREVIATION looks at; it needs fewer
AFTER_UNIT = re.compile(
    r"\d[ \u00a0\u202f]?(?:[cdkmnµμ]?m[²³23]?|km/h|m/s|ha|[kmµμ]?g|t|[cdm]?[lL]|h|hrs?|min|m?s|secs?|ft|yd|mi|lbs?|oz"
    r"|° ?[CF]|[kMG]?(?:Wh|Hz)|[kMG]W|[kmM]V|mA|[hkM]?Pa|dB)\.\s+"
    r"(?![NS]?[NS][EW]?\b|[EW](?:[NS][EW])?\b)"  # a point of the compass: "5 km. NW of the town"
    r"(?=[“‘\"']?(?:[A-ZÀ-ÖØ-Þ]['’]?\w|[AI] ))"  # a whole word; an initial, as in "5 m. U.S.", tells nothing
)


@cache
def _punkt() -> Any:
    """The English Punkt tokenizer; loaded once, from the installed package, never from a network."""
    with without("scipy", "sklearn"):  # NLTK has classifiers that would use them; they take longer than a small sync
        import nltk
        from nltk.tokenize.punkt import PunktTokenizer

    spec = find_spec("llama_index.core")
    assert spec is not None and spec.origin is not None
    bundled = str(Path(spec.origin).parent / "_static" / "nltk_cache")
    if bundled not in nltk.data.path:
        nltk.data.path.insert(0, bundled)
    return PunktTokenizer("english")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences in `text[start:end]`, as offsets into `text`, without outer white space.

    A line break ends a sentence (blocks are single lines or kept lines, such as list items and table rows), and the
    bullet or number of a list item belongs to none.
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    at = start
    for line in text[start:end].split("\n"):
        spans += _in_line(text, at, at + len(line))
        at += len(line) + 1
    return spans


def _in_line(text: str, start: int, end: int) -> list[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    if mark := LINE_ITEM.match(text, start, end):
        start = mark.end()
    if start >= end:
        return []
    found = [(start + a, start + b) for a, b in _punkt().span_tokenize(text[start:end])]
    return [part for a, b in _rejoined(text, found) for part in _cut_after_units(text, a, b)]


def _rejoined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Undo the cuts that Punkt makes after initials and titles, such as "U.S. | Army"."""
    joined: list[tuple[int, int]] = []
    for a, b in spans:
        if joined and _ends_in_abbreviation(text, *joined[-1]):
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return joined


def _ends_in_abbreviation(text: str, start: int, end: int) -> bool:
    """Only the end is looked at: a line of many abbreviations would else be read anew for each of them."""
    return bool(WORDS_AFTER_ABBREVIATION.search(text, max(start, end - LONGEST_ABBREVIATION), end))


def _cut_after_units(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut where Punkt takes the unit of a figure for an initial, as in "0.94 m. Sediment"."""
    for unit in AFTER_UNIT.finditer(text, start, end):
        yield start, text.rindex(".", start, unit.end()) + 1
        start = unit.end()
    yield start, end
