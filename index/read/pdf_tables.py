"""Tables of a PDF page: cells that stand side by side, drawn one after the other, become one line a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import replace

from index.read.lines import join
from index.read.pdf_lines import Line
from index.read.tables import is_form, labelled_line, names_columns, with_names

_ALIGNED = 2  # points
_ABOUT = 0.5  # text sizes, for ends that are only judged
_TALLEST = 6  # lines of a cell; taller ones are columns of a page

_Cell = list[Line]
_Row = list[_Cell]


def with_rows(lines: list[Line]) -> list[Line]:
    """`lines` of one page, where two rows or more that follow each other are replaced by a line for each row: with the
    names of its columns where these are clear, as "a | b | c" elsewhere.
    """
    result: list[Line] = []
    table: list[_Row] = []
    wholes = {id(line.cells[0]): line for line in lines if line.cells}
    parts = {id(cell) for line in lines for cell in line.cells[1:]}
    rows = _rows(_cells([cell for line in lines for cell in line.cells or (line,)], wholes))
    for place, row in enumerate(rows):
        beside = [other for other in (*rows[max(place - 1, 0) : place], *rows[place + 1 : place + 2]) if len(other) > 1]
        loose = any(id(line) in wholes for cell in row for line in cell)
        if len(row) > 1 and (any(_is_aligned(row, other) for other in [*table, *beside]) if loose else beside):
            table.append(row)
        else:
            result += _as_lines(table)
            result += [wholes.get(id(line), line) for cell in row for line in cell if id(line) not in parts]
            table = []
    return result + _as_lines(table)


def _is_aligned(row: _Row, other: _Row) -> bool:
    """Whether cells of both rows, the first aside, stand below each other; else the gaps in a line mean nothing."""
    if any(_is_below(one[0], that[0]) for one in row[1:] for that in other[1:]):
        return True
    pairs = [(one[0], that[0]) for one, that in zip(row, other, strict=False)]
    return len(row) == len(other) > 2 and all(one.x < that.end and that.x < one.end for one, that in pairs)


def _is_below(one: Line, other: Line) -> bool:
    """Whether two lines begin at the same place, or about end or have their middle there."""
    left, right = one.x - other.x, one.end - other.end
    return abs(left) < _ALIGNED or min(abs(right), abs(left + right) / 2) < _ABOUT * one.size


def _cells(lines: list[Line], first: Container[int]) -> list[_Cell]:
    """Lines right below each other that begin at the same place. What is the `first` part of a printed line begins a
    cell: above it may stand a paragraph.
    """
    cells: list[_Cell] = []
    for line in lines:
        last = cells[-1][-1] if cells else None
        if last and id(line) not in first and abs(last.x - line.x) < 1.5 and 0 < last.y - line.y < 1.6 * line.size:
            cells[-1].append(line)
        else:
            cells.append([line])
    return cells


def _rows(cells: list[_Cell]) -> list[_Row]:
    """Cells that each stand to the right of the one before, at the height of the first."""
    rows: list[_Row] = []
    for cell in cells:
        before = rows[-1][-1] if rows else None
        small = before and len(before) <= _TALLEST and len(cell) <= _TALLEST
        if before and small and cell[0].x > before[0].x + cell[0].size and _overlap(rows[-1], cell):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return rows


def _overlap(row: _Row, cell: _Cell) -> bool:
    high, low = max(other[0].y for other in row), min(other[-1].y for other in row)
    return cell[0].y > low - 0.7 * cell[0].size and cell[-1].y < high + 0.7 * cell[0].size


def _as_lines(table: list[_Row]) -> list[Line]:
    texts = [[join((line.text for line in cell), Counter()) for cell in row] for row in table]
    bold = [[all(line.bold for line in cell) for cell in row] for row in table]
    styled = len(table) > 1 and all(bold[0]) and not all(bold[1])
    if _labelled(bold) or (len(table) > 1 and is_form(texts, sure=styled)):
        lines = [labelled_line(*cells) for cells in texts]
        return [_as_line(row, line) for row, line in zip(table, lines, strict=True)]
    even = [row for row in texts if len(row) == len(texts[0])]
    named = len(even) > max(2, len(texts) / 2) and names_columns(even, sure=styled)
    lines = [" | ".join(cells) for cells in texts[int(named) :]]
    if named:
        rest = zip(texts[1:], table[1:], strict=True)
        lines = [_named(cells, row, texts[0], table[0]) for cells, row in rest]
    return [_as_line(row, line) for row, line in zip(table[int(named) :], lines, strict=True)]


def _labelled(bold: list[list[bool]]) -> bool:
    """Whether all rows are a cell in bold type and one that is not."""
    return len(bold) > 1 and all(row == [True, False] for row in bold)


def _named(cells: list[str], row: _Row, names: list[str], head: _Row) -> str:
    """A row with the names of its columns; where cells are missing, only if each stands right below a name."""
    if len(cells) == len(names):
        return with_names(cells, names)
    places = [next((at for at, one in enumerate(head) if _is_below(one[0], cell[0])), -1) for cell in row]
    if -1 in places or len(set(places)) < len(places):
        return " | ".join(cells)
    return with_names(cells, [names[at] for at in places])


def _as_line(row: _Row, text: str) -> Line:
    return replace(max((cell[0] for cell in row), key=lambda line: line.y), text=text, row=True)
