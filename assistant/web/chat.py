"""The chat's doing: a question goes to the assistant, and what streams back goes to the page, piece by piece."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from assistant.answer import Event
from assistant.web.conversation import Turn, history
from index.errors import AssistantError

if TYPE_CHECKING:
    from assistant.assistant import Assistant

log = logging.getLogger(__name__)

UNEXPECTED = "Something went wrong while answering: try again, and look at the server's output if it happens again."
STREAMS = 16  # answers being written at once, over all people; more wait in the queue


class Chat:
    """Asks the assistant from the page's event loop, each answer on a thread of its own."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._threads = ThreadPoolExecutor(STREAMS, thread_name_prefix="answer")

    async def ask(self, question: str, turns: list[Turn]) -> AsyncIterator[Turn]:
        """Append a turn to `turns` and fill it, yielding it after every change; the last yield is the finished turn."""
        before = history(turns)
        turn = Turn(question)
        turns.append(turn)
        yield turn
        began = time.perf_counter()
        loop = asyncio.get_running_loop()
        events: Iterator[Event] | None = None
        try:
            events = await loop.run_in_executor(self._threads, self.assistant.stream, question, before)
            while event := await loop.run_in_executor(self._threads, next, events, None):
                turn.take(event)
                turn.seconds = time.perf_counter() - began
                yield turn
        except AssistantError as error:
            turn.problem = str(error)
            yield turn
        except Exception:
            log.exception("A question could not be answered")
            turn.problem = UNEXPECTED
            yield turn
        finally:
            turn.stopped = not turn.done
