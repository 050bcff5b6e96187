"""Number formats of Excel: the currency, the unit and the leading zeros that a bare figure lacks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.read.builder import flat

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|([0#?][0#?,.]*)|(.)', re.DOTALL)
_SECTION = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*)(?:;|$)', re.DOTALL)
_SIGNS = "()+-− "  # that the sign of the number says as well
_AS_IT_IS = re.compile(r"general|@|[#?0]\s*/|e[+-]", re.IGNORECASE)
_MOST_ZEROS = 30


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a section of a format writes around a number, and how."""

    before: str = ""
    behind: str = ""
    zeros: int = 0  # digits that are written at least
    thousands: int = 0  # how many times the number is divided by 1,000
    percent: int | None = None  # decimals of a percentage


def shown_number(value: float, format: str) -> str:
    """A number with what its format writes before and behind it; its digits are kept, but for percentages."""
    shapes = _shapes(format or "")
    shape = shapes[1] if value < 0 and len(shapes) > 1 else shapes[0]
    sign, size = ("-" if value < 0 else ""), abs(value)
    if shape.percent is not None:
        digits = f"{100 * size:.{shape.percent}f}"
    else:
        size = size / 1000**shape.thousands if shape.thousands else size
        digits = f"{size:.15g}" if isinstance(size, float) else str(size)
    if shape.zeros > 1 and digits.isdigit():
        digits = digits.zfill(shape.zeros)
    return flat(f"{sign}{shape.before}{digits}{shape.behind}")


@lru_cache(maxsize=1000)
def _shapes(format: str) -> list[_Shape]:
    """The shapes of positive and of negative numbers."""
    sections = [found[1] for found in _SECTION.finditer(format)][:2]
    return [_shape(section) for section in sections if section] or [_Shape()]


def _shape(section: str) -> _Shape:
    if _AS_IT_IS.search(re.sub(r'"[^"]*"|\[[^\]]*\]', "", section)):
        return _Shape()
    around, digits = ["", ""], ""
    for quoted, escaped, money, places, other in _TOKEN.findall(section):
        if places and not digits:
            digits = places
        elif places or other == '"':
            return _Shape()  # such as a telephone number's, 000-0000
        else:
            around[bool(digits)] += (
                quoted or escaped or money or (other if other not in "%," else "") or " " * (other == " ")
            )
    if not digits:
        return _Shape()
    decimals = digits.partition(".")[2]
    whole = digits.partition(".")[0].rstrip(",")
    percent = len(decimals.strip(",")) if "%" in re.sub(r'"[^"]*"', "", section) else None
    zeros = whole.count("0") if set(whole) == {"0"} else 0
    before, behind = (_words(one) for one in around)
    return _Shape(before, behind + "%" * (percent is not None), min(zeros, _MOST_ZEROS), _scale(digits), percent)


def _words(around: str) -> str:
    """What is written beside a number, but for signs."""
    return around if around.strip(_SIGNS) == around.strip() else around.strip(_SIGNS)


def _scale(digits: str) -> int:
    return len(digits) - len(digits.rstrip(","))
