"""The command `assistant questions`: draft a set from documents, or turn a set into another form."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.evaluate.interrupt import stoppable
from assistant.evaluate.words import counted
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.evaluate.draft import Draft
    from assistant.evaluate.prompted import Drafts


def questions(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Documents to draft from, or with --as a question set.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write.")] = None,
    count: Annotated[int, typer.Option(min=1, help="Most questions to draft.")] = 50,
    as_: Annotated[str | None, typer.Option("--as", metavar="FORM", help="jsonl, ragas or llamaindex.")] = None,
    documents: Annotated[Path | None, typer.Option(metavar="DIR", help="Where a set's own documents go.")] = None,
) -> None:
    """Draft a question set from documents for review, or with --as turn a set into another form.

    Drafts are made by the language model where one is set, else from the documents' own sentences.
    """
    from assistant.evaluate.formats import WRITERS

    if as_ is None:
        if documents:
            raise typer.BadParameter("a set has documents of its own only with --as", param_hint="--documents")
        if out and out.suffix.lower() != ".csv":
            raise typer.BadParameter("drafts are CSV: name a file that ends in .csv", param_hint="--out")
        _draft(path, out or Path("questions.csv"), count)
    elif as_ in WRITERS:
        _convert(path, out or path.with_name(f"{path.stem}.{as_}.json{'l' if as_ == 'jsonl' else ''}"), as_, documents)
    else:
        raise typer.BadParameter(f"'{as_}' is not one of {', '.join(WRITERS)}", param_hint="--as")


def _draft(path: Path, target: Path, count: int) -> None:
    from assistant.evaluate import draft
    from assistant.evaluate.errors import BadQuestionSet
    from assistant.evaluate.written import plain_write_errors, try_out

    with plain_write_errors(target):
        there = target.exists()
    if there:
        raise BadQuestionSet(f"{target} exists already and may hold your review: name another file with --out.")
    try_out(target)
    model = _model(count)
    drafted = _drafted(path, count, model)
    with plain_write_errors(target):
        draft.write(target, drafted)
    if model and (remarks := model.remarks()):
        typer.echo(remarks)
    typer.echo(
        f"{counted(len(drafted), 'question')} drafted in {target}: write accept, edit or drop into the column "
        f"'review', then run 'assistant evaluate {target}'."
    )
    for said in draft.remarks(drafted):
        typer.echo(said)


def _model(count: int) -> Drafts | None:
    """The drafter that asks the language model of the settings, None where they name none."""
    from assistant.evaluate.prompted import Drafts
    from assistant.llm.spec import check, parse

    settings = Settings.load()
    if (spec := parse(settings.llm)) is None:
        return None
    check(spec)
    return Drafts(spec, settings.writer, most=count)


def _drafted(path: Path, count: int, model: Drafts | None) -> list[Draft]:
    from assistant.evaluate import draft, show
    from assistant.evaluate.errors import BadQuestionSet, Interrupted

    with stoppable() as stop, show.counting("Drafting", count) as progress:
        try:
            drafted = draft.draft(path, count, [model] if model else None, progress, stop)
        except BadQuestionSet:
            if model and model.failed:
                raise BadQuestionSet(
                    f"{model.fault}, so no question was drafted: see to it, or draft without: ASSISTANT_LLM=quotes."
                ) from None
            raise
    if not drafted:
        raise Interrupted("Stopped before there was a draft: nothing is written, run it again.")
    return drafted


def _convert(path: Path, out: Path, form: str, documents: Path | None) -> None:
    from assistant.evaluate import read_set
    from assistant.evaluate.errors import NotWritten
    from assistant.evaluate.formats import HOME, WRITERS
    from assistant.evaluate.formats.beside import unseen
    from assistant.evaluate.written import plain_write_errors

    found = read_set(path)
    with plain_write_errors(out):
        if out.exists() and out.samefile(path):
            raise NotWritten(f"{out} is the set itself: name another file with --out.")
        WRITERS[form](out, found.questions)
    if found.documents and documents:
        _unpack(found.documents, documents)
    typer.echo(f"{counted(len(found.questions), 'question')} written to {out}")
    if form != HOME and (said := unseen(found.questions)):
        typer.echo(said)
    if documents and not found.documents:
        typer.echo(f"{path.name} carries no documents of its own, so that {documents} is not made.")


def _unpack(texts: Mapping[str, str], folder: Path) -> None:
    from assistant.evaluate.written import plain_write_errors

    with plain_write_errors(folder, "--documents"):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
