"""Prompts are Markdown files whose placeholders are exactly those that the code fills."""

import pytest

from prompts import NAMES, load
from prompts.loader import FOLDER, parse


def test_every_prompt_has_exactly_its_placeholders() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(NAMES)
    for name in NAMES:
        assert load(name).placeholders == NAMES[name]


def test_an_unknown_and_a_missing_placeholder_are_rejected() -> None:
    good = (FOLDER / "condense.md").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="unknown placeholders: weather"):
        parse("condense", good + "{{weather}}")
    with pytest.raises(ValueError, match="lacks placeholders: history"):
        parse("condense", good.replace("{{history}}", ""))
    with pytest.raises(ValueError, match="# System"):
        parse("condense", "{{question}}")


def test_values_must_match_and_are_not_filled_again() -> None:
    with pytest.raises(ValueError, match="history"):
        load("condense").fill(question="Who?", nonce="n")
    _, user = load("condense").fill(question="{{history}}", history="told", nonce="n")
    assert "Last question: {{history}}" in user
