"""Excel workbooks (.xlsx): each row of a sheet as one line that names its columns, each sheet under its name."""

from __future__ import annotations

import datetime
import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook

from index.documents import Text
from index.errors import UnreadableFile
from index.read.builder import Builder, flat
from index.read.packed import opened
from index.read.tables import sheet_lines

_MOST_CELLS = 50_000_000  # empty ones to the left of a filled one among them
_PERCENT = re.compile(r"0(?:\.(0+))?%")


def read_xlsx(data: bytes, name: str) -> Text:
    """The sheets that are shown, with the values that formulas had when the workbook was saved.

    Rows are read one by one, so memory holds the text and the shared strings only. Raises UnreadableFile where a
    workbook is broken or spreads over too many cells.
    """
    opened(data, name).close()
    builder = Builder()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about features of Excel that openpyxl would not write again
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl passes on whatever its zip and XML layers raise
            raise UnreadableFile(f"{name} is a broken Excel workbook: copy it again or save it anew.") from error
        cells = 0
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                cells = _add(builder, sheet, cells, name)
        title = flat(book.properties.title or "")
        book.close()
    return builder.build("xlsx", title)


def _add(builder: Builder, sheet: Any, cells: int, name: str) -> int:
    """Append a sheet; the number of cells seen so far, `cells`, with its own."""
    seen = cells

    def rows() -> Iterator[list[str]]:
        nonlocal seen
        sheet.reset_dimensions()  # some programs write wrong ones, and rows would be left out
        for row in sheet.iter_rows():
            seen += len(row)
            if seen > _MOST_CELLS:
                raise UnreadableFile(
                    f"{name} spreads over more than {_MOST_CELLS:,} cells: split it or save it as CSV."
                )
            yield [_shown(cell) for cell in row]

    lines = sheet_lines(rows())
    if (first := next(lines, None)) is not None:
        builder.heading(sheet.title, 2)
        builder.lines([first])
        for line in lines:
            builder.add(line, tight=True)
    return seen


def _shown(cell: Any) -> str:
    """A cell's value much as Excel shows it, dates as 2024-03-01; errors such as #N/A say nothing."""
    value = cell.value
    if value is None or cell.data_type == "e":
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
