"""`Assistant.sync` takes the files that the command line takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Settings
from index import Index
from index.errors import BadCollection, BadPattern, PathMissing


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


@pytest.mark.parametrize("given", ["docs", "./docs/", Path("docs"), ["docs"], (Path("docs"),), iter(["docs"])])
def test_a_single_path_is_a_list_of_one(index: Index, folder: Path, tmp_path: Path, given: Any) -> None:
    folder.rename(tmp_path / "docs")  # the working directory holds it
    (tmp_path / "outside.txt").write_text("Nobody asked for this.")
    assistant = Assistant(index, Settings())
    assert assistant.sync(given).added == ["bees.md", "tea.html", "tides.txt"]
    assert assistant.index.plan("docs").unchanged == ["bees.md", "tea.html", "tides.txt"]


def test_a_single_file_is_added_by_its_name(index: Index, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("The kettle is blue.")
    assistant = Assistant(index, Settings())
    assert assistant.add_files("notes.md").added == ["notes.md"]
    assert assistant.add_files(Path("notes.md")).failed == [] and assistant.add_files([]).failed == []
    (tmp_path / "docs").mkdir()
    assert "docs is a folder" in assistant.add_files(["docs"]).failed[0][1]


def test_a_single_pattern_is_a_list_of_one(index: Index, folder: Path) -> None:
    assistant = Assistant(index, Settings())
    assert assistant.sync(folder, include="*.md").added == ["bees.md"]
    assert assistant.sync(folder, exclude="*.md").removed == ["bees.md"]
    assert {one.name for one in assistant.documents()} == {"tea.html", "tides.txt"}


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [
        ({"paths": None}, PathMissing, "Among the paths is None: name files, folders or web addresses"),
        ({"paths": ["docs", 3]}, PathMissing, "Among the paths is 3"),
        ({"paths": []}, PathMissing, "No path is given: name files"),
        ({"paths": " "}, PathMissing, "Among the paths is an empty one"),
        ({"include": 3}, BadPattern, "Among the patterns is 3: write them as in .gitignore"),
        ({"exclude": [None]}, BadPattern, "Among the patterns is None"),
        ({"collection": 5}, BadCollection, "The collection is 5: give its name as text."),
    ],
)
def test_what_is_no_path_pattern_or_name_is_one_sentence(
    index: Index, folder: Path, given: dict[str, Any], error: type[Exception], told: str
) -> None:
    assistant = Assistant(index, Settings())
    with pytest.raises(error, match=re.escape(told)):
        assistant.sync(**{"paths": [folder], **given})
    with pytest.raises(PathMissing, match="Among the paths is None"):
        assistant.add_files(None)  # type: ignore[arg-type]
