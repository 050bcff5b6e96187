"""A grid of settings over one question set: a run for each cell, and a table of what each buys and costs.

A cell is among the best by a figure where no other is surely better and some are surely worse: by paired intervals that
hold for all pairs at once, and by McNemar's test where the figure is 0 or 1 a question.
"""

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
from assistant.evaluate.show import signed
from assistant.evaluate.standing import Standing, standings
from assistant.evaluate.store import Run
from assistant.evaluate.words import counted
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.evaluate.judge import Judge

Cell = dict[str, str]  # setting, such as "retrieve.vector_weight", -> its value as typed

QUALITY = ("correct", "answered", "refusal_f1", "recall@5", "ndcg@10", "citation_precision")
COST = "ms_p50"
BEST = "best in"


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
    """Rows of text, header first: settings, each figure, median milliseconds, and in which figures a cell is among the
    best, where others are surely worse."""
    names = list(cells[0][0])
    runs = [run for _, run in cells]
    shown = [one for one in quality if any(one in run.figures for run in runs)]
    stand = standings(runs, shown)
    rows = [[*names, *shown, COST, BEST]]
    for number, (cell, run) in enumerate(cells):
        values = [f"{run.figures[one].value:.3f}" if one in run.figures else "" for one in shown]
        time = f"{run.figures[COST].value:.0f}" if COST in run.figures else ""
        rows.append([*cell.values(), *values, time, ", ".join(one.name for one in stand if number in one.best)])
    return rows


def remarks(cells: Sequence[tuple[Cell, Run]], quality: Sequence[str] = QUALITY) -> list[str]:
    """What the table does not show, one sentence each: which differences are within chance, and what "best" means."""
    stand = standings([run for _, run in cells], quality) if len(cells) > 1 else []
    said = [_told(one) for one in stand if not one.beaten and one.widest]
    if same := [one.name for one in stand if not one.widest]:
        said.append(f"The same in all: {', '.join(same)}.")
    if any(one.beaten for one in stand):
        said.append(f"'{BEST}': no other value is surely better there, and some are surely worse.")
    if stand:
        said.append(f"{COST} is of one run each and moves with whatever else the machine does: it names no best.")
    return said


def _told(one: Standing) -> str:
    low, high = (
        signed(max(-1.0, min(end, 1.0)), "share") for end in (one.widest - one.margin, one.widest + one.margin)
    )
    within = f" [{low}, {high}]" if one.widest <= one.margin else ", which McNemar's test allows to be chance"
    return (
        f"{one.name}: no value is surely better than another on {counted(one.questions, 'question')}; the most is "
        f"{max(one.values):.3f} against {min(one.values):.3f}, a difference of {one.widest:.3f}{within}."
    )


def markdown(rows: Sequence[Sequence[str]], said: Sequence[str] = ()) -> str:
    """The table in Markdown, and the remarks below it."""
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    below = "".join(f"\n{one}\n" for one in said)
    return "".join(f"| {' | '.join(row)} |\n" for row in lines) + below
