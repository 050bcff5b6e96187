"""Questions whose answer is a list: all of it is quoted, and nothing is added where one thing is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant

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


FLOORS = {True: (0, 0, 99), False: (0, 0, 99)}  # whole lists, right single answers; at most so many lists too many


@pytest.mark.parametrize("in_view", FLOORS)
def test_a_question_for_several_things_gets_the_list_and_one_for_a_single_thing_does_not(
    asked: list[tuple[dict[str, Any], Answer]], in_view: bool, figure: Callable[[str], None]
) -> None:
    mine = [(row, answer) for row, answer in asked if (row["document"] in IN_VIEW) == in_view]
    lists = [whole(row, answer) for row, answer in mine if "items" in row]
    single = [(right(row, answer), longer(answer)) for row, answer in mine if "answers" in row]
    refused = sum(answer.refused for row, answer in mine if "items" in row)
    told = (
        f"lists, {'in view' if in_view else 'held out'}: whole {sum(lists)} of {len(lists)}, refused {refused}; "
        f"single answers: right {sum(one for one, _ in single)} of {len(single)}, {sum(more for _, more in single)} "
        "with a list"
    )
    figure(told)
    print(told)
    floor, singly, most = FLOORS[in_view]
    assert sum(lists) >= floor and sum(one for one, _ in single) >= singly and sum(more for _, more in single) <= most
