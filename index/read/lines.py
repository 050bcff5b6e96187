"""Lines that a page or an editor has broken, put together again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise, repeat

BULLET = re.compile(r"\s*[•◦▪‣●○■□⁃∙·➢➤✓*–—-]\s+(?=\S)")
NUMBER = re.compile(r"\s*(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)]|\d+(?:\.\d+)+\.?)\s+(?=\S)")
FIELD = re.compile(r"^[^\W\d_][^:.;,!?]{0,40}:\s+\S")  # "Due: 3 July", a line of a form
_ANSWER = re.compile(r"(?:answer|a):", re.IGNORECASE)  # it stays with its question
_SENTENCE_END = re.compile(r"[.!?:;。！？؟…][\"'”’»)\]]*(?:\s*\[?\d{0,3}\]?)$")
_HYPHENATED = re.compile(r"([^\W_]+)([-\xad\u2010])$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_FIRST_WORD = re.compile(r"[^\W_]+")
_ENDS_OF_COMPOUNDS = re.compile(r"(?:up|term|based|oriented|driven)(?![^\W_])")

_SAYS = 4  # words of paragraphs that say more than a name


def words(text: str) -> frozenset[str]:
    """The words of a list that is easier to read on one line."""
    return frozenset(text.split())


_COMPOUND = words(
    "self well non cross quasi two three four five six seven eight nine ten twenty thirty forty fifty sixty seventy "
    "eighty ninety"
)
_SMALL = words("a and at by de du for in la le of on the to up")  # inside compounds such as "state-of-the-art"
_AND = words("and und oder sowie bis")  # after a part of a word that stands for a whole one, as in "pre- and post-war"


def words_of(text: str) -> Counter[str]:
    """How often each word, and each word with hyphens inside, occurs in `text`, in lower case."""
    return Counter(_WORD.findall(text.lower()))


def ends_sentence(line: str) -> bool:
    """Whether `line` could be the last of its paragraph."""
    return bool(_SENTENCE_END.search(line[-40:].rstrip()))


def is_item(line: str) -> bool:
    """Whether `line` starts an item of a list."""
    return bool(BULLET.match(line) or NUMBER.match(line))


def as_item(line: str) -> str:
    """A list item with "• " for whatever bullet it has; numbers and letters stay."""
    return BULLET.sub("• ", line, count=1).strip() if BULLET.match(line) else line.strip()


def flowing(lines: Sequence[str]) -> str:
    """The lines of a paragraph as one, but for those of a form, which stay apart."""
    seams = (
        "\n" if FIELD.match(one) and FIELD.match(other) and not _ANSWER.match(other) else " "
        for one, other in pairwise(lines)
    )
    return lines[0] + "".join(seam + line for seam, line in zip(seams, lines[1:], strict=True))


def is_label(line: str) -> bool:
    """Whether words that stand out, as in bold type, are short enough and built to head what follows."""
    text = line.strip()
    plain = len(text) <= 80 and not text.endswith((".", ",", ";", ":", "!")) and ": " not in text
    return plain and re.search(r"[^\W\d_]{3}", text) is not None


def together(paragraphs: Iterable[str]) -> str:
    """Short paragraphs on one line, as those of a cell: what does not go on gets a mark between it and the next.

    A name such as "Unit price" may be broken anywhere, so a few words have none.
    """
    parts = [" ".join(one.split()) for one in paragraphs if one.strip()]
    if sum(len(part.split()) for part in parts) < _SAYS:
        return " ".join(parts)
    line = ""
    for part in parts:
        line += ("; " if _breaks_off(line, part) else " ") + part if line else part
    return line


def _breaks_off(line: str, following: str) -> bool:
    """Whether a line ends without a stop though the next begins anew."""
    last = (line.rstrip("\"'”’»)]") or line)[-1]
    first = next(filter(str.isalnum, following), "")
    return (last.isalnum() or last in "%°€$£*+") and bool(first) and not first.islower()


def join(lines: Iterable[str], known: Counter[str], marks: Iterable[str] = repeat("")) -> str:
    """`lines` as one, words that a hyphen had broken whole again; each of `marks` stands before its line.

    A hyphen goes where the rest of the word is lower case, unless the word keeps it elsewhere in the document, whose
    words are `known`, or is a usual compound such as "self-made", "e-mail" or "state-of-the-art".
    """
    parts: list[str] = []
    for line, mark in zip(map(str.strip, lines), marks, strict=False):
        if parts:
            keep, between = _seam(parts[-1], line, known)
            parts[-1] = parts[-1][:keep]
            parts.append(between + mark)
        parts.append(line)
    return "".join(parts)


def _seam(left: str, right: str, known: Counter[str]) -> tuple[int, str]:
    """How many characters of `left` to keep, and what to put between it and `right`."""
    broken, rest = _HYPHENATED.search(left[-40:]), _FIRST_WORD.match(right)
    if not broken or not rest or rest[0] in _AND:
        return len(left), " "
    if not rest[0][0].islower() or broken[1][-1].isdigit():
        return len(left), ""
    whole, compound = f"{broken[1]}{rest[0]}".lower(), f"{broken[1]}-{rest[0]}".lower()
    usual = _is_compound(left[-40:-1], broken[1], right, rest[0])
    if broken[2] != "\xad" and (known[compound] > known[whole] or (usual and not known[whole])):
        return len(left), ""
    return len(left) - 1, ""


def _is_compound(left: str, last: str, right: str, first: str) -> bool:
    """Whether `left`, whose last part is `last`, and `right`, whose first is `first`, have a hyphen of their own."""
    if len(last) == 1 or _ENDS_OF_COMPOUNDS.match(right) or (first in _SMALL and right.startswith(f"{first}-")):
        return True
    inner = last in _SMALL and left.endswith(f"-{last}")
    return inner or (last.lower() in _COMPOUND and len(first) > 3)
