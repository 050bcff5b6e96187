"""CSV and its kin: each row as one line that names its columns."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from index.documents import Text
from index.read.builder import Builder, flat
from index.read.decode import decode
from index.read.tables import sheet_lines

_SEPARATORS = ",;\t|"
_LOOK = 40  # lines that are looked at to find the separator


def read_csv(data: bytes, name: str) -> Text:
    """Values divided by commas, semicolons, tabs or bars. Raises UnreadableFile for binary data."""
    text = decode(data, name).replace("\0", "")
    separator = _separator(text)
    if text[:4].lower() == "sep=":  # a line for Excel only
        text = text.partition("\n")[2]
    try:
        return _read(text, separator, csv.QUOTE_MINIMAL)
    except csv.Error:  # a lone quotation mark opens a field that never ends
        return _read(text, separator, csv.QUOTE_NONE)


def _read(text: str, separator: str, quoting: int) -> Text:
    builder = Builder()
    builder.lines(sheet_lines(_rows(text, separator, quoting)))
    return builder.build("csv")


def _rows(text: str, separator: str, quoting: int) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting, skipinitialspace=True)  # type: ignore[arg-type]
    for row in reader:
        yield [flat(cell) for cell in row]


def _separator(text: str) -> str:
    """What divides the first lines into the same number of fields, two or more, most often."""
    if text[:4].lower() == "sep=" and text[4:5] in _SEPARATORS:
        return text[4]
    lines = [line for line in text[: 1 << 16].splitlines()[:_LOOK] if line.strip()]
    return max(_SEPARATORS, key=lambda separator: _fit(lines, separator))


def _fit(lines: list[str], separator: str) -> tuple[int, int]:
    """How many lines have the usual number of fields, and this number; (0, 0) where that is one."""
    try:
        fields = Counter(map(len, csv.reader(lines, delimiter=separator, skipinitialspace=True)))
    except csv.Error:
        return 0, 0
    usual, count = max(fields.items(), key=lambda pair: (pair[0] > 1, pair[1]), default=(1, 0))
    return (count, usual) if usual > 1 else (0, 0)
