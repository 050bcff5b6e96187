"""The command `assistant evaluate`; `assistant questions` is in `questions_cli`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.evaluate.interrupt import stoppable
from assistant.evaluate.words import counted
from assistant.settings import Settings
from assistant.show import print_json

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.evaluate.comparing import Comparison
    from assistant.evaluate.judge import Judge
    from assistant.evaluate.questions import Problem, QuestionSet
    from assistant.evaluate.store import Run

IndexOption = Annotated[str | None, typer.Option("--index", metavar="DIR", help="Folder of the index.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SetArgument = Annotated[
    Path, typer.Argument(metavar="SET", help="JSONL, CSV, YAML, SQuAD, Ragas or LlamaIndex file, or BEIR folder.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    from assistant.evaluate.questions_cli import questions

    app.command("evaluate")(evaluate)
    app.command("questions")(questions)


def evaluate(
    set_: SetArgument,
    index: IndexOption = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder to keep the run in.")] = None,
    validate: Annotated[bool, typer.Option("--validate", help="Only look for mistakes in the set.")] = False,
    baseline: Annotated[Path | None, typer.Option(metavar="RUN", help="Folder of a run to compare with.")] = None,
    fail_if: Annotated[list[str] | None, typer.Option(metavar="CONDITION", help="Exit with 1 if it holds.")] = None,
    sweep: Annotated[list[str] | None, typer.Option(metavar="SETTING=A,B", help="Run each value of a setting.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Questions at a time.")] = None,
    price: Annotated[
        str | None, typer.Option(metavar="IN/OUT", help="Cost of a million tokens in and out, if not as set.")
    ] = None,
    judged: Annotated[bool, typer.Option("--judge", help="Have a language model judge the answers as well.")] = False,
    collection: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Ask of this collection only; may be repeated.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Ask every question of a set, score the answers, and compare with an earlier run."""
    from assistant.assistant import Assistant
    from assistant.evaluate import gate, read_set, store

    if sweep and (baseline or fail_if):
        raise typer.BadParameter(
            "a sweep has no single run to gate: leave --baseline and --fail-if out", param_hint="--sweep"
        )
    faults: list[Problem] = []  # of lines that are no questions, which only `--validate` reads past
    asked = read_set(set_, faults if validate else None)
    rules = [gate.parse(one, baseline is not None, judged) for one in fail_if or ()]
    earlier = store.load(baseline) if baseline else None
    options: dict[str, Any] = {"threads": threads, "prices": _prices(price) if price else None}
    settings = Settings.load(index=index)
    options |= {"judge": _judge(settings) if judged else None, "collections": collection or None}
    assistant = Assistant.open(settings=settings)
    if validate:
        _validate(asked, faults, set_, assistant, as_json)
        return
    folder = out or _new_folder(assistant, asked, options["judge"], options["collections"])
    if baseline and folder.resolve() == baseline.resolve():
        raise typer.BadParameter("a run cannot be its own baseline", param_hint="--out")
    assistant.warm().join()
    if sweep:
        _sweep(assistant, asked, sweep, folder, options, as_json)
        return
    run = _run(assistant, asked, folder, options, as_json)
    _finish(run, earlier, rules, as_json)


def _validate(asked: QuestionSet, faults: list[Problem], path: Path, assistant: Assistant, as_json: bool) -> None:
    from assistant.evaluate import checks, show

    found = sorted([*faults, *checks.validate(asked, assistant.index)], key=lambda one: one.line)
    for remark in checks.remarks(asked, assistant.index):
        typer.echo(f"assistant: {path.name}: {remark}", err=True)
    if as_json:
        print_json([{"line": one.line, "id": one.id, "problem": one.text} for one in found])
    else:
        show.problems(found, path.name)
        typer.echo(f"{counted(len(asked.questions), 'question')}, {counted(len(found), 'problem')}")
    if found:
        raise typer.Exit(1)


def _prices(text: str) -> Any:
    from assistant.evaluate import Prices

    try:
        prompt, completion = map(float, text.split("/"))
    except ValueError:
        raise typer.BadParameter("write it as 3/15", param_hint="--price") from None
    return Prices(prompt, completion)


