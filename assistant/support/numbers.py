"""Numbers and units of a text, in one form each: '2,000', 'two thousand' and '2 000' are the same number.

Only what a reader would call a figure counts: 'one' and the ordinals up to 'third' are ordinary words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from assistant.support.dates import DATE, days, free
from assistant.support.quantity import Number
from assistant.support.units import (
    CASED,
    DECADES,
    FRACTIONS,
    MOMENTS,
    MONEY,
    ORDINAL,
    SCALES,
    SHORT_SCALES,
    UNIT_OF,
    WORDS,
)

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
    r"(?P<sign>(?<![^\s(\[:;,=])[-−–]|\bminus\s+)?"
    r"(?P<money>(?:US)?\$|€|£|¥|\b(?:EUR|USD|GBP|CHF|JPY)\b)?\s?(?<![\w.,])"
    r"(?P<value>\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?!\d)"
    r"|\d+(?:\.\d+)?|\.\d+)(?P<part>\s?[½¼¾]|\s1/2\b)?"
    r"(?:(?P<short>k|mn|bn|tn|m|b)\b(?=[^/²³\w]|$)|(?P<ordinal>st|nd|rd|th)\b|(?P<decade>'?s)\b)?"
)
_PHRASES = "|".join(re.escape(form).replace("\\ ", r"\s+") for form in UNIT_OF if " " in form)
FOLLOWING = re.compile(
    r"\s*-?\s*(?:(?P<scale>hundred|thousand|million|billion|trillion|mn|bn|tn)\b)?[\s-]*"
    rf"(?P<unit>%|[°º]\s?[CF]\b|(?:{_PHRASES})\b|[A-Za-zµμ€$£¥]+(?:/[A-Za-z]+\b|[²³]|[23]\b)?)?",
    re.I,
)
ATTACHED = re.compile(r"[A-Za-z]")
SHARED = re.compile(r"\s?(?:to|and|or|,|[-–—])\s?$")  # "5 to 10%": what stands between two figures of one unit
SHORT_RANGE = re.compile(r"\b((?:1\d|20)\d\d)\s?[-–—/]\s?(\d\d)\b(?!-?\d)")
CODE = re.compile(
    r"\b\d+(?:\.\d+){2,}\b"  # a version, an address
    r"|\b(?:[A-Z][A-Za-z]{0,4}|[A-Z]{1,4}-)\d\w*(?:[-.]\d\w*)*\b"  # BA123, E-203
    r"|(?<![\w.,])\d+[A-Za-z]\w*\b"  # 3D; and 20mg, where it is no figure
)
YEAR = re.compile(r"[12]\d{3}")
LETTERS = re.compile(r"[a-z]+")
SHORT_YEAR = re.compile(r"(?<!\w)['’](\d\d)\b(?!['’]?s)")
NAMED = re.compile(rf"\b(?:{'|'.join((*MOMENTS, *DECADES))})\b", re.IGNORECASE)
NAMING = frozenset((*MOMENTS, *DECADES))
HALF = re.compile(r"\s+and\s+a\s+half\b", re.IGNORECASE)
SPELLING = frozenset(_WORD.split("|"))  # a text without one of these has no figure in words
ORDERING = frozenset(word for form in ORDINAL for word in form.split("-"))
ORDINAL_WORD = re.compile(rf"\b(?:{'|'.join(sorted(ORDINAL, key=len, reverse=True))})\b", re.IGNORECASE)

HEDGE = re.compile(
    r"(?:(?P<near>\b(?:some|about|around|approximately|roughly|circa|ca\.?|estimated|an estimated)|~|≈)"
    r"|(?P<above>\b(?:over|more than|at least|above|exceeding|upwards of|no less than))"
    r"|(?P<below>\b(?:nearly|almost|close to|under|less than|fewer than|up to|at most|below)))"
    r"\s*(?:an?\s|the\s|\$|€|£)?$",
    re.IGNORECASE,
)


def numbers(text: str) -> list[Number]:
    """The figures of a text in order; days of a month are left to `days`, the year of a date is a figure."""
    text = text.replace("ſ", "s")  # the long s of old prints; the patterns take it for an s, the tables do not
    taken = [match.span() for match in DATE.finditer(text)]
    found = [
        Number(float(m["y3"] or m["y4"]), "", "", m["y3"] or m["y4"], m.span())
        for m in DATE.finditer(text)
        if m["y3"] or m["y4"]
    ]
    taken += [match.span() for match in CODE.finditer(text) if match[0].count(".") > 1]
    for kind in _kinds(text):
        new = [one for one in kind(text) if free(one.span, taken)]
        found += new
        taken += [one.span for one in new]
    return _sharing(sorted(found, key=lambda one: one.span), text)


def codes(text: str, figures: Iterable[Number]) -> list[str]:
    """What is written with figures and is none: a version (3.2.1), a flight (BA123), a model (3D)."""
    taken = [one.span for one in figures if not one.text.isdecimal()] + [match.span() for match in DATE.finditer(text)]
    return [match[0] for match in CODE.finditer(text) if free(match.span(), taken)]


def _sharing(found: list[Number], text: str) -> list[Number]:
    """The figures, those without a unit with that of the next one of their range."""
    for at in reversed(range(len(found) - 1)):
        one, other = found[at], found[at + 1]
        unit = other.unit or other.shared
        if (
            not one.unit
            and unit
            and not YEAR.fullmatch(one.text)
            and SHARED.fullmatch(text, one.span[1], other.span[0])
        ):
            found[at] = replace(one, shared=unit, counts=False)
    return found


def _kinds(text: str) -> Iterator[Callable[[str], Iterator[Number]]]:
    """The ways of writing figures that a text may use."""
    if any(letter.isdecimal() for letter in text):
        yield from (_times, _ranges, _short_years, _figures)
    words = set(LETTERS.findall(text.lower()))
    if not NAMING.isdisjoint(words):
        yield _named
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
            yield Number(hour * 60.0 + minute, "clock", "", match[0].strip(), match.span())


def _ranges(text: str) -> Iterator[Number]:
    """Both years of 2021–22."""
    for match in SHORT_RANGE.finditer(text):
        if int(match[2]) > int(match[1][2:]):
            yield Number(float(match[1]), "", "", match[1], match.span(1))
            yield Number(float(match[1][:2] + match[2]), "", "", match[2], match.span(2))


def _short_years(text: str) -> Iterator[Number]:
    """'98, of this century where it can be."""
    for match in SHORT_YEAR.finditer(text):
        year = int(match[1])
        yield Number(year + (2000.0 if year < 30 else 1900.0), "", "", match[0], match.span())


