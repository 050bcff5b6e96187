"""What is called otherwise in the documents is found, and said to have been looked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from assistant import Assistant, Settings
from assistant.synonyms import FILE, reworded
from index import Index
from index.embed import Embedder

RULES = """# Rules of the house

Bicycles are parked in the store and not charged there.

Fines for driving too fast are paid by the driver.

The annual general meeting is held on 21 January.
"""


@pytest.fixture(scope="module")
def assistant(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("synonyms")
    (home / "rules.md").write_text(RULES, "utf-8")
    with closing(Index.open(home / "index", create=True, embedder=embedder)) as index:
        index.sync([home / "rules.md"])
        yield Assistant(index, Settings())


def test_other_words_for_the_same_thing_are_found(assistant: Assistant) -> None:
    answer = assistant.query("When is the AGM?")
    assert "21 January" in answer.text
    assert answer.note == "“AGM” is in no document, so “annual general meeting” was looked for."


def test_words_that_the_documents_have_are_left_alone(assistant: Assistant) -> None:
    assert reworded("Where are bicycles parked?", assistant.index) == []


def test_all_words_that_are_missing_are_put_at_once_and_the_likeliest_first(assistant: Assistant) -> None:
    asked = [one.question for one in reworded("Is my bike in the shed?", assistant.index)]
    assert asked == ["Is my bicycle in the store?"]
    assert [one.question for one in reworded("a speeding ticket", assistant.index)] == ["a fine"]


def test_nothing_is_looked_for_that_is_in_no_document(assistant: Assistant) -> None:
    assert reworded("How large is my bonus?", assistant.index) == []


def test_the_list_says_nothing_twice_and_fits_what_is_asked() -> None:
    lines = [line for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = [[part.strip() for part in line.split("/")] for line in lines]
    assert all(len(row) > 1 and all(row) for row in rows)
    for asked, *others in rows:
        assert len(asked.split()) <= 3
        assert len(set(others)) == len(others)
        assert asked not in others
