"""Tables of a Word document as lines, with the names of their columns where these are marked or clear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from index.read.builder import flat
from index.read.docx_parts import in_bold
from index.read.lines import together
from index.read.tables import Cell, laid_out, lines_of_cells

_FIRST_ROW = 0x0020  # bit of a table's look: its style's first row is shown


class Tables:
    """Reads the tables of one document, whose styles say which of them show their first row as names.

    `shown` gives the words of a paragraph of a cell.
    """

    def __init__(self, document: Any, shown: Callable[[etree._Element], str]) -> None:
        self._shown = shown
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))}

    def lines(self, table: etree._Element) -> Iterator[str]:
        """A line for each row; the words of tables inside a cell are words of that cell."""
        rows = [row for row in table.iter(qn("w:tr")) if next(row.iterancestors(qn("w:tbl"))) is table]
        marked = next((place for place, row in enumerate(rows) if not _repeats(row)), 0)
        cells: list[list[Cell]] = []
        for row in rows:
            cells.append(self._cells(row, laid_out(cells[-1:])[0] if cells else []))
        return lines_of_cells(cells, marked, styled=self._shows_first_row(table))

    def _shows_first_row(self, table: etree._Element) -> bool:
        look, name = table.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}"), _value(table, "w:tblPr", "w:tblStyle")
        if look is None or not _has_first_row(look):
            return False
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            if any(part.get(qn("w:type")) == "firstRow" for part in style.iter(qn("w:tblStylePr"))):
                return True
            name = _value(style, "w:basedOn")
        return False

    def _cells(self, row: etree._Element, above: list[str]) -> list[Cell]:
        """The cells of a row; one that continues the cell above has its words."""
        cells: list[Cell] = []
        at = 0
        for cell in row.iter(qn("w:tc")):
            if next(cell.iterancestors(qn("w:tr"))) is not row:
                continue
            text = flat(together(map(self._shown, cell.iter(qn("w:p")))))
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merge is not None and merge.get(qn("w:val")) != "restart" and not text and at < len(above):
                text = above[at]
            span = _value(cell, "w:tcPr", "w:gridSpan")
            cells.append(Cell(text, int(span) if span.isdigit() else 1, bold=in_bold(cell)))
            at += cells[-1].columns
        return cells


def _has_first_row(look: etree._Element) -> bool:
    named, bits = look.get(qn("w:firstRow")), look.get(qn("w:val")) or "0"
    return named in ("1", "true", "on") if named is not None else bool(int(bits, 16) & _FIRST_ROW)


def _repeats(row: etree._Element) -> bool:
    """Whether Word repeats the row at the top of each page, as it does with names of columns."""
    mark = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}")
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false", "off")


def _value(element: etree._Element, *path: str) -> str:
    found = element.find("/".join(map(qn, path)))
    return (found.get(qn("w:val")) or "") if found is not None else ""
