"""OpenDocument presentations (.odp): a slide is a page, its title a heading, and its notes follow it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from index.documents import Text
from index.read.builder import Builder, flat
from index.read.odf import BROKEN, Package, broken
from index.read.odt_parts import q, rows_of, words_of_paragraph
from index.read.packed import WHOLE
from index.read.slides import DEEPEST, add_slide, in_rows
from index.read.tables import laid_out, table_lines

_CLASS = q("presentation:class")
_FURNITURE = {"header", "footer", "date-time", "page-number"}
_INCHES = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72, "pc": 1 / 6, "px": 1 / 96}
_LENGTH = re.compile(r"(-?[\d.]+)(in|cm|mm|pt|pc|px)")
_GROUPS = {q("draw:g"), q("draw:a")}


def read_odp(data: bytes, name: str) -> Text:
    """All slides, hidden ones too, so that their numbers are those that a program shows.

    Raises UnreadableFile where it is broken or needs a password.
    """
    builder, first = Builder(), ""
    try:
        with Package(data, name, whole=WHOLE) as package:
            slides = package.content().iter(q("draw:page"))
            for number, slide in enumerate(slides, start=1):
                builder.page()
                named = _add_slide(builder, package, slide, number)
                first = first or named
            return builder.build("odp", package.title() or first)
    except BROKEN as error:
        raise broken(name, "presentation") from error


def _add_slide(builder: Builder, package: Package, slide: etree._Element, number: int) -> str:
    """Append a slide; its title, "" where it has none."""
    shapes = list(_in_order(slide))
    title = next((shape for shape in shapes if shape.get(_CLASS) == "title"), None)
    named = flat(" ".join(_paragraphs(title))) if title is not None else ""
    blocks = [block for shape in shapes if shape is not title and (block := list(_lines(shape, package)))]
    notes = [
        words
        for page in slide.iterchildren(q("presentation:notes"))
        for shape in _in_order(page)
        if shape.get(_CLASS) == "notes"
        for words in _paragraphs(shape)
    ]
    add_slide(builder, number, named, blocks, notes)
    return named


def _in_order(parent: etree._Element, depth: int = 0) -> Iterator[etree._Element]:
    """Shapes as they are read, from the top down and from left to right, those of a group in its place."""
    drawn = [one for one in parent if isinstance(one.tag, str) and one.tag.startswith(q("draw:"))]
    for shape in in_rows(drawn, _place):
        if shape.tag in _GROUPS and depth < DEEPEST:
            yield from _in_order(shape, depth + 1)
        elif shape.get(_CLASS) not in _FURNITURE and shape.get(q("presentation:placeholder")) != "true":
            yield shape


def _place(shape: etree._Element) -> tuple[float, float]:
    """Where a shape begins, from the top and from the left, in inches; a group begins where its first part does."""
    parts = list(shape.iter(q("draw:*"))) if shape.tag in _GROUPS else [shape]
    return min((_inches(one, "svg:y"), _inches(one, "svg:x")) for one in parts)


def _inches(shape: etree._Element, name: str) -> float:
    found = _LENGTH.fullmatch(shape.get(q(name)) or "")
    return float(found[1]) * _INCHES[found[2]] if found else 0.0


def _lines(shape: etree._Element, package: Package) -> Iterator[str]:
    if (table := shape.find(q("table:table"))) is not None:
        yield from _table(table)
    elif (chart := shape.find(q("draw:object"))) is not None:
        yield from _chart(package, chart.get(q("xlink:href")) or "")
    else:
        yield from _paragraphs(shape)


def _paragraphs(shape: etree._Element) -> Iterator[str]:
    for one in shape.iter(q("text:p"), q("text:h")):
        if next(one.iterancestors(q("office:annotation")), None) is None and (words := flat(words_of_paragraph(one))):
            yield words


def _table(table: etree._Element) -> Iterator[str]:
    rows, marked = rows_of(table)
    return table_lines(laid_out(rows, marked), marked, styled=table.get(q("table:use-first-row-styles")) == "true")


def _chart(package: Package, place: str) -> Iterator[str]:
    """A chart's title and its figures, a line for each category; other objects say nothing."""
    root = package.part(f"{place.removeprefix('./').lower()}/content.xml")
    for chart in root.iter(q("chart:chart")) if root is not None else ():
        for title in chart.iterchildren(q("chart:title")):
            yield from _paragraphs(title)
        for table in chart.iter(q("table:table")):
            yield from _table(table)
