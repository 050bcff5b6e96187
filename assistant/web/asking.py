"""Asking from an event loop, by no more people at once than there are threads for."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from assistant.answer import Event
from assistant.apart import apart

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.condense import Message

STREAMS = 16  # answers being written at once, over all people; more wait their turn


class Asking:
    """Streams answers of one assistant to the page and to programs."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._threads = ThreadPoolExecutor(STREAMS, thread_name_prefix="answer")

    def events(
        self,
        question: str,
        history: Sequence[Message] = (),
        documents: Collection[str] | None = None,
        collections: Collection[str] | None = None,
        assistant: Assistant | None = None,
    ) -> AsyncGenerator[Event, None]:
        """`Assistant.stream` without blocking the event loop, see `apart`. Another `assistant` may answer."""
        return apart((assistant or self.assistant).stream(question, history, documents, collections), self._threads)
