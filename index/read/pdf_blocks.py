"""The lines of all pages -> paragraphs, items and headings, across page breaks, without running heads."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from statistics import median

from index.read.builder import PAGE
from index.read.lines import BULLET, FIELD, as_item, ends_sentence, is_item, join, words_of
from index.read.pdf_columns import in_columns
from index.read.pdf_lines import Line
from index.read.pdf_numbered import numbered
from index.read.pdf_prints import without_print_marks
from index.read.pdf_running import without_running
from index.read.pdf_tables import with_rows

_WEAK_BULLET = re.compile(r"[-–—·*∙]")
_PRICED = re.compile(r"^[^\Wa-z].* \d[\d.,]*\s?(?:[A-Z]{3}|[€£$])$")  # "Brake cable - 2 pcs - 23.80 EUR"
_CONTENTS = re.compile(r"\s*(?:\.\s?){4,}\s*\d+\s*$")


@dataclass(slots=True)
class Block:
    """A paragraph, item or heading (`level` > 0) that begins on `page` (from 0); `PAGE` in it marks later pages."""

    text: str
    page: int
    level: int
    tight: bool


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is usual in this document: text size in points, line distance in text sizes, line length in characters."""

    size: float
    leading: float
    width: int


def blocks_of(pages: list[list[Line]]) -> list[Block]:
    """Blocks in reading order. `pages` holds the lines of each page."""
    tidy = map(with_rows, map(in_columns, without_running(without_print_marks(pages))))
    lines = _without_contents([replace(line, page=number) for number, page in enumerate(tidy) for line in page])
    if not lines:
        return []
    known = words_of("\n".join(line.text for line in lines))
    usual = _measure(lines)
    groups = _over_notes(_groups(lines, usual), usual)
    levels = _levels(groups, usual)
    deep = numbered([[] if group[0].row else [line.text for line in group] for group in groups])
    blocks: list[Block] = []
    for place, group in enumerate(groups):
        level = _level(group, groups[place + 1] if place + 1 < len(groups) else [], levels, usual)
        if not level and place in deep:
            level = min(max(len(levels), 1) + deep[place], 6)
        tight = place > 0 and not level and not blocks[-1].level and _close_to(groups[place - 1], group, usual)
        blocks.append(Block(_text(group, known), group[0].page, level, tight))
    return blocks


def _without_contents(lines: list[Line]) -> list[Line]:
    """Without the entries of a table of contents: lines that lead by dots to a page, where their words stand again."""
    texts = {line.text for line in lines}

    def leads(line: Line) -> bool:
        dots = _CONTENTS.search(line.text)
        return bool(dots and line.text[: dots.start()].strip() in texts)

    return [line for line in lines if not leads(line)]


def _measure(lines: list[Line]) -> _Measure:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    size = sizes.most_common(1)[0][0] or 1.0
    body = [line for line in lines if abs(line.size - size) < 0.1 * size]
    gaps = [gap / size for a, b in pairwise(body) if 0 < (gap := _gap(a, b)) < 4 * size]
    lengths = sorted(len(line.text) for line in body)
    return _Measure(size, min(median(gaps), 2.2) if gaps else 1.2, lengths[int(0.85 * (len(lengths) - 1))])


def _gap(above: Line, below: Line) -> float:
    """Distance in points between two lines of one column, 0 where they are not of one."""
    return max(0.0, above.y - below.y) if above.page == below.page else 0.0


def _groups(lines: list[Line], usual: _Measure) -> list[list[Line]]:
    groups = [[lines[0]]]
    for line in lines[1:]:
        if _begins(groups[-1], line, usual):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _begins(group: list[Line], line: Line, usual: _Measure) -> bool:
    """Whether `line` begins a new block after those in `group`."""
    last = group[-1]
    gap = _gap(last, line)
    ended = ends_sentence(last.text)
    if not _same_size(last, line) and not (gap < 0.6 * usual.size and last.page == line.page):
        return True
    if last.row or line.row or _CONTENTS.search(last.text) or (_is_row(last) and _is_row(line)):
        return True
    if BULLET.match(line.text) and (ended or not _WEAK_BULLET.match(line.text) or is_item(group[0].text)):
        return True
    if last.bold != line.bold and (last.bold or ended) and not line.text[0].islower():
        return True
    if gap == 0:  # the top of a page or column
        return not _continues(last, line, usual)
    if gap > 1.3 * max(usual.leading, 1.0) * max(line.size, last.size):
        return True
    if is_item(line.text) and (ended or is_item(group[0].text)):
        return True
    if line.x > last.x + 0.6 * line.size and ended and not is_item(group[0].text):
        return True
    if any(kind.search(last.text) and kind.search(line.text) for kind in (FIELD, _PRICED)):
        return True
    return _has_room(last, line, usual) and (ended or not line.text[0].islower())


