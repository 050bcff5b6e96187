"""What a sync would do is told without doing it; renames, failures and choices cost no reading."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

import index.sync as sync_module
from assistant.cli import app
from index import Index, Summary
from index.choice import Choice
from index.embed import Embedder
from index.errors import BadPattern, IndexBroken, UnreadableFile
from index.read import bytes_of
from index.store.schema import BASE, FORMAT, MIGRATIONS
from tests.test_index import consistent, found


class NoWork(Embedder):
    """An embedder that fails the test where anything is embedded."""

    def passages(self, passages):  # type: ignore[no-untyped-def]
        assert not list(passages), "something was embedded"
        return iter(())


def snapshot(folder: Path) -> dict[str, str]:
    """Path -> content hash of every file in a folder."""
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def idle(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nothing may be read or embedded."""

    def no_reading(file: Path) -> None:
        raise AssertionError(f"{file} was read")

    monkeypatch.setattr(sync_module, "bytes_of", no_reading)
    index.embedder = NoWork()


def test_a_dry_run_says_what_the_sync_then_does_and_writes_nothing(index: Index, folder: Path) -> None:
    (folder / "keep.md").write_text("# Keep\n\nThis one stays as it is.\n")
    (folder / "gone.md").write_text("# Gone\n\nThis one is deleted, with its glacier.\n")
    (folder / "broken.html").write_bytes(b"")
    index.sync([folder])
    (folder / "snow.txt").write_text("Snow falls in winter on the northern hills.")
    (folder / "bees.md").write_text("# Bees\n\nA hive can hold forty thousand workers.\n")
    (folder / "tides.txt").rename(folder / "the-sea.txt")
    (folder / "gone.md").unlink()
    before, documents = snapshot(index.folder), index.documents()
    planned = index.plan([folder])
    assert snapshot(index.folder) == before and index.documents() == documents
    assert planned.added == ["snow.txt"] and planned.changed == ["bees.md"] and planned.removed == ["gone.md"]
    assert planned.renamed == [("tides.txt", "the-sea.txt")] and sorted(planned.unchanged) == ["keep.md", "tea.html"]
    assert [name for name, _ in planned.failed] == ["broken.html"]
    done = index.sync([folder])
    assert {name: getattr(done, name) for name in Summary.__slots__ if name != "passages"} == {
        name: getattr(planned, name) for name in Summary.__slots__ if name != "passages"
    }
    consistent(index)


