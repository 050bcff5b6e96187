"""A document is taken out of the index while a question is under way: it is not cited, and nothing breaks off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TypeVar

import pytest
from scripted_server import garbage, scripted

from assistant import REFUSAL, Answer, Assistant, Settings
from assistant.pipeline import CHANGED
from assistant.reader import Reader, Reading
from assistant.settings import WriterSettings
from index import Index
from index.embed import Embedder

QUESTION = "How long do worker bees live in summer?"
T = TypeVar("T")


class Removing(Index):
    """Loses the bees as soon as anything was found."""

    def steadily(self, work: Callable[[], T]) -> T:
        found = super().steadily(work)
        if "bees.md" in self.manifest.names():
            self.remove("bees.md")
        return found


class ReaderThatRemoves:
    """Reads as the bundled reader does, after the bees are gone from the index."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.reader = Reader.load(threads=1)

    def read_parts(
        self, question: str, passage: str, parts: Sequence[tuple[int, int]], count: int
    ) -> tuple[list[Reading], list[float]]:
        if "bees.md" in self.index.manifest.names():
            self.index.remove("bees.md")
        return self.reader.read_parts(question, passage, parts, count)


def cited(answer: Answer) -> set[str]:
    return {one.document for one in (*answer.citations, *answer.closest)}


@pytest.fixture
def removing(embedder: Embedder, folder: Path, tmp_path: Path) -> Iterator[Assistant]:
    opened = Removing.open(tmp_path / "index", create=True, embedder=embedder)
    opened.sync([folder])
    yield Assistant(opened, Settings())
    opened.close()


def test_what_was_found_has_its_names(removing: Assistant) -> None:
    found = removing.search(QUESTION, 3)
    assert found[0].document == "bees.md" and found[0].title == "Bees"
    assert "bees.md" not in {one.document for one in removing.search(QUESTION, 3)}


def test_the_llamaindex_retriever_has_them_too(removing: Assistant) -> None:
    assert removing.as_retriever().retrieve(QUESTION)[0].node.metadata["document"] == "bees.md"


def test_a_document_that_goes_while_it_is_read_is_not_quoted(index: Index, folder: Path) -> None:
    index.sync([folder])
    assistant = Assistant(index, Settings(answer={"min_confidence": 0.0}))
    assert cited(assistant.query(QUESTION)) == {"bees.md"}
    vars(assistant)["reader"] = ReaderThatRemoves(index)
    answer = assistant.query(QUESTION)
    assert answer.refused and answer.text == REFUSAL and answer.note == CHANGED
    assert answer.closest and "bees.md" not in cited(answer)


@pytest.mark.parametrize("reply", ["Worker bees live for about six weeks in summer [1].", garbage])
def test_a_document_that_goes_while_a_model_writes_is_not_cited(index: Index, folder: Path, reply: object) -> None:
    import_module("llama_index.llms.openai_like")  # which may take longer than the model is allowed
    index.sync([folder])
    with scripted(reply) as server:  # type: ignore[arg-type]
        writer = WriterSettings(timeout=5.0, retries=0)
        settings = Settings(llm=f"openai-like:{server.url}#scripted", writer=writer, answer={"min_confidence": 0.0})
        events = []
        for event in Assistant(index, settings).stream(QUESTION):
            events.append(event)
            if event.text.startswith("Writing") and "bees.md" in index.manifest.names():
                index.remove("bees.md")
    answer = events[-1].answer
    assert answer is not None and answer.refused and "bees.md" not in cited(answer)
    assert reply is not garbage or answer.note == CHANGED
