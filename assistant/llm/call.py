"""One request to a language model, in bounded time: it is retried, timed out, and hung up when nobody listens any more.

The package's blocking stream runs on a thread of its own, so that a server that hangs cannot hold up an answer.
"""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Generator, Iterator
from contextvars import Context, copy_context
from dataclasses import dataclass
from typing import Any

from assistant.llm.faults import reason, transient, wait_asked_for
from assistant.llm.line import Line
from assistant.llm.providers import build
from assistant.llm.reply import CUT, Tokens, counted, reasons
from assistant.llm.spec import Spec
from assistant.settings import WriterSettings
from index.errors import AssistantError

__all__ = ["PULSE", "Call", "Failed", "Incomplete", "NoReply", "Prompt", "Tokens"]

PULSE = 1.0  # seconds of silence after which a waiting caller gets control
LONGEST_TOKEN = 30  # characters; what is longer than all allowed tokens of this length has no end
FIRST_WAIT = 0.5  # seconds before the first retry, doubled for each further one


class Failed(Exception):
    """The language model gave no usable reply; the message is half a sentence: "... (it) cannot be reached"."""


class Incomplete(Exception):
    """The reply ended without saying so."""


class NoReply(Exception):
    """What came is nothing that a language model sends."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model is told: its task, and the matter of this request."""

    system: str
    user: str


class Call:
    """One request; `stream` works once; then `tokens` says what it cost, and `cut` whether it was cut off."""

    def __init__(self, spec: Spec, settings: WriterSettings, seconds: float | None = None) -> None:
        self.spec = spec
        self.settings = settings
        self.seconds = seconds or settings.timeout
        self.tokens = Tokens()
        self.cut = False  # whether the limit of tokens ended the reply
        self._line = Line()
        self._stopped = threading.Event()
        self._out: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()

    def stream(self, prompt: Prompt, context: Context | None = None) -> Generator[str]:
        """The reply piece by piece, and "" for every second of silence; closing the generator aborts the request.

        `context` is where the request's tracing belongs. Raises Failed, and AssistantError where the set-up is wrong.
        """
        ends = time.monotonic() + self.seconds
        most = self.settings.max_tokens * LONGEST_TOKEN
        run = (context or copy_context()).run
        threading.Thread(target=run, args=(self._run, prompt, ends), name="llm", daemon=True).start()
        try:
            while True:
                left = ends - time.monotonic()
                if left <= 0:
                    raise Failed(f"took longer than {self.seconds:g} seconds")
                try:
                    piece = self._out.get(timeout=min(left, PULSE))
                except queue.Empty:
                    yield ""
                    continue
                if piece is None:
                    return
                if isinstance(piece, AssistantError):
                    raise piece
                if isinstance(piece, Exception):
                    raise Failed(reason(piece)) from None  # a server's own words may repeat the key
                most -= len(piece)
                if most < 0:
                    raise Failed("wrote without end")
                yield piece
        finally:
            self._stopped.set()
            self._line.hang_up()

    def text(self, prompt: Prompt, context: Context | None = None) -> str:
        """The whole reply. Raises what `stream` raises."""
        return "".join(self.stream(prompt, context))

    def _run(self, prompt: Prompt, ends: float) -> None:
        """On its own thread."""
        try:
            self._work(prompt, ends)
        finally:
            self._line.close()

    def _work(self, prompt: Prompt, ends: float) -> None:
        """Ask, and ask again while that may help and nothing has come yet."""
        for attempt in range(self.settings.retries + 1):
            began = False
            try:
                for piece in self._pieces(prompt):
                    began = True
                    self._out.put(piece)
                self._out.put(None)
                return
            except Exception as error:
                wait = wait_asked_for(error) or FIRST_WAIT * 2**attempt * random.uniform(0.8, 1.2)
                last = attempt == self.settings.retries or time.monotonic() + wait > ends
                if began or last or self._stopped.is_set() or not transient(error):
                    self._out.put(error)
                    return
                self._stopped.wait(wait)

    def _pieces(self, prompt: Prompt) -> Iterator[str]:
        from llama_index.core.base.llms.types import ChatMessage, MessageRole

        llm = build(self.spec, self.settings, self._line)
        system, user = MessageRole.SYSTEM, MessageRole.USER
        messages = [ChatMessage(role=system, content=prompt.system), ChatMessage(role=user, content=prompt.user)]
        replies: Any = llm.stream_chat(messages)
        ended: bool | None = None  # unknown
        began = False
        try:
            for reply in replies:
                self.tokens = counted(reply) or self.tokens
                if said := reasons(reply.raw):
                    ended = bool(ended) or any(said)
                    self.cut |= not CUT.isdisjoint(said)
                if self._stopped.is_set():
                    return
                if reply.delta:
                    began = True
                    yield reply.delta
        finally:
            replies.close()
        if ended is False:  # the connection was closed between two events, which looks like an end
            raise Incomplete
        if ended is None and not began:  # the packages pass over what is in no form of theirs, such as a web page
            raise NoReply
