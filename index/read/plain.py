"""Plain text: paragraphs from hard-wrapped lines, headings from how they stand."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from textwrap import dedent

from index.documents import Text
from index.read.builder import Builder, clean
from index.read.decode import decode
from index.read.lines import as_item, ends_sentence, is_item, join, words_of
from index.read.piped import Drawn, divided
from index.read.tables import table_lines

_UNDERLINE = re.compile(r"\s*(={3,}|-{3,}|~{3,}|\*{3,})\s*$")
_NUMBERED = re.compile(r"((?:\d{1,2}\.)*\d{1,2})\.?\s+(?=[^\W\d_])")
_COLUMNS = re.compile(r"\S(?:\t+|\s{3,}|\s*\|\s*)\S")
_RULE = re.compile(r"[\W_]*$")


def read_plain(data: bytes, name: str) -> Text:
    """A text file of any encoding. Raises UnreadableFile for binary data."""
    builder = Builder()
    add_plain(builder, decode(data, name))
    return builder.build("text")


def add_plain(builder: Builder, text: str) -> None:
    """Append the paragraphs of a plain text."""
    text = clean(text.replace("\f", "\n\n"))
    known = words_of(text)
    paragraphs = [
        part.strip("\n").split("\n") for part in re.split(r"\n(?:[ \t]*\n)+", text.expandtabs(4).rstrip().strip("\n"))
    ]
    width = _width(paragraphs)
    paragraphs = _heads_apart(paragraphs)
    for place, lines in enumerate(paragraphs):
        after = paragraphs[place + 1] if place + 1 < len(paragraphs) else []
        _paragraph(builder, lines, after, width, known)


def _heads_apart(paragraphs: list[list[str]]) -> list[list[str]]:
    """Numbered lines right above what they head, as in minutes, as paragraphs of their own, where there are several."""
    if sum(map(_is_headed, paragraphs)) < 2:
        return paragraphs
    return [part for lines in paragraphs for part in ((lines[:1], lines[1:]) if _is_headed(lines) else (lines,))]


def _is_headed(lines: list[str]) -> bool:
    """Whether the first line is numbered, short and no sentence, and another begins below it."""
    line = lines[0].strip()
    number = _NUMBERED.match(line)
    if not number or len(lines) < 2 or len(line) > 60 or ends_sentence(line) or line.endswith(","):
        return False
    return line[number.end()].isupper() and not is_item(lines[1]) and not lines[1].lstrip()[0].islower()


def _paragraph(builder: Builder, lines: list[str], after: list[str], width: int, known: Counter[str]) -> None:
    if level := _underlined(lines):
        builder.heading(lines[0], level)
        lines = lines[2:]
    elif level := _heading_level(lines, after, first=not builder.begun):
        builder.heading(lines[0], level)
        return
    for part in divided(lines):
        if isinstance(part, Drawn):
            builder.lines(table_lines(part.rows, part.marked))
        elif any(not _RULE.match(line) for line in part):
            builder.lines(_blocks(part, width, known))


def _underlined(lines: list[str]) -> int:
    """Level of the heading that the second line underlines, 0 if none."""
    if len(lines) < 2 or not re.search(r"\w", lines[0]) or len(lines[0].strip()) > 100:
        return 0
    rule = _UNDERLINE.match(lines[1])
    # A rule much shorter or longer than the line above divides, it does not underline.
    if not rule or not 0.5 <= len(rule[1]) / len(lines[0].strip()) <= 2:
        return 0
    return 1 if rule[1][0] in "=*" else 2


def _heading_level(lines: list[str], after: list[str], *, first: bool) -> int:
    """Level of a single line that stands alone and looks like a heading, 0 if it does not."""
    line = lines[0].strip()
    if len(lines) > 1 or not after or len(line) > 100 or re.search(r"[.,;:]$", line) or _COLUMNS.search(line):
        return 0
    letters = sum(map(str.isalpha, line))
    if first and letters > 2 and not is_item(line) and not line.endswith(("!", '"', "”")):
        return 1
    if numbered := _NUMBERED.match(line):
        return numbered[1].count(".") + 2 if not is_item(after[0]) and line[numbered.end()].isupper() else 0
    shouted = line.isupper() and letters > 3 and len(line.split()) <= 12 and not line.endswith(("!", "?"))
    return 2 if shouted else 0


def _width(paragraphs: list[list[str]]) -> int:
    """Length in characters at which this file's editor broke lines: nine tenths of broken lines are no longer."""
    lengths = sorted(len(line) for lines in paragraphs for line in lines[:-1])
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0


def _blocks(lines: list[str], width: int, known: Counter[str]) -> list[str]:
    """One paragraph as blocks: items of a list, one block of joined prose, or one of lines kept as they are."""
    if sum(map(is_item, lines)) > (0 if is_item(lines[0]) else 1):
        return _items(lines, known)
    if _wrapped(lines, width):
        return [" ".join(join(lines, known).split())]
    if sum(bool(_COLUMNS.search(line)) for line in lines) > len(lines) / 2:
        return [line.strip() for line in lines]
    return ["\n".join(line.rstrip() for line in dedent("\n".join(lines)).split("\n"))]


def _items(lines: list[str], known: Counter[str]) -> list[str]:
    items: list[list[str]] = []
    for line in lines:
        if is_item(line) or not items or (ends_sentence(items[-1][-1]) and line[0].isupper()):
            items.append([as_item(line)])
        else:
            items[-1].append(line)
    return [join(item, known) for item in items]


def _wrapped(lines: list[str], width: int) -> bool:
    """Whether an editor broke these lines: nearly each is full, as the next line's first word had no room on it."""
    if width < 40 or len(lines) < 2 or sum(bool(_COLUMNS.search(line)) for line in lines) > len(lines) / 2:
        return False
    pairs = list(pairwise(lines))
    full = sum(len(line.rstrip()) + 1 + len(after.split()[0]) >= 0.85 * width for line, after in pairs)
    return full >= 0.8 * len(pairs)
