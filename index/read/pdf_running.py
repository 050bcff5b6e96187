"""Running heads, running feet and page numbers of a PDF, which would cut the sentences that cross a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise, takewhile
from statistics import median

from index.read.pdf_lines import Line

_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:page|seite|p\.)?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*(?:(?:of|von|/|\|)\s*\d{1,4})?[-–—|\s]*", re.IGNORECASE
)
_FORM = 0.4  # from this share of lines that recur on, those at the edges aside, pages are copies of one form

_SHORT = 12  # lines of a page on which a running head must stand apart, since all lines are near its edges
_MOST = 0.5  # share of a document's characters that heads and feet may be

_Key = tuple[int, str]


def without_running(pages: list[list[Line]]) -> list[list[Line]]:
    """`pages` without what stands in the same place at the edge of two pages, or of a third of the pages of a longer
    document, and without page numbers. On short pages, such as slides and certificates, a head or foot has to stand
    apart from the words that do not recur. A single page, copies of one form, and pages of nothing else stay whole.
    """
    if len(pages) < 2 or _is_form(pages):
        return pages
    edges = [_edge(page) for page in pages]
    often = max(min(3, len(pages)), 0.3 * len(pages))
    same = {key for key, count in _counts(edges, _exact).items() if count >= often}
    numbered = {key for key, count in _counts(edges, _loose).items() if count >= max(3, often)}
    outer = [edge[:2] + edge[-2:] for edge in edges]
    first = _first_number(outer)

    def recurs(line: Line, page: int) -> bool:
        return (line in edges[page] and _exact(line) in same) or (line in outer[page] and _loose(line) in numbered)

    apart = _apart(pages, recurs)
    heads = [line for number, page in enumerate(pages) for line in page if recurs(line, number)]
    heads = [line for line in heads if _loose(line) in apart and not _PAGE_NUMBER.fullmatch(line.text)]
    if _length(heads) > _MOST * sum(map(_length, pages)):
        apart = set()

    def runs(line: Line, page: int) -> bool:
        if recurs(line, page) and _loose(line) in apart:
            return True
        counted = first is not None and first + page in _numbers(line) and _loose(line) not in numbered
        return line in outer[page] and (counted or bool(_PAGE_NUMBER.fullmatch(line.text)))

    kept = [[line for line in page if not runs(line, number)] for number, page in enumerate(pages)]
    return kept if any(kept) else pages


def _length(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _apart(pages: list[list[Line]], recurs: Callable[[Line, int], bool]) -> set[_Key]:
    """The lines that recur and, on more of their pages than not, stand apart from words that do not recur."""
    votes: Counter[_Key] = Counter()
    for number, page in enumerate(pages):
        ordered = sorted(page, key=lambda line: -line.y)
        again = [recurs(line, number) for line in ordered]
        if all(again):
            continue
        usual = _usual_gap(ordered, again)
        size = median(line.size for line, one in zip(ordered, again, strict=True) if not one)
        for edge in (ordered, ordered[::-1]):
            run = list(takewhile(lambda line, number=number: recurs(line, number), edge))  # type: ignore[misc]
            clear = len(page) > _SHORT or (bool(run) and _is_apart(run, edge[len(run)], usual, size))
            votes.update({_loose(line): 1 if clear else -1 for line in run})
    return {key for key, count in votes.items() if count > 0}


def _usual_gap(ordered: list[Line], again: list[bool]) -> float:
    """The usual space in points between lines that both recur, or both do not; 0 where there are no such lines."""
    gaps = [
        abs(one.y - other.y)
        for (one, other), (this, that) in zip(pairwise(ordered), pairwise(again), strict=True)
        if this == that
    ]
    return median(gaps) if gaps else 0.0


def _is_apart(run: list[Line], body: Line, usual: float, size: float) -> bool:
    """Whether more space divides the lines at an edge from the `body`, whose text has the `size`, than is `usual`."""
    if run[0].size > 1.15 * size:  # the title of a slide or a letter
        return False
    gap = abs(run[-1].y - body.y)
    return gap > 2 * max(run[-1].size, body.size) and gap > 1.4 * usual


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
