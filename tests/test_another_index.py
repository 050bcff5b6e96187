"""The folder of an open index is deleted, and another index made there: what is asked next is asked of that one."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from index import Index
from index.embed import Embedder
from index.errors import AssistantError, IndexMissing
from tests.test_index import consistent, found

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "When was the mill at Wendover built?"
OLD, NEW = (
    "The mill at Wendover was built in 1820 by Thomas Hill.",
    "The mill at Wendover was built in 1794 by Ann Ashe.",
)


@pytest.fixture
def mill(tmp_path: Path) -> Path:
    (tmp_path / "mills").mkdir()
    (tmp_path / "mills" / "mill.txt").write_text(OLD)
    return tmp_path / "mills"


def made_anew(folder: Path, mill: Path, embedder: Embedder, text: str = NEW) -> None:
    """Another index in the place of one, of the same documents with other words."""
    shutil.rmtree(folder, ignore_errors=True)
    (mill / "mill.txt").write_text(text)
    other = Index.open(folder, create=True, embedder=embedder)
    other.sync([mill])
    other.close()


def test_a_running_assistant_answers_from_the_index_that_another_process_made(
    index: Index, mill: Path, tmp_path: Path
) -> None:
    assistant = Assistant(index, Settings())
    assistant.sync([mill])
    assert "1820" in assistant.query(QUESTION).text
    shutil.rmtree(index.folder)
    (mill / "mill.txt").write_text(NEW)
    code = f"from index import Index; Index.open({str(index.folder)!r}, create=True).sync([{str(mill)!r}])"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=ROOT)
    assert "1794" in assistant.document("mill.txt").text
    assert "1794" in assistant.query(QUESTION).text
    (tmp_path / "moths.txt").write_text("The hawk moth hovers in front of flowers like a hummingbird.")
    assert assistant.add_files([tmp_path / "moths.txt"]).added == ["moths.txt"]
    assert any("hawk moth" in one.quote for one in assistant.search("What hovers in front of flowers?"))
    consistent(index)


def test_what_is_first_asked_of_the_other_index_does_not_matter(index: Index, mill: Path) -> None:
    assistant = Assistant(index, Settings())
    assistant.sync([mill])
    assistant.query(QUESTION)
    first: list[Callable[[], object]] = [
        lambda: assistant.search(QUESTION)[0].quote,
        lambda: found(index, QUESTION),
        lambda: assistant.query(QUESTION, documents=["mill.txt"]).text,
        lambda: [one.node.text for one in assistant.as_retriever().retrieve(QUESTION)],
        lambda: assistant.document("mill.txt").text,
    ]
    for year, ask in enumerate(first, start=1901):
        made_anew(index.folder, mill, index.embedder, OLD.replace("1820", str(year)))
        assert str(year) in str(ask())


def test_where_there_is_no_index_any_more_it_is_told_until_there_is_one(index: Index, mill: Path) -> None:
    assistant = Assistant(index, Settings())
    assistant.sync([mill])
    assert "1820" in assistant.query(QUESTION).text
    shutil.rmtree(index.folder)
    asked: list[Callable[[], object]] = [
        lambda: assistant.query(QUESTION),
        lambda: assistant.search(QUESTION),
        assistant.documents,
        index.collections,
        lambda: assistant.document("mill.txt"),
        lambda: assistant.sync([mill]),
        lambda: assistant.add_files([mill / "mill.txt"]),
        lambda: assistant.remove_file("mill.txt"),
    ]
    for ask in asked:
        with pytest.raises(IndexMissing, match=r"There is no index at .*assistant index"):
            ask()
    assert not index.folder.exists()
    made_anew(index.folder, mill, index.embedder)
    assert "1794" in assistant.query(QUESTION).text


def test_two_open_indexes_of_one_process_both_go_over(index: Index, mill: Path) -> None:
    index.sync([mill])
    other = Index.open(index.folder, embedder=index.embedder)
    for one in (index, other):
        assert found(one, QUESTION) == [OLD]
    made_anew(index.folder, mill, index.embedder)
    for one in (index, other):
        assert found(one, QUESTION) == [NEW]
    other.close()


def test_a_sync_that_is_under_way_does_not_go_on_in_the_other_index(index: Index, mill: Path) -> None:
    class Replacing(Embedder):
        def passages(self, passages):  # type: ignore[no-untyped-def]
            made_anew(folder, mill, embedder)
            assert [one.name for one in index.documents()] == []  # the old one, so long as it is being changed
            return super().passages(passages)

    folder, embedder = index.folder, index.embedder
    index.embedder = Replacing()
    with pytest.raises(IndexMissing, match="deleted or replaced meanwhile: do the same again"):
        index.sync([mill])
    index.embedder = embedder
    assert found(index, QUESTION) == [NEW]
    consistent(index)


def test_letting_go_of_the_old_index_takes_nothing_from_the_new_one(index: Index, mill: Path) -> None:
    index.sync([mill])
    made_anew(index.folder, mill, index.embedder)
    other = Index.open(index.folder, embedder=index.embedder)
    other.manifest.set_fact("kept", "in the log that SQLite keeps beside the file")
    log = index.folder / "manifest.db-wal"
    before = log.stat()
    assert [one.name for one in index.documents()] == ["mill.txt"]
    assert (log.stat().st_ino, log.stat().st_size) == (before.st_ino, before.st_size) and before.st_size
    assert index.manifest.fact("kept") == other.manifest.fact("kept")
    other.close()


def test_threads_that_ask_meanwhile_get_an_answer_or_are_told(index: Index, mill: Path) -> None:
    assistant = Assistant(index, Settings())
    assistant.sync([mill])
    vector = index.embedder.question(QUESTION)
    stop, wrong, seen = threading.Event(), list[BaseException](), set[str]()

    def ask() -> None:
        while not stop.is_set():
            try:
                near = index.nearest(vector, 3) + index.matching(QUESTION, 3)
                seen.update(one.text for one in index.passages(id for id, _ in near).values())
            except IndexMissing:
                pass
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for year in range(1901, 1906):
            made_anew(index.folder, mill, index.embedder, OLD.replace("1820", str(year)))
            end = threading.Event()
            while OLD.replace("1820", str(year)) not in seen and not wrong:
                end.wait(0.01)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert [error for error in wrong if not isinstance(error, AssistantError)] == []


def test_a_closed_assistant_says_that_it_was_closed(embedder: Embedder, mill: Path, tmp_path: Path) -> None:
    assistant = Assistant(Index.open(tmp_path / "ix", create=True, embedder=embedder), Settings())
    assistant.sync([mill])
    assistant.query(QUESTION)
    assistant.close()
    asked: list[Callable[[], object]] = [
        lambda: assistant.query(QUESTION),
        assistant.documents,
        lambda: assistant.sync([mill]),
        lambda: assistant.add_files([mill / "mill.txt"]),
    ]
    for ask in asked:
        with pytest.raises(AssistantError, match=r"was closed: open it again with Assistant.open\.$"):
            ask()
    shutil.rmtree(tmp_path / "ix")
    with pytest.raises(AssistantError, match="was closed"):
        assistant.query(QUESTION)
    assistant.close()


def test_nothing_is_written_into_the_file_of_an_index_that_is_gone(index: Index, mill: Path) -> None:
    made_anew(index.folder, mill, index.embedder)
    with pytest.raises(IndexMissing, match="deleted or replaced meanwhile"):
        index.manifest.set_fact("lost", "1")
    shutil.rmtree(index.folder)
    with pytest.raises(IndexMissing, match="deleted or replaced meanwhile"):
        index.manifest.announce(["lost"])
