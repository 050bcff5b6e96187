"""Tables as lines: each row names its columns, "Year: 2021; Freight: 0.6 t", so that it stands alone as a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice, takewhile

from index.read.forms import Layout, Pair, is_headed, layout_of
from index.read.heads import ABOVE, YEAR, Row, columns_of, differs, filled, halved_names, is_name

Named = tuple[str, str]
"""The name of a value, "" where it has none, and the value."""

_SENTENCE = re.compile(r"(?:[?!…]|(?:\S+\s+){2}\S+\.)[\"'”’)\]]*$")  # at its end; "Oslo Inc." is none
_LOOK = 50  # rows that are looked at to tell whether the first of them names the columns
_LONGEST_NAME = 60  # characters
_LONGEST_REPEAT = 200  # characters of a cell over several rows that is repeated in each
_WIDEST = 1000  # columns of a table with merged cells


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that reaches over so many columns and rows, all of its words in bold type or not."""

    text: str
    columns: int = 1
    rows: int = 1
    bold: bool = False


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


def lines_of_cells(rows: Sequence[Sequence[Cell]], marked: int = 0, *, styled: bool = False) -> Iterator[str]:
    """A line for each row, as from `table_lines`; bold type tells of names and labels as well."""
    kept_rows = [kept for cells in rows if (kept := [cell for cell in cells if cell.text])]
    pairs = [cells for cells in kept_rows if len(cells) == 2]
    labelled = bool(pairs) and all(len(cells) < 3 for cells in kept_rows)
    labelled = labelled and all(label.bold and not value.bold for label, value in pairs)
    if labelled and is_headed([(label.text, value.text) for label, value in pairs]):  # bold as a first column may be
        labelled, styled = False, True
    styled = styled or (len(kept_rows) > 1 and _in_bold(kept_rows[0]) and not _in_bold(kept_rows[1]))
    return table_lines(laid_out(rows, marked), marked, styled=styled, labelled=labelled)


def _in_bold(cells: Sequence[Cell]) -> bool:
    return len(cells) > 1 and all(cell.bold for cell in cells)


def table_lines(rows: Iterable[Row], marked: int = 0, *, styled: bool = False, labelled: bool = False) -> Iterator[str]:
    """A line for each row of one table. The first `marked` rows name the columns; where none is marked, the first row
    below any titles does if it is `styled` as names are or clearly differs from the others in kind. The rows of a form,
    whose first column is styled as labels are (`labelled`) or clearly holds such, are lines "label: value".
    """
    rest = iter(rows)
    first = list(islice(rest, max(_LOOK, marked)))
    titles = len(list(takewhile(_is_title, first[:marked])))
    yield from (row[0] for row in first[:titles])
    first, marked = first[titles:], marked - titles
    if marked:
        yield from _lines(chain(first[marked:], rest), first[:marked])
    elif found := halved_names(first):
        titled, heads = found
        yield from map(_joined, first[:titled])
        yield from _lines(chain(first[titled + 2 :], rest), heads)
    elif labelled or is_form(first, sure=styled):
        yield from _form_lines(chain(first, rest))
    else:
        above = _above(first, sure=styled)
        if above is not None:
            yield from map(_joined, first[:above])
            yield from _lines(chain(first[above + 1 :], rest), [first[above]])
        else:
            yield from _lines(chain(first, rest), [])


def sheet_lines(rows: Iterable[Row]) -> Iterator[str]:
    """A line for each row of a sheet, where notes may stand above a table and empty rows divide it from the next.

    Rows are taken one by one, so that a long sheet is never held as a whole.
    """
    heads: list[Row] = []
    for is_filled, group in groupby(rows, any):
        if not is_filled:
            continue
        rest = iter(group)
        first = list(islice(rest, _LOOK))
        if found := halved_names(first):
            titled, heads = found
            yield from map(_joined, first[:titled])
            yield from _lines(chain(first[titled + 2 :], rest), heads)
            continue
        goes_on = bool(heads) and columns_of(first) <= columns_of(heads)
        if is_form(first, sure=not goes_on):
            heads = []
            yield from _form_lines(chain(first, rest))
            continue
        above = _above(first, sure=not goes_on)
        if above is not None:
            yield from map(_joined, first[:above])
            heads, first = [first[above]], first[above + 1 :]
        elif not goes_on:
            heads = []
        yield from _lines(chain(first, rest), heads)


def _above(rows: list[Row], *, sure: bool) -> int | None:
    """How many rows stand above that which names the columns, None where none does."""
    for above, row in enumerate(rows[:ABOVE]):
        if any(filled(other) >= filled(row) for other in rows[:above]):
            continue
        if names_columns(rows[above:], sure=sure):
            return above
    return None


def _form_lines(rows: Iterable[Row]) -> Iterator[str]:
    """A line for each row, "label: value"; a value below another has the label of that, lone words stand alone."""
    label = ""
    for row in rows:
        cells = list(filter(None, row))
        if len(cells) > 1:
            label = cells[0]
            yield labelled_line(label, " ".join(cells[1:]))
        elif cells and not row[0] and label:
            yield labelled_line(label, cells[0])
        elif cells:
            label = ""
            yield cells[0]


def labelled_line(label: str, value: str) -> str:
    """A label and its value as "label: value", a question and its answer without the colon."""
    bare = label.rstrip(" :")
    return f"{bare} {value}" if bare.endswith(("?", "!", ".")) else f"{bare}: {value}"


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


def pairs_line(pairs: Iterable[Named]) -> str:
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


def _is_title(row: Row) -> bool:
    """Whether the same words stand in all columns, as those of a cell over the whole table do."""
    return len(row) > 1 and bool(row[0]) and len(set(row)) == 1


def names_columns(rows: Sequence[Row], *, sure: bool) -> bool:
    """Whether the first row names the columns: it could by its form, and `sure`, or a column of figures, says so."""
    used = columns_of(rows[1:])
    if not _could_name(rows, used):
        return False
    if (pairs := _pairs(rows)) is not None and not differs(rows, min(used)):
        return layout_of(pairs, nameable=True, sure=sure) is Layout.HEAD
    return sure or any(differs(rows, at) for at in used)


def is_form(rows: Sequence[Row], *, sure: bool) -> bool:
    """Whether the rows are labels and values; `sure` as for `names_columns`, which it speaks for."""
    pairs = _pairs(rows)
    if not pairs:
        return False
    begun = [row for row in rows if filled(row) > 1]
    nameable = _could_name(begun, columns_of(begun[1:]))
    if nameable and differs(begun, min(columns_of(begun))):
        return False
    return layout_of(pairs, nameable=nameable, sure=sure) is Layout.FORM


def _pairs(rows: Sequence[Row]) -> list[Pair] | None:
    """The rows that have both of the two columns that are used, None where there are more or fewer."""
    used = sorted(columns_of(rows))
    if len(used) != 2:
        return None
    left, right = used
    return [(row[left], row[right]) for row in rows if len(row) > right and row[left] and row[right]]


def _could_name(rows: Sequence[Row], used: set[int]) -> bool:
    """Whether the first row could name the `used` columns of those below: short words, all of them different."""
    head = rows[0] if rows else ()
    if len(used) < 2 or filled(head) < 2 or used - columns_of([head]) - {min(used)}:
        return False
    if len({cell.lower() for cell in head if cell}) < filled(head):
        return False
    return all(len(cell) <= _LONGEST_NAME and is_name(cell) for cell in head if cell) and not YEAR.match(head[0])
