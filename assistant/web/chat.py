"""The chat's doing: a question goes to the assistant, and what streams back goes to the page, piece by piece."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Collection
from contextlib import aclosing

from assistant.web.asking import Asking
from assistant.web.conversation import Turn, history
from assistant.web.writers import Writers
from index.errors import AssistantError

log = logging.getLogger(__name__)

UNEXPECTED = "Something went wrong while answering: try again, and look at the server's output if it happens again."


class Chat:
    """Asks for the page, and keeps what comes back in turns."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.writers = Writers(asking.assistant)

    async def ask(
        self, question: str, turns: list[Turn], writer: str | None = None, documents: Collection[str] | None = None
    ) -> AsyncIterator[Turn]:
        """Append a turn to `turns` and fill it, yielding it after every change; the last yield is the finished turn."""
        before = history(turns)
        turn = Turn(question, narrowed=documents is not None)
        turns.append(turn)
        yield turn
        began = time.perf_counter()
        try:
            assistant = self.writers.assistant(writer)
            async with aclosing(self.asking.events(question, before, documents, assistant=assistant)) as events:
                async for event in events:
                    if turn.stopped:
                        break
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
            turn.stop()
