"""What the command line prints of sets, runs and comparisons, and the progress bar while a run is under way."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Column, Table
from rich.text import Text

from assistant.evaluate.comparing import Comparison
from assistant.evaluate.metrics import FIXED, Figure, Metric
from assistant.evaluate.notes import notes
from assistant.evaluate.questions import Problem
from assistant.evaluate.runs import Progress
from assistant.evaluate.scoring import RIGHT, UNJUDGED
from assistant.evaluate.store import Result, Run
from assistant.evaluate.words import counted
from assistant.show import width

SHOWN = 10  # questions listed of each kind
WIDTH = 100
REPLY = " " * 30  # before what came in reply to a question, which stands below it


@contextmanager
def progress(what: str, quiet: bool = False) -> Iterator[Progress]:
    """A bar on stderr with the share of right replies so far; none where stderr is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Bar(*columns, console=console, transient=True, disable=quiet or not console.is_terminal)
    with bar:
        task = bar.add_task(what, total=None)
        counts: Counter[str] = Counter()

        def report(result: Result, done: int, total: int) -> None:
            counts[result.kind] += 1
            bar.update(task, description=f"{what}: {counts[RIGHT]} right", completed=done, total=total)

        yield report


@contextmanager
def counting(what: str, most: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr that counts up to `most`; none where stderr is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn(what, markup=False), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=most)
        yield lambda made: bar.update(task, completed=made)


def problems(found: Sequence[Problem], name: str) -> None:
    """One line a problem."""
    for one in found:
        typer.echo(f"{name}:{one.line}: {one.id}: {one.text}")


def number(value: float, unit: str) -> str:
    """A figure as people read it: shares with three places, milliseconds and tokens whole, money with four."""
    return f"{value:.0f}" if unit in ("ms", "tokens") else f"{value:.4f}" if unit == "$" else f"{value:.3f}"


def figure(one: Figure, unit: str) -> str:
    """A figure with its interval."""
    return f"{number(one.value, unit)}  [{number(one.low, unit)}, {number(one.high, unit)}]"


def metric(name: str) -> Metric | None:
    """The metric of that name, None for the times of single steps."""
    return next((one for one in FIXED if one.name == name), None)


def run(one: Run) -> None:
    """The figures that say something, what is to be known of them, and how many replies were of each kind."""
    table = Table("Metric", "Value  [95% interval]", "Questions", "Meaning", box=None, pad_edge=False)
    for name, value in one.figures.items():
        known = metric(name)
        if known and (known.group != "cost" or value.value):
            table.add_row(name, figure(value, known.unit), str(value.count), known.label)
    Console().print(table)
    told(notes(one))
    kinds = Counter(result.kind for result in one.results)
    typer.echo("\n" + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
    if errors := [result for result in one.results if result.error]:
        typer.echo(f"First failure: {errors[0].id}: {errors[0].error}")


def told(sentences: Sequence[str]) -> None:
    """Sentences below a table, each a paragraph."""
    for one in sentences:
        typer.echo(f"\n{textwrap.fill(one, width())}")


def worst(one: Run) -> None:
    """The first questions that went wrong, each with what came instead: how sure it was, and its first words."""
    listed = [result for result in one.results if result.kind not in (RIGHT, UNJUDGED)]
    for result in listed[:SHOWN]:
        typer.echo(f"  {result.kind:<27} {result.id}: {result.question}")
        typer.echo(_reply(result))
    if len(listed) > SHOWN:
        where = f": {one.folder / 'report.html'} shows all of them" if one.folder else ""
        typer.echo(f"  … and {len(listed) - SHOWN} more{where}")


def _reply(one: Result) -> str:
    """What came, in one line of the terminal's width."""
    came = one.error or f"confidence {one.confidence:.0%}: {one.text}"
    return REPLY + textwrap.shorten(came, max(20, width() - len(REPLY)), placeholder=" …")


def comparison(one: Comparison) -> None:
    """What changed against the baseline, then the questions that got worse and better, with both answers."""
    typer.echo(f"\nAgainst {one.baseline.name}, {counted(one.common, 'question')} in common")
    if not one.same_index:
        typer.echo("The documents that were searched are not the same as then.")
    table = Table("Metric", "Before", "After", "Difference  [95% interval]", "p", box=None, pad_edge=False)
    for name, change in one.changes.items():
        unit = change.metric.unit
        if change.metric.group == "speed" and name not in ("ms_p50", "ms_p95"):
            continue
        between = f"{signed(change.difference, unit)}  [{signed(change.low, unit)}, {signed(change.high, unit)}]"
        p = "" if change.p is None else f"{change.p:.3f}"
        table.add_row(name, number(change.before, unit), number(change.after, unit), between, p)
    Console().print(table)
    for label, pairs in (("worse", one.worse), ("better", one.better)):
        typer.echo(f"\n{len(pairs)} got {label}")
        for before, after in pairs[:SHOWN]:
            typer.echo(f"  {after.id}: {after.question}")
            typer.echo(f"    before  {_short(before)}\n    after   {_short(after)}")


def signed(value: float, unit: str) -> str:
    """A difference as people read it, always with its sign."""
    return ("+" if value >= 0 else "−") + number(abs(value), unit)


def _short(one: Result) -> str:
    return f"{one.kind}: {textwrap.shorten(one.text or one.error, WIDTH, placeholder=' …')}"


def rows(table: Sequence[Sequence[str]]) -> None:
    """A table of text, header first; in a narrow terminal, a name is broken rather than cut, since the end tells them
    apart."""
    shown = Table(*(Column(name, overflow="fold") for name in table[0]), box=None, pad_edge=False)
    for row in table[1:]:
        shown.add_row(*map(Text, row))
    Console().print(shown)
