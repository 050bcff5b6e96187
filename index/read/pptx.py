"""PowerPoint presentations (.pptx): a slide is a page, its title a heading, and its notes follow it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn

from index.documents import Text
from index.errors import UnreadableFile
from index.read.builder import Builder, flat
from index.read.lines import together
from index.read.packed import WHOLE, opened
from index.read.scripts import begin_of, end_of, settled
from index.read.slides import DEEPEST, add_slide, in_rows
from index.read.tables import Cell, laid_out, table_lines

_FURNITURE = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER)
_INCH = 914_400  # of the units in which places are written
_NO_TITLE = {"powerpoint presentation", "powerpoint-präsentation", "presentation", "untitled", "title"}


def read_pptx(data: bytes, name: str) -> Text:
    """All slides, hidden ones too, so that their numbers are those that PowerPoint shows.

    Raises UnreadableFile where the container or its parts are broken.
    """
    opened(data, name, whole=WHOLE).close()
    try:
        presentation = Presentation(io.BytesIO(data))
    except Exception as error:  # python-pptx passes on whatever its zip and XML layers raise
        raise UnreadableFile(f"{name} is a broken PowerPoint presentation: copy it again or save it anew.") from error
    builder, first = Builder(), ""
    for number, slide in enumerate(presentation.slides, start=1):
        builder.page()
        named = _add_slide(builder, slide, number)
        first = first or named
    title = flat(presentation.core_properties.title or "")
    return builder.build("pptx", first if title.lower() in {"", *_NO_TITLE} else title)


def _add_slide(builder: Builder, slide: Any, number: int) -> str:
    """Append a slide; its title, "" where it has none."""
    title = slide.shapes.title
    shapes = [shape for shape in _in_order(slide.shapes) if shape.shape_id != (title.shape_id if title else None)]
    blocks = [block for shape in shapes if (block := list(_lines(shape)))]
    notes = _notes(slide)
    named = " ".join(_paragraphs(title.text_frame)) if title is not None else ""
    add_slide(builder, number, named, blocks, notes)
    return named


def _in_order(shapes: Any, depth: int = 0) -> Iterator[Any]:
    """Shapes as they are read, from the top down and from left to right, those of a group in its place."""
    for shape in in_rows(shapes, lambda shape: ((shape.top or 0) / _INCH, (shape.left or 0) / _INCH)):
        if hasattr(shape, "shapes") and depth < DEEPEST:
            yield from _in_order(shape.shapes, depth + 1)
        elif not (shape.is_placeholder and shape.placeholder_format.type in _FURNITURE):
            yield shape


def _lines(shape: Any) -> Iterator[str]:
    if getattr(shape, "has_table", False):
        yield from _table(shape.table)
    elif getattr(shape, "has_chart", False):
        yield from _chart(shape.chart)
    elif shape.has_text_frame:
        yield from _paragraphs(shape.text_frame)


def _paragraphs(frame: Any) -> Iterator[str]:
    return filter(None, (flat(_words(paragraph)) for paragraph in frame.paragraphs))


def _words(paragraph: Any) -> str:
    """The words of a paragraph with small figures above and below the line, without what is struck out."""
    words = ""
    for run in paragraph._p.iterchildren(qn("a:r"), qn("a:br"), qn("a:fld")):
        text = "\n" if run.tag == qn("a:br") else run.findtext(qn("a:t")) or ""
        kind = _kind(run.find(qn("a:rPr")))
        words += f"{begin_of(kind)}{text}{end_of(kind)}" if kind else text
    return settled(words)


def _kind(look: etree._Element | None) -> str:
    """How a run is set: "struck" out, "super" or "sub", "" for on the line."""
    if look is None:
        return ""
    if look.get("strike") in ("sngStrike", "dblStrike"):
        return "struck"
    above = (look.get("baseline") or "0").rstrip("%")
    return "" if not above.strip("-0.") else "sub" if above.startswith("-") else "super"


def _table(table: Any) -> Iterator[str]:
    rows = [[_cell(cell) for cell in row.cells if not cell.is_spanned] for row in table.rows]
    return table_lines(laid_out(rows), styled=bool(table.first_row))


def _cell(cell: Any) -> Cell:
    spans = (cell.span_width, cell.span_height) if cell.is_merge_origin else (1, 1)
    return Cell(together(_paragraphs(cell.text_frame)), *spans)


def _chart(chart: Any) -> Iterator[str]:
    """A chart's title and its figures, a line for each category; where series differ in these, a table for each."""
    if chart.has_title and chart.chart_title.has_text_frame:
        yield flat(chart.chart_title.text_frame.text)
    alike: dict[tuple[Any, ...], list[Any]] = {}
    for series in chart.element.iter(qn("c:ser")):  # of any type of chart: python-pptx knows a part of them only
        labels = _points(series, "c:cat", "c:xVal")
        alike.setdefault((series.getparent(), *labels.items()), []).append(series)
    for group in alike.values():
        yield from table_lines(_figures(group), marked=1)


def _figures(group: Sequence[etree._Element]) -> list[list[str]]:
    """The rows of series with the same categories, the names of the series first."""
    labels = _points(group[0], "c:cat", "c:xVal")
    values = [_points(one, "c:val", "c:yVal") for one in group]
    names = [" ".join(_points(one, "c:tx").values()) for one in group]
    rows = sorted({*labels, *chain.from_iterable(values)})
    return [
        ["", *names],
        *([labels.get(at, str(at + 1)), *(_number(one.get(at, "")) for one in values)] for at in rows),
    ]


def _points(series: etree._Element, *tags: str) -> dict[int, str]:
    """What a chart keeps of a series under the first of these tags that it has: place from 0 -> text."""
    parent = next(filter(lambda found: found is not None, (series.find(qn(tag)) for tag in tags)), None)
    if parent is None:
        return {}
    if (level := parent.find(f".//{qn('c:lvl')}")) is not None:  # the innermost of categories in groups
        parent = level
    if (written := parent.find(qn("c:v"))) is not None:
        return {0: flat(written.text or "")}
    points = ((point.get("idx") or "", point.findtext(qn("c:v"))) for point in parent.iter(qn("c:pt")))
    return {int(at): flat(text) for at, text in points if at.isdecimal() and text}


def _number(text: str) -> str:
    """A figure without the last digits of binary fractions; other text as it is."""
    try:
        return f"{float(text):.15g}"
    except ValueError:
        return text


def _notes(slide: Any) -> list[str]:
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    return list(_paragraphs(frame)) if frame is not None else []
