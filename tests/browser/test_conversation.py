"""Turns of a conversation, stopped, kept and exported, without a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from assistant import Settings
from assistant.answer import Event, Sentence
from assistant.web import conversation
from assistant.web.asking import Asking
from assistant.web.chat import Chat
from assistant.web.conversation import Turn


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

    asyncio.run(asked_and_stopped())
    assert turns[0].stopped and turns[0].done
    assert len(turns[0].sentences) == 1
    assert conversation.messages(turns)[1]["metadata"] == {"title": "Stopped", "status": "done"}
    assert conversation.export(turns) == "## How do bees talk?\n\nBees dance. (stopped)\n"
