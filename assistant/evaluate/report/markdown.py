"""A run in Markdown: figures, change against the baseline, and the first questions that went wrong or got worse."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Sequence

from assistant.evaluate import show
from assistant.evaluate.comparing import Comparison
from assistant.evaluate.facts import searched
from assistant.evaluate.notes import notes
from assistant.evaluate.scoring import RIGHT, UNJUDGED
from assistant.evaluate.store import Result, Run
from assistant.evaluate.words import counted

LISTED = 20


def markdown(run: Run, comparison: Comparison | None = None, broken: Sequence[str] = ()) -> str:
    """The report as one Markdown text."""
    facts = run.facts
    kinds = ", ".join(f"{n} {kind}" for kind, n in Counter(one.kind for one in run.results).most_common())
    parts = [
        f"## Evaluation: {_cell(run.name)}",
        f"{counted(len(run.results), 'question')}, {_cell(searched(facts))}; settings {facts['settings_hash']}, "
        f"index {facts['index_fingerprint']}. {kinds}.",
    ]
    if broken:
        parts.append("**Not met:**\n" + "\n".join(f"- {_cell(one)}" for one in broken))
    if comparison:
        parts.append(_cell(comparison.told))
    parts += [_figures(run, comparison), "".join(f"- {_cell(said)}\n" for said in notes(run))]
    if comparison:
        parts += [_changed("Worse", comparison.worse), _changed("Better", comparison.better)]
    if wrong := [one for one in run.results if one.kind not in (RIGHT, UNJUDGED)]:
        rows = [["kind", "question", "reply"], *([one.kind, one.question, _short(one)] for one in wrong[:LISTED])]
        parts.append(f"<details><summary>{len(wrong)} that went wrong</summary>\n\n{_table(rows)}\n</details>")
    return "\n\n".join(part for part in parts if part) + "\n"


def _figures(run: Run, comparison: Comparison | None) -> str:
    header = [
        "metric",
        "value [95% interval]",
        *(["baseline → this run, in common", "difference [95% interval]", "p"] if comparison else []),
    ]
    rows = [header]
    for name, one in run.figures.items():
        metric = show.metric(name)
        if metric is None or (metric.group == "cost" and not one.value):
            continue
        row = [f"{metric.label} (`{name}`)", show.figure(one, metric.unit)]
        if comparison:
            row += _difference(comparison, name)
        rows.append(row)
    return _table(rows)


def _difference(comparison: Comparison, name: str) -> list[str]:
    if (change := comparison.changes.get(name)) is None:
        return ["", "", ""]
    unit = change.metric.unit
    between = (
        f"{show.signed(change.difference, unit)} [{show.signed(change.low, unit)}, {show.signed(change.high, unit)}]"
    )
    values = f"{show.number(change.before, unit)} → {show.number(change.after, unit)}"
    return [values, between, "" if change.p is None else f"{change.p:.3f}"]


def _changed(label: str, pairs: Sequence[tuple[Result, Result]]) -> str:
    if not pairs:
        return ""
    rows = [["question", "before", "after"], *([a.question, _short(b), _short(a)] for b, a in pairs[:LISTED])]
    return f"<details><summary>{label}: {len(pairs)}</summary>\n\n{_table(rows)}\n</details>"


def _short(one: Result) -> str:
    return textwrap.shorten(one.text or one.error, 160, placeholder=" …")


def _table(rows: Sequence[Sequence[str]]) -> str:
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in lines)


def _cell(text: str) -> str:
    """Text that stays text: no table break, no markup, no link."""
    plain = " ".join(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split())
    return re.sub(r"([|\\\[\]*])", r"\\\1", plain)
