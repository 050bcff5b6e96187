"""What is given in Python is checked: one sentence says which argument is wrong, and nothing is done for it."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.asked import names, plainly
from assistant.errors import BadQuestion

SAID = [{"role": "user", "content": "How long do bees live?"}]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"question": None}, "The question is None: give it as text."),
        ({"question": b"Who?"}, "The question is a value of the type bytes"),
        ({"history": ["Who?"]}, "Message 1 of the history is a value of the type str: write it as"),
        ({"history": "Who?"}, "The history is a value of the type str: give a list of messages"),
        ({"history": SAID[0]}, "The history is a value of the type dict: give a list of messages"),
        ({"history": 3}, "The history is a value of the type int"),
        ({"history": [*SAID, {"role": "assistant"}]}, "Message 2 of the history has no content: write it as"),
        ({"history": [{"role": "user", "content": 7}]}, "has a value of the type int for its content"),
        ({"history": [{"role": "robot", "content": "Hi"}]}, "has the role 'robot': write it as"),
        ({"history": [{"content": "Hi"}]}, "has the role None"),
        ({"documents": 7}, "Among documents is a value of the type int: give a list of names"),
        ({"collections": ["a", None]}, "Among collections is None: give a list of names"),
    ],
)
def test_a_wrong_argument_is_one_sentence(given: dict[str, Any], told: str) -> None:
    with pytest.raises(BadQuestion) as raised:
        plainly(**{"question": "Who?", **given})
    assert told in str(raised.value) and str(raised.value).endswith(".") and "\n" not in str(raised.value)


def test_a_single_name_is_a_list_of_one() -> None:
    assert plainly("Who?", None, "bees.md", "default") == ("Who?", (), ["bees.md"], ["default"])
    assert names("collections", ("a", "b")) == ["a", "b"] and names("collections", None) is None
    assert names("collections", []) == []  # an empty choice stays one: it is refused where it is looked up


def test_messages_keep_what_is_asked_with_and_nothing_else() -> None:
    asked = plainly("Who?", iter([{**SAID[0], "metadata": {"title": "Step"}}]))
    assert asked[1] == tuple(SAID)