def _is_row(line: Line) -> bool:
    """Whether a line looks like a row of a table: a figure in it, and none of the small words that prose has."""
    words = line.text.split()
    return len(words) > 1 and bool(re.search(r"\d", line.text)) and not any(word[0].islower() for word in words)


def _over_notes(groups: list[list[Line]], usual: _Measure) -> list[list[Line]]:
    """Footnotes at the end of a page go before the paragraph that they interrupt, which is made whole."""
    result: list[list[Line]] = []
    for group in groups:
        place = len(result) - 1
        while place >= 0 and result[place][0].size < 0.93 * usual.size and result[place][0].page == group[0].page - 1:
            place -= 1
        last = result[place][-1] if 0 <= place < len(result) - 1 else None
        goes_on = last and _same_size(last, group[0]) and _continues(last, group[0], usual)
        if last and last.page == group[0].page - 1 and goes_on:
            result.append(result.pop(place) + group)
        else:
            result.append(group)
    return result


def _same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) < 0.12 * max(one.size, other.size)


def _continues(last: Line, line: Line, usual: _Measure) -> bool:
    """Whether `line`, at the top of a page or column, goes on with the sentence that `last` left open."""
    if ends_sentence(last.text) or last.bold != line.bold or is_item(line.text):
        return False
    return line.text[0].islower() or not _has_room(last, line, usual)


def _has_room(last: Line, line: Line, usual: _Measure) -> bool:
    """Whether the first word of `line` would have fitted behind `last`: then the line end was meant."""
    width = usual.width * usual.size / max(last.size, 0.1)
    return len(last.text) + 1 + len(line.text.split()[0]) < 0.8 * width


def _close_to(above: list[Line], below: list[Line], usual: _Measure) -> bool:
    """Whether a block belongs right below another: items of a list, rows of a table."""
    gap = _gap(above[-1], below[0])
    if above[0].row or below[0].row:
        return above[0].row and below[0].row
    near = 0 < gap <= 1.3 * max(usual.leading, 1.0) * below[0].size
    listed = is_item(above[0].text) and is_item(below[0].text)
    return listed or (near and not ends_sentence(above[-1].text) and not is_item(below[0].text))


def _is_large(group: list[Line], usual: _Measure) -> bool:
    if group[0].row or not _is_larger(group, usual):
        return False
    text = "".join(line.text for line in group)
    return len(text) <= 200 and sum(map(str.isalpha, text)) >= 3


def _is_larger(group: list[Line], usual: _Measure) -> bool:
    return group[0].size >= 1.12 * usual.size


def _levels(groups: list[list[Line]], usual: _Measure) -> list[float]:
    """Font sizes of headings, largest first; none where much of the text is large, as after a rough OCR."""
    large = [group for group in groups if _is_large(group, usual)]
    rows = [group for group in groups if group[0].row and _is_larger(group, usual)]
    total = sum(len(line.text) for group in groups for line in group)
    if sum(len(line.text) for group in large + rows for line in group) > 0.25 * total:
        return []
    return sorted({round(group[0].size) + 0.0 for group in large}, reverse=True)


def _level(group: list[Line], after: list[Line], sizes: list[float], usual: _Measure) -> int:
    """Heading level: by size, below these for a short bold line with something to say `after` it, else 0."""
    text = group[-1].text
    if group[0].row or _CONTENTS.search(text):
        return 0
    if sizes and _is_large(group, usual) and not text.endswith((".", ",", ";")):
        return min(sizes.index(round(group[0].size)) + 1, 6)
    alone = (
        len(group) == 1
        and not group[0].cells
        and len(text) <= 80
        and not text.endswith((".", ",", ";", ":"))
        and _says(after)
    )
    if alone and group[0].bold and group[0].size >= 0.95 * usual.size and re.search(r"[^\W\d_]{3}", text):
        return min(max(len(sizes) + 1, 2), 6)
    return 0


def _says(group: list[Line]) -> bool:
    """Whether a group is more than the row of a table: prose, an item, or another heading."""
    return len(group) > 1 or any(
        line.row or line.bold or len(line.text) > 60 or ends_sentence(line.text) or is_item(line.text) for line in group
    )


def _text(group: list[Line], known: Counter[str]) -> str:
    first = group[0].text if group[0].text.startswith("*") else as_item(group[0].text)
    marks = (PAGE * (line.page - last.page) for last, line in pairwise(group))
    return join([first, *(line.text for line in group[1:])], known, chain([""], marks))
