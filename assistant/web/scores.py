"""What the Evaluation tab shows of a run: cards, bars with their intervals, and every question by how it went."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.evaluate import Comparison, Figure, Result, Run, Trace
    from assistant.evaluate.comparing import Change

Value = dict[str, Any]

MOST = 50  # questions shown of each kind
PASSAGES = 3  # passages shown of each question
SHORT = 320  # characters shown of a passage

CARDS = (
    ("Answered right", "contains", "of the answerable questions"),
    ("Refused right", "refusal_recall", "of the unanswerable ones"),
    ("Recall@5", "recall@5", "evidence among five passages"),
    ("p95 time", "ms_p95", "for an answer"),
)
GROUPS = {
    "answers": "Answers",
    "retrieval": "Retrieval",
    "citations": "Citations",
    "refusals": "Refusals",
    "judge": "Judge",
}
TIMES = ("ms_p50", "ms_p95")  # of all times, those that a comparison shows

HINT = '{"question": "Who signed the lease?", "answers": ["Ada Byron"], "answerable": true}'
NOTHING: Value = {"state": "none", "hint": HINT}


def problem(sentence: str) -> Value:
    """One sentence about what did not work."""
    return {"state": "problem", "problem": sentence}


def running(name: str, done: int, total: int, right: int) -> Value:
    """A run under way; `total` is 0 until its set is read."""
    percent = round(100 * done / total) if total else 0
    text = f"{done} of {total} questions, {right} right so far" if total else "Reading the questions"
    return {"state": "running", "set": name, "percent": percent, "progress": text}


def finished(name: str, run: Run, total: int, comparison: Comparison | None = None) -> Value:
    """A whole or stopped run, against its baseline where there is one; `run` names it where it is kept."""
    count = len(run.results)
    answerable = sum(one.scores.get("answerable") == 1 for one in run.results)
    return {
        "state": "done",
        "set": name,
        "run": run.name if run.folder else "",
        "percent": round(100 * count / total) if total else 100,
        "progress": f"{count} questions"
        if run.complete
        else f"Stopped after {count} of {total} questions: Run goes on",
        "cards": [_count_card(count, answerable), *(_card(run.figures, *card) for card in CARDS)],
        "groups": [*_groups(run.figures), *_times(run.figures)],
        "kinds": _kinds(run.results, run.traces()),
        **({"against": compared(comparison)} if comparison else {}),
    }


def _count_card(count: int, answerable: int) -> Value:
    return {"label": "Questions", "value": f"{count:,}", "note": f"{answerable} answerable, {count - answerable} not"}


def _card(figures: Mapping[str, Figure], label: str, name: str, note: str) -> Value:
    if (figure := figures.get(name)) is None:
        return {"label": label, "value": "–", "note": "nothing to judge it by"}
    unit = "ms" if name.startswith("ms") else "share"
    spread = f"{number(figure.low, unit)} to {number(figure.high, unit)}"
    return {"label": label, "value": number(figure.value, unit), "spread": spread, "note": note}


def number(value: float, unit: str) -> str:
    """A figure as it is shown: shares with two places, times in whole milliseconds, tokens whole."""
    if unit == "$":
        return f"{value:.4f}"
    return f"{value:,.0f} ms" if unit == "ms" else f"{value:,.0f}" if unit == "tokens" else f"{value:.2f}"


def _groups(figures: Mapping[str, Figure]) -> list[Value]:
    from assistant.evaluate.metrics import FIXED

    groups = []
    for group, title in GROUPS.items():
        metrics = [one for one in FIXED if one.group == group and one.name in figures and one.unit == "share"]
        bars = [_bar(one.label, figures[one.name], 1.0, "share", one.higher) for one in metrics]
        if bars:
            groups.append({"title": title, "bars": bars})
    return groups


def _times(figures: Mapping[str, Figure]) -> list[Value]:
    """The 95th percentile of the whole and of each step that takes a millisecond."""
    steps = {name: one for name, one in figures.items() if name.startswith("ms") and name.endswith("_p95")}
    most = max((one.high for one in steps.values()), default=0.0)
    labels = {name: name.removeprefix("ms").removesuffix("_p95").strip("_") or "whole answer" for name in steps}
    bars = [_bar(labels[name].capitalize(), one, most, "ms", False) for name, one in steps.items() if one.value >= 1]
    return [{"title": "Time, 95th percentile", "bars": bars}] if bars else []


def _bar(label: str, figure: Figure, most: float, unit: str, higher: bool) -> Value:
    low, high = (round(100 * min(max(end, 0) / most, 1), 1) for end in (figure.low, figure.high))
    return {
        "label": label,
        "value": number(figure.value, unit),
        "percent": round(100 * min(max(figure.value, 0) / most, 1), 1),
        "low": low,
        "width": round(high - low, 1),
        "title": f"95% interval {number(figure.low, unit)} to {number(figure.high, unit)}, {figure.count} questions",
        "lower": not higher,
    }


def compared(comparison: Comparison) -> Value:
    """What changed against the baseline: surely better or worse first, then the questions whose reply changed."""
    known = [one for one in comparison.changes.values() if one.metric.group in GROUPS or one.metric.name in TIMES]
    changes = sorted((one for one in known if (one.low, one.high) != (0, 0)), key=lambda one: not one.sure)
    return {
        "baseline": comparison.baseline.name,
        "common": comparison.common,
        "same": comparison.same_index,
        "changes": [_change(one) for one in changes],
        "unchanged": len(known) - len(changes),
        "sides": [
            {"label": label, "count": len(pairs), "pairs": [_pair(*pair) for pair in pairs[:MOST]]}
            for label, pairs in (("got worse", comparison.worse), ("got better", comparison.better))
        ],
    }


def _change(one: Change) -> Value:
    unit, way = one.metric.unit, one.sure if one.metric.higher else -one.sure
    low, high = (_signed(end, unit) for end in (one.low, one.high))
    return {
        "label": one.metric.label,
        "before": number(one.before, unit),
        "after": number(one.after, unit),
        "difference": _signed(one.difference, unit),
        "spread": f"{low} to {high}",
        "p": "" if one.p is None else f"p {one.p:.3f}",
        "verdict": {1: "better", -1: "worse"}.get(way, ""),
    }


def _signed(value: float, unit: str) -> str:
    shown = number(abs(value), unit)
    none = number(0.0, unit)
    return shown if shown == none else f"{'+' if value > 0 else '−'}{shown}"


def _pair(before: Result, after: Result) -> Value:
    return {
        "question": after.question,
        "before": f"{before.kind}: {before.error or before.text}",
        "after": f"{after.kind}: {after.error or after.text}",
    }


def _kinds(results: list[Result], traces: Mapping[str, Trace]) -> list[Value]:
    """Failures by kind, the most frequent first, then what went right."""
    by_kind: dict[str, list[Result]] = {}
    for one in results:
        by_kind.setdefault(one.kind, []).append(one)
    good = ("right", "not judged")
    order = sorted(by_kind, key=lambda kind: (kind in good, -len(by_kind[kind])))
    return [
        {
            "kind": kind.capitalize(),
            "good": kind in good,
            "count": len(by_kind[kind]),
            "open": number == 0 and kind not in good,
            "cases": [_case(one, traces[one.id]) for one in by_kind[kind][:MOST]],
            "more": max(0, len(by_kind[kind]) - MOST),
        }
        for number, kind in enumerate(order)
    ]


def _case(result: Result, trace: Trace) -> Value:
    return {
        "question": result.question,
        "expected": _expected(trace.question),
        "answer": result.error or result.text,
        "confidence": f"{result.confidence:.0%}",
        "passages": [_passage(one) for one in trace.found[:PASSAGES]],
    }


def _expected(question: Mapping[str, Any]) -> str:
    if question.get("answerable") is False:
        return "A refusal: the documents do not answer it."
    answers = [*question.get("answers", ())][:3] or [one.get("quote", "") for one in question.get("evidence", ())][:2]
    return " / ".join(filter(None, answers)) or "Nothing is given."


def _passage(found: Mapping[str, Any]) -> Value:
    page = f"p. {found['page']}" if found.get("page") else ""
    where = " · ".join(part for part in (found["title"], found["section"], page) if part)
    return {"where": where, "text": textwrap.shorten(found["quote"], SHORT, placeholder=" …")}
