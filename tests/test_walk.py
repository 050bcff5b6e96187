"""What is meant by the paths that are given: each file one document, and one sentence where there is none."""

from __future__ import annotations

import itertools
import json
import os
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index import Index
from index.choice import Choice
from index.embed import Embedder
from index.errors import IndexBroken, PathMissing
from index.repair import repair
from index.store.faults import SOURCES
from index.store.rows import NewDocument
from index.walk import find
from tests.test_cli import failure, run
from tests.test_index import consistent
from tests.website import Reply, Website, website


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    """A folder with a document, and one in a folder in it."""
    outer = tmp_path / "sea"
    (outer / "sub").mkdir(parents=True)
    (outer / "bees.txt").write_text("A hive holds one queen and forty thousand workers.")
    (outer / "sub" / "whale.txt").write_text("The blue whale is the largest animal that has ever lived.")
    return outer


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as server:
        yield server


def paths(index: Index) -> list[str]:
    """The places of all documents, each as often as there are documents of it."""
    return sorted(str(Path(one.source, one.path)) for one in index.documents())


def test_a_file_is_one_document_however_the_paths_given_together_overlap(nested: Path, tmp_path: Path) -> None:
    sub, bees, whale = nested / "sub", nested / "bees.txt", nested / "sub" / "whale.txt"
    for number in (2, 3, 4):
        for given in itertools.permutations((nested, sub, bees, whale), number):
            if nested in given:
                found = find(given).files
                assert [(one.source, one.path) for one in found] == [
                    (str(nested), "bees.txt"),
                    (str(nested), "sub/whale.txt"),
                ], given
    assert [one.file for one in find([whale, bees, sub]).files] == [bees, whale]


def test_a_folder_walked_twice_counts_and_fails_once(nested: Path) -> None:
    (nested / "sub" / "old.doc").write_text("x")
    os.mkfifo(nested / "sub" / "pipe.txt")
    scope = find([nested / "sub", nested])
    assert scope.passed == {".doc": 1} and [one.path for one, _ in scope.failed] == ["sub/pipe.txt"]


def doubled(index: Index, nested: Path) -> None:
    """An index in which the inner file is two documents."""
    index.sync([nested])
    (one,) = [one for one in index.documents() if one.path == "sub/whale.txt"]
    with closing(Index.open(nested.parent / "other", create=True, embedder=index.embedder)) as other:
        other.sync([nested / "sub"])
        (document,) = (other.document(one.name) for one in other.documents())
        passages = other.manifest.passages_of(document.id)
        rows = other.manifest.vectors(passage.id for passage in passages)
        stamp = other.manifest.stamps(document.source)[document.path]
        index.vectors.add(passages, [rows[passage.id][0] for passage in passages])
        index.terms.write(add=passages)
        vectors = [rows[passage.id] for passage in passages]
        index.manifest.replace([NewDocument(replace(document, name="sub whale"), stamp, passages, vectors)], [])
    assert len(paths(index)) == 3 and one.source == str(nested)


@pytest.mark.parametrize("given", ["outer", "inner", "both"])
def test_an_index_that_has_a_file_twice_keeps_the_one_of_the_outermost_folder(
    given: str, index: Index, nested: Path
) -> None:
    doubled(index, nested)
    chosen = {"outer": [nested], "inner": [nested / "sub"], "both": [nested / "sub", nested]}[given]
    summary = index.sync(chosen)
    assert summary.removed == ["sub whale"] and not summary.added and "sub/whale.txt" in summary.unchanged
    assert {(one.source, one.path) for one in index.documents()} == {
        (str(nested), "bees.txt"),
        (str(nested), "sub/whale.txt"),
    }
    assert not index.sync(chosen).removed
    consistent(index)


def test_a_file_named_of_an_index_that_has_it_twice_makes_no_third(index: Index, nested: Path) -> None:
    doubled(index, nested)
    whale = nested / "sub" / "whale.txt"
    whale.write_text("The blue whale weighs as much as thirty elephants.")
    assert index.sync([whale]).changed == ["sub/whale.txt"]
    (nested / "sub" / "crab.txt").write_text("A hermit crab lives in the shell of a snail.")
    summary = index.sync([nested])
    assert summary.removed == ["sub whale"] and summary.added == ["crab.txt"] and len(paths(index)) == 3
    assert not index.sync([nested]).added and len(set(paths(index))) == 3


