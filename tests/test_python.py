"""What the `Assistant` is to somebody who writes Python."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Event, Settings
from assistant.errors import BadQuestion, BadSettings
from index.errors import AssistantError

QUESTION = "How many troops did the CSTO send to Kazakhstan?"


def in_a_loop(talk: Any) -> Any:
    """What a coroutine gives, in a loop of its own: one of other tests may run in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(talk())).result()


def test_an_empty_name_is_no_index(tmp_path: Path) -> None:
    for name in ("", " "):
        with pytest.raises(BadSettings, match="name of the index is empty"):
            Assistant.open(name, create=True)
    assert list(tmp_path.iterdir()) == []


def test_an_assistant_closes_with_its_block_and_shows_its_index(tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "ix", Settings(), create=True) as assistant:
        assert repr(assistant) == f"Assistant(index='{tmp_path / 'ix'}', llm='quotes')"
        assert assistant.collections() == {}
    with pytest.raises(AssistantError, match="closed"):
        assistant.documents()


@pytest.mark.parametrize("count", [0, -1, None, "3", 1.5])
def test_a_count_that_is_none_is_one_sentence(assistant: Assistant, count: Any) -> None:
    with pytest.raises(BadQuestion, match="give a whole number of passages from 1 on"):
        assistant.search(QUESTION, count)


def test_a_stream_leaves_the_event_loop_free(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    stream, at_work, closed = assistant.stream, set(), threading.Event()

    def noted(*given: Any) -> Any:
        try:
            for event in stream(*given):
                at_work.add(threading.get_ident())
                yield event
        finally:
            closed.set()

    monkeypatch.setattr(assistant, "stream", noted)

    async def talk() -> tuple[int, list[Event]]:
        return threading.get_ident(), [event async for event in assistant.astream(QUESTION)]

    async def begin() -> Event:
        async with aclosing(assistant.astream(QUESTION)) as events:
            return await anext(events)

    loop, events = in_a_loop(talk)
    assert events[-1].answer is not None and events[-1].answer.text == assistant.query(QUESTION).text
    assert at_work and loop not in at_work
    closed.clear()
    assert in_a_loop(begin).kind == "step" and closed.wait(5)


def test_an_answer_is_shown_as_its_text_with_its_quotes(assistant: Assistant) -> None:
    class Printer:
        said = ""

        def text(self, text: str) -> None:
            self.said += text

    answer, printer = assistant.query(QUESTION), Printer()
    answer._repr_pretty_(printer, False)
    assert str(answer) == answer.text and printer.said.startswith(f"{answer.text}\n\n[1] turkey-kazakhstan-briefing.md")
    assert "2,000 troops" in printer.said.partition("[1] turkey")[2]
