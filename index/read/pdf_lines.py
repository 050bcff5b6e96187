"""The lines of one PDF page, with where they stand and how large they are."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject

from index.read.lines import is_item
from index.read.pdf_widths import width_of
from index.read.scripts import begin_of, end_of, settled

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_BULLETS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF0A8, 0xF076, 0x25CF, 0x2022, 0x7F), "•")
# as symbol fonts encode them, and, for the last, programs that use a code which the standard leaves to the bullet
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|CMBX", re.IGNORECASE)
_NOTED = re.compile(
    r"(?:[^\W\d_]{4}|\b[A-Z][a-z]{2})$"
)  # a word, and no unit, whose small figure is the mark of a note and no power
_SHOWS = {b"Tj", b"TJ", b"'", b'"'}
_OBLIQUE = -1
_SLANT = 5 / 90  # quarter turns that the lines of a crooked scan may be off
_LONGEST_SCRIPT = 8  # characters; more is other text, such as that beside a large first letter
_GAP = 0.7  # text sizes; no space between words is as wide
_LIMIT = 20 << 20  # bytes of drawing on one page; more is a map or a trap, and would take minutes

_Matrix = tuple[float, float, float, float, float, float]


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
    cells: tuple[Line, ...] = ()  # its parts, where gaps as wide as between cells divide it

    @property
    def end(self) -> float:
        """Where it ends, in points, about."""
        return self.x + width_of(self.text, self.size)


@dataclass(slots=True)
class _Open:
    """A line while its pieces arrive; `turn` is its direction in quarter turns, `base` the height of its largest
    letters and `largest` their size; `end` is where it ends, about."""

    parts: list[str] = field(default_factory=list)
    place: tuple[float, float] | None = None
    turn: int = 0
    base: float = 0.0
    largest: float = 0.0
    end: float = 0.0
    sizes: Counter[float] = field(default_factory=Counter)
    bold: int = 0
    beside: bool = False  # it stands in one printed line with the one before, behind a gap


class _Pen:
    """Takes the pieces of a page as they are drawn, and the height over the line at which each of them is."""

    def __init__(self) -> None:
        self.lines = [_Open()]
        self._set = self._rise = 0.0

    def operand(self, operator: bytes, operands: Any, around: list[float], matrix: list[float]) -> None:
        if operator == b"Ts":
            rise = operands[0] if operands else 0.0
            self._set = float(rise) if isinstance(rise, int | float) else 0.0
        elif operator in _SHOWS:
            self._rise = self._set

    def piece(self, text: str, around: list[float], matrix: list[float], font: Any, size: float) -> None:
        placed = _product((1.0, 0.0, 0.0, 1.0, 0.0, self._rise), _product(matrix, around))
        turn = _turn(placed)
        for number, part in enumerate(text.split("\n")):
            last = self.lines[-1]
            beside = not number and _is_beside(last, part, placed, turn)
            if number or beside or (last.place and part.strip() and last.turn != turn):
                self.lines.append(_Open(beside=beside))
            _extend(self.lines[-1], part, placed, turn, str((font or {}).get("/BaseFont", "")), size)


def lines_of(page: PageObject | None) -> list[Line]:
    """Lines in the order in which the page draws them; those before a defect, where the page has one."""
    pen = _Pen()
    try:
        if page is not None and _drawing_size(page) <= _LIMIT:
            page.extract_text(visitor_text=pen.piece, visitor_operand_before=pen.operand)
    except Exception:  # one bad page must not lose the others, nor its own first lines
        pass
    turns: Counter[int] = Counter()
    for line in pen.lines:
        turns[line.turn] += line.sizes.total()
    usual = max(turns, key=lambda turn: (turn != _OBLIQUE and turns[turn] > 0, turns[turn]))
    # What runs across the text, such as a watermark or the labels of an axis, is no part of it.
    lines: list[list[Line]] = []
    for line in pen.lines:
        if line.turn == usual and (done := _close(line)):
            if line.beside and lines:
                lines[-1].append(done)
            else:
                lines.append([done])
    return [_whole(cells) for cells in lines]


def _product(matrix: Sequence[float], around: Sequence[float]) -> _Matrix:
    """Text space -> page space: the text matrix within the matrix of what is drawn around it."""
    a, b, c, d, e, f = matrix
    p, q, r, s, t, u = around
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _turn(matrix: _Matrix) -> int:
    """The direction of writing in quarter turns, or _OBLIQUE."""
    exact = math.atan2(matrix[1], matrix[0]) / (math.pi / 2)
    return round(exact) % 4 if abs(exact - round(exact)) <= _SLANT else _OBLIQUE


def _drawing_size(page: PageObject) -> int:
    contents = page.get_contents()
    return len(contents.get_data()) if contents is not None else 0


def _place(matrix: _Matrix, turn: int) -> tuple[float, float]:
    """Where a piece begins, seen in the direction of its writing."""
    e, f = matrix[4:]
    return ((e, f), (f, -e), (-e, -f), (-f, e))[max(turn, 0)]


def _is_beside(line: _Open, text: str, matrix: _Matrix, turn: int) -> bool:
    """Whether a piece on the height of `line` stands behind a gap that no spaces between words make."""
    before = "".join(line.parts)
    if not line.place or not text.strip() or turn != line.turn or not (text[0].isspace() or before[-1:].isspace()):
        return False
    if not line.beside and is_item(f"{before.strip()} {text}"):
        return False
    long = line.end - line.place[0]  # it is only judged
    return _place(matrix, turn)[0] - line.end > _GAP * line.largest + 0.12 * long


def _extend(line: _Open, text: str, matrix: _Matrix, turn: int, font: str, size: float) -> None:
    seen = len(text.strip())
    if seen:
        _, _, c, d, _, _ = matrix
        x, y = _place(matrix, turn)
        size = round(abs(size) * math.hypot(c, d), 1)
        if line.place is None:
            line.place, line.turn = (x, y), turn
        text = _with_script(line, text, y, size)
        if size > line.largest:
            line.base, line.largest = y, size
        line.end = x + width_of(text.strip(), size, font)
        line.sizes[size] += seen
        line.bold += seen if _BOLD.search(font) else 0
    line.parts.append(text)


def _with_script(line: _Open, text: str, y: float, size: float) -> str:
    """A small piece above or below the line with the marks of one; nothing for the mark of a note behind a word."""
    if not 0.45 * line.largest < size < 0.9 * line.largest or len(text.strip()) > _LONGEST_SCRIPT:
        return text
    above = (y - line.base) / line.largest
    kind = "super" if 0.15 < above < 0.8 else "sub" if -0.5 < above < -0.05 else ""
    if not kind:
        return text
    bare = text.strip()
    if kind == "super":
        text = text.lstrip()  # the library takes the way up for a space
    if kind == "super" and bare.isdigit() and _NOTED.search("".join(line.parts)):
        return text.replace(bare, "")
    return text.replace(bare, f"{begin_of(kind)}{bare}{end_of(kind)}")


def _close(line: _Open) -> Line | None:
    text = " ".join(settled("".join(line.parts)).translate(_LIGATURES).translate(_BULLETS).replace("\0", "").split())
    if not text or not line.place:
        return None
    size = line.sizes.most_common(1)[0][0]
    return Line(text, line.place[0], line.base, size, line.bold > 0.9 * line.sizes.total())


def _whole(cells: list[Line]) -> Line:
    """The printed line of which these are the parts."""
    if len(cells) == 1:
        return cells[0]
    text, bold = " ".join(cell.text for cell in cells), all(cell.bold for cell in cells)
    size = max(cells, key=lambda cell: len(cell.text)).size
    return Line(text, cells[0].x, cells[0].y, size, bold, cells=tuple(cells))