def _named(text: str) -> Iterator[Number]:
    """Noon and the nineties."""
    for match in NAMED.finditer(text):
        word = match[0].lower()
        value = MOMENTS.get(word, DECADES.get(word, 0.0))
        yield Number(value, "clock" if word in MOMENTS else "decade", "", match[0], match.span())


def _figures(text: str) -> Iterator[Number]:
    for match in FIGURE.finditer(text):
        value = float(re.sub(r"[,\s\u00a0\u202f]", "", match["value"]))
        unit, end = UNIT_OF.get((match["money"] or "").lower(), ""), match.end()
        money, counts, or_ = unit in MONEY, False, 0.0
        if part := match["part"]:
            value += FRACTIONS.get(part.strip(), 0.5)
        if match["ordinal"]:
            unit = "th"
        elif match["decade"]:
            unit = "decade"
        elif short := match["short"]:
            after, end = _unit(text, end)
            unit = unit or (after if after in MONEY else "")
            if short != "m" or unit in MONEY:
                value *= SHORT_SCALES[short]
            else:
                unit, or_ = "m", value * 1e6
            end = end if after in MONEY and not money else match.end()
        else:
            attached = ATTACHED.match(text, end) is not None
            was = end
            value, unit, end = _followed(text, end, value, unit)
            if attached and end == was:
                continue  # a name such as 3D or 45B
            counts = not unit and re.match(r"\s+[a-z]", text[end : end + 9]) is not None
        start = match.start("money") if match["money"] else match.start("value")
        if match["sign"]:
            value, start = -value, match.start("sign")
        yield Number(value, unit, _hedge(text, start), text[start:end].strip(), (start, end), counts=counts, or_=or_)


def _unit(text: str, end: int) -> tuple[str, int]:
    """The unit that stands behind a figure and where it ends; "" and the figure's own end where none does."""
    match = FOLLOWING.match(text, end)
    if not match or not match["unit"]:
        return "", end
    written = re.sub(r"\s+", " ", match["unit"])
    named = written.lower()
    named = named.replace(" ", "") if named[0] in "°º" else named
    single = len(written) == 1 and written.isalpha() and ATTACHED.match(text, end) is None
    if single and written not in CASED:
        return "", end
    unit, stop = UNIT_OF.get(named, ""), match.end("unit")
    if not unit and "/" in named:
        unit, stop = UNIT_OF.get(named.split("/")[0], ""), stop - len(named) + named.index("/")
    return (unit, stop) if unit and unit != "th" else ("", end)


def _followed(text: str, end: int, value: float, unit: str) -> tuple[float, str, int]:
    """Value, unit and end of a figure with the scale and the unit that stand after it."""
    if (match := FOLLOWING.match(text, end)) and (scale := (match["scale"] or "").lower()):
        value *= SCALES.get(scale) or SHORT_SCALES[scale]
        end = match.end("scale")
    found, stop = _unit(text, end)
    return (value, unit or found, stop) if found else (value, unit, end)


def _spelled(text: str) -> Iterator[Number]:
    for match in SPELLED.finditer(text):
        words = re.findall(r"[a-z]+", match[0].lower())
        value = _value([word for word in words if word not in ("a", "an", "and")])
        if value is None or (value <= 1 and len(words) == 1 and not HALF.match(text, match.end())):
            continue
        end = match.end()
        if half := HALF.match(text, end):
            value, end = value + 0.5, half.end()
        value, unit, end = _followed(text, end, value, "")
        counts = not unit and re.match(r"\s+[a-z]", text[end : end + 9]) is not None
        said, span = text[match.start() : end].strip(), (match.start(), end)
        yield Number(value, unit, _hedge(text, match.start()), said, span, counts=counts)


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
