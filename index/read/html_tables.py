"""The cells of an HTML table while its elements go by, then its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from index.read.tables import Cell, laid_out, table_lines


class HtmlTable:
    """One table, or a lone row; `root` is its element. Tables inside its cells are words of these cells."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.in_cell = False
        self._cell: etree._Element | None = None
        self._rows: list[list[Cell]] = []
        self._heads: list[bool] = []  # whether each row names the columns
        self._labelled: list[bool] = []  # whether each row is a label and what it stands for

    def enter(self, element: etree._Element) -> bool:
        """Take notice of an element that begins; whether it is a part of a cell."""
        if self._cell is not None:
            return True
        if element.tag == "tr":
            self._rows.append([])
            self._heads.append(_is_head(element))
            self._labelled.append([cell.tag for cell in element.iterchildren("td", "th")] == ["th", "td"])
        elif element.tag in ("td", "th"):
            self._cell, self.in_cell = element, True
        return False

    def ends_cell(self, element: etree._Element) -> bool:
        """Whether the open cell ends with this element."""
        return element is self._cell

    def add(self, element: etree._Element, text: str) -> None:
        """The open cell has ended and holds `text`."""
        self._cell, self.in_cell = None, False
        if not self._rows:  # a cell outside a row
            self._rows.append([])
            self._heads.append(False)
            self._labelled.append(False)
        text = text if re.search(r"\w", text) else ""
        self._rows[-1].append(Cell(text, _span(element, "colspan"), _span(element, "rowspan")))

    def lines(self) -> Iterable[str]:
        """The rows, each with the names of its columns where the table names them."""
        marked = next((place for place, head in enumerate(self._heads) if not head), len(self._heads))
        rows = laid_out(self._rows, marked)
        if not marked and all(self._labelled):
            return (": ".join(part.rstrip(" :") for part in row if part) for row in rows)
        return table_lines(rows, marked)


def _is_head(row: etree._Element) -> bool:
    parent = row.getparent()
    cells = [cell.tag for cell in row.iterchildren("td", "th")]
    return bool(cells) and (set(cells) == {"th"} or (parent is not None and parent.tag == "thead"))


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name) or ""
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 6 else 1
