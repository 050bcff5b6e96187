"""One question of a report as HTML: the reply with its citations, what was accepted, and the passages found."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import Any

from assistant.evaluate.scoring import RIGHT
from assistant.evaluate.store import Result, Trace

PASSAGES = 5


def card(result: Result, trace: Trace | None, before: Result | None = None) -> str:
    """A question that opens to show all there is to it; `before` is its result in the baseline where that differs."""
    state = "good" if result.kind == RIGHT else "bad"
    head = (
        f'<summary><span class="pill {state}">{escape(result.kind)}</span> '
        f'<span class="ask">{escape(result.question)}</span> <span class="id">{escape(result.id)}</span></summary>'
    )
    body = [_reply("Reply", result), _note(trace)]
    if before:
        body.append(_reply(f"Before: {before.kind}", before))
    if trace:
        body += [_accepted(trace.question), _judge(trace.judge), _citations(trace.answer), _passages(trace)]
    attributes = f'data-kind="{escape(result.kind)}" data-tags="{escape("|".join(result.tags))}"'
    return f'<details class="card" {attributes}>{head}<div class="body">{"".join(body)}</div></details>'


def _reply(label: str, one: Result) -> str:
    said = escape(one.text) if not one.error else f"Failed: {escape(one.error)}"
    return f'<h4>{escape(label)} <small>confidence {one.confidence:.0%}</small></h4><p class="reply">{said}</p>'


def _note(trace: Trace | None) -> str:
    """Where the answer went another way than asked, as when a language model's was not used."""
    said = trace.answer.get("note") if trace else ""
    return f"<p><small>{escape(said)}</small></p>" if said else ""


def _accepted(question: dict[str, Any]) -> str:
    if question.get("answerable") is False:
        return "<h4>Accepted</h4><p>Only a refusal: the documents do not say.</p>"
    answers = "".join(f"<li>{escape(one)}</li>" for one in question.get("answers", ()))
    evidence = "".join(map(_place, question.get("evidence", ())))
    return f"<h4>Accepted</h4><ul>{answers}</ul>" + (f"<h4>Gold evidence</h4><ul>{evidence}</ul>" if evidence else "")


def _place(one: dict[str, Any]) -> str:
    page = f" p. {one['page']}" if one.get("page") else ""
    quote = f": “{escape(one['quote'])}”" if one.get("quote") else ""
    return f"<li>{escape(one.get('document', 'any document'))}{page}{quote}</li>"


def _judge(said: dict[str, str]) -> str:
    """The words of the language model that judged the answer."""
    labels = {"correct": "Right?", "faithful": "Supported?", "fault": "Failed:"}
    listed = "".join(f"<li>{label} {escape(said[name])}</li>" for name, label in labels.items() if said.get(name))
    return f"<h4>The judge</h4><ul>{listed}</ul>" if listed else ""


def _citations(answer: dict[str, Any]) -> str:
    listed = "".join(
        f"<li>[{one['number']}] {escape(one['document'])} {one['start']}–{one['end']}: “{escape(one['quote'])}”</li>"
        for one in answer.get("citations", ())
    )
    return f"<h4>Cited</h4><ul>{listed}</ul>" if listed else ""


def _passages(trace: Trace) -> str:
    """The first passages found; gold words and quoted words are marked, gold over quoted."""
    parts = []
    for one in trace.found[:PASSAGES]:
        gold = [
            (g["start"], g["end"]) for g in trace.gold if g["document"] == one["document"] and g["start"] is not None
        ]
        cited = [(c["start"], c["end"]) for c in trace.answer.get("citations", ()) if c["document"] == one["document"]]
        page = f" · p. {one['page']}" if one["page"] else ""
        parts.append(
            f"<li><b>{escape(one['document'])}</b>{page} <small>score {one['score']:.2f}</small>"
            f"<blockquote>{marked(one['passage'], one['passage_start'], gold, cited)}</blockquote></li>"
        )
    return f'<h4>Passages found</h4><ol class="found">{"".join(parts)}</ol>' if parts else ""


def marked(text: str, start: int, gold: Sequence[tuple[int, int]], cited: Sequence[tuple[int, int]]) -> str:
    """Escaped text in which spans (offsets into its document, where the text begins at `start`) are marked."""
    edges = {0, len(text)} | {min(max(edge - start, 0), len(text)) for span in (*gold, *cited) for edge in span}
    cuts, parts = sorted(edges), []
    for a, b in pairwise(cuts):
        names = [
            name
            for name, spans in (("gold", gold), ("cited", cited))
            if any(low <= a + start < high for low, high in spans)
        ]
        piece = escape(text[a:b])
        parts.append(f'<mark class="{" ".join(names)}">{piece}</mark>' if names else piece)
    return "".join(parts)
