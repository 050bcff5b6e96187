"""The numbers that Word writes before the paragraphs of lists and before headings."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from index.read.docx_parts import Style, child_value, related, value
from index.read.numbering import Count, Level

Levels = dict[int, Level]


class Numbering:
    """Counts the numbered paragraphs of one document, which must come in their order."""

    def __init__(self, document: Any) -> None:
        root = related(document, "numbering")
        self._abstract: dict[str, etree._Element] = {}  # id of a pattern -> where its levels are written
        self._lists: dict[str, str] = {}  # id of a list -> id of its pattern
        self._levels: dict[str, Levels] = {}
        self._starts: dict[tuple[str, int], int] = {}  # what a list begins anew with, until it has done so
        self._counts: dict[str, Count] = {}  # lists of one pattern are counted together
        if root is not None:
            self._read(root)

    def _read(self, root: etree._Element) -> None:
        patterns = {value(one, "w:abstractNumId"): one for one in root.iter(qn("w:abstractNum"))}
        by_style = {child_value(one, "w:styleLink"): name for name, one in patterns.items()}
        for number in root.iter(qn("w:num")):
            name, pattern = value(number, "w:numId"), child_value(number, "w:abstractNumId")
            linked = child_value(patterns[pattern], "w:numStyleLink") if pattern in patterns else ""
            self._lists[name] = pattern = by_style.get(linked, pattern) if linked else pattern
            if pattern not in patterns:
                continue
            self._abstract[pattern] = patterns[pattern]
            self._levels[name] = _levels(patterns[pattern])
            for override in number.iter(qn("w:lvlOverride")):
                depth = _number(value(override, "w:ilvl"), 0)
                self._levels[name] |= _levels(override)
                if start := child_value(override, "w:startOverride"):
                    self._starts[name, depth] = _number(start, 1)

    def marker(self, paragraph: etree._Element, style: Style) -> str:
        """What Word shows before a paragraph: "• ", a number and a space, or nothing. The paragraph is counted."""
        name, depth = self._list_of(paragraph, style)
        if not name:
            return "• " if style.name.startswith("list bullet") else ""
        levels = self._levels.get(name, {})
        level = levels.get(depth)
        if level is None or level.kind == "bullet":
            return "• "
        count = self._counts.setdefault(self._lists[name], Count())
        shown = count.next(depth, levels, self._starts.pop((name, depth), None))
        return f"{shown} " if shown else ""

    def _list_of(self, paragraph: etree._Element, style: Style) -> tuple[str, int]:
        """Id of a paragraph's list, "" for none, and depth from 0."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        name = child_value(own, "w:numId") if own is not None else ""
        depth = child_value(own, "w:ilvl") if own is not None else ""
        if style.numbering is not None:
            name = name or child_value(style.numbering, "w:numId")
            depth = depth or (child_value(style.numbering, "w:ilvl") or self._depth_for(name, style.id))
        return "" if name == "0" else name, _number(depth, 0)

    def _depth_for(self, name: str, style: str) -> str:
        """The depth that a list keeps for paragraphs of a style."""
        pattern = self._abstract.get(self._lists.get(name, ""))
        levels = pattern.iter(qn("w:lvl")) if pattern is not None else ()
        return next((value(one, "w:ilvl") for one in levels if child_value(one, "w:pStyle") == style), "")


def _levels(parent: etree._Element) -> Levels:
    return {_number(value(one, "w:ilvl"), 0): _level(one) for one in parent.iter(qn("w:lvl"))}


def _level(element: etree._Element) -> Level:
    restart = child_value(element, "w:lvlRestart")
    legal = element.find(qn("w:isLgl"))
    return Level(
        child_value(element, "w:numFmt") or "decimal",
        child_value(element, "w:lvlText"),
        _number(child_value(element, "w:start"), 1),
        _number(restart, 0) if restart else None,
        legal is not None and value(legal, "w:val") not in ("0", "false"),
    )


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
