"""Rich Text Format: striprtf turns it into lines, which become paragraphs, headings and table rows."""

from __future__ import annotations

import codecs
import re
from itertools import groupby

from striprtf.striprtf import rtf_to_text

from index.documents import Text
from index.read.builder import Builder, flat
from index.read.rtf_marks import marked_up
from index.read.scripts import settled
from index.read.tables import table_lines

_CODEPAGE = re.compile(rb"\\ansicpg(\d+)")
_OUTLINE = re.compile(r"\\outlinelevel([0-8])(?!\d)")
_TITLE = re.compile(r"\{\\title\s+((?:[^{}]|\\[{}])*)\}")
_CELL = re.compile(r"(?<!\\)\\(?:nest)?cell(?![A-Za-z\d])")
_LEVELS = 0xE000  # a private character that starts a heading of level 1; the next one level 2, and so on
_CELL_END = "\ue010"  # one that ends a cell: striprtf ends it by a bar, which may be its last letter too


def read_rtf(data: bytes, name: str) -> Text:
    """An RTF document of any code page; each of its lines is a paragraph."""
    source = data.decode(_encoding(data), "replace")
    title = _TITLE.search(source[: 1 << 16])
    builder = Builder()
    marked = _CELL.sub(rf"{{\\uc0\\u{ord(_CELL_END)} }}\g<0>", _OUTLINE.sub(_marked, marked_up(source)))
    for is_row, lines in groupby(_words(marked).split("\n"), lambda line: line.endswith(f"{_CELL_END}|")):
        if is_row:
            rows = [line.split(f"{_CELL_END}|")[:-1] for line in lines]
            builder.lines(table_lines([[flat(settled(cell)) for cell in row] for row in rows]))
            continue
        for line in lines:
            _add(builder, settled(line.replace(_CELL_END, "")).strip())
    return builder.build("rtf", _words(f"{{\\rtf1 {title[1]}}}") if title else "")


def _encoding(data: bytes) -> str:
    declared = _CODEPAGE.search(data[:4096])
    encoding = f"cp{declared[1].decode()}" if declared else "cp1252"
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "cp1252"


def _marked(outline: re.Match[str]) -> str:
    return f"{outline[0]}{{\\uc0\\u{_LEVELS + int(outline[1])} }}"


def _words(source: str) -> str:
    text: str = rtf_to_text(source, errors="replace")
    # Characters beyond the first plane come as pairs of surrogates.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _add(builder: Builder, line: str) -> None:
    level = ord(line[0]) - _LEVELS if line else -1
    if 0 <= level <= 8:
        builder.heading(line[1:], level + 1)
    else:
        builder.add(line)
