"""The side panel: the passages behind an answer, the exact quote marked in each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from assistant.answer import Citation
from assistant.web import markup
from assistant.web.conversation import Turn
from index.address import is_address

NEAR = 140  # characters kept around the quote while a source is folded

Value = dict[str, Any]

NOTHING: Value = {"heading": "Sources", "question": "", "sources": []}


def value(turns: Sequence[Turn]) -> Value:
    """The sources of every turn by turn id, with the newest to show; older citations open from the same value."""
    shown = {turn.id: _turn(turn) for turn in turns if turn.sources}
    newest = next(reversed(shown), "")
    return {"turns": shown, "turn": newest, "now": shown.get(newest, NOTHING)}


def _turn(turn: Turn) -> Value:
    return {
        "heading": "Closest passages" if turn.refused else "Sources",
        "question": turn.question,
        "sources": [_source(citation, marked=not turn.refused) for citation in turn.sources],
    }


def _source(citation: Citation, *, marked: bool) -> Value:
    start, end = citation.start - citation.passage_start, citation.end - citation.passage_start
    if not marked:
        start, end = 0, 0
    before, after = citation.passage[:start], citation.passage[end:]
    hidden, shown = _fold_start(before)
    kept, rest = _fold_end(after, NEAR if marked else 2 * NEAR)
    return {
        "number": citation.number,
        "title": citation.title,
        "document": citation.document,
        "link": citation.document if is_address(citation.document) else "",
        "where": markup.where(citation),
        "score": f"{citation.score:.2f}" if marked else "",  # relative to the other passages found, so no match at all
        "percent": round(max(0.0, min(1.0, citation.score)) * 100),
        "before": {"far": _tidy(hidden), "near": _tidy(shown)},
        "quote": _tidy(citation.passage[start:end]),
        "after": {"near": _tidy(kept), "far": _tidy(rest)},
        "folds": bool(hidden or rest),
    }


def _tidy(words: str) -> str:
    """The same words without blank lines."""
    return re.sub(r"[ \t]*\n\s*", "\n", words)


def _fold_start(before: str) -> tuple[str, str]:
    """The text before a quote, cut at a space into what is folded away and what stays."""
    if len(before) <= NEAR:
        return "", before
    cut = before.find(" ", len(before) - NEAR) + 1
    return (before[:cut], before[cut:]) if cut else ("", before)


def _fold_end(after: str, keep: int) -> tuple[str, str]:
    """The text after a quote, cut at a space into what stays and what is folded away."""
    if len(after) <= keep:
        return after, ""
    cut = after.rfind(" ", 0, keep)
    return (after[:cut], after[cut:]) if cut > 0 else (after, "")
