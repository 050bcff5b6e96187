"""The cells of an HTML table while its elements go by, then its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from index.read.tables import Cell, lines_of_cells


class HtmlTable:
    """One table, or a lone row; `root` is its element. Tables inside its cells are words of these cells."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.in_cell = False
        self._cell: etree._Element | None = None
        self._rows: list[list[Cell]] = []
        self._heads: list[bool] = []  # whether each row names the columns

    def enter(self, element: etree._Element) -> bool:
        """Take notice of an element that begins; whether it is a part of a cell."""
        if self._cell is not None:
            return True
        if element.tag == "tr":
            self._rows.append([])
            self._heads.append(_is_head(element))
        elif element.tag in ("td", "th"):
            self._cell, self.in_cell = element, True
        return False

    def ends_cell(self, element: etree._Element) -> bool:
        """Whether the open cell ends with this element."""
        return element is self._cell

    def add(self, element: etree._Element, text: str, *, bold: bool) -> None:
        """The open cell has ended and holds `text`, all of it `bold` or not."""
        self._cell, self.in_cell = None, False
        if not self._rows:  # a cell outside a row
            self._rows.append([])
            self._heads.append(False)
        text = text if re.search(r"\w", text) else ""
        bold = bold or element.tag == "th"
        self._rows[-1].append(Cell(text, _span(element, "colspan"), _span(element, "rowspan"), bold))

    def lines(self) -> Iterable[str]:
        """The rows, each with the names of its columns where the table names them."""
        marked = next((place for place, head in enumerate(self._heads) if not head), len(self._heads))
        return lines_of_cells(self._rows, marked)


def _is_head(row: etree._Element) -> bool:
    parent = row.getparent()
    cells = [cell.tag for cell in row.iterchildren("td", "th")]
    return bool(cells) and (set(cells) == {"th"} or (parent is not None and parent.tag == "thead"))


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name) or ""
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 6 else 1
