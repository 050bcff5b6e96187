"""Sections that are asked for by their heading, whatever words stand under it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from assistant import Assistant, Settings
from index import Index
from index.embed import Embedder

STUDY = """# Amber lamps in bakeries

## 1. Methods

Sixty bakers wore a wrist device for a month.

## 2. Results

They fell asleep nine minutes sooner.

## 3. Limitations

- Everybody knew which lamp was on.
- All the bakeries were in one town.
- Screens were not recorded.

## 4. Price of the lamps

A lamp is sold at 40 euros. It comes with a bulb.
"""
CLUB = "# Rowing club\n\n## Rules\n\nThe boats stay dry in winter. Nobody rows alone.\n"


@pytest.fixture(scope="module")
def assistant(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("sections")
    (home / "documents").mkdir()
    for name, text in (("study.md", STUDY), ("club.md", CLUB)):
        (home / "documents" / name).write_text(text, "utf-8")
    with closing(Index.open(home / "index", create=True, embedder=embedder)) as index:
        index.sync([home / "documents"])
        yield Assistant(index, Settings())


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What are the limitations of the study?", "All the bakeries were in one town."),
        ("limitations", "Screens were not recorded."),
        ("Which limitations does the study have?", "Everybody knew which lamp was on."),
        ("What methods did the study use?", "Sixty bakers"),
        ("What are the rules of the rowing club?", "Nobody rows alone."),
        ("What is the price of the lamps?", "40 euros"),
    ],
)
def test_what_stands_under_the_heading_is_quoted(assistant: Assistant, question: str, words: str) -> None:
    answer = assistant.query(question)
    assert not answer.refused and words in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What are the methods of the swimming pool?",
        "Who wrote the rules?",
        "What are the rules of the swimming pool?",
    ],
)
def test_a_heading_is_no_answer_for_another_subject_or_question(assistant: Assistant, question: str) -> None:
    answer = assistant.query(question)
    assert answer.refused
