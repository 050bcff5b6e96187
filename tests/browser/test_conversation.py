"""Turns of a conversation, stopped, kept and exported, without a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from assistant import Settings
from assistant.answer import Event, Sentence
from assistant.web import conversation
from assistant.web.asking import Asking
from assistant.web.chat import Chat
from assistant.web.conversation import Turn
from assistant.web.page import Page
from index.errors import IndexMissing


class Endless:
    """An assistant that writes one sentence again and again."""

    settings = Settings()

    def stream(self, *asked: Any) -> Iterator[Event]:
        while True:
            yield Event("sentence", sentence=Sentence("Bees dance.", (), True))


def test_a_stopped_answer_stays_stopped_with_what_it_had_and_is_exported() -> None:
    turns: list[Turn] = []

    async def asked_and_stopped() -> None:
        async for turn in Chat(Asking(Endless())).ask("How do bees talk?", turns):  # type: ignore[arg-type]
            if turn.sentences:
                turn.stop()  # as the page's Stop does, before the stream behind it ends

    with ThreadPoolExecutor(1) as thread:  # a loop of the browser tests may run in this one
        thread.submit(lambda: asyncio.run(asked_and_stopped())).result()
    assert turns[0].stopped and turns[0].done
    assert len(turns[0].sentences) == 1
    assert conversation.messages(turns)[1]["metadata"] == {"title": "Stopped", "status": "done"}
    assert conversation.export(turns) == "## How do bees talk?\n\nBees dance. (stopped)\n"


def test_a_deleted_index_is_told_where_documents_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise IndexMissing("There is no index here.")

    told: list[str] = []
    monkeypatch.setattr("gradio.Warning", lambda words, duration: told.append(words))
    titles, documents = Page._listed(SimpleNamespace(assistant=SimpleNamespace(documents=gone)), None)  # type: ignore[arg-type]
    assert told == ["There is no index here."]
    assert titles["rows"] == documents["rows"] == []
