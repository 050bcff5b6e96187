"""The reader's turn in an answer: it stops early, and finds no other answer than if it had read everything."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.evidence import Evidence, gather
from assistant.rank import rank
from assistant.read import AT_LEAST, read
from assistant.reader import Reader, Reading
from assistant.retrieve import retrieve
from assistant.settings import ReadSettings

QUESTIONS = Path(__file__).parent / "questions" / "seeds.jsonl"


class Counting(Reader):
    """The bundled reader, with a count of the passages that it was given; what it read before it knows."""

    count = 0
    known: dict[tuple[object, ...], tuple[list[Reading], list[float]]]

    def read_parts(
        self, question: str, passage: str, parts: Sequence[tuple[int, int]], count: int
    ) -> tuple[list[Reading], list[float]]:
        self.count += 1
        asked = (question, passage, tuple(parts), count)
        if asked not in self.known:
            self.known[asked] = super().read_parts(question, passage, parts, count)
        readings, odds = self.known[asked]
        return [*readings], [*odds]


@pytest.fixture(scope="module")
def reader() -> Counting:
    counting = Counting.load(threads=1)
    assert isinstance(counting, Counting)
    counting.known = {}
    return counting


def gathered(assistant: Assistant, question: str) -> Evidence:
    return gather(assistant.index, retrieve(assistant.index, question, assistant.settings.retrieve, 10))


def test_few_passages_are_read_and_the_same_sentence_leads(
    assistant: Assistant, reader: Counting, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines() if line.strip()]
    asked = [gathered(assistant, row["question"]) for row in rows if row["answerable"]][::2]
    reader.count = 0
    quick = [rank(read(reader, one))[0][1].text for one in asked]
    share = reader.count / sum(len(one.found.passages) for one in asked)
    monkeypatch.setattr("assistant.read.BEST_MARGIN", float("inf"))
    full = [rank(read(reader, one))[0][1].text for one in asked]
    same = sum(a == b for a, b in zip(quick, full, strict=True))
    figure(f"{share:.0%} of the passages read, {same} of {len(asked)} leading sentences the same")
    assert share < 0.8 and same >= 0.98 * len(asked)


def test_at_least_the_first_passages_are_read(assistant: Assistant, reader: Counting) -> None:
    reader.count = 0
    evidence = read(reader, gathered(assistant, "How many troops did the CSTO send to Kazakhstan?"))
    assert AT_LEAST <= reader.count <= len(evidence.found.passages)
    first = evidence.found.passages[0].passage.id
    assert any(one.span for one in evidence.sentences if one.source.passage.id == first)


def test_a_span_lies_in_its_sentence(assistant: Assistant, reader: Counting) -> None:
    for one in read(reader, gathered(assistant, "Who makes the Anka?")).sentences:
        if one.span:
            assert one.start <= one.span[0] < one.end


def test_nothing_found_is_nothing_read(assistant: Assistant, reader: Counting) -> None:
    evidence = replace(gathered(assistant, "Who makes the Anka?"), sentences=())
    reader.count = 0
    assert read(reader, evidence).sentences == () and reader.count == 0


def test_without_the_reader_confidence_has_weights_of_its_own(assistant: Assistant) -> None:
    unread = Assistant(assistant.index, Settings(read=ReadSettings(reader=False)))
    answer = unread.query("How many troops did the CSTO send to Kazakhstan?")
    assert not answer.refused and "2,000" in answer.text
    assert unread.query("What is the best recipe for pancakes?").refused
