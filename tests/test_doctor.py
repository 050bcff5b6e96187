"""The doctor finds what is damaged and rebuilds what can be rebuilt; a full disk is one clear sentence."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant import show
from assistant.cli import app
from assistant.doctor import Finding, examine
from assistant.settings import Settings
from index import Index
from index.embed import Embedder
from index.errors import DiskFull, IndexBroken
from index.repair import ASIDE, damage, repair
from index.store.terms import TermStore
from tests.test_index import consistent, found

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def whole(embedder: Embedder, folder: Path, tmp_path: Path) -> Path:
    """An index of the three documents that nobody has open."""
    with closing(Index.open(tmp_path / "index", create=True, embedder=embedder)) as index:
        index.sync([folder])
    return tmp_path / "index"


def delete_vectors(index: Path) -> None:
    shutil.rmtree(index / "vectors")


def spoil_vectors(index: Path) -> None:
    (index / "vectors" / "chroma.sqlite3").write_bytes(b"no database " * 1000)


def delete_terms(index: Path) -> None:
    shutil.rmtree(index / "terms")


def spoil_terms(index: Path) -> None:
    for file in (index / "terms").iterdir():
        file.write_bytes(b"not what tantivy wrote")


@pytest.mark.parametrize("harm", [delete_vectors, spoil_vectors, delete_terms, spoil_terms])
def test_vectors_and_terms_are_rebuilt_without_reading_a_document(
    harm: Callable[[Path], None], whole: Path, folder: Path, embedder: Embedder
) -> None:
    harm(whole)
    shutil.move(folder, folder.with_name("elsewhere"))
    with (
        closing(Index.open(whole, embedder=embedder)) as index,
        pytest.raises(IndexBroken, match=r"doctor --repair'\.$") as caught,
    ):
        found(index, "queen in a hive")
    assert "\n" not in str(caught.value)
    (said,) = repair(whole, embedder=embedder)
    assert "rebuilt from the manifest" in said
    with closing(Index.open(whole, embedder=embedder)) as index:
        assert not damage(index)
        assert any("one queen" in text for text in found(index, "queen in a hive"))
        consistent(index)
    assert not list(repair(whole, embedder=embedder))


def test_a_single_lost_vector_is_noticed(whole: Path, embedder: Embedder) -> None:
    with closing(Index.open(whole, embedder=embedder)) as index:
        index.vectors.remove([index.document("bees.md").id])
        assert list(damage(index)) == ["vectors"]


@pytest.mark.parametrize("size", [0, 3000, 20_000])
def test_a_truncated_manifest_names_the_folders_to_index_again(
    size: int, whole: Path, folder: Path, embedder: Embedder
) -> None:
    file = whole / "manifest.db"
    assert file.stat().st_size > size
    file.write_bytes(file.read_bytes()[:size])
    with (
        pytest.raises(IndexBroken, match=str(folder)) as caught,
        closing(Index.open(whole, embedder=embedder)) as index,
    ):
        index.manifest.check()
    assert "doctor --repair" in str(caught.value)
    with pytest.raises(IndexBroken, match=str(folder)):
        list(repair(whole, embedder=embedder))
    assert (whole / f"manifest.db{ASIDE}").exists()
    with closing(Index.open(whole, create=True, embedder=embedder)) as index:
        assert len(index.sync([folder]).added) == 3
        consistent(index)


def test_a_newer_manifest_is_not_set_aside(whole: Path, embedder: Embedder) -> None:
    with closing(Index.open(whole, embedder=embedder)) as index:
        index.manifest.set_fact("format", "99")
    with pytest.raises(IndexBroken, match="newer version"):
        list(repair(whole, embedder=embedder))
    assert (whole / "manifest.db").exists()


def test_a_full_disk_is_one_sentence_and_nothing_is_lost(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.sync([folder])
    (folder / "rock.txt").write_text("The summit is made of granite and gneiss.")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(TermStore, "write", full)
        with pytest.raises(DiskFull, match="free some space"):
            index.sync([folder])
    assert any("one queen" in text for text in found(index, "queen in a hive"))
    assert index.sync([folder]).added == ["rock.txt"]
    consistent(index)


LIMITED = """
import resource, sys
from index import AssistantError, Index
opened = Index.open(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    opened.sync([sys.argv[2]])
except AssistantError as error:
    print(type(error).__name__, error)
    sys.exit(7)
"""


@pytest.mark.parametrize("most", [1 << 10, 150 << 10])
def test_files_that_may_not_grow_are_a_full_disk_to_every_store(
    most: int, whole: Path, folder: Path, embedder: Embedder
) -> None:
    for number in range(40):
        words = " ".join(f"Granite {number} of kind {kind}." for kind in range(20))
        (folder / f"rock-{number}.txt").write_text(words)
    call = [sys.executable, "-c", LIMITED, str(whole), str(folder), str(most)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 7, done.stderr
    assert done.stdout.startswith("DiskFull") and done.stdout.count("\n") == 1
    list(repair(whole, embedder=embedder))
    with closing(Index.open(whole, embedder=embedder)) as index:
        assert any("one queen" in text for text in found(index, "queen in a hive"))
        index.sync([folder])
        assert len(index.documents()) == 43
        consistent(index)


def test_the_command_repairs_and_then_finds_all_in_order(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = CliRunner().invoke
    delete_terms(whole)
    told = run(app, ["doctor", "--index", str(whole)])
    assert told.exit_code == 1 and "doctor --repair" in told.output
    mended = run(app, ["doctor", "--repair", "--index", str(whole)])
    assert mended.exit_code == 0 and "rebuilt from the manifest" in mended.output and "FAIL" not in mended.output


def test_a_writer_that_cannot_write_is_found(tmp_path: Path) -> None:
    """Its package may be installed here, so the fault is a model file that is not there."""
    found = [one for one in examine(Settings.load(index=tmp_path, llm="gguf:nowhere.gguf")) if one.part == "settings"]
    assert [one.good for one in found] == [True, False] and "gguf" in found[1].text


WITHOUT_TORCH = """
import sys
from assistant.doctor import examine
from assistant.settings import Settings
found = list(examine(Settings.load(index=sys.argv[1])))
assert {one.part for one in found} >= {"packages", "model", "reader", "index", "disk"}
assert all(one.good for one in found), found
assert any("has the vector that is stored" in one.text for one in found)
sys.exit("torch" in sys.modules)
"""


def test_the_doctor_does_not_load_torch_for_what_is_checked_without_it(whole: Path) -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_TORCH, str(whole)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr or "torch was loaded"


def test_a_finding_is_printed_before_the_next_part_is_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    def found() -> Iterator[Finding]:
        yield Finding("first", True, "in order")
        assert "in order" in capsys.readouterr().out
        yield Finding("second", False, "broken")

    assert not show.findings(found())
    assert capsys.readouterr().out == "FAIL  second    broken\n"


def test_a_passage_that_is_embedded_otherwise_today_is_found(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_it_is = Embedder.passages
    turned = lambda self, listed: ((passage, rows[:, ::-1]) for passage, rows in as_it_is(self, listed))  # noqa: E731
    monkeypatch.setattr(Embedder, "passages", turned)
    (bad,) = [one for one in examine(Settings.load(index=whole)) if not one.good]
    assert bad.part == "index" and "install the requirements again" in bad.text
