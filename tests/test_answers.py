"""Answers on the documents that the project starts with: right, cited to the letter, refused where there is none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.base.base_query_engine import BaseQueryEngine

from assistant import REFUSAL, Answer, Assistant, Settings, query
from assistant.answer import ALSO
from assistant.errors import BadQuestion
from index import Index
from index.embed import Embedder
from index.errors import DocumentMissing, IndexMissing

FOLDER = Path(__file__).parent / "questions"
QUESTION = "How many troops did the CSTO send?"

# What stands now must not fall. The aim is .90 and .80, and only the second is reached: see the README.
FLOORS = {"seeds": (0.81, 0.85), "seeds_heldout": (0.82, 0.80)}  # answered, refused


@pytest.fixture(scope="module", params=FLOORS)
def answers(request: pytest.FixtureRequest, assistant: Assistant) -> tuple[str, list[tuple[dict[str, Any], Answer]]]:
    """The name of a set, and every question of it with its answer."""
    lines = (FOLDER / f"{request.param}.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return request.param, [(row, assistant.query(row["question"])) for row in rows]


def contains(text: str, accepted: list[str]) -> bool:
    """Whether any accepted string occurs, regardless of case and white space."""
    plain = " ".join(text.lower().split())
    return any(" ".join(one.lower().split()) in plain for one in accepted)


def test_answerable_questions_are_answered_in_the_first_two_sentences(
    answers: tuple[str, list[tuple[dict[str, Any], Answer]]], figure: Callable[[str], None]
) -> None:
    name, asked = answers
    rows = [(row, answer) for row, answer in asked if row["answerable"]]
    wrong = [
        row["question"]
        for row, answer in rows
        if not contains(" ".join(one.text for one in answer.sentences[:2]), row["answers"])
    ]
    figure(f"{name}: {len(rows) - len(wrong)} of {len(rows)} answered in the first two sentences")
    assert len(rows) - len(wrong) >= FLOORS[name][0] * len(rows), wrong


def test_unanswerable_questions_are_refused(
    answers: tuple[str, list[tuple[dict[str, Any], Answer]]], figure: Callable[[str], None]
) -> None:
    name, asked = answers
    rows = [(row, answer) for row, answer in asked if not row["answerable"]]
    wrong = [row["question"] for row, answer in rows if not answer.refused]
    figure(f"{name}: {len(rows) - len(wrong)} of {len(rows)} unanswerable questions refused")
    assert len(rows) - len(wrong) >= FLOORS[name][1] * len(rows), wrong


def test_every_quote_is_the_text_between_its_offsets(
    assistant: Assistant, answers: tuple[str, list[tuple[dict[str, Any], Answer]]]
) -> None:
    for _, answer in answers[1]:
        for one in (*answer.citations, *answer.closest):
            assert assistant.document(one.document).text[one.start : one.end] == one.quote
            within = slice(one.start - one.passage_start, one.end - one.passage_start)
            assert one.passage[within] == one.quote


def test_every_sentence_is_cited_and_its_lead_lies_in_it(
    answers: tuple[str, list[tuple[dict[str, Any], Answer]]],
) -> None:
    for _, answer in answers[1]:
        numbers = {one.number for one in answer.citations}
        for sentence in answer.sentences:
            assert sentence.supported and sentence.citations and set(sentence.citations) <= numbers
            if sentence.lead:
                assert 0 <= sentence.lead[0] < sentence.lead[1] <= len(sentence.text)


def test_a_refusal_has_the_refusal_sentence_and_the_closest_passages(assistant: Assistant) -> None:
    answer = assistant.query("What is the capital of Australia?")
    assert answer.refused and answer.text == REFUSAL
    assert not answer.sentences and not answer.citations and answer.closest


def test_what_comes_closest_is_shown_first_and_to_the_letter(embedder: Embedder, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "handbook.md").write_text(
        "# Course handbook\n\n## Grading\n\nThe field report counts for a third. The written paper counts for half.\n\n"
        "## Rooms\n\nLectures are in the tower. The course is worth 20 credits.\n"
    )
    with closing(Index.open(tmp_path / "index", create=True, embedder=embedder)) as index:
        index.sync([folder])
        strict = Settings.load(answer={"min_confidence": 1.0})
        answer = Assistant(index, strict).query("How much does the written paper count?")
    first, *others = answer.closest
    assert answer.refused and first.quote == "The written paper counts for half."
    assert first.quote in first.passage and first.passage != first.quote
    assert first.passage not in {one.passage for one in others}  # each passage once


def test_menus_and_captions_are_never_quoted(answers: tuple[str, list[tuple[dict[str, Any], Answer]]]) -> None:
    for _, answer in answers[1]:
        for one in answer.citations:
            assert not one.quote.lower().startswith(("more details", "home", "skip to", "cookie"))


def test_a_stream_ends_with_the_same_answer(assistant: Assistant) -> None:
    events = list(assistant.stream(QUESTION))
    assert events[0].kind == "step" and events[-1].kind == "answer"
    answer = events[-1].answer
    assert answer is not None
    assert tuple(event.sentence for event in events if event.kind == "sentence") == answer.sentences
    assert "2,000" in answer.text and set(answer.timings) >= {"retrieve", "read", "write", "check"}


def test_further_sentences_are_a_paragraph_of_their_own(assistant: Assistant) -> None:
    answer = assistant.query("Who makes the Anka?")
    first, *rest = answer.sentences
    assert rest and not first.further and all(one.further for one in rest)
    lead, _, beside = answer.text.partition(f"\n\n{ALSO}: ")
    assert lead == first.marked()
    assert beside == " ".join(one.marked() for one in rest)


def test_asking_from_many_threads_and_tasks_gives_the_same_answers(assistant: Assistant) -> None:
    expected = assistant.query(QUESTION).text
    with ThreadPoolExecutor(8) as pool:
        assert {answer.text for answer in pool.map(assistant.query, [QUESTION] * 8)} == {expected}
        # In a thread of its own, since a browser test before this one leaves its event loop running in this thread.
        assert pool.submit(lambda: asyncio.run(assistant.aquery(QUESTION)).text).result() == expected


def test_a_follow_up_keeps_the_subject(assistant: Assistant) -> None:
    first = "Who founded Baykar's competitor, the maker of the Anka?"
    history = [{"role": "user", "content": "When did the Anka make its first flight?"}]
    assert "Anka" in assistant.query("And who makes it?", history).standalone_question, first


def test_bad_questions_name_the_fix(assistant: Assistant) -> None:
    with pytest.raises(BadQuestion, match="type what you want to know"):
        assistant.query(" \n ")
    with pytest.raises(BadQuestion, match="10,000 characters: shorten it to 2,000"):
        assistant.query("w" * 10_000)
    with pytest.raises(DocumentMissing, match="assistant documents"):
        assistant.document("nothing.pdf")


def test_an_index_without_documents_says_what_to_do(index: Index) -> None:
    with pytest.raises(IndexMissing, match="assistant index FOLDER"):
        Assistant(index, Settings()).query("Who?")


def test_the_query_engine_is_a_llamaindex_part(assistant: Assistant) -> None:
    engine = assistant.as_query_engine()
    assert isinstance(engine, BaseQueryEngine)
    response = engine.query(QUESTION)
    assert "[1]" in str(response) and response.source_nodes
    assert response.metadata is not None and response.metadata["answer"]["refused"] is False


def test_uploads_survive_a_sync_and_can_be_removed(embedder: Embedder, folder: Path, tmp_path: Path) -> None:
    assistant = Assistant.open(tmp_path / "ix", Settings(), create=True)
    assistant.index.embedder = embedder
    assistant.index.sync([folder])
    upload = tmp_path / "moths.txt"
    upload.write_text("The hawk moth hovers in front of flowers like a hummingbird.")
    assert assistant.add_files([upload]).added == ["moths.txt"]
    assert assistant.index.sync([folder]).removed == []
    assert assistant.document("moths.txt").source == "uploads"
    bad = tmp_path / "empty.txt"
    bad.write_text("")
    assert [name for name, _ in assistant.add_files([bad]).failed] == ["empty.txt"]
    assistant.remove_file("moths.txt")
    assert [one.name for one in assistant.documents()] == ["bees.md", "tea.html", "tides.txt"]
    assistant.close()


def test_the_index_of_a_single_question_is_closed_after_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Assistant.open(tmp_path / "ix", Settings(), create=True).add_files([folder / "bees.md"])
    closed: list[Path] = []
    close = Assistant.close
    monkeypatch.setattr(Assistant, "close", lambda one: (closed.append(one.index.folder), close(one)))
    assert "six weeks" in query("How long do worker bees live in summer?", index=str(tmp_path / "ix")).text
    assert closed == [tmp_path / "ix"]
