"""Numbers and units of a text, in one form each: '2,000', 'two thousand' and '2 000' are the same number.

Only what a reader would call a figure counts: 'one' and the ordinals up to 'third' are ordinary words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assistant.support.dates import DATE, days, free
from assistant.support.units import ORDINAL, SCALES, SHORT_SCALES, UNIT_OF, WORDS

__all__ = ["Number", "days", "numbers"]

TIME = re.compile(r"\b(\d{1,2})[:.](\d\d)\s*([ap])\.?m\b\.?|\b(\d{1,2})\s*([ap])\.?m\b\.?|\b(\d{1,2}):(\d\d)\b", re.I)
_WORD = "|".join(
    sorted({*WORDS, "hundred", "thousand", "million", "billion", "trillion", "dozen"}, key=len, reverse=True)
)
SPELLED = re.compile(
    rf"\b(?:(?:a|an)\s+(?=(?:hundred|thousand|million|billion|trillion|dozen)\b))?(?:{_WORD})\b"
    rf"(?:(?:\s*-\s*|\s+and\s+|\s+)(?:{_WORD})\b)*",
    re.IGNORECASE,
)
FIGURE = re.compile(
    r"(?P<money>(?:US)?\$|€|£)?\s?(?<![\w.,])"
    r"(?P<value>\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?!\d)"
    r"|\d+(?:\.\d+)?|\.\d+)"
    r"(?:(?P<short>k|mn|bn|tn|m|b)\b(?=\W|$)|(?P<ordinal>st|nd|rd|th)\b|(?P<decade>'?s)\b|(?P<letters>[A-Za-z]+\b)?)"
)
FOLLOWING = re.compile(
    r"\s*-?\s*(?P<scale>hundred|thousand|million|billion|trillion|mn|bn|tn)?\b[\s-]*"
    r"(?P<unit>%|°\s?[CF]\b|(?:per cent|[A-Za-z$€]+))?",
    re.I,
)
SHORT_RANGE = re.compile(r"\b((?:1\d|20)\d\d)\s?[-–—/]\s?(\d\d)\b(?!-?\d)")
LETTERS = re.compile(r"[a-z]+")
SPELLING = frozenset(_WORD.split("|"))  # a text without one of these has no figure in words
ORDERING = frozenset(word for form in ORDINAL for word in form.split("-"))
ORDINAL_WORD = re.compile(rf"\b(?:{'|'.join(sorted(ORDINAL, key=len, reverse=True))})\b", re.IGNORECASE)

NEAR, ABOVE, BELOW = "near", "above", "below"
HEDGE = re.compile(
    r"(?:(?P<near>\b(?:some|about|around|approximately|roughly|circa|ca\.?|estimated|an estimated)|~|≈)"
    r"|(?P<above>\b(?:over|more than|at least|above|exceeding|upwards of|no less than))"
    r"|(?P<below>\b(?:nearly|almost|close to|under|less than|fewer than|up to|at most|below)))"
    r"\s*(?:an?\s|the\s|\$|€|£)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """One figure: `unit` is a key of UNITS or ""; `hedge` says how loosely it is meant; `text` is its own words."""

    value: float
    unit: str
    hedge: str
    text: str
    span: tuple[int, int]

    def found_in(self, others: Iterable[Number]) -> bool:
        """Whether one of the other figures says the same."""
        return any(self._same(other) for other in others)

    def _same(self, other: Number) -> bool:
        if self.unit and other.unit and self.unit != other.unit:
            return self.unit == "decade" and not other.unit and self.value <= other.value < self.value + 10
        if self.unit == "decade" and self.value <= other.value < self.value + 10:
            return True
        if abs(self.value - other.value) <= 1e-6 * max(abs(self.value), abs(other.value)):
            return True
        ratio = other.value / self.value if self.value else 0.0
        if self.hedge == NEAR:
            return 0.95 <= ratio <= 1.05
        if self.hedge == ABOVE:
            return 1 <= ratio <= 1.25
        return self.hedge == BELOW and 0.9 <= ratio <= 1


def numbers(text: str) -> list[Number]:
    """The figures of a text in order; days of a month are left to `days`, the year of a date is a figure."""
    text = text.replace("ſ", "s")  # the long s of old prints; the patterns take it for an s, the tables do not
    taken = [match.span() for match in DATE.finditer(text)]
    found = [
        Number(float(m["y3"] or m["y4"]), "", "", m["y3"] or m["y4"], m.span())
        for m in DATE.finditer(text)
        if m["y3"] or m["y4"]
    ]
    for kind in _kinds(text):
        new = [one for one in kind(text) if free(one.span, taken)]
        found += new
        taken += [one.span for one in new]
    return sorted(found, key=lambda one: one.span)


def _kinds(text: str) -> Iterator[Callable[[str], Iterator[Number]]]:
    """The ways of writing figures that a text may use."""
    if any(letter.isdecimal() for letter in text):
        yield from (_times, _ranges, _figures)
    words = set(LETTERS.findall(text.lower()))
    if not SPELLING.isdisjoint(words):
        yield _spelled
    if not ORDERING.isdisjoint(words):
        yield _ordinals


def _times(text: str) -> Iterator[Number]:
    for match in TIME.finditer(text):
        hour = int(match[1] or match[4] or match[6])
        minute = int(match[2] or match[7] or 0)
        half = (match[3] or match[5] or "").lower()
        if hour < 24 and minute < 60 and (half or match[6]):
            hour = hour % 12 + 12 * (half == "p") if half else hour
            yield Number(hour * 60.0 + minute, "time", "", match[0].strip(), match.span())


def _ranges(text: str) -> Iterator[Number]:
    """Both years of 2021–22."""
    for match in SHORT_RANGE.finditer(text):
        if int(match[2]) > int(match[1][2:]):
            yield Number(float(match[1]), "", "", match[1], match.span(1))
            yield Number(float(match[1][:2] + match[2]), "", "", match[2], match.span(2))


def _figures(text: str) -> Iterator[Number]:
    for match in FIGURE.finditer(text):
        value = float(re.sub(r"[,\s\u00a0\u202f]", "", match["value"]))
        unit, end = UNIT_OF.get((match["money"] or "").lower(), ""), match.end()
        if match["short"] and (match["money"] or match["short"] != "m"):
            value *= SHORT_SCALES[match["short"]]
        elif match["ordinal"]:
            unit = "th"
        elif match["decade"]:
            unit = "decade"
        elif letters := (match["letters"] or match["short"]):
            if letters.lower() not in UNIT_OF:
                continue  # a name such as 3D or 45B
            unit = unit or UNIT_OF[letters.lower()]
        else:
            value, unit, end = _followed(text, end, value, unit)
        start = match.start("money") if match["money"] else match.start("value")
        yield Number(value, unit, _hedge(text, start), text[start:end].strip(), (start, end))


def _followed(text: str, end: int, value: float, unit: str) -> tuple[float, str, int]:
    """Value, unit and end of a figure with the scale and the unit that stand after it."""
    match = FOLLOWING.match(text, end)
    if not match:
        return value, unit, end
    if scale := (match["scale"] or "").lower():
        value *= SCALES.get(scale) or SHORT_SCALES[scale]
        end = match.end("scale")
    named = re.sub(r"\s", "", (match["unit"] or "").lower())
    if found := UNIT_OF.get("percent" if named == "percent" else named):
        if found == "th" or (len(named) == 1 and named.isalpha() and named != "m"):
            return value, unit, end
        return value, unit or found, match.end("unit")
    return value, unit, end


def _spelled(text: str) -> Iterator[Number]:
    for match in SPELLED.finditer(text):
        words = re.findall(r"[a-z]+", match[0].lower())
        value = _value([word for word in words if word not in ("a", "an", "and")])
        if value is None or (value <= 1 and len(words) == 1):
            continue
        value, unit, end = _followed(text, match.end(), value, "")
        yield Number(value, unit, _hedge(text, match.start()), text[match.start() : end].strip(), (match.start(), end))


def _value(words: list[str]) -> float | None:
    """The number that number words name, None where they do not make one ('two three')."""
    total, part, last = 0.0, 0.0, 0.0
    for word in words:
        if word in WORDS:
            if last and not (last >= 20 and WORDS[word] < 10) and last not in SCALES.values():
                return None
            part += WORDS[word]
            last = WORDS[word]
        else:
            scale = SCALES[word]
            if scale == 100:
                part = (part or 1) * scale
            else:
                total, part = total + (part or 1) * scale, 0.0
            last = scale
    return total + part


def _ordinals(text: str) -> Iterator[Number]:
    for match in ORDINAL_WORD.finditer(text):
        yield Number(ORDINAL[match[0].lower()], "th", "", match[0], match.span())


def _hedge(text: str, start: int) -> str:
    match = HEDGE.search(text[max(0, start - 24) : start])
    return match.lastgroup or "" if match else ""
