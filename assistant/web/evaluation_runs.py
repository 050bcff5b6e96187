"""The list of kept runs in the Evaluation tab, and the address at which a run's report is opened."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from assistant.web.scores import number
from index.errors import AssistantError

if TYPE_CHECKING:
    from assistant.evaluate import Run
    from assistant.evaluate.shelf import Kept
    from assistant.web.evaluation import Evaluation

Value = dict[str, Any]

REPORT = "/evaluation/report"
MOST = 20  # runs listed
FIGURES = (  # label, metric, unit
    ("Right", "correct", "share"),
    ("Refusal F1", "refusal_f1", "share"),
    ("Recall@5", "recall@5", "share"),
    ("p95", "ms_p95", "ms"),
)
# The report holds scripts of its own: it gets no rights on this page's address. A page in a sandbox may not ask for an
# opener policy, which some browsers refuse to open.
HEADERS = {
    "content-security-policy": "sandbox allow-scripts",
    "cross-origin-opener-policy": "unsafe-none",
    "cache-control": "no-store",
}


def differ(run: Run, baseline: str) -> bool:
    """Whether there is a baseline, and it is another run."""
    return bool(baseline) and run.name != baseline


def listed(kept: list[Kept], shown: str, baseline: str) -> Value:
    """What the list shows: the newest runs, which one is open, and which one is the baseline."""
    return {"rows": [_row(one, shown, baseline) for one in kept[:MOST]], "more": max(0, len(kept) - MOST)}


def _row(one: Kept, shown: str, baseline: str) -> Value:
    against = {"baseline": baseline} if baseline and baseline != one.name else {}
    return {
        "name": one.name,
        "set": one.set,
        "when": _when(one.finished),
        "questions": f"{one.questions} question{'s' * (one.questions != 1)}{'' if one.complete else ', stopped'}",
        "figures": [
            {"label": label, "value": number(one.figures[name].value, unit) if name in one.figures else "–"}
            for label, name, unit in FIGURES
        ],
        "shown": one.name == shown,
        "baseline": one.name == baseline,
        "report": f"{REPORT[1:]}?{urlencode({'run': one.name, **against})}",
    }


def _when(finished: str) -> str:
    """A moment in this machine's time, such as "24 Nov 2026, 22:40"."""
    try:
        return f"{datetime.fromisoformat(finished).astimezone():%-d %b %Y, %H:%M}"
    except ValueError:
        return ""


def add(app: FastAPI, evaluation: Evaluation) -> None:
    """Serve the reports of kept runs."""

    def report(run: str, baseline: str = "") -> Response:
        try:
            return HTMLResponse(evaluation.report(run, baseline), headers=HEADERS)
        except AssistantError as error:
            return PlainTextResponse(str(error), status_code=404)

    app.add_api_route(REPORT, report, include_in_schema=False)
