"""A file that is added on the page takes the place of an older one only where it can be indexed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

import index.index as index_module
import index.lock as lock_module
import index.sync as sync_module
from assistant import Assistant, Settings
from assistant.web import library
from index import Index
from index.embed import Embedder
from index.errors import DiskFull, DocumentStays
from index.store.manifest import Manifest
from index.store.vectors import VectorStore
from tests.test_index import consistent

OLD = "The hawk moth hovers in front of flowers like a hummingbird."


class Full(Embedder):
    """An embedder on whose disk there is no room."""

    def passages(self, passages):  # type: ignore[no-untyped-def]
        raise DiskFull("The disk is full: free some space.")


@pytest.fixture
def assistant(index: Index, tmp_path: Path) -> Iterator[Assistant]:
    """With one document added."""
    assistant = Assistant(index, Settings())
    assert add(assistant, tmp_path, {"moths.txt": OLD}).added == ["moths.txt"]
    yield assistant
    assert [one.name for one in index.uploads.iterdir() if one.name.startswith(".")] == []
    consistent(index)


def add(assistant: Assistant, folder: Path, texts: dict[str, str]) -> library.Report:
    """What becomes of files of these texts that are added on the page."""
    came = folder / "came"
    came.mkdir(exist_ok=True)
    for name, text in texts.items():
        (came / name).write_text(text)
    return library.add(assistant, [str(came / name) for name in texts], lambda share, text: None)


def kept(assistant: Assistant) -> bool:
    """Whether file and document are the old ones, and no other is there."""
    files = {one.name: one.read_text() for one in assistant.index.uploads.iterdir()}
    return files == {"moths.txt": OLD} and [one.name for one in assistant.documents()] == ["moths.txt"]


def test_a_locked_index_keeps_the_old_file(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_module, "LOCK_SECONDS", 0.1)
    with FileLock(assistant.index.folder / "writer.lock"):
        report = add(assistant, tmp_path, {"moths.txt": "Moths sleep.", "bees.txt": "Bees dance."})
    assert [name for name, _ in report.failed] == ["moths.txt", "bees.txt"] and kept(assistant)
    assert add(assistant, tmp_path, {"moths.txt": "Moths sleep."}).replaced == ["moths.txt"]


def test_a_file_that_cannot_be_indexed_leaves_the_old_one(assistant: Assistant, tmp_path: Path) -> None:
    embedder = assistant.index.embedder
    assistant.index.embedder = Full()
    report = add(assistant, tmp_path, {"moths.txt": "Moths sleep.", "bees.txt": "Bees dance."})
    assert [name for name, _ in report.failed] == ["moths.txt", "bees.txt"] and kept(assistant)
    assistant.index.embedder = embedder


def test_a_disk_that_is_too_full_for_one_file_takes_the_others(assistant: Assistant, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    came = {"moths.txt": "Moths sleep by day.\n" * 200_000, "bees.txt": "Bees dance."}
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for name, text in came.items():
        (tmp_path / name).write_text(text)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, before[1]))
        limited = library.add(assistant, [str(tmp_path / name) for name in came], lambda share, text: None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    ((name, reason),) = limited.failed
    assert name == "moths.txt" and "free some space" in reason and limited.added == ["bees.txt"]
    assert (assistant.index.uploads / "moths.txt").read_text() == OLD


def test_a_folder_that_cannot_be_written_is_told_for_each_file(index: Index, tmp_path: Path) -> None:
    index.uploads.write_text("a file in its place")
    report = add(Assistant(index, Settings()), tmp_path, {"moths.txt": OLD, "bees.txt": "Bees dance."})
    assert [name for name, _ in report.failed] == ["moths.txt", "bees.txt"]
    assert "cannot hold an index" in report.failed[0][1]


def test_of_two_files_of_one_name_the_first_is_taken_and_the_other_told(assistant: Assistant, tmp_path: Path) -> None:
    paths = [tmp_path / year / "report.txt" for year in ("2023", "2024")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(f"The report of the year {path.parent.name} tells of moths.")
    summary = assistant.add_files(paths)
    assert summary.added == ["report.txt"] and [name for name, _ in summary.failed] == ["report.txt"]
    assert "2023" in assistant.document("report.txt").text


def test_documents_left_out_stay_so_where_the_list_does_not_show_them(assistant: Assistant, tmp_path: Path) -> None:
    add(assistant, tmp_path, {f"note-{number}.txt": f"Note {number} tells of moths." for number in range(3)})
    off = library.Off(["note-2.txt"])
    assert library.listed(assistant.documents(), 1, off)["off"] == ["note-2.txt"]


def test_what_cannot_be_cleared_after_the_change_is_cleared_by_the_next_run(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(store: VectorStore, documents: object) -> None:
        raise DiskFull("The disk is full: free some space.")

    with monkeypatch.context() as patch:
        patch.setattr(VectorStore, "remove", full)
        report = add(assistant, tmp_path, {"moths.txt": "Moths sleep by day."})
        assert report.replaced == ["moths.txt"] and not report.failed
        assert assistant.document("moths.txt").text == (assistant.index.uploads / "moths.txt").read_text()
        assert assistant.document("moths.txt").text == "Moths sleep by day."
        assert not any("hawk moth" in one.quote for one in assistant.search("What hovers in front of flowers?"))
        assert assistant.index.manifest.unsettled()
    assert add(assistant, tmp_path, {"bees.txt": "Bees dance."}).added == ["bees.txt"]
    assert not assistant.index.manifest.unsettled()


def test_of_files_that_came_together_those_that_are_live_stay_where_a_later_one_fails(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert add(assistant, tmp_path, {"tides.txt": "The tide follows the moon."}).added == ["tides.txt"]
    came, texts = tmp_path / "together", {"bees.txt": "Bees dance.", "moths.txt": "Moths sleep.", "tides.txt": "Ebb."}
    came.mkdir()
    for name, text in texts.items():
        (came / name).write_text(text)
    replace, batches = Manifest.replace, []

    def full(manifest: Manifest, new, gone) -> None:  # type: ignore[no-untyped-def]
        batches.append(new)
        if len(batches) > 2:
            raise DiskFull("The disk is full: free some space.")
        replace(manifest, new, gone)

    with monkeypatch.context() as patch:
        patch.setattr(sync_module, "BATCH_PASSAGES", 1)
        patch.setattr(Manifest, "replace", full)
        with pytest.raises(DiskFull):
            assistant.add_files([came / name for name in texts])
    uploads = assistant.index.uploads
    files = {one.name: one.read_text() for one in uploads.iterdir()}
    assert files == {"bees.txt": "Bees dance.", "moths.txt": "Moths sleep.", "tides.txt": "The tide follows the moon."}
    assert {one.name: assistant.document(one.name).text for one in assistant.documents()} == files
    assert assistant.sync([uploads]).unchanged == sorted(files)


def test_a_document_that_is_replaced_while_its_removal_waits_is_removed_as_it_is_then(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, held = assistant.index, index_module.held
    with_new = Index.open(index.folder, embedder=index.embedder)
    (tmp_path / "moths.txt").write_text("Moths sleep by day.")

    @contextmanager
    def late(folder: Path) -> Iterator[None]:
        monkeypatch.setattr(index_module, "held", held)
        with_new.add([tmp_path / "moths.txt"])
        with held(folder):
            yield

    monkeypatch.setattr(index_module, "held", late)
    assistant.remove_file("moths.txt")
    assert assistant.documents() == [] and list(index.uploads.iterdir()) == []
    with_new.close()


def test_a_document_of_an_indexed_folder_is_not_removed_from_python_either(assistant: Assistant, folder: Path) -> None:
    assistant.sync([folder])
    with pytest.raises(DocumentStays, match=r"bees\.md belongs to an indexed folder: delete it there"):
        assistant.remove_file("bees.md")
    assert assistant.document("bees.md")
    (folder / "bees.md").unlink()
    assistant.remove_file("bees.md")
    assert "bees.md" not in {one.name for one in assistant.documents()}
