"""The HTML page of a run: cards of figures, plots, filters, and the questions with the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

import numpy as np

from assistant.evaluate import show
from assistant.evaluate.comparing import Comparison
from assistant.evaluate.facts import searched
from assistant.evaluate.metrics import columns_of
from assistant.evaluate.metrics.calibration import Bin, reliability
from assistant.evaluate.metrics.catalogue import STEP
from assistant.evaluate.notes import notes
from assistant.evaluate.report import svg
from assistant.evaluate.report.cards import card
from assistant.evaluate.scoring import FAILURES, RIGHT
from assistant.evaluate.store import Result, Run
from assistant.evaluate.words import counted

HERE = Path(__file__).parent
LABEL = 30  # characters of a label beside a plot; the metric's name stands for a longer one
MOST = 400  # questions with all their passages: a page that a browser opens at once
CARDS = ("correct", "answered", "refusal_f1", "hit@5", "citation_precision", "verbatim", "ms_p50")
ORDER = {kind: place for place, kind in enumerate((*FAILURES, RIGHT))}


def page(run: Run, comparison: Comparison | None = None, broken: Sequence[str] = ()) -> str:
    """The whole page as one text; every word of a document, question or answer is escaped."""
    before = {b.id: b for b, _ in (*comparison.worse, *comparison.better)} if comparison else {}
    traces = run.traces()
    listed = sorted(run.results, key=_badness)
    cards = "".join(card(one, traces.get(one.id), before.get(one.id)) for one in listed[:MOST])
    left = len(listed) - MOST
    facts = run.facts
    return Template((HERE / "page.html").read_text(encoding="utf-8")).substitute(
        title=escape(f"Evaluation: {run.name}"),
        css=(HERE / "page.css").read_text(encoding="utf-8"),
        js=(HERE / "page.js").read_text(encoding="utf-8"),
        about=escape(
            f"{counted(len(run.results), 'question')}{'' if run.complete else ' so far (stopped)'}, "
            f"{searched(facts)}, "
            f"{facts['passages']} passages · settings {facts['settings_hash']} · index {facts['index_fingerprint']} · "
            f"{facts.get('finished', '')[:16].replace('T', ' ')} UTC"
        ),
        broken=_broken(broken),
        figures="".join(_figure(run, name) for name in CARDS if name in run.figures),
        notes="".join(f'<p class="told">{escape(said)}</p>' for said in notes(run)),
        plots=_plots(run),
        table=_table(run, comparison),
        filters=_filters(run),
        cards=cards,
        left=f"<p>{counted(left, 'more question')} {'is' if left == 1 else 'are'} in results.jsonl.</p>"
        if left > 0
        else "",
    )


def _badness(one: Result) -> tuple[int, float]:
    """Failures by kind, and the surest first: a confident mistake is the worst."""
    return ORDER.get(one.kind, len(ORDER)), -one.confidence


def _broken(broken: Sequence[str]) -> str:
    return (
        f'<div class="broken"><b>Not met</b><ul>{"".join(f"<li>{escape(b)}</li>" for b in broken)}</ul></div>'
        if broken
        else ""
    )


def _figure(run: Run, name: str) -> str:
    one, metric = run.figures[name], show.metric(name)
    unit = metric.unit if metric else "share"
    value, low, high = (
        (f"{x:.0%}" if unit == "share" else show.number(x, unit)) for x in (one.value, one.low, one.high)
    )
    ms = " ms" if unit == "ms" else ""
    return (
        f'<div class="figure"><b>{value}{ms}</b><span>{escape(metric.label if metric else name)}</span>'
        f"<small>{low} to {high}</small></div>"
    )


def _plots(run: Run) -> str:
    shares = [
        (metric.label if len(metric.label) < LABEL else metric.name, figure)
        for name, figure in run.figures.items()
        if (metric := show.metric(name))
        and metric.unit == "share"
        and metric.group in ("answers", "retrieval", "refusals")
    ]
    kinds = Counter(one.kind for one in run.results)
    failures = [(kind, float(kinds[kind]), str(kinds[kind])) for kind in (RIGHT, *FAILURES) if kinds[kind]]
    steps = [
        (name[len(STEP) : -len("_p50")], one.value, f"{one.value:.0f} ms")
        for name, one in run.figures.items()
        if name.startswith(STEP) and name.endswith("_p50") and show.metric(name) is None
    ]
    columns = columns_of([one.scores for one in run.results])
    nothing = np.full(len(run.results), np.nan)
    bins = reliability(columns.get("confidence", nothing), columns.get("answerable", nothing))
    plots = [
        ("Shares and their 95% intervals", svg.intervals(shares)),
        ("Replies by kind", svg.bars("Replies by kind", failures)),
        ("Median time by step", svg.bars("Median time by step", steps, "bar time")),
        (
            "Confidence: do the documents answer?",
            svg.reliability(bins, "Confidence against answerable questions") + _reliability(bins) + _error(run),
        ),
    ]
    return "".join(f"<figure><figcaption>{escape(title)}</figcaption>{plot}</figure>" for title, plot in plots)


def _reliability(bins: Sequence[Bin]) -> str:
    """The numbers behind the plot of the confidence."""
    head = "<tr><th>Confidence</th><th>Questions</th><th>Mean</th><th>Came true</th></tr>"
    rows = "".join(
        f"<tr><td>{one.low:.1f} to {one.high:.1f}</td><td>{one.count}</td><td>{one.confidence:.2f}</td>"
        f"<td>{one.share:.2f}</td></tr>"
        for one in bins
    )
    return f"<table>{head}{rows}</table>" if rows else ""


def _error(run: Run) -> str:
    """The calibration error of that plot, beside what a perfect confidence would show by chance."""
    figure, luck = run.figures.get("ece"), run.figures.get("ece_chance")
    if not (figure and luck):
        return ""
    return (
        f"<p>Mean distance from the diagonal (ece): <b>{figure.value:.2f}</b>; a perfect confidence shows "
        f"{luck.low:.2f} to {luck.high:.2f} on {counted(figure.count, 'question')} by chance.</p>"
    )


def _table(run: Run, comparison: Comparison | None) -> str:
    head = (
        "<tr><th>Metric</th><th>Value [95%]</th><th>n</th>"
        + ("<th>Difference [95%]</th>" if comparison else "")
        + "</tr>"
    )
    rows = []
    for name, one in run.figures.items():
        metric = show.metric(name)
        unit = metric.unit if metric else "ms"
        cells = [
            f"<code>{escape(name)}</code> {escape(metric.label if metric else '')}",
            show.figure(one, unit),
            str(one.count),
        ]
        if comparison:
            cells.append(_difference(comparison, name, unit))
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    told = f"<caption>{escape(comparison.told)}</caption>" if comparison else ""
    return f"<table>{told}{head}{''.join(rows)}</table>"


def _difference(comparison: Comparison, name: str, unit: str) -> str:
    if (one := comparison.changes.get(name)) is None:
        return ""
    low, high = show.signed(one.low, unit), show.signed(one.high, unit)
    return f"{show.signed(one.difference, unit)} [{low}, {high}]"


def _filters(run: Run) -> str:
    kinds = Counter(one.kind for one in run.results)
    tags = Counter(tag for one in run.results for tag in one.tags)
    buttons = [
        f'<button data-{what}="{escape(name)}" aria-pressed="false">{escape(name)} <small>{count}</small></button>'
        for what, counts in (("kind", kinds), ("tag", tags))
        for name, count in counts.most_common(24)
    ]
    return "".join(buttons)
