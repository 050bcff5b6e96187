"""A grid of settings over one question set: a run for each cell, and a table of what each buys and costs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.evaluate import store
from assistant.evaluate.errors import BadGate, BadRun
from assistant.evaluate.facts import IDLE, facts
from assistant.evaluate.questions import QuestionSet
from assistant.evaluate.runs import Progress, evaluate
from assistant.evaluate.store import Run
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.evaluate.judge import Judge

Cell = dict[str, str]  # setting, such as "retrieve.vector_weight", -> its value as typed

QUALITY = ("correct", "answered", "refusal_f1", "recall@5", "ndcg@10", "citation_precision")
COST = "ms_p50"


def grid(axes: Sequence[str]) -> list[Cell]:
    """Every combination of axes such as "retrieve.vector_weight=0,0.5,1". Raises BadGate where one is no axis."""
    values: dict[str, list[str]] = {}
    for axis in axes:
        name, _, listed = axis.partition("=")
        values[name.strip()] = [one.strip() for one in listed.split(",") if one.strip()]
        if not name.strip() or not values[name.strip()]:
            raise BadGate(f"'{axis}' is no range of a setting: write it as 'retrieve.vector_weight=0,0.5,1'.")
        if name.split(".")[0].strip() in IDLE:
            raise BadGate(f"'{name}' changes no answer: take a setting of retrieve, read or answer.")
    return [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())]


def settings_for(base: Settings, cell: Cell) -> Settings:
    """The settings with a cell's values. Raises BadSettings for an unknown name or a value out of bounds."""
    tree: dict[str, Any] = base.model_dump()
    for name, value in cell.items():
        *parts, last = name.split(".")
        branch = tree
        for part in parts:
            branch = branch.setdefault(part, {})
        branch[last] = value
    return Settings.load(**tree)


def name_of(cell: Cell) -> str:
    """The cell as a folder's name."""
    return ",".join(f"{name}={value}" for name, value in cell.items()).replace("/", "-").replace(":", "-")


def sweep(
    assistant: Assistant,
    questions: QuestionSet,
    cells: Sequence[Cell],
    out: Path,
    progress: Callable[[Cell], Progress],
    stop: Callable[[], bool] = lambda: False,
    *,
    judge: Judge | None = None,
    collections: Collection[str] | None = None,
    **options: Any,
) -> Iterator[tuple[Cell, Run]]:
    """Run each cell in a folder of its own below `out`; a cell that is done there already is not run again.

    `options` are passed on to `evaluate`. All settings are checked before the first question is asked. After `stop`
    the rest of the cells is left out.
    """
    chosen = [(cell, settings_for(assistant.settings, cell)) for cell in cells]
    for cell, settings in chosen:
        if stop():
            return
        # The same kind of assistant over the same open index, so that a cell costs no second opening.
        one = type(assistant)(assistant.index, settings)
        folder = out / name_of(cell)
        same: dict[str, Any] = {"judge": judge, "collections": collections}
        run = _done(one, questions, folder, **same) or evaluate(
            one, questions, progress(cell), stop, out=folder, **same, **options
        )
        yield cell, run


def _done(
    assistant: Assistant, questions: QuestionSet, folder: Path, judge: Judge | None, collections: Collection[str] | None
) -> Run | None:
    try:
        run = store.load(folder)
    except BadRun:
        return None
    told = facts(assistant, questions.name, questions.fingerprint, judge.name if judge else "", collections)
    return run if run.complete and run.facts["identity"] == told["identity"] else None


def table(cells: Sequence[tuple[Cell, Run]], quality: Sequence[str] = QUALITY) -> list[list[str]]:
    """Rows of text, header first: settings, each figure, median milliseconds, and "best" where no other cell is at
    least as good in `correct` and as fast and better in one (Pareto's order)."""
    names = list(cells[0][0])
    shown = [one for one in quality if any(one in run.figures for _, run in cells)]
    rows = [[*names, *shown, COST, ""]]
    for cell, run in cells:
        values = [f"{run.figures[one].value:.3f}" if one in run.figures else "" for one in shown]
        time = f"{run.figures[COST].value:.0f}" if COST in run.figures else ""
        rows.append([*cell.values(), *values, time, "best" if _unbeaten(run, [other for _, other in cells]) else ""])
    return rows


def _unbeaten(run: Run, others: Sequence[Run]) -> bool:
    mine = _point(run)
    return not any(
        _point(one) != mine and all(a >= b for a, b in zip(_point(one), mine, strict=True)) for one in others
    )


def _point(run: Run) -> tuple[float, float]:
    """Share of right replies, and negative median milliseconds: higher is better in both."""
    correct, time = run.figures.get("correct"), run.figures.get(COST)
    return (correct.value if correct else 0.0), -(time.value if time else 0.0)


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """The table in Markdown."""
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "".join(f"| {' | '.join(row)} |\n" for row in lines)
