"""The steps of one question: how long each took, told to LlamaIndex's instrumentation too where somebody listens.

Nobody can listen before LlamaIndex is imported, so that a question which needs no part of it does not import it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, copy_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.instrument import Listeners
    from assistant.retrieve import Retrieved


class Span:
    """One step that has begun; end it once."""

    def __init__(self, trace: Trace, name: str) -> None:
        self.name = name
        self._trace = trace
        self._began = time.perf_counter()
        self._id = trace.listeners.begin(name) if trace.listeners else ""

    def context(self) -> Context:
        """A context in which LlamaIndex's own spans, such as a language model's, are part of this one."""
        listeners = self._trace.listeners
        return listeners.context(self._id) if listeners else copy_context()

    def end(self, error: BaseException | None = None) -> None:
        """The step is over; its milliseconds are noted, with those of the same step before."""
        took = round((time.perf_counter() - self._began) * 1000, 2)
        self._trace.timings[self.name] = round(self._trace.timings.get(self.name, 0.0) + took, 2)
        if self._trace.listeners:
            self._trace.listeners.end(self._id, self.name, took, error)


class Trace:
    """The steps of one question, and their `timings` in milliseconds by name."""

    def __init__(self, question: str) -> None:
        self.timings: dict[str, float] = {}
        self.listeners: Listeners | None = None
        if "llama_index_instrumentation" in sys.modules:
            from assistant.instrument import Listeners

            self.listeners = Listeners(question)

    @contextmanager
    def step(self, name: str) -> Iterator[Span]:
        """A step that lasts as long as the block."""
        span = Span(self, name)
        try:
            yield span
        except BaseException as error:
            span.end(error)
            raise
        span.end()

    def retrieved(self, found: Retrieved) -> None:
        """Tell what was found."""
        if self.listeners:
            self.listeners.retrieved(found)

    def close(self, answer: Answer | None, error: BaseException | None = None) -> None:
        """The question is answered, or given up."""
        if self.listeners:
            self.listeners.close(answer, error)
