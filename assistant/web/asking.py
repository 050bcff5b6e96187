"""Asking from an event loop: the assistant's events, each waited for on a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from assistant.answer import Event

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.condense import Message

STREAMS = 16  # answers being written at once, over all people; more wait their turn


class Asking:
    """Streams answers of one assistant to the page and to programs."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._threads = ThreadPoolExecutor(STREAMS, thread_name_prefix="answer")

    async def events(
        self,
        question: str,
        history: Sequence[Message] = (),
        documents: Collection[str] | None = None,
        collections: Collection[str] | None = None,
        assistant: Assistant | None = None,
    ) -> AsyncGenerator[Event, None]:
        """`Assistant.stream` without blocking the event loop; when this is closed, nothing more is asked for.

        What a thread is doing at that moment is finished, then the stream is closed. Another `assistant` may answer.
        """
        stream = (assistant or self.assistant).stream(question, history, documents, collections)
        asked = self._threads.submit(next, stream, None)
        try:
            while event := await asyncio.wrap_future(asked):
                yield event
                asked = self._threads.submit(next, stream, None)
        finally:
            asked.add_done_callback(lambda _: _close(stream))


def _close(stream: Iterator[Event]) -> None:
    if isinstance(stream, Generator):
        stream.close()
