"""How wide a piece of a PDF's text is, judged by its letters: the widths of its font are not told with it."""

from __future__ import annotations

import re

_EVEN = re.compile(r"Courier|Mono|Consol|Menlo|CMTT", re.IGNORECASE)  # fonts whose letters are of one width
_NARROW = frozenset(" iljtfrI.,:;'|!()[]·’‘")
_WIDE = frozenset("mwMW@%—…")


def width_of(text: str, size: float, font: str = "") -> float:
    """Width of `text` in points, within some 15 percent for the usual fonts; `size` is the font's, in points, and
    `font` its name."""
    return size * (0.6 * len(text) if _EVEN.search(font) else sum(map(_width, text)))


def _width(letter: str) -> float:
    """Width of a letter in text sizes."""
    if letter in _NARROW:
        return 0.29
    if letter in _WIDE:
        return 0.85
    if ord(letter) > 0x2E7F:  # Chinese, Japanese, Korean
        return 1.0
    return 0.68 if letter.isupper() else 0.53
