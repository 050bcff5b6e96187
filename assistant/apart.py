"""Events that take their time, for an event loop: each is waited for on another thread."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

from assistant.answer import Event


async def apart(stream: Iterator[Event], threads: Executor | None = None) -> AsyncGenerator[Event, None]:
    """The events of a stream, brought by `threads`, by default one of its own; when this is closed, nothing more is
    asked for: what a thread is doing at that moment is finished, then the stream is closed."""
    threads = threads or ThreadPoolExecutor(1, "answer")
    asked = threads.submit(next, stream, None)
    try:
        while event := await asyncio.wrap_future(asked):
            yield event
            asked = threads.submit(next, stream, None)
    finally:
        asked.add_done_callback(lambda _: _close(stream))


def _close(stream: Iterator[Event]) -> None:
    if isinstance(stream, Generator):
        stream.close()
