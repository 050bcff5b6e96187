"""Running heads, running feet and page numbers of a PDF, which would cut the sentences that cross a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from index.read.pdf_lines import Line

_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:page|seite|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*(?:(?:of|von|/|\|)\s*\d{1,4})?[-–—|\s]*", re.IGNORECASE
)
_FORM = 0.4  # from this share of lines that recur on, those at the edges aside, pages are copies of one form

_Key = tuple[int, str]


def without_running(pages: list[list[Line]]) -> list[list[Line]]:
    """`pages` without what stands in the same place at the edge of two pages, or of a third of the pages of a longer
    document, and without page numbers. Pages of one page and copies of one form stay whole.
    """
    if len(pages) < 2 or _is_form(pages):
        return pages
    edges = [_edge(page) for page in pages]
    often = max(min(3, len(pages)), 0.3 * len(pages))
    same = {key for key, count in _counts(edges, _exact).items() if count >= often}
    numbered = {key for key, count in _counts(edges, _loose).items() if count >= max(3, often)}
    outer = [edge[:2] + edge[-2:] for edge in edges]
    first = _first_number(outer)

    def runs(line: Line, page: int) -> bool:
        if line not in edges[page]:
            return False
        if _exact(line) in same:
            return True
        counted = first is not None and first + page in _numbers(line)
        return line in outer[page] and (counted or _loose(line) in numbered or bool(_PAGE_NUMBER.fullmatch(line.text)))

    return [[line for line in page if not runs(line, number)] for number, page in enumerate(pages)]


def _first_number(outer: list[list[Line]]) -> int | None:
    """The number that the first page bears, where half of the pages, and three or more, bear theirs."""
    firsts = Counter(
        first for page, lines in enumerate(outer) for first in {n - page for line in lines for n in _numbers(line)}
    )
    first, count = firsts.most_common(1)[0] if firsts else (None, 0)
    return first if count >= max(3, 0.5 * len(outer)) else None


def _numbers(line: Line) -> list[int]:
    """The numbers that a line begins or ends with."""
    return [int(number) for number in re.findall(r"^\d{1,4}(?=\s|$)|(?<=\s)\d{1,4}$", line.text)]


def _edge(page: list[Line]) -> list[Line]:
    """The three highest and the three lowest lines."""
    ordered = sorted(page, key=lambda line: -line.y)
    return ordered[:3] + ordered[-3:]


def _exact(line: Line) -> _Key:
    return round(line.y / 3), line.text


def _loose(line: Line) -> _Key:
    """The same for lines that differ by their numbers only."""
    return round(line.y / 3), re.sub(r"\d+", "#", line.text.lower())


def _counts(pages: list[list[Line]], key: Callable[[Line], _Key]) -> Counter[_Key]:
    return Counter(found for page in pages for found in {key(line) for line in page})


def _is_form(pages: list[list[Line]]) -> bool:
    inner = [[line for line in page if line not in _edge(page)] for page in pages]
    counts = _counts(inner, lambda line: (0, _loose(line)[1]))
    recurring = sum(counts[0, _loose(line)[1]] > 1 for page in inner for line in page)
    return recurring > _FORM * sum(map(len, inner))
