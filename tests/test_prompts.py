"""Prompts are Markdown files whose placeholders are exactly those that the code fills."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.doctor import examine
from assistant.settings import Settings
from index.errors import AssistantError
from prompts import NAMES, BadPrompt, load, loader
from prompts.loader import FOLDER, parse


def test_every_prompt_has_exactly_its_placeholders() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(NAMES)
    for name in NAMES:
        assert load(name).placeholders == NAMES[name]


def test_an_unknown_and_a_missing_placeholder_are_rejected() -> None:
    good = (FOLDER / "condense.md").read_text(encoding="utf-8")
    with pytest.raises(BadPrompt, match="unknown placeholders: weather"):
        parse("condense", good + "{{weather}}")
    with pytest.raises(BadPrompt, match="lacks placeholders: history"):
        parse("condense", good.replace("{{history}}", ""))
    with pytest.raises(BadPrompt, match="# System"):
        parse("condense", "{{question}}")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the prompts, which is read in their place."""
    folder = tmp_path / "prompts"
    shutil.copytree(FOLDER, folder)
    monkeypatch.setattr(loader, "FOLDER", folder)
    load.cache_clear()
    yield folder
    load.cache_clear()


def test_the_doctor_names_every_prompt_that_cannot_be_used(copied: Path) -> None:
    (copied / "judge.md").unlink()
    with (copied / "write.md").open("a", encoding="utf-8") as file:
        file.write("{{weather}}")
    told = [(one.good, one.text) for one in examine(Settings()) if one.part == "prompts"]
    assert [good for good, _ in told] == [False, False]
    assert "unknown placeholders: weather" in told[0][1] and str(copied / "write.md") in told[0][1]
    assert str(copied / "judge.md") in told[1][1]


def test_a_prompt_that_cannot_be_used_is_one_sentence_that_names_its_file(copied: Path) -> None:
    (copied / "condense.md").write_text("# System\n\nHello.\n\n# User\n\n{{question}}\n", encoding="utf-8")
    with pytest.raises(AssistantError, match=r"lacks placeholders: history, nonce; correct .*condense\.md\.$"):
        load("condense")


def test_values_must_match_and_are_not_filled_again() -> None:
    with pytest.raises(ValueError, match="history"):
        load("condense").fill(question="Who?", nonce="n")
    _, user = load("condense").fill(question="{{history}}", history="told", nonce="n")
    assert "Last question: {{history}}" in user
