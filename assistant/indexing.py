"""What `assistant index` does: tell the plan, sync once, or watch."""

from __future__ import annotations

import json
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from types import FrameType

import typer

from assistant import show
from assistant.settings import Settings
from index import Index, Summary
from index.address import parted
from index.choice import Choice
from index.errors import AssistantError, BadAddress, IndexLocked, ServerLost
from index.index import silent

PASSING = (IndexLocked, ServerLost)  # errors that end without any change of the files


@dataclass(frozen=True)
class Indexing:
    """One call of the command, with what it was told."""

    settings: Settings
    sources: Sequence[str]
    choice: Choice
    collection: str | None
    as_json: bool

    def plan(self) -> None:
        """Print what a sync would do; an index that is not there stays away."""
        settings = self.settings
        if (settings.index.expanduser() / "manifest.db").exists():
            index = Index.open(settings.index, embedder=settings.embedding(), chroma=settings.chroma_server)
        else:
            index = Index.nowhere(settings.index, settings.embedding())
        planned = index.plan(self.sources, self.choice, self.collection)
        index.close()
        if self.as_json:
            self._print({**show.summary_json(planned), "written": False}, indent=2)
        else:
            show.plan(planned)

    def sync(self) -> bool:
        """Sync once and print the summary; False where nothing is live of what was asked for."""
        index = self._open()
        with show.progress(quiet=self.as_json) as progress:
            summary = index.sync(self.sources, progress, self.choice, self.collection)
        show.notice(index)
        self._tell(summary, index, indent=2)
        index.close()
        return not summary.failed or bool(summary.documents)

    def watch(self) -> None:
        """Sync now and after every change, each with its summary, until Ctrl-C; web pages only now.

        What fails for a reason that passes is told once, and tried again until it is done. Raises BadAddress where
        there is nothing to watch.
        """
        from index.watch import changes

        addresses, paths = parted(self.sources)
        if not paths:
            raise BadAddress(
                "Web addresses cannot be watched: leave --watch out, and run the command again by a timer."
            )
        if addresses:
            typer.echo("assistant: web pages are asked for now, and not watched: run the command again.", err=True)
        index, sources = self._open(), self.sources
        stop, again, told = _stopped_by_ctrl_c(), Event(), ""
        try:
            for _ in changes(paths, index.folder, self.settings.sync.debounce, stop, again):
                try:
                    summary = index.sync(sources, silent, self.choice, self.collection)
                    sources, told = [str(path) for path in paths], ""
                except AssistantError as error:  # such as a folder that is empty for now
                    if str(error) != told:
                        typer.echo(f"assistant: {error}", err=True)
                    told = str(error) if isinstance(error, PASSING) else ""
                    if told:
                        again.set()
                    continue
                if not self.as_json:
                    typer.echo(f"{datetime.now():%H:%M:%S}")
                self._tell(summary, index, indent=None)
        except KeyboardInterrupt:  # in the middle of a sync: the next one clears what it leaves
            pass
        finally:
            index.close()

    def _open(self) -> Index:
        model, chroma = self.settings.embedding(), self.settings.chroma_server
        return Index.open(self.settings.index, create=True, embedder=model, chroma=chroma)

    def _tell(self, summary: Summary, index: Index, indent: int | None) -> None:
        if self.as_json:
            self._print(show.summary_json(summary), indent)
        else:
            show.summary(summary, index.folder)

    def _print(self, value: object, indent: int | None) -> None:
        typer.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def _stopped_by_ctrl_c() -> Event:
    """Set by Ctrl-C, beside the usual exception, which is lost where it meets a finaliser or a library's callback."""
    stop = Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, end)
    return stop
