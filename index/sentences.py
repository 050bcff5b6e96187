"""Where sentences begin and end: Punkt (Kiss and Strunk, 2006), put right where it is known to err.

NLTK's Punkt stays, with the model that llama-index-core carries. Of the libraries made for this, pysbd and segtok have
had no release since 2021, and sentencex must be told the language of a text and rather joins than cuts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from index.joins import joined
from index.missed import missed_cuts
from index.spare import without

_DAY = (  # of a date at the beginning of a line, "3. Oktober"
    r"(?:[1-9]|[12]\d|3[01])\.\s+(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Januar|Jänner|Februar|März|Mai|Juni|Juli|Oktober|Dezember)\b"
)
LINE_ITEM = re.compile(rf"(?!{_DAY})(?:[•\-*–]|\d{{1,3}}[.)])\s+")

Span = tuple[int, int]


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


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans (start, end) of the sentences in `text[start:end]`, as offsets into `text`, without outer white space.

    A line break ends a sentence (blocks are single lines or kept lines, such as list items and table rows), and the
    bullet or number of a list item belongs to none; that of a date does.
    """
    end = len(text) if end is None else end
    spans: list[Span] = []
    at = start
    for line in text[start:end].split("\n"):
        spans += _in_line(text, at, at + len(line))
        at += len(line) + 1
    return spans


def _in_line(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start].isspace():
        start += 1
    if mark := LINE_ITEM.match(text, start, end):
        start = mark.end()
    if start >= end:
        return []
    found = ((start + a, start + b) for a, b in _punkt().span_tokenize(text[start:end]))
    return [part for a, b in joined(text, found) for part in _cut(text, a, b)]


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """The span, cut where Punkt misses the end of a sentence."""
    for stop, following in missed_cuts(text, start, end):
        yield start, stop
        start = following
    yield start, end
