"""OpenDocument spreadsheets (.ods): each row of a sheet as a line that names its columns, each sheet under its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import IO

from lxml import etree

from index.documents import Text
from index.errors import UnreadableFile
from index.read.builder import Builder, flat
from index.read.lines import together
from index.read.odf import BROKEN, Package, broken
from index.read.odt_parts import count_of, q, words_of_paragraph
from index.read.sheet_layout import Layout
from index.read.tables import sheet_lines

_MOST_EMPTY = 10_000_000  # empty cells to the left of filled ones; more is a trap, or a map drawn in cells
_MOST_REPEATS = 1000  # of a filled cell that is written once
_LONGEST_REPEAT = 10_000  # characters that such a cell may come to
_LAST_COLUMN = 16_384
_MOST_SAME_ROWS = 100  # of a filled row that is written once
_AS_WRITTEN = {"percentage", "currency", "time", "boolean"}  # whose bare figure would say too little


def read_ods(data: bytes, name: str) -> Text:
    """The sheets that are shown, with the values that formulas had when the spreadsheet was saved.

    Rows are parsed one by one, so memory holds the text and one row only. Raises UnreadableFile where a spreadsheet
    is broken, needs a password, or is nearly empty over too wide a space.
    """
    builder = Builder()
    try:
        with Package(data, name) as package:
            with package.archive.open(package.parts["content.xml"]) as content:
                for _, rows in groupby(_rows(content, name), key=lambda row: row[0].number):
                    first = next(rows)
                    numbered = ((number, cells) for _, number, cells in chain([first], rows))
                    _add(builder, first[0].title, first[0].layout.shown(numbered))
            return builder.build("ods", package.title())
    except BROKEN as error:
        raise broken(name, "spreadsheet") from error


def _add(builder: Builder, title: str, rows: Iterator[list[str]]) -> None:
    """Append a sheet under its name."""
    lines = sheet_lines(rows)
    if (first := next(lines, None)) is not None:
        builder.heading(title, 2)
        builder.lines(chain([first], lines))


@dataclass
class _Sheet:
    number: int = 0
    title: str = ""
    shown: bool = False
    layout: Layout = field(default_factory=Layout)
    columns: int = 0  # and rows that have gone by
    rows: int = 0
    empty: int = 0  # cells


def _rows(content: IO[bytes], name: str) -> Iterator[tuple[_Sheet, int, list[str]]]:
    """Every row of every sheet that is shown, with its number; what is merged or hidden is noted in the layout."""
    tags = list(map(q, ("style:style", "table:table", "table:table-column", "table:table-row")))
    hidden: set[str] = set()
    sheet = _Sheet()
    walk = etree.iterparse(content, ("start", "end"), tag=tags, resolve_entities=False, no_network=True, load_dtd=False)
    for event, element in walk:
        if element.tag == q("table:table") and event == "start" and _is_sheet(element):
            shown = element.get(q("table:style-name")) not in hidden
            sheet = _Sheet(sheet.number + 1, element.get(q("table:name")) or "", shown)
        elif event == "start":
            continue
        elif element.tag == q("style:style") and _hides(element):
            hidden.add(element.get(q("style:name")) or "")
        elif element.tag == q("table:table-column") and _is_sheet(_table_of(element)):
            _take_column(sheet, element)
        elif element.tag == q("table:table-row"):
            if sheet.shown and _is_sheet(_table_of(element)):
                yield from _taken(sheet, element, name)
            _forget(element)


def _take_column(sheet: _Sheet, column: etree._Element) -> None:
    before = sheet.columns
    sheet.columns = min(before + count_of(column, "table:number-columns-repeated"), _LAST_COLUMN)
    if _is_hidden(column):
        sheet.layout.columns.update(range(before + 1, sheet.columns + 1))


def _taken(sheet: _Sheet, row: etree._Element, name: str) -> Iterator[tuple[_Sheet, int, list[str]]]:
    """A row as often as it stands in the sheet, within reason."""
    number, count = sheet.rows + 1, count_of(row, "table:number-rows-repeated")
    sheet.rows += count
    cells, empty, merged = _cells(row, name, _MOST_EMPTY - sheet.empty)
    sheet.empty += empty
    for first, columns, rows in merged:
        sheet.layout.merge(first, number, first + columns - 1, number + rows - 1)
    same = range(number, number + min(count, _MOST_SAME_ROWS if any(cells) else 1))
    if _is_hidden(row):
        sheet.layout.rows.update(same)
    yield from ((sheet, one, cells.copy()) for one in same)


def _is_hidden(element: etree._Element) -> bool:
    """Whether a row or column is hidden for good; a click on a group shows what that folds in."""
    above = element.getparent()
    folded = above is not None and above.tag in (q("table:table-row-group"), q("table:table-column-group"))
    return element.get(q("table:visibility")) == "collapse" and not folded


def _is_sheet(table: etree._Element | None) -> bool:
    """Whether a table is a sheet of its own, and not the copy of another file's, or one inside a cell."""
    above = table.getparent() if table is not None else None
    return above is not None and above.tag == q("office:spreadsheet")


def _table_of(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors(q("table:table")), None)


def _hides(style: etree._Element) -> bool:
    return any(one.get(q("table:display")) == "false" for one in style.iterchildren(q("style:table-properties")))


def _forget(row: etree._Element) -> None:
    """Free a row and those before it; the tree would grow with the file."""
    row.clear()
    above = row.getparent()
    while above is not None and (before := row.getprevious()) is not None and before.tag == row.tag:
        above.remove(before)


def _cells(row: etree._Element, name: str, most_empty: int) -> tuple[list[str], int, list[tuple[int, int, int]]]:
    """The cells of a row up to the last filled one, how many of them are empty, and the merged ones: their places from
    1, and how many columns and rows they reach over.
    """
    cells: list[str] = []
    merged: list[tuple[int, int, int]] = []
    pending = empty = 0  # empty cells that count only if a filled one follows; all that were counted
    for cell in row.iterchildren(q("table:table-cell"), q("table:covered-table-cell")):
        count = count_of(cell, "table:number-columns-repeated")
        if not (text := _shown(cell)):
            pending += count
            continue
        empty += pending
        if empty > most_empty:
            raise UnreadableFile(
                f"{name} has over {_MOST_EMPTY:,} empty cells in a sheet: save it as CSV without them."
            )
        cells += [""] * pending + [text] * min(count, _MOST_REPEATS, 1 + _LONGEST_REPEAT // len(text))
        pending = 0
        spans = count_of(cell, "table:number-columns-spanned"), count_of(cell, "table:number-rows-spanned")
        if spans != (1, 1):
            merged.append((len(cells), min(spans[0], _LAST_COLUMN), spans[1]))
    return cells, empty, merged


def _shown(cell: etree._Element) -> str:
    """A cell's value much as a program shows it, dates as 2024-03-01; errors such as #N/A say nothing.

    What is merged into another cell is not shown.
    """
    kind = cell.get(q("office:value-type")) or ""
    if cell.tag == q("table:covered-table-cell") or cell.get(q("calcext:value-type")) == "error":
        return ""
    if kind == "date":
        return (cell.get(q("office:date-value")) or "").removesuffix("T00:00:00").replace("T", " ")
    if kind == "float":
        return _number(cell.get(q("office:value")) or "")
    words = flat(together(words_of_paragraph(one) for one in cell.iterchildren(q("text:p"))))
    return words or (cell.get(q("office:string-value")) or "" if kind not in _AS_WRITTEN else "")


def _number(value: str) -> str:
    try:
        return f"{float(value):.15g}"
    except ValueError:
        return flat(value)
