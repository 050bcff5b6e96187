"""What the command line prints."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table
from rich.text import Text

from assistant.answer import Answer, Citation
from assistant.doctor import Finding
from index import Document, Index, Summary
from index.address import is_address
from index.documents import DEFAULT
from index.sync import Progress as Report

WIDTH = 100  # of running text, where the terminal is not narrower
ENDINGS = 5  # of files passed over that are told
ONE_LINE = 10_000  # characters: as wide as a document's row can be where no terminal sets a limit


def lenient() -> None:
    """Have what the terminal's encoding lacks printed as "?", where Python would end with a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def print_json(value: Any) -> None:
    """JSON in the letters of the documents; escaped where the output's encoding may lack them, so that none is lost."""
    whole = (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")
    typer.echo(json.dumps(value, ensure_ascii=not whole, indent=2))


@contextmanager
def progress(quiet: bool = False) -> Iterator[Report]:
    """A progress bar on stderr, as a function of (what, done, total); none where stderr is no terminal."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    with bar:
        task = bar.add_task("Indexing", total=None)

        def report(what: str, done: float, total: int) -> None:
            bar.update(task, description=f"Indexing {what}"[:48].ljust(48), completed=done, total=total)

        yield report


def notice(index: Index) -> None:
    """One line on stderr where the index goes on with another embedding model than the settings name."""
    if index.notice:
        typer.echo(f"assistant: {index.notice}", err=True)


def summary(summary: Summary, folder: Path) -> None:
    """One line of counts, the names of what changed, and the reason of each failure."""
    _changes(summary, ("added", "changed", "renamed", "removed", "moved", "failed"))
    renamed = f"{len(summary.renamed)} renamed, " if summary.renamed else ""
    moved = f"{len(summary.moved)} moved to another collection, " if summary.moved else ""
    typer.echo(
        f"{len(summary.added)} added, {len(summary.changed)} changed, {renamed}{moved}{len(summary.removed)} removed, "
        f"{len(summary.unchanged)} unchanged, {len(summary.failed)} failed; index in {_near(folder)}"
    )
    _passed(summary)


def _near(folder: Path) -> Path:
    """A folder as a person would name it from where they are."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def plan(planned: Summary) -> None:
    """What a sync would do: the names of what would change, why files fail, one line of counts."""
    _changes(planned, ("add", "change", "rename", "remove", "move", "failed"))
    moved = f"{len(planned.moved)} to move to another collection, " if planned.moved else ""
    typer.echo(
        f"{len(planned.added)} to add, {len(planned.changed)} to change, {len(planned.renamed)} to rename, {moved}"
        f"{len(planned.removed)} to remove, {len(planned.unchanged)} unchanged, {len(planned.failed)} failed; "
        "nothing was written"
    )
    _passed(planned)


def _passed(summary: Summary) -> None:
    """What was left alone, so that nobody waits for an answer from it."""
    if not summary.passed:
        return
    listed = sorted(summary.passed.items(), key=lambda pair: (-pair[1], pair[0]))
    told = ", ".join(f"{ending or 'no ending'} {count}" for ending, count in listed[:ENDINGS])
    more = ", …" if len(listed) > ENDINGS else ""
    total = sum(summary.passed.values())
    files = "1 file that does" if total == 1 else f"{total:,} files that do"
    typer.echo(f"Passed over {files} not end like a document ({told}{more}); name one to have it read.")


def _changes(summary: Summary, verbs: tuple[str, str, str, str, str, str]) -> None:
    renamed = [f"{old} → {new}" for old, new in summary.renamed]
    removed = [f"{name} (the server has it no more)" if is_address(name) else name for name in summary.removed]
    failed = [reason if reason.startswith(name) else f"{name}: {reason}" for name, reason in summary.failed]
    moved = [f"{name}: {old} → {new}" for name, old, new in summary.moved]
    for verb, names in zip(verbs[:5], (summary.added, summary.changed, renamed, removed, moved), strict=True):
        for name in names[:20]:
            typer.echo(f"  {verb:<8} {name}")
        if len(names) > 20:
            typer.echo(f"  {verb:<8} … and {len(names) - 20} more")
    for line in failed:
        typer.echo(f"  {verbs[5]:<8} {line}")


def summary_json(summary: Summary) -> dict[str, Any]:
    """A summary as plain JSON types."""
    return {
        "added": summary.added,
        "changed": summary.changed,
        "renamed": [{"from": old, "to": new} for old, new in summary.renamed],
        "removed": summary.removed,
        "unchanged": summary.unchanged,
        "failed": [{"document": name, "reason": reason} for name, reason in summary.failed],
        "moved": [{"document": name, "from": old, "to": new} for name, old, new in summary.moved],
        "passed_over": summary.passed,
        "passages": summary.passages,
    }


def answer(answer: Answer) -> None:
    """The answer, then its citations with quotes; for a refusal the closest passages."""
    if answer.note:
        typer.echo(f"({answer.note})\n")
    typer.echo("\n".join(textwrap.fill(line, width()) for line in answer.text.split("\n")))
    if answer.refused:
        if answer.closest:
            typer.echo("\nClosest passages:")
        for one in answer.closest:
            typer.echo(f"  {_place(one)}\n{_indented(textwrap.shorten(one.quote, 240, placeholder=' …'))}")
        return
    told = answer.usage.told()
    typer.echo(f"\nConfidence {answer.confidence:.0%}" + (f" · {told}" if told else ""))
    for one in answer.citations:
        quote = " ".join(one.quote.split())
        typer.echo(f"\n[{one.number}] {_place(one)}\n{_indented(f'“{quote}”')}")


def _place(one: Citation) -> str:
    parts = [one.title, one.section, f"p. {one.page}" if one.page else "", f"{one.document} {one.start}–{one.end}"]
    return " · ".join(part for part in parts if part)


def _indented(text: str) -> str:
    return textwrap.fill(text, width(), initial_indent="    ", subsequent_indent="    ")


def width() -> int:
    """Characters of a line of running text."""
    return max(20, min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns))


def documents(listed: Sequence[Document]) -> None:
    """A table of documents; in a pipe each is one line, in a narrow terminal name and title stand alone."""
    console = Console()
    if not console.is_terminal:
        console.width = ONE_LINE
    elif console.width < WIDTH - 20:
        for one in listed:
            typer.echo(f"{one.name}\n    {one.title}")
        return
    console.print(_table(listed))


def _table(listed: Sequence[Document]) -> Table:
    name = Column("Document", overflow="fold")  # a name that is cut could not be copied into another command
    collected = ["Collection"] if {one.collection for one in listed} - {DEFAULT} else []
    rest = (Column(head, no_wrap=True) for head in (*collected, "Format", "Pages", "Passages", "Indexed"))
    table = Table(name, "Title", *rest, box=None, pad_edge=False)
    for one in listed:
        cells = (
            one.name,
            one.title,
            *([one.collection] if collected else []),
            one.format,
            str(one.pages or ""),
            str(one.passages),
            one.indexed_at[:16].replace("T", " "),
        )
        table.add_row(*map(Text, cells))  # no markup: a name may hold brackets
    return table


def document_json(one: Document) -> dict[str, Any]:
    """A document without its text, as plain JSON types."""
    return {name: getattr(one, name) for name in Document.__slots__ if name != "text"}


def findings(found: Iterable[Finding]) -> bool:
    """One line a finding, as soon as it is made; True where all are good."""
    good = True
    for one in found:
        typer.echo(f"{'ok  ' if one.good else 'FAIL'}  {one.part:<9} {one.text}")
        sys.stdout.flush()  # a pipe would hold it back
        good = good and one.good
    return good
