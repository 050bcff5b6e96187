"""Excel workbooks (.xlsx): each row of a sheet as one line that names its columns, each sheet under its name."""

from __future__ import annotations

import datetime
import io
import warnings
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

from openpyxl import load_workbook

from index.documents import Text
from index.errors import UnreadableFile
from index.read.builder import Builder, flat
from index.read.number_format import shown_number
from index.read.packed import opened
from index.read.sheet_layout import Layout
from index.read.tables import sheet_lines
from index.read.xlsx_layout import layout_of

_MOST_EMPTY = 10_000_000  # empty cells to the left of filled ones; more is a trap, or a map drawn in cells


def read_xlsx(data: bytes, name: str) -> Text:
    """The sheets that are shown, with the values that formulas had when the workbook was saved; one that no program has
    computed yet is shown itself.

    Rows are read one by one, so memory holds the text and the shared strings only. Raises UnreadableFile where a
    workbook is broken or nearly empty over too wide a space.
    """
    opened(data, name).close()
    builder = Builder()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about features of Excel that openpyxl would not write again
        try:
            book, formulas = _book(data), None
        except Exception as error:  # openpyxl passes on whatever its zip and XML layers raise
            raise UnreadableFile(f"{name} is a broken Excel workbook: copy it again or save it anew.") from error
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                with sheet._get_source() as source:
                    layout = layout_of(source)
                if layout.uncomputed:
                    formulas = formulas or _book(data, computed=False)
                _add(builder, sheet, layout, formulas[sheet.title] if formulas and layout.uncomputed else None, name)
        title = flat(book.properties.title or "")
        book.close()
    return builder.build("xlsx", title)


def _book(data: bytes, *, computed: bool = True) -> Any:
    """The workbook, with the values of its formulas or with the formulas themselves."""
    return load_workbook(io.BytesIO(data), read_only=True, data_only=computed, keep_links=False)


def _add(builder: Builder, sheet: Any, layout: Layout, formulas: Any, name: str) -> None:
    """Append a sheet under its name."""
    lines = sheet_lines(layout.shown(enumerate(_rows(sheet, formulas, name), start=1)))
    if (first := next(lines, None)) is not None:
        builder.heading(sheet.title, 2)
        builder.lines(chain([first], lines))


def _rows(sheet: Any, formulas: Any, name: str) -> Iterator[list[str]]:
    empty = 0
    sheet.reset_dimensions()  # some programs write wrong ones, and rows would be left out
    for row, written in zip(sheet.iter_rows(), _formulas(formulas), strict=False):
        cells = ["" if cell.value is None else _shown(cell) for cell in row]
        for place, formula in written:
            cells[place] = cells[place] or flat(formula)
        empty += cells.count("")
        if empty > _MOST_EMPTY:
            raise UnreadableFile(
                f"{name} has over {_MOST_EMPTY:,} empty cells in a sheet: save it as CSV without them."
            )
        yield cells


def _formulas(sheet: Any) -> Iterator[list[tuple[int, str]]]:
    """Place and words of the formulas in each row, nothing without end where `sheet` is None."""
    if sheet is None:
        yield from repeat([])
        return
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        yield [
            (place, cell.value) for place, cell in enumerate(row) if cell.data_type == "f" and type(cell.value) is str
        ]


def _shown(cell: Any) -> str:
    """A cell's value much as Excel shows it, dates as 2024-03-01; errors such as #N/A say nothing."""
    value = cell.value
    if cell.data_type == "e":
        return ""
    if isinstance(value, str):
        return flat(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return shown_number(value, cell.number_format)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.timedelta):
        return _duration(value)
    return flat(str(value))


def _duration(value: datetime.timedelta) -> str:
    """Hours and minutes as "30:00", with seconds where there are any."""
    minutes, seconds = divmod(abs(round(value.total_seconds())), 60)
    sign = "-" if value < datetime.timedelta() else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
