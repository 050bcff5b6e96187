"""Evaluation: question sets, runs, comparisons and gates.

    from assistant.evaluate import evaluate, read_set
    run = evaluate(Assistant.open(), read_set("set.jsonl"))
    run.figures["recall@5"], run.results[0].kind

Names are loaded when they are first used, so that the command line does not wait for what it does not need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.evaluate.checks import validate
    from assistant.evaluate.comparing import Comparison, compare
    from assistant.evaluate.metrics import Figure
    from assistant.evaluate.questions import Evidence, Problem, Question, QuestionSet, read_set
    from assistant.evaluate.runs import evaluate
    from assistant.evaluate.scoring import FAILURES, Prices
    from assistant.evaluate.store import Result, Run, Trace, load

HOMES = {
    "comparing": ("Comparison", "compare"),
    "scoring": ("FAILURES", "Prices"),
    "metrics": ("Figure",),
    "questions": ("Evidence", "Problem", "Question", "QuestionSet", "read_set"),
    "runs": ("evaluate",),
    "store": ("Result", "Run", "Trace", "load"),
    "checks": ("validate",),
}

__all__ = [
    "FAILURES",
    "Comparison",
    "Evidence",
    "Figure",
    "Prices",
    "Problem",
    "Question",
    "QuestionSet",
    "Result",
    "Run",
    "Trace",
    "compare",
    "evaluate",
    "load",
    "read_set",
    "validate",
]


def __getattr__(name: str) -> Any:
    home = next((home for home, names in HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