def test_a_link_that_is_named_is_the_document_that_a_walk_makes_of_it(index: Index, tmp_path: Path) -> None:
    real, links = tmp_path / "real", tmp_path / "links"
    real.mkdir()
    links.mkdir()
    (real / "river.txt").write_text("The river Elbe rises in the Giant Mountains.")
    (links / "link.txt").symlink_to(real / "river.txt")
    index.sync([links])
    assert index.sync([links / "link.txt"]).unchanged == ["link.txt"] and len(index.documents()) == 1
    assert [one.path for one in find([links / "link.txt", links]).files] == ["link.txt"]
    assert [one.path for one in find([links / "link.txt"]).files] == ["link.txt"]
    (known,) = find([links / "link.txt"], [str(real)]).files  # the index has that file by another path
    assert (known.source, known.path) == (str(real), "river.txt")


def test_patterns_are_matched_from_the_folder_that_is_given(index: Index, tmp_path: Path) -> None:
    work = tmp_path / "work"
    (work / "docs" / "drafts").mkdir(parents=True)
    (work / "notes.txt").write_text("Buy granite for the summit.")
    (work / "docs" / "a.txt").write_text("The summit is made of granite.")
    (work / "docs" / "drafts" / "s.txt").write_text("Nobody may read this secret of the summit.")
    index.sync([work / "notes.txt"])
    leaving = Choice.of(exclude=["/drafts"])
    assert index.sync([work / "docs"], choice=leaving).added == ["docs/a.txt"]
    assert index.sync([work / "docs"]).added == ["docs/drafts/s.txt"]
    assert not index.plan([work], leaving).removed
    assert index.sync([work], choice=Choice.of(exclude=["docs/drafts"])).removed == ["docs/drafts/s.txt"]
    index.sync([work / "docs"])
    assert index.sync([work / "docs"], choice=leaving).removed == ["docs/drafts/s.txt"]
    assert "notes.txt" in index.manifest.names()


def test_patterns_reach_into_folders_that_are_sources_of_their_own(index: Index, nested: Path) -> None:
    index.sync([nested / "sub"])
    assert index.sync([nested], choice=Choice.of(exclude=["/sub/whale.txt"])).removed == ["whale.txt"]
    index.sync([nested / "sub"])
    assert not index.sync([nested], choice=Choice.of(exclude=["/whale.txt"])).removed


def advised(index: Index, embedder: Embedder) -> str:
    """What the repair of an index with a damaged manifest advises to index again."""
    index.close()
    file = index.folder / "manifest.db"
    file.write_bytes(file.read_bytes()[:3000])
    with pytest.raises(IndexBroken) as caught:
        list(repair(index.folder, embedder=embedder))
    return str(caught.value).split("'assistant index ")[1].split(" --index")[0]


def test_a_damaged_manifest_advises_the_files_that_were_named_and_not_their_folder(
    index: Index, embedder: Embedder, nested: Path
) -> None:
    index.sync([nested / "bees.txt"])
    assert json.loads((index.folder / SOURCES).read_text()) == [str(nested / "bees.txt")]
    index.sync([nested / "sub"])
    assert advised(index, embedder) == f"{nested / 'bees.txt'} {nested / 'sub'}"


def test_a_damaged_manifest_advises_a_folder_that_was_given_itself(
    index: Index, embedder: Embedder, nested: Path
) -> None:
    index.sync([nested / "bees.txt"])
    index.sync([nested])
    index.sync([nested / "sub" / "whale.txt"])
    assert advised(index, embedder) == str(nested)


def test_an_index_that_notes_its_folders_only_goes_on_to_advise_them(index: Index, nested: Path) -> None:
    index.sync([nested])
    assert json.loads((index.folder / SOURCES).read_text()) == [str(nested)]
    (index.folder / SOURCES).unlink()
    index.sync([nested / "bees.txt"])  # where the other one is from is not known
    assert json.loads((index.folder / SOURCES).read_text()) == [str(nested)]


