"""Parts of OpenDocument files: names, styles, the words of a paragraph, the cells of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from index.read.builder import flat
from index.read.lines import together
from index.read.numbering import Level
from index.read.scripts import begin_of, end_of, settled
from index.read.tables import Cell

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = {
    "office": f"{_OASIS}office:1.0",
    "text": f"{_OASIS}text:1.0",
    "table": f"{_OASIS}table:1.0",
    "draw": f"{_OASIS}drawing:1.0",
    "style": f"{_OASIS}style:1.0",
    "presentation": f"{_OASIS}presentation:1.0",
    "chart": f"{_OASIS}chart:1.0",
    "svg": f"{_OASIS}svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_MOST_REPEATS = 100  # of a cell or row that is written once; spreadsheets fill up with thousands of empty ones
_MOST_SPACES = 100
_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}

OUTLINE = "\0"
"""Stands for the name of the list style of headings."""


def q(name: str) -> str:
    """The qualified form of a name such as "text:p"."""
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


_UNREAD = frozenset(map(q, ("text:note", "draw:text-box", "office:annotation", "text:deletion")))
_WRITTEN = {q("text:tab"): "\t", q("text:line-break"): "\n"}
_STYLE = q("text:style-name")
_STRUCK = (q("style:text-line-through-style"), q("style:text-line-through-type"))
_NO_SCRIPTS: Mapping[str, str] = {}


class Styles:
    """What the styles of a document say of its paragraphs and lists."""

    def __init__(self, roots: Sequence[etree._Element]) -> None:
        self.scripts: dict[str, str] = {}  # style -> how it sets words: above the line ("super"), "sub" or "struck" out
        self._parents: dict[str, str] = {}
        self._levels: dict[str, dict[int, Level]] = {}  # list style -> its levels that have numbers, from 0
        for root in roots:
            for style in root.iter(q("style:style")):
                parent = style.get(q("style:parent-style-name")) or ""
                self._parents[style.get(q("style:name")) or ""] = parent
            for words in root.iter(q("style:text-properties")):
                above = words.getparent()
                if above is not None and {words.get(name) for name in _STRUCK} - {None, "none"}:
                    self.scripts[above.get(q("style:name")) or ""] = "struck"
                    continue
                place = (words.get(q("style:text-position")) or "").partition(" ")[0]
                if above is not None and place and not place.startswith("0"):
                    kind = "sub" if place.startswith(("sub", "-")) else "super"
                    self.scripts[above.get(q("style:name")) or ""] = kind
            for level in root.iter(q("text:list-level-style-number"), q("text:outline-level-style")):
                above = level.getparent()
                if above is not None:
                    name = (above.get(q("style:name")) or "") if above.tag == q("text:list-style") else OUTLINE
                    depth = count_of(level, "text:level") - 1
                    self._levels.setdefault(name, {})[depth] = _level(level, depth)

    def has(self, paragraph: etree._Element, wanted: str) -> bool:
        """Whether a paragraph has the style of this name or one that is based on it."""
        name, seen = paragraph.get(q("text:style-name")) or "", set[str]()
        while name and name != wanted and name not in seen:
            seen.add(name)
            name = self._parents.get(name, "")
        return name == wanted

    def levels(self, style: str) -> dict[int, Level]:
        """The levels, from 0, of a list style that have numbers."""
        return self._levels.get(style, {})


def _level(element: etree._Element, depth: int) -> Level:
    """What a level writes: numbers of so many levels with stops between them, and what stands around them."""
    get = element.get
    count = min(count_of(element, "text:display-levels"), depth + 1)
    numbers = ".".join(f"%{one + 1}" for one in range(depth + 1 - count, depth + 1))
    prefix, suffix = get(q("style:num-prefix")) or "", get(q("style:num-suffix")) or ""
    format = get(q("style:num-format"))
    if format == "" or (format is None and element.tag == q("text:outline-level-style")):
        return Level("none")
    text = f"{prefix}{numbers}{suffix}" if format else f"{numbers}."
    return Level(_KINDS.get(format or "", "decimal"), text, count_of(element, "text:start-value"))


def words_of_paragraph(paragraph: etree._Element, scripts: Mapping[str, str] = _NO_SCRIPTS) -> str:
    """The words of a paragraph with its links, without its notes, comments and text boxes.

    `scripts` names the styles that set words above ("super") or below the line ("sub"), or strike them out ("struck").
    """
    parts: list[str] = []
    stack: list[etree._Element | str] = [paragraph]
    while stack:
        element = stack.pop()
        if isinstance(element, str):
            parts.append(element)
            continue
        if element.tag in _WRITTEN:
            parts.append(_WRITTEN[element.tag])
        elif element.tag == q("text:s"):
            parts.append(" " * min(count_of(element, "text:c"), _MOST_SPACES))
        elif isinstance(element.tag, str) and element.tag not in _UNREAD:  # comments and entities have none
            kind = scripts.get(element.get(_STYLE) or "") if scripts else None
            if kind:
                parts.append(begin_of(kind))
                stack.append(end_of(kind))
            for child in reversed(element):
                stack += [child.tail or "", child]
            parts.append(element.text or "")
    return settled("".join(parts))


def notes_in(paragraph: etree._Element, scripts: Mapping[str, str] = _NO_SCRIPTS) -> Iterator[str]:
    """The footnotes and endnotes of a paragraph."""
    for body in paragraph.iter(q("text:note-body")):
        yield _words_below(body, scripts)


def rows_of(table: etree._Element, scripts: Mapping[str, str] = _NO_SCRIPTS) -> tuple[list[list[Cell]], int]:
    """The rows of a table, and how many of the first ones are marked as names of columns."""
    rows: list[list[Cell]] = []
    marked = 0
    for row in table.iter(q("table:table-row")):
        if next(row.iterancestors(q("table:table"))) is not table:
            continue
        cells: list[Cell] = []
        for cell in row.iterchildren(q("table:table-cell")):
            one = Cell(
                _words_below(cell, scripts),
                count_of(cell, "table:number-columns-spanned"),
                count_of(cell, "table:number-rows-spanned"),
            )
            cells += [one] * min(count_of(cell, "table:number-columns-repeated"), _MOST_REPEATS)
        rows += [cells] * (
            min(count_of(row, "table:number-rows-repeated"), _MOST_REPEATS) if any(c.text for c in cells) else 1
        )
        marked += next(row.iterancestors()).tag == q("table:table-header-rows")
    return rows, marked


def _words_below(element: etree._Element, scripts: Mapping[str, str]) -> str:
    return flat(together(words_of_paragraph(one, scripts) for one in element.iter(q("text:p"), q("text:h"))))


def count_of(element: etree._Element, name: str) -> int:
    """The number, 1 or more, in an attribute such as "table:number-rows-repeated"; 1 where there is none."""
    value = element.get(q(name)) or ""
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 9 else 1
