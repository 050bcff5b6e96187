"""The command line: index, query, documents, remove, serve, mcp, evaluate, questions, doctor.

Exit codes: 0 done, 1 not done, 2 wrong usage, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from itertools import chain
from types import FrameType
from typing import Annotated

import typer

import index.quiet  # noqa: F401  (first, so that no import below reports home)
from assistant import show
from assistant.evaluate.cli import register
from assistant.settings import Settings
from index.errors import AssistantError

app = typer.Typer(
    help="Ask your own documents, and trust the answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

INTERRUPTED = 130  # exit code after Ctrl-C, as shells have it

# A string, since an empty one would be the working directory as a path; the settings say what is wrong with it.
IndexOption = Annotated[str | None, typer.Option("--index", metavar="DIR", help="Folder of the index.")]
CollectionOption = Annotated[
    list[str] | None, typer.Option("--collection", metavar="NAME", help="Only this collection; may be repeated.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("index")
def index_command(
    sources: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders and web addresses to index.")],
    index: IndexOption = None,
    collection: Annotated[
        str | None, typer.Option(metavar="NAME", help="Put what is indexed into this collection.")
    ] = None,
    as_json: JsonOption = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done if every file can be read, and write nothing.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and follow every change, until Ctrl-C.")] = False,
    include: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Index only files that match, as in .gitignore.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Leave out, and take out, what matches.")
    ] = None,
    shard: Annotated[str | None, typer.Option(metavar="N/OF", help="Index only one share of the files.")] = None,
) -> None:
    """Bring the index in step with files, folders and web pages."""
    from assistant.choosing import chosen
    from assistant.indexing import Indexing

    settings = Settings.load(index=index)
    choice = chosen(settings, include or None, exclude or None, shard)
    indexing = Indexing(settings, sources, choice, collection, as_json)
    if dry_run:
        indexing.plan()
    elif watch:
        indexing.watch()
    elif not indexing.sync():
        raise typer.Exit(1)


@app.command()
def query(
    words: Annotated[
        list[str], typer.Argument(metavar="QUESTION...", help="What you want to know, in quotation marks or without.")
    ],
    collection: CollectionOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask one question and print the answer with its citations."""
    from assistant.assistant import Assistant

    assistant = Assistant.open(settings=Settings.load(index=index))
    answer = assistant.query(" ".join(words), collections=collection or None)
    show.notice(assistant.index)
    if as_json:
        show.print_json(answer.to_dict())
    else:
        show.answer(answer)


@app.command()
def documents(collection: CollectionOption = None, index: IndexOption = None, as_json: JsonOption = False) -> None:
    """List the documents of the index."""
    from assistant.narrow import collected
    from index import Index

    settings = Settings.load(index=index)
    opened = Index.open(settings.index, embedder=settings.embedding(), chroma=settings.chroma_server)
    listed = collected(opened.documents(), collection or None)
    if as_json:
        show.print_json([show.document_json(one) for one in listed])
    else:
        show.documents(listed)


@app.command()
def remove(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Documents; files and folders that are gone.")],
    index: IndexOption = None,
) -> None:
    """Take documents out of the index: uploads, web pages, and those whose files are gone."""
    from assistant import removal
    from index import Index

    settings = Settings.load(index=index)
    opened = Index.open(settings.index, embedder=settings.embedding(), chroma=settings.chroma_server)
    for name in names:
        for removed in removal.remove(opened, name):
            typer.echo(f"  removed  {removed}")


@app.command()
def serve(
    index: IndexOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = None,
) -> None:
    """Serve the page, until Ctrl-C."""
    from assistant.web.listening import listen

    settings = Settings.load(index=index)
    host = host or settings.server.host
    with suppress(KeyboardInterrupt), listen(host, settings.server.port if port is None else port) as listener:
        from assistant.assistant import Assistant  # these take seconds, and a taken port is told before
        from assistant.web.server import serve as serve_page

        assistant = Assistant.open(settings=settings, create=True)
        show.notice(assistant.index)
        assistant.warm()
        hosts = [host, *settings.server.hosts]
        serve_page(assistant, listener, examples=settings.server.examples, hosts=hosts)


@app.command()
def mcp(index: IndexOption = None) -> None:
    """Serve query, search, documents and read to other assistants over MCP, on standard input and output."""
    from assistant.assistant import Assistant
    from assistant.mcp import server

    assistant = Assistant.open(settings=Settings.load(index=index))
    warming = assistant.warm()
    server(assistant).run()
    warming.join()  # a thread that is loading a model when the process ends would abort it


@app.command()
def doctor(
    index: IndexOption = None,
    as_json: JsonOption = False,
    repair: Annotated[bool, typer.Option("--repair", help="Rebuild what is damaged or missing in the index.")] = False,
    re_embed: Annotated[
        bool, typer.Option("--re-embed", help="Embed the index anew with the model that the settings name.")
    ] = False,
    thorough: Annotated[bool, typer.Option("--thorough", help="Load PyTorch too, which takes some seconds.")] = False,
) -> None:
    """Check settings, models, index and disk, and say what to do where something is wrong."""
    from assistant.doctor import examine, mend, renew

    settings = Settings.load(index=index)
    renewed = renew(settings, show.progress(quiet=as_json)) if re_embed else ()
    findings = chain(mend(settings) if repair else (), renewed, examine(settings, thorough=thorough))
    if as_json:
        listed = list(findings)
        show.print_json([{"part": one.part, "good": one.good, "text": one.text} for one in listed])
        good = all(one.good for one in listed)
    else:
        good = show.findings(findings)
    if not good:
        raise typer.Exit(1)


register(app)


def main() -> None:
    """Run the command line; an error that a person can mend is one line on stderr and exit code 1, Ctrl-C one and 130.

    A second Ctrl-C ends the process where it is: the index is made to survive that.
    """
    before = signal.signal(signal.SIGINT, _unwind)
    show.lenient()
    try:
        app(prog_name="assistant")
    except AssistantError as error:
        typer.echo(f"assistant: {error}", err=True)
        sys.exit(1)
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            typer.echo("assistant: stopped; run the command again to go on.", err=True)
        raise
    finally:
        signal.signal(signal.SIGINT, before)


def _unwind(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)
    signal.default_int_handler(number, frame)


if __name__ == "__main__":
    main()
