"""Tables of a PDF page: cells that stand side by side, drawn one after the other, become one line a row."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from index.read.lines import join
from index.read.pdf_lines import Line

_TALLEST = 6  # lines of a cell; taller ones are columns of a page

_Cell = list[Line]


def with_rows(lines: list[Line]) -> list[Line]:
    """`lines` of one page, where two rows or more that follow each other are replaced by "a | b | c" lines."""
    result: list[Line] = []
    rows = _rows(_cells(lines))
    for place, row in enumerate(rows):
        beside = [len(other) > 1 for other in (*rows[max(place - 1, 0) : place], *rows[place + 1 : place + 2])]
        if len(row) > 1 and any(beside):
            result.append(_as_line(row))
        else:
            result += [line for cell in row for line in cell]
    return result


def _cells(lines: list[Line]) -> list[_Cell]:
    """Lines right below each other that begin at the same place."""
    cells: list[_Cell] = []
    for line in lines:
        last = cells[-1][-1] if cells else None
        if last and abs(last.x - line.x) < 1.5 and 0 < last.y - line.y < 1.6 * line.size:
            cells[-1].append(line)
        else:
            cells.append([line])
    return cells


def _rows(cells: list[_Cell]) -> list[list[_Cell]]:
    """Cells that each stand to the right of the one before, at the height of the first."""
    rows: list[list[_Cell]] = []
    for cell in cells:
        before = rows[-1][-1] if rows else None
        small = before and len(before) <= _TALLEST and len(cell) <= _TALLEST
        if before and small and cell[0].x > before[0].x + cell[0].size and _overlap(rows[-1], cell):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return rows


def _overlap(row: list[_Cell], cell: _Cell) -> bool:
    high, low = max(other[0].y for other in row), min(other[-1].y for other in row)
    return cell[0].y > low - 0.7 * cell[0].size and cell[-1].y < high + 0.7 * cell[0].size


def _as_line(row: list[_Cell]) -> Line:
    texts = [join((line.text for line in cell), Counter()) for cell in row]
    return replace(max((cell[0] for cell in row), key=lambda line: line.y), text=" | ".join(texts), row=True)
