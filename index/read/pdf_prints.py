"""The head and foot that a browser puts on the pages it prints: "3/5/24, 9:12 AM  Title" and "https://… 1/2"."""

from __future__ import annotations

import re

from index.read.pdf_lines import Line

_FOOT = re.compile(r"(?:(?:https?|file)://\S*|about:blank)\s+(\d{1,4})/(\d{1,4})")
_HEAD = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4},? \d{1,2}[:.]\d{2}(?:\W|$)")


def without_print_marks(pages: list[list[Line]]) -> list[list[Line]]:
    """`pages` without the foot that tells a page's address, its number and how many there are, and the head above."""
    return [_without_marks(page, number, len(pages)) for number, page in enumerate(pages, start=1)]


def _without_marks(page: list[Line], number: int, count: int) -> list[Line]:
    if not page:
        return page
    top, bottom = max(page, key=lambda line: line.y), min(page, key=lambda line: line.y)
    foot = _FOOT.fullmatch(bottom.text)
    if not foot or (int(foot[1]), int(foot[2])) != (number, count):
        return page
    marks = [bottom, top] if _HEAD.match(top.text) and top.size <= bottom.size else [bottom]
    return [line for line in page if not any(line is mark for mark in marks)]
