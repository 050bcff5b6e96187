"""The side panel: the passages behind an answer, the exact quotes marked in each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from assistant.answer import Citation
from assistant.web import markup
from assistant.web.conversation import Turn
from index.address import is_address

NEAR = 140  # characters kept beside a quote while a passage is folded

Value = dict[str, Any]

NOTHING: Value = {"heading": "Sources", "question": "", "cards": []}


def value(turns: Sequence[Turn]) -> Value:
    """The sources of every turn by turn id, with the newest to show; older citations open from the same value."""
    shown = {turn.id: _turn(turn) for turn in turns if turn.sources}
    newest = next(reversed(shown), "")
    return {"turns": shown, "turn": newest, "now": shown.get(newest, NOTHING)}


def _turn(turn: Turn) -> Value:
    """`sources` has each citation for its tooltip and for copying, `cards` each passage once, as it is shown."""
    passages: dict[tuple[str, int], list[Citation]] = {}
    for citation in turn.sources:
        passages.setdefault((citation.document, citation.passage_start), []).append(citation)
    return {
        "heading": "Closest passages" if turn.refused else "Sources",
        "question": turn.question,
        "sources": [_source(citation, quoted=not turn.refused) for citation in turn.sources],
        "cards": [_card(citations, marked=not turn.refused) for citations in passages.values()],
    }


def _source(citation: Citation, *, quoted: bool) -> Value:
    return {
        "number": citation.number,
        "title": citation.title,
        "document": citation.document,
        "where": markup.where(citation),
        "quote": _tidy(citation.quote) if quoted else "",
    }


def _card(citations: Sequence[Citation], *, marked: bool) -> Value:
    """One passage with the quotes of all its citations."""
    first = citations[0]
    parts = _parts(citations, "quote" if marked else "nearest")
    return {
        "numbers": [citation.number for citation in citations],
        "words": " ".join(str(citation.number) for citation in citations),
        "several": marked and len(citations) > 1,
        "title": first.title,
        "document": first.document,
        "link": first.document if is_address(first.document) else "",
        "where": markup.where(first),
        "parts": parts,
        "folds": any("far" in part for part in parts),
    }


def _parts(citations: Sequence[Citation], kind: str) -> list[Value]:
    """The passage in parts: quotes, which have this name, what is near one, and what is far from all. What two quotes
    share is in the first of them, which has the numbers of both where nothing is left of the second."""
    passage, begin = citations[0].passage, citations[0].passage_start
    parts: list[Value] = []
    at = 0
    spans = sorted((one.start - begin, one.end - begin, one.number) for one in citations)
    for (start, end), same in groupby(spans, lambda span: span[:2]):
        numbers = " ".join(str(number) for _, _, number in same)
        if end <= at and parts:
            parts[-1]["numbers"] += f" {numbers}"
            continue
        parts += _between(passage[at:start]) if parts else _before(passage[:start])
        parts.append({kind: _tidy(passage[max(at, start) : end]), "numbers": numbers})
        at = end
    return parts + _after(passage[at:], NEAR)


def _before(words: str) -> list[Value]:
    """The text before the first quote, of which the end stays."""
    if len(words) <= NEAR:
        return _near(words)
    cut = words.find(" ", len(words) - NEAR) + 1
    return [*_far(words[:cut]), *_near(words[cut:])]


def _after(words: str, keep: int) -> list[Value]:
    """The text after the last quote, of which the beginning stays."""
    cut = len(words) if len(words) <= keep else words.rfind(" ", 0, keep)
    return [*_near(words[:cut]), *_far(words[cut:])] if cut > 0 else _near(words)


def _between(words: str) -> list[Value]:
    """The text between two quotes, of which the middle is folded away."""
    if len(words) <= 3 * NEAR:
        return _near(words)
    cut = words.find(" ", len(words) - NEAR)
    return _after(words[:cut], NEAR) + _near(words[cut:]) if cut > 0 else _near(words)


def _near(words: str) -> list[Value]:
    return [{"near": _tidy(words)}] if words else []


def _far(words: str) -> list[Value]:
    return [{"far": _tidy(words)}] if words else []


def _tidy(words: str) -> str:
    """The same words without blank lines."""
    return re.sub(r"[ \t]*\n\s*", "\n", words)
