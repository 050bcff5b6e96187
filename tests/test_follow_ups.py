"""A follow-up is asked with words of the conversation, and a question on another subject as it was typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.condense import LEANING
from index import Index

BEES = [
    {"role": "user", "content": "How many queens does a hive hold?"},
    {"role": "assistant", "content": "A hive holds one queen. [1]"},
]


@pytest.fixture
def asked(index: Index, folder: Path) -> Iterator[Assistant]:
    index.sync([folder])
    with closing(Assistant(index, Settings())) as assistant:
        yield assistant


def test_a_short_question_on_another_subject_is_not_spoilt(asked: Assistant) -> None:
    question = "How is green tea brewed?"
    answer = asked.query(question, history=BEES)
    assert answer.text.startswith("Green tea is brewed at 80 degrees.")
    assert answer.standalone_question == question
    assert answer.confidence == asked.query(question).confidence
    assert answer.timings["read"] > 0 and answer.timings["retrieve"] > 0


def test_a_question_that_leans_on_the_conversation_takes_over_its_words(asked: Assistant) -> None:
    answer = asked.query("And the workers, how long do they live?", history=BEES)
    assert "six weeks" in answer.text
    assert "hive" in answer.standalone_question.removeprefix("And the workers, how long do they live? (")


@pytest.mark.parametrize("said", ["hello", "Thank you very much!", "ok, thanks"])
def test_courtesies_take_nothing_over(said: str, asked: Assistant) -> None:
    answer = asked.query(said, history=BEES)
    assert answer.standalone_question == said and answer.refused and not answer.closest


@pytest.mark.parametrize("question", ["Is there a spring tide in a lunar month?", "Are there worker bees in summer?"])
def test_there_is_points_to_nothing_that_was_said(question: str) -> None:
    assert not LEANING.search(question)
    assert LEANING.search("Who lives there?") and LEANING.search("What is made there in spring?")
