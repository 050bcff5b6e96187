"""A sync takes a document out where its file is gone or a pattern leaves it out, and for no other reason."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Settings
from index import Index
from index.choice import Choice
from index.embed import Embedder
from index.errors import NothingToIndex
from index.walk import Found, Scope
from tests.test_index import consistent


def barred(folder: Path, monkeypatch: pytest.MonkeyPatch, error: int = errno.EACCES) -> None:
    """From now on the system refuses to list a folder, whoever asks."""
    scandir = os.scandir

    def refuse(path: Any = ".") -> Any:
        if Path(path) == folder:
            raise OSError(error, os.strerror(error), str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)


@pytest.mark.parametrize("where", [".assistant", "shelf"])
def test_uploads_stay_where_the_folder_around_the_index_is_synced(
    where: str, embedder: Embedder, folder: Path, tmp_path: Path
) -> None:
    assistant = Assistant.open(folder / where, Settings(), create=True)
    assistant.index.embedder = embedder
    upload = tmp_path / "moths.txt"
    upload.write_text("The hawk moth hovers in front of flowers like a hummingbird.")
    assistant.add_files([upload])
    for choice in (Choice(), Choice.of(exclude=["*.txt"])):
        summary = assistant.index.sync([folder], choice=choice, collection="animals")
        assert "moths.txt" not in summary.removed
        assert assistant.document("moths.txt").collection == "default"
    (assistant.index.uploads / "moths.txt").unlink()
    assert assistant.index.sync([folder]).removed == []
    assert assistant.index.sync([folder / where]).removed == ["moths.txt"]
    consistent(assistant.index)
    assistant.close()


def test_an_index_among_nothing_else_holds_no_document_of_its_folder(embedder: Embedder, tmp_path: Path) -> None:
    assistant = Assistant.open(tmp_path / "empty" / ".assistant", Settings(), create=True)
    assistant.index.embedder = embedder
    (tmp_path / "moths.txt").write_text("The hawk moth hovers in front of flowers like a hummingbird.")
    assistant.add_files([tmp_path / "moths.txt"])
    with pytest.raises(NothingToIndex):
        assistant.index.sync([tmp_path / "empty"])
    assert assistant.document("moths.txt")
    assistant.close()


def test_what_was_named_stays_where_the_walk_passes_it_over(index: Index, folder: Path) -> None:
    notes, script = folder / ".notes", folder / "main.py"
    notes.mkdir()
    (notes / "rock.md").write_text("# Rock\n\nThe summit is made of granite and gneiss.\n")
    script.write_text("def brew():\n    return 'green tea'\n")
    index.sync([notes, script])
    assert sorted(index.sync([folder]).unchanged) == ["main.py", "rock.md"]
    script.write_text("def brew():\n    return 'black tea'\n")
    assert index.sync([folder]).changed == ["main.py"]
    assert index.plan([folder], Choice.of(exclude=["*.py"])).removed == ["main.py"]
    assert "rock.md" in index.plan([folder], Choice.of(include=["*.py"])).removed
    (notes / "rock.md").unlink()
    script.unlink()
    script.mkdir()
    assert sorted(index.sync([folder]).removed) == ["main.py", "rock.md"]
    consistent(index)


def test_a_folder_that_vanished_takes_its_documents_with_it(index: Index, folder: Path) -> None:
    (folder / "rocks").mkdir()
    (folder / "rocks" / "granite.md").write_text("# Granite\n\nThe summit is made of granite and gneiss.\n")
    index.sync([folder / "rocks"])
    index.sync([folder])
    shutil.rmtree(folder / "rocks")
    assert index.sync([folder]).removed == ["granite.md"]
    (folder / "rocks").write_text("a file now")
    assert len(index.sync([folder]).unchanged) == 3


def test_a_pattern_takes_out_folders_around_another_source(index: Index, folder: Path) -> None:
    (folder / "old" / "rocks").mkdir(parents=True)
    (folder / "old" / "rocks" / "granite.md").write_text("# Granite\n\nThe summit is made of granite.\n")
    index.sync([folder / "old" / "rocks"])
    assert index.sync([folder], choice=Choice.of(exclude=["old/"])).removed == ["granite.md"]


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_a_folder_that_cannot_be_listed_is_told_and_keeps_its_documents(
    number: int, index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "rocks" / "hard").mkdir(parents=True)
    (folder / "rocks" / "hard" / "granite.md").write_text("# Granite\n\nThe summit is made of granite.\n")
    index.sync([folder])
    (folder / "rocks" / "hard" / "granite.md").unlink()  # nobody can tell, so long as the folder is barred
    with monkeypatch.context() as patch:
        barred(folder / "rocks", patch, number)
        for summary in (index.plan([folder]), index.sync([folder])):
            ((name, reason),) = summary.failed
            assert name == "rocks/" and f"cannot be listed ({os.strerror(number)})" in reason
            assert not summary.removed and len(summary.unchanged) == 3
        assert index.plan([folder], Choice.of(exclude=["rocks/"])).removed == ["rocks/hard/granite.md"]
        barred(folder, patch, number)
        summary = index.sync([folder])
        assert [name for name, _ in summary.failed] == ["documents/"] and not summary.removed
    assert index.sync([folder]).removed == ["rocks/hard/granite.md"]
    consistent(index)


def test_a_file_that_cannot_be_looked_at_is_told_and_stays(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".notes").mkdir()
    (folder / ".notes" / "rock.md").write_text("# Rock\n\nThe summit is made of granite and gneiss.\n")
    index.sync([folder / ".notes"])
    stat = os.stat

    def refuse(path: Any, **options: Any) -> os.stat_result:
        if Path(path).name == "rock.md":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, **options)

    monkeypatch.setattr(os, "stat", refuse)
    summary = index.sync([folder])
    assert [name for name, _ in summary.failed] == ["rock.md"] and not summary.removed and index.document("rock.md")


def test_a_name_in_other_letters_of_the_same_file_is_no_second_file(tmp_path: Path) -> None:
    (tmp_path / "Bees.md").write_text("# Bees\n")
    os.link(tmp_path / "Bees.md", tmp_path / "bees.md")  # as a disk has it that takes both names for one
    scope = Scope([Found(str(tmp_path), "Bees.md", tmp_path / "Bees.md")], [(str(tmp_path), "")])
    assert scope.standing(str(tmp_path), ["bees.md"], ["Bees.md"]) == []
    assert [one.path for one in scope.standing(str(tmp_path), ["bees.md"], ["tea.md"])] == ["bees.md"]
