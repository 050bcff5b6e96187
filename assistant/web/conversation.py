"""A conversation as the page keeps it: turns on the server, and the chat messages that show them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.answer import Answer, Citation, Event, Sentence, text_of
from assistant.web import markup

Message = dict[str, Any]


@dataclass(slots=True)
class Turn:
    """A question and what has come back so far; `id` names it in the links of its citations.

    `narrowed` says that not all documents were searched. `page` is the session of the page that asked.
    `cut` says that it was stopped by nobody: the page that asked is gone.
    """

    question: str
    narrowed: bool = False
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    step: str = "Searching your documents"
    sentences: list[Sentence] = field(default_factory=list)
    citations: dict[int, Citation] = field(default_factory=dict)
    answer: Answer | None = None
    problem: str = ""
    stopped: bool = False
    cut: bool = False
    page: str = ""
    seconds: float = 0.0

    def take(self, event: Event) -> None:
        """Add what one event of the stream says."""
        self.citations |= {citation.number: citation for citation in event.citations}
        if event.kind == "step":
            self.step = event.text
        if event.sentence:
            self.sentences.append(event.sentence)
        if event.answer:
            self.answer = event.answer
            self.sentences = list(event.answer.sentences)
            self.citations = {citation.number: citation for citation in event.answer.citations}

    def stop(self) -> None:
        """Nothing more will come: what has come stays, and what is complete stays complete."""
        if not self.done:
            self.stopped = self.cut = True

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self.stopped or bool(self.problem) or self.answer is not None

    @property
    def refused(self) -> bool:
        """Whether the documents do not answer the question."""
        return self.answer is not None and self.answer.refused

    @property
    def sources(self) -> tuple[Citation, ...]:
        """What the side panel shows: the cited passages, or those that came closest where the answer is a refusal."""
        if self.answer and self.answer.refused:
            return self.answer.closest
        return tuple(self.citations.values())


def messages(turns: Sequence[Turn]) -> list[Message]:
    """The chat messages of all turns, safe to show."""
    return [message for turn in turns for message in _messages(turn)]


def _messages(turn: Turn) -> list[Message]:
    shown: list[Message] = [{"role": "user", "content": markup.question(turn.question)}]
    if not turn.problem:
        shown.append(_status(turn))
    if body := _body(turn):
        shown.append({"role": "assistant", "content": body})
    return shown


def _body(turn: Turn) -> str:
    if turn.problem:
        return markup.notice(turn.problem)
    if turn.answer and turn.answer.refused:
        return markup.refusal(turn.id, turn.answer, narrowed=turn.narrowed)
    if turn.sentences:
        return markup.answer(turn.id, tuple(turn.sentences), turn.citations, turn.answer)
    return ""


def _status(turn: Turn) -> Message:
    """The line above an answer: what is being done, then what was found and how long it took."""
    if not turn.done:
        return {"role": "assistant", "content": "", "metadata": {"title": turn.step, "status": "pending"}}
    title = "Stopped" if turn.stopped else f"{_found(turn)} ({turn.seconds:.1f} s)"
    searched = turn.answer.standalone_question if turn.answer else ""
    details = markup.reading(turn.sources, searched if searched != turn.question else "")
    return {"role": "assistant", "content": details, "metadata": {"title": title, "status": "done"}}


def _found(turn: Turn) -> str:
    if not turn.sources:
        return "Found no passage"
    passages = len({(one.document, one.passage_start) for one in turn.sources})
    documents = len({one.document for one in turn.sources})
    verb = "Looked closest at" if turn.refused else "Found"
    return f"{verb} {_plural(passages, 'passage')} in {_plural(documents, 'document')}"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def history(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """Finished turns as the messages that `Assistant.stream` takes, so that a follow-up can be understood."""
    told: list[dict[str, str]] = []
    for turn in turns:
        if turn.answer:
            told.append({"role": "user", "content": turn.question})
            told.append({"role": "assistant", "content": turn.answer.text})
    return told


def export(turns: Sequence[Turn]) -> str:
    """The conversation as Markdown, every answer followed by the quotes that it cites."""
    return "\n\n".join(_exported(turn) for turn in turns if turn.done) + "\n" if turns else ""


def _exported(turn: Turn) -> str:
    if turn.problem:
        said = turn.problem
    elif turn.answer:
        said = turn.answer.text
    else:
        said = f"{text_of(turn.sentences)} (stopped)".strip()
    lines = re.sub(r"(?<!\n)\n(?!\n)", "  \n", said)  # a line's end that Markdown keeps
    parts = [f"## {' '.join(turn.question.split())}", lines]
    parts += [_exported_source(one) for one in turn.citations.values()]
    return "\n\n".join(parts)


def _exported_source(citation: Citation) -> str:
    place = ", ".join(part for part in (citation.document, markup.where(citation)) if part)
    return f"[{citation.number}] {citation.title} ({place})\n\n> {' '.join(citation.quote.split())}"
