"""Columns of prose on a PDF page that are drawn line by line across the page, put one after the other."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from index.read.lines import ends_sentence
from index.read.pdf_lines import Line

_LEAST = 4  # lines beside each other
_INDENT = 3  # text sizes by which the first line of a paragraph may stand further in
_SHORTEST = 22  # characters of the usual line; cells of a table are shorter
_GOES_ON = 0.5  # share of the lines of a column that the next line goes on with
_NARROWEST = 0.4  # text sizes that a character takes at least, on average

_Row = list[Line]


def in_columns(lines: list[Line]) -> list[Line]:
    """`lines` of one page; where two columns of prose take turns, the left column comes first."""
    result: list[Line] = []
    run: list[_Row] = []
    for row in _rows(lines):
        if run and not _fits(run, row):
            result += _in_order(run)
            run = []
        if run or len(row) == 2:
            run.append(row)
        else:
            result += row
    return result + _in_order(run)


def _rows(lines: list[Line]) -> list[_Row]:
    """Lines that are drawn from left to right at one height."""
    rows: list[_Row] = []
    for line in lines:
        last = rows[-1][-1] if rows else None
        if last and abs(last.y - line.y) < 0.3 * line.size and line.x > last.x + line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _fits(run: list[_Row], row: _Row) -> bool:
    """Whether a row stands below those of `run`, in their two columns or in one of them."""
    left, right = run[0]
    if len(row) > 2 or not 0 < run[-1][0].y - row[0].y < 3 * row[0].size:
        return False
    if len(row) == 2:
        return _begins_at(left, row[0]) and _begins_at(right, row[1])
    wide = len(row[0].text) * _NARROWEST * row[0].size > right.x - left.x
    return _begins_at(right, row[0]) or (_begins_at(left, row[0]) and not wide)


def _begins_at(column: Line, line: Line) -> bool:
    return abs(column.x - line.x) < _INDENT * line.size


def _in_order(run: list[_Row]) -> list[Line]:
    if not run:
        return []
    right_edge = run[0][-1]
    right = [line for row in run for line in row if _begins_at(right_edge, line)]
    left = [line for row in run for line in row if not _begins_at(right_edge, line)]
    if sum(len(row) == 2 for row in run) >= _LEAST and _is_prose(left) and _is_prose(right):
        return left + right
    return [line for row in run for line in row]


def _is_prose(column: list[Line]) -> bool:
    """Whether most lines are as long as those of a text and go on in the next."""
    if len(column) < _LEAST or median(len(line.text) for line in column) < _SHORTEST:
        return False
    goes_on = [line.text[0].islower() and not ends_sentence(above.text) for above, line in pairwise(column)]
    return sum(goes_on) >= _GOES_ON * len(goes_on)
