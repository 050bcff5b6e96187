"""`Assistant.sync` takes the files that the command line takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant, Settings
from index import Index
from index.errors import BadPattern


def test_the_settings_choose_the_files_and_the_caller_may_choose_others(index: Index, folder: Path) -> None:
    assistant = Assistant(index, Settings(sync={"include": ["*.md", "*.txt"], "exclude": ["tides*"]}))
    assert assistant.sync([folder]).added == ["bees.md"]
    assert assistant.sync([folder], exclude=[]).added == ["tides.txt"]
    assert assistant.sync([folder], include=[], collection="all").added == ["tea.html"]
    assert assistant.document("tea.html").collection == "all"
    assert "tides.txt" not in {one.name for one in assistant.documents()}
    assert assistant.sync([folder]).removed == ["tea.html"]


def test_one_share_of_the_files_can_be_taken(index: Index, folder: Path) -> None:
    assistant = Assistant(index, Settings())
    for number in range(60):
        (folder / f"rock-{number}.txt").write_text(f"Rock {number} is made of granite.")
    taken = assistant.sync([folder], shard="1/2").added
    assert 0 < len(taken) < 63 and len(taken) + len(assistant.sync([folder], shard="2/2").added) == 63
    with pytest.raises(BadPattern, match="write 3/16"):
        assistant.sync([folder], shard="none")


def test_progress_is_told(index: Index, folder: Path) -> None:
    heard: list[int] = []
    Assistant(index, Settings()).sync([folder], lambda what, done, total: heard.append(total))
    assert set(heard) == {3}
