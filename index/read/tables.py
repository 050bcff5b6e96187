"""Tables as lines: each row names its columns, "Year: 2021; Freight: 0.6 t", so that it stands alone as a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice

Row = Sequence[str]
"""The cells of a row by column, "" where one is empty; rows of a table may differ in length."""

Pair = tuple[str, str]
"""The name of a value, "" where it has none, and the value."""

_SENTENCE = re.compile(r"(?:[?!…]|(?:\S+\s+){2}\S+\.)[\"'”’)\]]*$")  # at its end; "Oslo Inc." is none
_LOOK = 50  # rows that are looked at to tell whether the first of them names the columns
_ABOVE = 5  # rows of titles and notes that may stand above the names
_LONGEST_NAME = 60  # characters
_LONGEST_REPEAT = 200  # characters of a cell over several rows that is repeated in each
_WIDEST = 1000  # columns of a table with merged cells
_LONGEST_FORM = 30  # rows
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-–/]\s*\d{2,4})?$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that reaches over so many columns and rows."""

    text: str
    columns: int = 1
    rows: int = 1


def laid_out(rows: Iterable[Sequence[Cell]], marked: int = 0) -> list[list[str]]:
    """Cells by column. What reaches over several rows stands in each, and over several columns in the first only, but
    in all of them in the first `marked` rows, which name the columns.
    """
    grid: list[list[str]] = []
    below: dict[int, Cell] = {}
    for number, cells in enumerate(rows):
        line: list[str] = []
        kept: dict[int, Cell] = {}
        for cell in [*cells, None]:
            while hanging := below.pop(len(line), None):
                _place(line, kept, hanging, everywhere=False)
            if cell is not None and len(line) < _WIDEST:
                _place(line, kept, cell, everywhere=number < marked)
        below = kept
        grid.append(line if any(cell.text for cell in cells) else [])
    return grid


def _place(line: list[str], kept: dict[int, Cell], cell: Cell, *, everywhere: bool) -> None:
    """Put `cell` at the end of `line`, and into `kept` what of it hangs into the next row."""
    for place in range(max(1, min(cell.columns, _WIDEST))):
        text = cell.text if place == 0 or everywhere else ""
        if cell.rows > 1:
            kept[len(line)] = Cell(text if len(text) <= _LONGEST_REPEAT else "", 1, cell.rows - 1)
        line.append(text)


def table_lines(rows: Iterable[Row], marked: int = 0, *, styled: bool = False) -> Iterator[str]:
    """A line for each row of one table. The first `marked` rows name the columns; where none is marked, the first row
    does if it is `styled` as names are or clearly differs from the others in kind.
    """
    rest = iter(rows)
    first = list(islice(rest, max(_LOOK, marked)))
    marked = marked or int(names_columns(first, sure=styled))
    yield from _lines(chain(first[marked:], rest), first[:marked])


def sheet_lines(rows: Iterable[Row]) -> Iterator[str]:
    """A line for each row of a sheet, where notes may stand above a table and empty rows divide it from the next.

    Rows are taken one by one, so that a long sheet is never held as a whole.
    """
    heads: list[Row] = []
    for filled, group in groupby(rows, any):
        if not filled:
            continue
        rest = iter(group)
        first = list(islice(rest, _LOOK))
        goes_on = bool(heads) and _columns(first) <= _columns(heads)
        above = _above(first, sure=not goes_on)
        if above is not None:
            yield from map(_joined, first[:above])
            heads, first = [first[above]], first[above + 1 :]
        elif not goes_on:
            heads = []
        yield from _lines(chain(first, rest), heads)


def _above(rows: list[Row], *, sure: bool) -> int | None:
    """How many rows stand above that which names the columns, None where none does."""
    for above, row in enumerate(rows[:_ABOVE]):
        if any(_filled(other) >= _filled(row) for other in rows[:above]):
            continue
        if names_columns(rows[above:], sure=sure):
            return above
    return None


def _lines(body: Iterable[Row], heads: Sequence[Row]) -> Iterator[str]:
    names = _names(heads)
    said = False
    for row in body:
        if any(row) and not any(list(row) == list(head) for head in heads):
            yield with_names(row, names)
            said = True
    if not said:
        yield from map(_joined, heads)


def _names(heads: Sequence[Row]) -> list[str]:
    """A name for each column, from the top down where several rows have a part of it."""
    width = max(map(len, heads), default=0)
    columns = [dict.fromkeys(head[at] for head in heads if at < len(head) and head[at]) for at in range(width)]
    return [" ".join(parts).rstrip(" :") for parts in columns]


def with_names(row: Row, names: Sequence[str]) -> str:
    """A row as "name: cell; name: cell", or its cells divided by " | " where no column has a name."""
    if not any(names):
        return _joined(row)
    return pairs_line(zip(chain(names, [""] * (len(row) - len(names))), row, strict=False))


def pairs_line(pairs: Iterable[Pair]) -> str:
    """The pairs that have a value as one line. After a value that ends a sentence the next one begins one, and no ";"
    stands before it: it would lead what is quoted."""
    line = between = ""
    for name, value in pairs:
        if value:
            line += between + (f"{name}: {value}" if name else value)
            between = " " if _SENTENCE.search(value) else "; "
    return line


def _joined(row: Row) -> str:
    return " | ".join(filter(None, row))


def _filled(row: Row) -> int:
    return sum(map(bool, row))


def _columns(rows: Sequence[Row]) -> set[int]:
    return {at for row in rows for at, cell in enumerate(row) if cell}


def names_columns(rows: Sequence[Row], *, sure: bool) -> bool:
    """Whether the first row names the columns: it could by its form, and `sure`, or a column of figures, says so."""
    head, body = (rows[0], rows[1:]) if rows else ((), ())
    used = _columns(body)
    if len(used) < 2 or _filled(head) < 2 or used - _columns([head]) - {min(used)}:
        return False
    if len({cell.lower() for cell in head if cell}) < _filled(head):
        return False
    if not all(len(cell) <= _LONGEST_NAME and _is_name(cell) for cell in head if cell) or _YEAR.match(head[0]):
        return False
    return (sure and not _is_form(rows, used)) or any(_differs(rows, at) for at in used)


def _is_name(cell: str) -> bool:
    return bool(_YEAR.match(cell)) or (any(map(str.isalpha, cell)) and not cell[0].isdigit())


def _differs(rows: Sequence[Row], at: int) -> bool:
    """Whether two cells or more of a column are figures, and all are but the first, or that is a year over others."""
    head, *body = (row[at] if at < len(row) else "" for row in rows)
    cells = [cell for cell in body if cell]
    figures = len(cells) > 1 and all(any(map(str.isdigit, cell)) for cell in cells)
    over_years = bool(_YEAR.match(head)) and not any(map(_YEAR.match, cells))
    return bool(head) and figures and (not any(map(str.isdigit, head)) or over_years)


def _is_form(rows: Sequence[Row], used: set[int]) -> bool:
    """Whether two columns are a form's labels and what was filled in: some of it words, some of it figures."""
    if len(used) != 2 or len(rows) > _LONGEST_FORM:
        return False
    values = [row[max(used)] for row in rows if len(row) > max(used) and row[max(used)]]
    figures = [any(map(str.isdigit, value)) and not any(map(str.isalpha, value)) for value in values[1:]]
    return any(figures) and not all(figures)
