"""Questions whose answer is a list: all of it is quoted, and nothing is added where one thing is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant, Settings
from assistant.several import Several, several
from index import Index
from index.embed import Embedder

FOLDER = Path(__file__).parent / "everyday"
# Half of the documents were in view while lists were made to work.
IN_VIEW = {"leek_tart.md", "boathouse_minutes.docx", "campsite_prices.html"}


@pytest.fixture(scope="module")
def everyday(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with closing(Assistant.open(tmp_path_factory.mktemp("index"), create=True)) as assistant:
        assistant.sync([FOLDER / "lists"])
        yield assistant


@pytest.fixture(scope="module")
def asked(everyday: Assistant) -> list[tuple[dict[str, Any], Answer]]:
    lines = (FOLDER / "lists.jsonl").read_text(encoding="utf-8").splitlines()
    return [(row, everyday.query(row["question"])) for row in map(json.loads, lines)]


def whole(row: dict[str, Any], answer: Answer) -> bool:
    """Whether the sentences that answer hold every item, and none that is not asked for."""
    text = "\n".join(one.text for one in answer.sentences if not one.further)
    return all(item in text for item in row["items"]) and not any(one in text for one in row.get("without", ()))


def right(row: dict[str, Any], answer: Answer) -> bool:
    return any(one in " ".join(sentence.text for sentence in answer.sentences[:2]) for one in row["answers"])


def longer(answer: Answer) -> bool:
    """Whether a list is quoted for a question after one thing."""
    return any("\n" in one.text for one in answer.sentences[:1])


# Whole lists, right single answers, refusals where there is no answer; in no single answer is there a list.
FLOORS = {True: (17, 20, 8), False: (20, 20, 6)}


@pytest.mark.parametrize("in_view", FLOORS)
def test_a_question_for_several_things_gets_the_list_and_one_for_a_single_thing_does_not(
    asked: list[tuple[dict[str, Any], Answer]], in_view: bool, figure: Callable[[str], None]
) -> None:
    mine = [(row, answer) for row, answer in asked if (row["document"] in IN_VIEW) == in_view]
    lists = [whole(row, answer) for row, answer in mine if "items" in row]
    single = [(right(row, answer), longer(answer)) for row, answer in mine if "answers" in row]
    declined = [answer.refused for row, answer in mine if "answerable" in row]
    refused = sum(answer.refused for row, answer in mine if "items" in row)
    told = (
        f"lists, {'in view' if in_view else 'held out'}: whole {sum(lists)} of {len(lists)}, refused {refused}; "
        f"single answers: right {sum(one for one, _ in single)} of {len(single)}, {sum(more for _, more in single)} "
        f"with a list; without an answer {len(declined)}, refused {sum(declined)}"
    )
    figure(told)
    print(told)
    floor, singly, least = FLOORS[in_view]
    assert sum(lists) >= floor and sum(one for one, _ in single) >= singly and sum(declined) >= least
    assert not any(more for _, more in single)


@pytest.mark.parametrize(
    ("question", "nouns", "steps"),
    [
        ("What are the steps for the plum cake?", {"step"}, True),
        ("Which documents do I need to become a member?", {"document"}, False),
        ("Who was at the meeting?", set(), False),
        ("What is included in the price?", set(), False),
        ("What must be packed?", set(), False),
        ("Which models have a warranty of two years?", {"model"}, False),
        ("what are the opening hours", {"hour"}, False),
        ("How do I clean the filter?", set(), True),
        ("What is the procedure for a complaint?", {"procedur"}, True),
        ("plum cake ingredients", {"ingredi"}, False),
        ("List all the tasks of Ann", {"task"}, False),
    ],
)
def test_some_questions_ask_for_several_things(question: str, nouns: set[str], steps: bool) -> None:
    assert several(question) == Several(frozenset(nouns), steps)


@pytest.mark.parametrize(
    "question",
    [
        "Which model is the lightest?",
        "When does the course begin?",
        "How much does the bus cost?",
        "How many eggs are in the cake?",
        "What is the price of the lentil soup?",
        "Which bus goes to the museum?",
        "Who is the chair?",
        "Where are the keys?",
        "Are dogs allowed?",
        "Which models cost less than £80?",
        "opening of the bridge",
    ],
)
def test_others_ask_for_one_thing(question: str) -> None:
    assert several(question) is None


def _indexed(tmp_path: Path, embedder: Embedder, text: str, question: str) -> tuple[str, Answer]:
    """The text of a document as the index keeps it, and the answer to a question of it."""
    (tmp_path / "only.md").write_text(text, encoding="utf-8")
    index = Index.open(tmp_path / "index", create=True, embedder=embedder)
    with closing(Assistant(index, Settings(answer={"min_confidence": 0.0}))) as assistant:
        assistant.sync([tmp_path / "only.md"])
        return assistant.document("only.md").text, assistant.query(question)


def _kit(count: int, words: str) -> str:
    items = "\n".join(f"- one {word}{words}" for word in ("tent", "rope", "lamp", "stove", "knife", "axe")[:count])
    return f"# The Lenn walk\n\nFor the walk along the Lenn, walkers must pack the following:\n\n{items}\n"


def test_a_list_over_the_edges_of_passages_is_quoted_whole_with_its_citation(
    tmp_path: Path, embedder: Embedder
) -> None:
    filler = " which is to be dry and clean and of the size that the guide has asked for" * 2
    text, answer = _indexed(tmp_path, embedder, _kit(6, filler), "What must walkers pack for the walk along the Lenn?")
    first, citation = answer.sentences[0], answer.citations[0]
    assert text[citation.start : citation.end] == citation.quote
    begin = citation.start - citation.passage_start
    assert citation.passage[begin : begin + len(citation.quote)] == citation.quote
    assert first.text.split("\n")[0].endswith("pack the following:") and first.text.count("\n• one ") == 6
    assert first.lead is None and not answer.note


def test_of_a_long_list_so_much_is_quoted_and_the_answer_says_so(tmp_path: Path, embedder: Embedder) -> None:
    text = "# The Lenn walk\n\nFor the walk along the Lenn, walkers must pack the following:\n\n" + "\n".join(
        f"- a thing of the sort {'abcdefghijklmnopqrst'[i]}" for i in range(20)
    )
    _, answer = _indexed(tmp_path, embedder, text, "What must walkers pack for the walk along the Lenn?")
    assert answer.sentences[0].text.count("\n") == 12
    assert answer.note == "The list has 20 items, of which 12 are quoted."
    assert not answer.sentences[1:]


def test_a_list_ends_at_a_heading(tmp_path: Path, embedder: Embedder) -> None:
    text = (
        "# Trip\n\n## Pack\n\n- a warm blanket for the trip\n- a sharp pencil\n\n## Leave\n\n- the old dog\n- the cat\n"
    )
    _, answer = _indexed(tmp_path, embedder, text, "Which things should we pack for the trip?")
    assert "the old dog" not in answer.sentences[0].text


def test_words_that_announce_what_is_asked_for_are_an_answer(everyday: Assistant) -> None:
    answer = everyday.query("What is included in the price?")
    assert answer.sentences[0].text.startswith("The price includes:\n") and "one car" in answer.sentences[0].text


def test_words_that_announce_the_opposite_are_none(everyday: Assistant) -> None:
    assert everyday.query("What does the warranty cover?").confidence < 0.9
    assert everyday.query("What does the warranty not cover?").confidence > 0.9