def test_a_renamed_file_is_neither_read_nor_embedded_again(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.sync([folder])
    rows = index.manifest.vectors(p.id for p in index.manifest.passages_of(index.document("bees.md").id))
    (folder / "insects").mkdir()
    (folder / "bees.md").rename(folder / "insects" / "hive.md")
    idle(index, monkeypatch)
    summary = index.sync([folder])
    assert summary.renamed == [("bees.md", "insects/hive.md")] and not summary.added and not summary.removed
    moved = index.document("insects/hive.md")
    assert moved.path == "insects/hive.md" and moved.title == "Bees"
    kept = index.manifest.vectors(p.id for p in index.manifest.passages_of(moved.id))
    assert [row.tobytes() for row in kept.values()] == [row.tobytes() for row in rows.values()]
    assert any("one queen" in text for text in found(index, "queen in a hive"))
    consistent(index)


def test_a_title_that_was_the_file_name_follows_a_rename(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.sync([folder])
    (folder / "tides.txt").rename(folder / "high_water.txt")
    idle(index, monkeypatch)
    index.sync([folder])
    document = index.document("high_water.txt")
    assert document.title == "high water"
    assert {passage.title for passage in index.manifest.passages_of(document.id)} == {"high water"}
    assert index.matching("high water", 3) and not index.matching("tides", 3)[1:]
    consistent(index)


def test_a_renamed_file_whose_old_path_is_taken_again_makes_two_documents(index: Index, folder: Path) -> None:
    index.sync([folder])
    (folder / "bees.md").rename(folder / "hive.md")
    index.sync([folder])
    shutil.copy(folder / "hive.md", folder / "bees.md")
    assert index.sync([folder]).added == ["bees.md"]
    assert len(index.documents()) == 4
    consistent(index)


def test_another_ending_is_no_rename_since_it_decides_how_a_file_is_read(index: Index, folder: Path) -> None:
    index.sync([folder])
    (folder / "tides.txt").rename(folder / "tides.md")
    summary = index.sync([folder])
    assert summary.added == ["tides.md"] and summary.removed == ["tides.txt"] and not summary.renamed
    consistent(index)


def test_a_failed_file_is_not_read_again_until_it_changes(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def counting(file: Path):  # type: ignore[no-untyped-def]
        tried.append(file.name)
        return bytes_of(file)

    monkeypatch.setattr(sync_module, "bytes_of", counting)
    (folder / "broken.html").write_bytes(b"%PDF-1.4 nothing more")
    first = index.sync([folder])
    again = index.sync([folder])
    assert tried.count("broken.html") == 1 and again.failed == first.failed and len(first.failed) == 1
    monkeypatch.setattr("index.plan.READ_VERSION", "read-of-tomorrow")
    index.sync([folder])
    assert tried.count("broken.html") == 2
    (folder / "broken.html").write_text("<p>It is a text after all.</p>")
    assert not index.sync([folder]).failed
    (folder / "broken.html").write_bytes(b"%PDF-1.4 nothing more")
    assert index.sync([folder]).failed
    (folder / "broken.html").unlink()
    assert not index.sync([folder]).failed and not index.manifest.failures(str(folder))


def test_patterns_choose_files_and_take_out_what_they_exclude(index: Index, folder: Path) -> None:
    (folder / "drafts").mkdir()
    (folder / "drafts" / "notes.md").write_text("# Notes\n\nUnfinished thoughts about granite.\n")
    index.sync([folder])
    assert index.plan([folder], Choice.of(include=["*.md"])).removed == ["tea.html", "tides.txt"]
    summary = index.sync([folder], choice=Choice.of(exclude=["drafts/"]))
    assert summary.removed == ["drafts/notes.md"] and not any("granite" in text for text in found(index, "granite"))
    assert index.plan([folder], Choice.of(exclude=["*", "!bees.md"])).unchanged == ["bees.md"]
    with pytest.raises(BadPattern, match="3/16"):
        Choice.of(shard="17/16")


def test_shards_share_the_files_between_them_and_leave_those_of_others_alone(index: Index, folder: Path) -> None:
    for number in range(20):
        (folder / f"note-{number}.txt").write_text(f"Note {number} about the number {number}.")
    added = [index.sync([folder], choice=Choice.of(shard=f"{number}/3")).added for number in (1, 2, 3)]
    assert all(added) and sum(map(len, added)) == 23 == len(index.documents())
    assert not index.sync([folder]).added
    (folder / added[0][0]).unlink()
    assert index.sync([folder], choice=Choice.of(shard="2/3")).removed == []
    assert index.sync([folder], choice=Choice.of(shard="1/3")).removed == [added[0][0]]


def test_files_that_are_named_themselves_fall_into_shards_too(index: Index, folder: Path) -> None:
    for number in range(20):
        (folder / f"note-{number}.txt").write_text(f"Note {number} about the number {number}.")
    named = sorted(folder.glob("*.txt"))
    added = [index.sync(named, choice=Choice.of(shard=f"{number}/3")).added for number in (1, 2, 3)]
    assert all(added) and sum(map(len, added)) == len(named) == len(index.documents())


def older(index: Index, format: int) -> None:
    """Close an index, and make its tables those that it had at `format`, with what fits into them."""
    index.close()
    place = index.folder / "manifest.db"
    new = place.rename(index.folder / "newer.db")
    with closing(sqlite3.connect(place)) as db:
        for statement in [*BASE, *(one for step in MIGRATIONS[: format - 1] for one in step.statements)]:
            db.execute(statement)
        db.execute("ATTACH ? AS newer", (str(new),))
        for (table,) in db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            columns = ", ".join(f'"{row[1]}"' for row in db.execute(f"PRAGMA main.table_info({table})"))
            db.execute(f"INSERT OR IGNORE INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")
        db.execute("UPDATE facts SET value = ? WHERE name = 'format'", (str(format),))
        if format == 1:
            db.execute("DELETE FROM facts WHERE name IN ('identity', 'vectors')")
        db.commit()
    new.unlink()


@pytest.mark.parametrize("format", range(1, FORMAT))
def test_an_index_of_an_older_format_migrates_by_itself(
    format: int, embedder: Embedder, folder: Path, tmp_path: Path
) -> None:
    old = Index.open(tmp_path / "old", create=True, embedder=embedder)
    old.sync([folder])
    older(old, format)
    with closing(Index.open(tmp_path / "old", embedder=embedder)) as index:
        assert index.manifest.fact("format") == str(FORMAT) and index.manifest.fact("identity")
        assert index.collections() == {"default": 3}
        assert len(index.sync([folder]).unchanged) == 3
        assert any("one queen" in text for text in found(index, "queen in a hive"))
        (folder / "broken.html").write_bytes(b"")
        assert index.sync([folder]).failed == index.sync([folder]).failed
        consistent(index)


def test_a_newer_format_says_so(index: Index, folder: Path) -> None:
    index.sync([folder])
    index.manifest.set_fact("format", str(FORMAT + 1))
    with pytest.raises(IndexBroken, match="newer version of this program"):
        Index.open(index.folder, embedder=index.embedder)


def test_the_command_line_tells_the_plan(folder: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    done = run(app, ["index", str(folder), "--dry-run"])
    assert done.exit_code == 0 and "3 to add" in done.output and "nothing was written" in done.output
    assert not (tmp_path / ".assistant").exists()
    assert "2 added" in run(app, ["index", str(folder), "--exclude", "*.html"]).output
    (folder / "bees.md").rename(folder / "hive.md")
    told = run(app, ["index", str(folder), "--dry-run", "--exclude", "*.html"]).output
    assert "bees.md → hive.md" in told and "1 to rename" in told
    assert "1 renamed" in run(app, ["index", str(folder), "--exclude", "*.html"]).output


def test_a_file_that_breaks_its_reader_is_one_sentence(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(file: Path) -> None:
        raise UnreadableFile(f"{file.name} is damaged: export it again.")

    monkeypatch.setattr(sync_module, "bytes_of", failing)
    assert [reason for _, reason in index.sync([folder]).failed] == [
        f"{name} is damaged: export it again." for name in ("bees.md", "tea.html", "tides.txt")
    ]


@pytest.mark.parametrize("path", ["a/lease__2024-final.pdf", "lease_2024 - final.txt"])
def test_a_title_from_a_file_name_has_single_spaces(path: str) -> None:
    assert sync_module._title(path) == "lease 2024 final"


def test_a_name_that_is_not_text_fails_alone_and_what_is_passed_over_is_counted(index: Index, folder: Path) -> None:
    bad = os.fsencode(folder) + b"/caf\xe9.txt"
    Path(os.fsdecode(bad)).write_text("A name from an old archive.", "utf-8")
    (folder / "old.doc").write_text("x")
    (folder / "NOTES").write_text("x")
    for summary in (index.plan([folder]), index.sync([folder]), index.sync([folder])):
        assert [reason for _, reason in summary.failed] == [
            "caf\\xe9.txt has a name that is not UTF-8: rename the file, or the folder that it is in."
        ]
        assert summary.passed == {".doc": 1, "": 1} and summary.documents == 3
    assert len(index.documents()) == 3
