"""The lines of one PDF page, with where they stand and how large they are."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_BULLETS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF0A8, 0xF076, 0x25CF, 0x2022), "•")  # as symbol fonts encode them
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|CMBX", re.IGNORECASE)
_LIMIT = 20 << 20  # bytes of drawing on one page; more is a map or a trap, and would take minutes


@dataclass(slots=True)
class Line:
    """One printed line: where its first character stands and its font size, in points; `y` grows upwards."""

    text: str
    x: float
    y: float
    size: float
    bold: bool
    page: int = 0
    row: bool = False  # a row of a table, its cells divided by " | "


@dataclass(slots=True)
class _Open:
    """A line while its pieces arrive; `turn` is its direction in quarter turns."""

    parts: list[str] = field(default_factory=list)
    place: tuple[float, float] | None = None
    turn: int = 0
    sizes: Counter[float] = field(default_factory=Counter)
    bold: int = 0


def lines_of(page: PageObject | None) -> list[Line]:
    """Lines in the order in which the page draws them; those before a defect, where the page has one."""
    opened = [_Open()]

    def piece(text: str, around: list[float], matrix: list[float], font: Any, size: float) -> None:
        for number, part in enumerate(text.split("\n")):
            if number:
                opened.append(_Open())
            _extend(opened[-1], part, _product(matrix, around), str((font or {}).get("/BaseFont", "")), size)

    try:
        if page is not None and _drawing_size(page) <= _LIMIT:
            page.extract_text(visitor_text=piece)
    except Exception:  # one bad page must not lose the others, nor its own first lines
        pass
    turns: Counter[int] = Counter()
    for line in opened:
        turns[line.turn] += line.sizes.total()
    usual = turns.most_common(1)[0][0]
    # What runs across the text, such as the labels of an axis or a stamp in the margin, is no part of it.
    return [done for line in opened if line.turn == usual and (done := _close(line))]


def _product(matrix: list[float], around: list[float]) -> tuple[float, float, float, float, float, float]:
    """Text space -> page space: the text matrix within the matrix of what is drawn around it."""
    a, b, c, d, e, f = matrix
    p, q, r, s, t, u = around
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _drawing_size(page: PageObject) -> int:
    contents = page.get_contents()
    return len(contents.get_data()) if contents is not None else 0


def _extend(line: _Open, text: str, matrix: tuple[float, ...], font: str, size: float) -> None:
    seen = len(text.strip())
    if seen:
        a, b, c, d, e, f = matrix
        turn = round(math.atan2(b, a) / (math.pi / 2)) % 4
        x, y = ((e, f), (f, -e), (-e, -f), (-f, e))[turn]
        size = round(abs(size) * math.hypot(c, d), 1)
        if line.place is None:
            line.place, line.turn = (x, y), turn
        elif _is_note_mark(line, text, y, size):
            return
        line.sizes[size] += seen
        line.bold += seen if _BOLD.search(font) else 0
    line.parts.append(text)


def _is_note_mark(line: _Open, text: str, y: float, size: float) -> bool:
    """Whether a small raised number stands behind punctuation; elsewhere it may be a power or a unit and stays."""
    if not line.place or not text.strip().isdigit() or not re.search(r"[.,;:!?”\"’)]\s*$", "".join(line.parts)):
        return False
    return size < 0.8 * max(line.sizes) and y > line.place[1] + 0.1 * size


def _close(line: _Open) -> Line | None:
    text = " ".join("".join(line.parts).translate(_LIGATURES).translate(_BULLETS).replace("\0", "").split())
    if not text or not line.place:
        return None
    size = line.sizes.most_common(1)[0][0]
    return Line(text, *line.place, size, line.bold > 0.9 * line.sizes.total())
