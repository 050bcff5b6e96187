"""Small figures above or below the line: 10⁶ must not become 106, and the mark of a note is no figure.

Words that are struck out go, since they hold no longer.
"""

from __future__ import annotations

import re

_STARTS = {"super": "\ue020", "sub": "\ue022", "power": "\ue024", "struck": "\ue026"}  # private characters
_ENDS = {"super": "\ue021", "sub": "\ue023", "power": "\ue025", "struck": "\ue027"}
_MARK = re.compile("[\ue020-\ue027]")
_STRUCK = re.compile(
    " ?\ue026[^\ue026\ue027]*\ue027(?=[\\s.,;:!?)]|$)|\ue026[^\ue026\ue027]*\ue027"
)  # with a space too many
_MARKED = re.compile("([\ue020\ue022\ue024])([^\ue020-\ue025]*)[\ue021\ue023\ue025]")
_SEAM = re.compile("\ue021\ue020|\ue023\ue022|\ue027\ue026")
_ABOVE = dict(zip("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_BELOW = dict(zip("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎", strict=True))
_UNIT = re.compile(r"(?:^|[\W\d_])(?:[^\W\d_]|[mcdkμµn]m|ft|yd|in|mi|sec|min)$")  # or a single letter
_NOTE = re.compile(r"\[?(?:\d{1,3}|[a-z])(?:\s*[,–-]\s*(?:\d{1,3}|[a-z]))*\]?$")
_ORDINAL = re.compile(
    r"(?:st|nd|rd|th|er|ers|re|e|ème|eme|ère|do|da|mo|ma|to|ta|vo|va|no|na|os|as|o|a)$", re.IGNORECASE
)


def begin_of(kind: str) -> str:
    """The mark before what stands above ("super") or below ("sub") the line, is a "power" or "struck" out.

    `settled` reads it.
    """
    return _STARTS[kind]


def end_of(kind: str) -> str:
    """The mark behind it."""
    return _ENDS[kind]


def settled(text: str) -> str:
    """`text` with small figures instead of marks, without the marks of notes and what is struck out."""
    if not _MARK.search(text):
        return text
    done, end = "", 0
    joined = _kept(_SEAM.sub("", text))
    for found in _MARKED.finditer(joined):
        done += joined[end : found.start()]
        done += _READINGS[found[1]](done[-30:], found[2])
        end = found.end()
    return _MARK.sub("", done + joined[end:])


def _kept(text: str) -> str:
    """`text` without what is struck out, the innermost first."""
    while (kept := _STRUCK.sub("", text)) != text:
        text = kept
    return text


def _raised(before: str, text: str) -> str:
    bare = text.strip()
    last = before[-1:]
    if not bare or not last or last.isspace() or not re.search(r"\w", bare):
        return text
    if last.isdigit():
        if _ORDINAL.match(bare):
            return text
        return "" if "," in bare and _NOTE.match(bare) else _power(before, bare)
    if last.isalpha() and not _UNIT.search(before):
        # A word may be raised to a power as in O(words²), and a figure may be a note's mark: either is shown as it is.
        return _power(before, bare) if bare.isdigit() else "" if _NOTE.match(bare) else text
    if last.isalpha() or last in ")]}":
        return _power(before, bare)
    return "" if _NOTE.match(bare) else text


def _power(_: str, text: str) -> str:
    if all(letter in _ABOVE for letter in text):
        return "".join(_ABOVE[letter] for letter in text)
    return f"^{text}" if re.fullmatch(r"\w+", text) else f"^({text})"


def _lowered(before: str, text: str) -> str:
    """Figures below the line stay as people type them, H2O; only behind a figure they would make another one."""
    if before[-1:].isdigit() and text.strip() and all(letter in _BELOW for letter in text.strip()):
        return "".join(_BELOW[letter] for letter in text.strip())
    return text


_READINGS = {_STARTS["super"]: _raised, _STARTS["sub"]: _lowered, _STARTS["power"]: _power}