@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_what_is_no_regular_file_is_told_and_never_waited_for(
    kind: str, index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = folder / "odd.txt"
    if kind == "pipe":
        os.mkfifo(odd)
    else:
        monkeypatch.chdir(folder)  # the path of a socket must be short
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind("odd.txt")
    for summary in (index.plan([folder]), index.sync([folder]), index.sync([odd])):
        ((name, reason),) = summary.failed
        assert name == "odd.txt" and reason.startswith("odd.txt is no regular file: ")
    assert len(index.documents()) == 3


def test_a_device_is_told(index: Index) -> None:
    assert "no regular file" in index.sync([Path("/dev/null")]).failed[0][1]


def test_pages_that_are_gone_leave_the_shard_that_they_are_in(index: Index, site: Website) -> None:
    addresses = [site.html(f"/p{number}.html", f"The lighthouse has {number} lamps.") for number in range(8)]
    shards = [Choice.of(shard=f"{number}/2") for number in (1, 2)]
    added = [index.sync(addresses, choice=shard).added for shard in shards]
    assert sum(map(len, added)) == 8 == len(index.documents())
    site.pages.update({path: Reply(status=410) for path in site.pages})
    assert [sorted(index.sync(addresses, choice=shard).removed) for shard in shards] == [sorted(one) for one in added]
    assert not index.documents()


def test_a_tilde_that_names_nobody_is_part_of_the_name(index: Index, folder: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(folder)
    Path("~notes.txt").write_text("Buy granite for the summit.")
    assert sorted(index.sync(["bees.md", "~notes.txt"]).added) == ["bees.md", "~notes.txt"]
    with pytest.raises(PathMissing, match=r"no file or folder at '~nobody-here/x\.txt'"):
        find(["~nobody-here/x.txt"])


def test_a_path_that_cannot_be_one_is_one_sentence(index: Index, tmp_path: Path) -> None:
    for given in ("x" * 300, f"{tmp_path}/{'y' * 300}.txt", "null\0byte"):
        with pytest.raises(PathMissing, match=r"^'[^']{,90}' cannot be looked at \([^)]+\): check .*\.$"):
            index.sync([given])


@pytest.mark.parametrize(
    ("given", "put"),
    [
        ("docs/*.md", "docs --include '*.md'"),
        ("*.md", ". --include '*.md'"),
        ("/srv/my docs/**/no?e.[mt]*", "'/srv/my docs' --include '**/no?e.[mt]*'"),
    ],
)
def test_a_wildcard_that_nobody_filled_in_names_the_option(
    given: str, put: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = failure(monkeypatch, capsys, "index", given)
    assert f"no file or folder at '{given}'" in told and f"assistant index {put}" in told


def test_a_wildcard_in_an_indexed_folder_names_the_option_too(index: Index, folder: Path) -> None:
    index.sync([folder])
    with pytest.raises(PathMissing, match=rf"assistant index {folder} --include '\*\.pdf', or take .* remove {folder}"):
        index.sync([folder / "*.pdf"])


def test_a_name_that_holds_a_bracket_is_a_name(folder: Path) -> None:
    (folder / "plan [draft].md").write_text("# Plan\n\nNo hive is moved in winter.\n")
    assert [one.path for one in find([folder / "plan [draft].md"]).files] == ["plan [draft].md"]


def test_a_dry_run_tells_of_files_with_nothing_in_them(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty.md").write_bytes(b"")
    (folder / "blank.txt").write_text(" \n\t\n")
    for summary in (index.plan([folder]), index.sync([folder]), index.plan([folder]), index.sync([folder])):
        assert summary.failed == [
            (name, f"{name} is empty: write something into it, copy it again, or leave it out.")
            for name in ("blank.txt", "empty.md")
        ]
    assert run(monkeypatch, "index", str(folder), "--dry-run") == 0
    told = capsys.readouterr().out
    assert "3 to add" in told and "2 failed" in told and "empty.md is empty: write something into it" in told
    (folder / "empty.md").write_text("# Moths\n\nThe hawk moth hovers.\n")
    assert index.sync([folder]).added == ["empty.md"]
    (folder / "empty.md").write_bytes(b"")
    assert [name for name, _ in index.sync([folder]).failed] == ["blank.txt", "empty.md"] and index.document("empty.md")