def _judge(settings: Settings) -> Judge:
    from assistant.evaluate.judge import Judge

    return Judge.of(settings)


def _new_folder(assistant: Assistant, asked: QuestionSet, judge: Judge | None, collections: list[str] | None) -> Path:
    from assistant.evaluate.facts import facts
    from assistant.evaluate.shelf import place

    told = facts(assistant, asked.name, asked.fingerprint, judge.name if judge else "", collections)
    return place(assistant.index.folder, asked.name, told["identity"])


def _run(assistant: Assistant, asked: QuestionSet, folder: Path, options: dict[str, Any], quiet: bool) -> Run:
    from assistant.evaluate import evaluate as ask_all
    from assistant.evaluate import show
    from assistant.evaluate.errors import Interrupted

    with stoppable() as stop, show.progress(f"Evaluating {asked.name}", quiet) as progress:
        run = ask_all(assistant, asked, progress, stop, out=folder, **options)
    if not run.complete:
        raise Interrupted(
            f"Stopped after {len(run.results)} of {counted(len(asked.questions), 'question')}, which are kept in "
            f"{folder}: run the same command with '--out {folder}' to go on."
        )
    return run


def _finish(run: Run, earlier: Run | None, rules: list[Any], as_json: bool) -> None:
    """Print, write the report, and hold the run to its conditions."""
    from assistant.evaluate import gate, report, show, store
    from assistant.evaluate.comparing import compare
    from assistant.evaluate.errors import GateClosed, NothingAnswered

    comparison = compare(run, earlier) if earlier else None
    broken = gate.failures(rules, run, comparison)
    assert run.folder is not None
    report.write(run, comparison, broken, run.folder)
    if as_json:
        print_json({**store.summary(run), "folder": str(run.folder), "failed": broken, **_compared(comparison)})
    else:
        show.run(run)
        show.worst(run)
        if comparison:
            show.comparison(comparison)
        typer.echo(f"\nReport: {run.folder / 'report.html'}")
    if run.results and all(one.error for one in run.results):
        raise NothingAnswered(f"Every question ended in an error, the first in this one: {run.results[0].error}")
    if broken:
        raise GateClosed(f"{'; '.join(broken)}: see {run.folder / 'report.html'}.")


def _compared(comparison: Comparison | None) -> dict[str, Any]:
    if comparison is None:
        return {}
    changes = {
        name: {"before": one.before, "after": one.after, "low": one.low, "high": one.high, "p": one.p}
        for name, one in comparison.changes.items()
    }
    return {
        "baseline": comparison.baseline.name,
        "changes": changes,
        "better": [after.id for _, after in comparison.better],
        "worse": [after.id for _, after in comparison.worse],
    }


def _sweep(
    assistant: Assistant, asked: QuestionSet, axes: list[str], folder: Path, options: dict[str, Any], as_json: bool
) -> None:
    from contextlib import ExitStack

    from assistant.evaluate import show
    from assistant.evaluate import sweep as grids
    from assistant.evaluate.errors import Interrupted
    from assistant.evaluate.written import plain_write_errors

    cells = grids.grid(axes)
    with stoppable() as stop, ExitStack() as bars:

        def progress(cell: grids.Cell) -> Any:
            bars.close()
            return bars.enter_context(show.progress(grids.name_of(cell), as_json))

        done = list(grids.sweep(assistant, asked, cells, folder, progress, stop, **options))
    if len(done) < len(cells) or not all(run.complete for _, run in done):
        raise Interrupted(f"Stopped; what is done is kept in {folder}: run it with '--out {folder}' to go on.")
    table, said = grids.table(done), grids.remarks(done)
    with plain_write_errors(folder):
        (folder / "sweep.md").write_text(grids.markdown(table, said), encoding="utf-8")
    if as_json:
        print_json([dict(zip(table[0], row, strict=True)) for row in table[1:]])
    else:
        show.rows(table)
        show.told(said)
        typer.echo(f"\nRuns and table: {folder}")
