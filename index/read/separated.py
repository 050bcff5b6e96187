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
_USUAL = 1 << 17  # characters of a field; a longer one may be the rest of the file after a lone quotation mark

csv.field_size_limit(1 << 30)  # for the whole process; a text is bounded as a whole


def read_csv(data: bytes, name: str) -> Text:
    """Values divided by commas, semicolons, tabs or bars. Raises UnreadableFile for binary data."""
    text = decode(data, name).replace("\0", "")
    separator = _separator(text)
    if text[:4].lower() == "sep=":  # a line for Excel only
        text = text.partition("\n")[2]
    builder = Builder()
    builder.lines(sheet_lines(_rows(text, separator, _quoting(text, separator))))
    return builder.build("csv")


def _quoting(text: str, separator: str) -> int:
    """Whether quotation marks enclose fields; not where a lone one opens a field that never ends."""
    try:
        if any(len(cell) > _USUAL for row in _parsed(text, separator) for cell in row):
            for _ in _parsed(text, separator, strict=True):
                pass
    except csv.Error:
        return csv.QUOTE_NONE
    return csv.QUOTE_MINIMAL


def _rows(text: str, separator: str, quoting: int) -> Iterator[list[str]]:
    for row in _parsed(text, separator, quoting):
        yield [flat(cell) for cell in row]


def _parsed(
    text: str, separator: str, quoting: int = csv.QUOTE_MINIMAL, *, strict: bool = False
) -> Iterator[list[str]]:
    """The rows; where `strict`, csv.Error for quotation marks that do not enclose a field."""
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=separator, quoting=quoting, skipinitialspace=True, strict=strict)  # type: ignore[arg-type]


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
