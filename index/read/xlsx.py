"""Excel workbooks (.xlsx): each row of a sheet as one line that names its columns, each sheet under its name."""

from __future__ import annotations

import datetime
import io
import re
import warnings
from collections.abc import Iterator
from itertools import chain
from typing import Any

from openpyxl import load_workbook

from index.documents import Text
from index.errors import UnreadableFile
from index.read.builder import Builder, flat
from index.read.packed import opened
from index.read.tables import sheet_lines

_MOST_EMPTY = 10_000_000  # empty cells to the left of filled ones; more is a trap, or a map drawn in cells
_PERCENT = re.compile(r"0(?:\.(0+))?%")


def read_xlsx(data: bytes, name: str) -> Text:
    """The sheets that are shown, with the values that formulas had when the workbook was saved.

    Rows are read one by one, so memory holds the text and the shared strings only. Raises UnreadableFile where a
    workbook is broken or nearly empty over too wide a space.
    """
    opened(data, name).close()
    builder = Builder()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about features of Excel that openpyxl would not write again
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl passes on whatever its zip and XML layers raise
            raise UnreadableFile(f"{name} is a broken Excel workbook: copy it again or save it anew.") from error
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                _add(builder, sheet, name)
        title = flat(book.properties.title or "")
        book.close()
    return builder.build("xlsx", title)


def _add(builder: Builder, sheet: Any, name: str) -> None:
    """Append a sheet under its name."""
    lines = sheet_lines(_rows(sheet, name))
    if (first := next(lines, None)) is not None:
        builder.heading(sheet.title, 2)
        builder.lines(chain([first], lines))


def _rows(sheet: Any, name: str) -> Iterator[list[str]]:
    empty = 0
    sheet.reset_dimensions()  # some programs write wrong ones, and rows would be left out
    for row in sheet.iter_rows():
        cells = ["" if cell.value is None else _shown(cell) for cell in row]
        empty += cells.count("")
        if empty > _MOST_EMPTY:
            raise UnreadableFile(
                f"{name} has over {_MOST_EMPTY:,} empty cells in a sheet: save it as CSV without them."
            )
        yield cells


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
        return _number(value, cell.number_format)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    return flat(str(value))


def _number(value: float, format: str) -> str:
    if percent := _PERCENT.search(format or ""):
        return f"{100 * value:.{len(percent[1] or '')}f}%"
    return f"{value:.15g}" if isinstance(value, float) else str(value)
