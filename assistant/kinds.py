"""What the form of a question asks for, "when", "how long", and whether a short text is of that kind. English only."""

from __future__ import annotations

import re

_NUMBER = r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b"
_TIME = (
    r"\d{1,2}[:.]\d\d|(?:19|20)\d\d|\d\s?[ap]\.?m|noon|midnight|daily|any ?time|\d\s?(?:st|nd|rd|th)\b|"
    r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|\b(?:weeks?|months?|years?|days?|hours?)\b|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
)
_SPAN = r"\b(?:sec|min|hour|hr|day|night|week|month|year|decade|term|semester)\w*\b|\d\s?[hs]\b"
_LENGTH = r"\d\s?(?:[mck]?m|met(?:er|re)s?|kilomet\w+|centimet\w+|miles?|mi|feet|foot|ft|inch\w*|in|yards?)\b|\d[\"'”’]"
_MONEY = (
    r"[€£$¥%]|\b(?:eur|gbp|usd|chf|kr|euros?|pounds?|dollars?|pence|cents?|francs?|free|none|nil)\b|\d\s?p\b|per ?cent|"
    r"^[\d.,]+$"
)
_NAME = r"^(?-i:[A-Z])(?!\S*\d)"
_KINDS = [
    (re.compile(rf"\b(?:{asks})\b", re.IGNORECASE), re.compile(kind, re.IGNORECASE))
    for asks, kind in (
        ("when|what (?:date|day|time)", _TIME),
        ("who|whom|whose", _NAME),
        ("how much (?:is|are|was|were)|costs?|price", _MONEY),
        ("how much", f"{_NUMBER}|{_MONEY}"),
        ("how long", f"{_SPAN}|{_LENGTH}"),
        ("how old", rf"{_SPAN}|^\d+$|(?:19|20)\d\d"),
        ("how (?:far|tall|high|wide|deep)", f"{_LENGTH}|{_SPAN}"),
        ("how (?:big|large|many|heavy|fast)", _NUMBER),
        ("how (?:often|soon|late|early)", f"{_TIME}|{_SPAN}"),
    )
]


def fits(value: str, question: str) -> bool:
    """Whether a value is of every kind that the form of a question asks for."""
    return all(kind.search(value) for asks, kind in _KINDS if asks.search(question))
