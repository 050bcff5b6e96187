"""Text -> the stems that are compared: figures in one form, contractions opened, denials and opposites known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from assistant.support.quantity import Number
from assistant.support.units import EARLY
from index.store.terms import STOP_WORDS, stems

NEGATIONS = frozenset("not no never none neither nor without nobody nobodi nothing noth hardly cannot".split())
AUXILIARIES = "also too very just still yet even however thus hence although though while both each".split()
SCOPE = 3  # content stems after a negation that it denies

OPPOSITES = [
    "more less fewer", "most least fewest", "before after", "increase decrease reduce decline",
    "increased decreased reduced declined", "rise fall drop", "rose fell dropped", "rising falling",
    "higher lower", "high low", "highest lowest", "larger smaller", "large small", "largest smallest",
    "big small", "bigger smaller", "greater less smaller", "longer shorter", "long short", "older younger",
    "old new young", "oldest youngest newest", "first last", "earlier later", "early late", "earliest latest",
    "above below", "over under", "always never", "all none", "win lose", "won lost", "gain lose", "north south",
    "northern southern", "east west", "eastern western", "northeast southwest", "northwest southeast",
    "male female", "man woman", "men women", "father mother", "brother sister", "son daughter", "husband wife",
    "boy girl", "begin end", "began ended", "start end finish", "started ended stopped finished", "open closed",
    "import export", "imports exports", "allow ban forbid prohibit", "allowed banned forbidden prohibited",
    "permitted prohibited banned", "accept reject refuse", "accepted rejected refused", "agree disagree",
    "support oppose", "supported opposed", "true false", "success failure", "succeed fail", "succeeded failed",
    "positive negative", "strong weak", "stronger weaker", "major minor", "majority minority", "public private",
    "internal external", "inside outside", "left right", "front back", "upper lower", "top bottom", "best worst",
    "better worse", "good bad", "hot cold", "warm cool", "summer winter", "day night", "dead alive", "born died",
    "birth death", "buy sell", "bought sold", "borrow lend", "include exclude", "included excluded",
    "maximum minimum", "many few", "often rarely seldom", "possible impossible", "legal illegal", "able unable",
    "common rare uncommon", "rich poor", "young old", "fast slow", "faster slower", "easy difficult hard",
    "enter leave exit", "join leave", "joined left", "arrive depart", "arrived departed", "present absent",
    "guilty innocent", "primary secondary", "ancient modern", "past future", "war peace", "victory defeat",
    "enemy ally", "same different", "with without", "domestic foreign", "permanent temporary", "single married",
    "full empty", "heavy light", "wide narrow", "deep shallow", "up down",
]  # fmt: skip


@cache
def _opposites() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for group in OPPOSITES:
        forms = [stems(word)[0] for word in group.split()]
        table.setdefault(forms[0], set()).update(forms[1:])  # the first against each of the others
        for other in forms[1:]:
            table.setdefault(other, set()).add(forms[0])
    return {stem: frozenset(others - {stem}) for stem, others in table.items()}


@cache
def _stop_stems() -> frozenset[str]:
    return frozenset(stem for word in (*STOP_WORDS, *AUXILIARIES) for stem in stems(word))


def content(stem: str) -> bool:
    """Whether a stem says something of its own."""
    return stem not in _stop_stems() and stem not in NEGATIONS


def figure(stem: str) -> bool:
    """Whether a stem is a figure's token."""
    return stem[:1] == "n" and stem[1:2].isdigit()


def tokens(text: str, figures: Sequence[Number]) -> list[str]:
    """The stems of a text in order, each of its figures as one canonical token."""
    parts, at = [], 0
    for one in figures:
        parts += [text[at : one.span[0]], f" {_token(one)} "]
        at = one.span[1]
    parts.append(text[at:])
    return stems(opened("".join(parts)))


def _token(one: Number) -> str:
    if one.unit == "th" and one.value in EARLY:
        return EARLY[one.value]
    token = f"n{abs(one.value):.10g}".replace(".", "p").replace("+", "") + (" minus" if one.value < 0 else "")
    return token + {"%": " percent", "$": " dollar"}.get(one.unit, "")


def opened(text: str) -> str:
    """The text with 'n't' as 'not' and without the marks of tokenised text."""
    text = text.replace("’", "'").replace("``", " ").replace("''", " ")
    text = re.sub(
        r"\b(ca|wo|sha)n't\b",
        lambda m: {"ca": "can", "wo": "will", "sha": "shall"}[m[1].lower()] + " not",
        text,
        flags=re.I,
    )
    text = re.sub(r"\s?n't\b", " not", text)
    text = re.sub(r"\be-(?=mails?\b)", "e", text, flags=re.I)
    return re.sub(r"\bcannot\b", "can not", text)


def denied(words: Sequence[str]) -> tuple[set[str], set[str]]:
    """Content stems that a negation denies somewhere, and those that stand undenied somewhere."""
    no: set[str] = set()
    yes: set[str] = set()
    left = 0
    for word in words:
        if word in NEGATIONS:
            left = SCOPE
        elif content(word):
            (no if left else yes).add(word)
            left = max(0, left - 1)
    return no, yes


def opposed(claim: set[str], evidence: set[str]) -> list[tuple[str, str]]:
    """Pairs (claim's word, evidence's word) that say the opposite, neither side having the other's word too."""
    table = _opposites()
    found = []
    for stem in claim - evidence:
        others = (table.get(stem, frozenset()) | _prefixed(stem)) & evidence
        found += [(stem, other) for other in others - claim]
    return found


@lru_cache(1 << 12)
def _prefixed(stem: str) -> frozenset[str]:
    """The stem with and without the prefixes that turn a word round."""
    turned = {prefix + stem for prefix in ("un", "in", "im", "il", "ir", "dis", "non")}
    turned |= {stem.removeprefix(p) for p in ("un", "im", "il", "ir", "dis", "non") if len(stem) - len(p) > 3}
    return frozenset(turned - {stem})
