"""Who asks what a document is about gets its beginning, quoted; who asks what there is gets the titles."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from scripted_server import scripted

from assistant import REFUSAL, Answer, Assistant, Settings
from assistant.overview import overview
from assistant.trace import Trace
from index import Index
from index.embed import Embedder

CLUB = """# Riverside Swimming Club

## Opening

The pool opens at 6:30 on weekdays. Can I bring a friend?

## Fees

An adult ticket costs £5.20. A monthly pass costs £38.
"""
PAPER = """# Bees in towns

## Methods

We counted the bees of nine towns for two years.

## Summary

Towns with many gardens had more bees. Roofs with plants made no difference.
"""
PRICES = "name,price\nspade,12\nrake,9\n"


@pytest.fixture(scope="module")
def opened(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("documents")
    for name, text in (("club.md", CLUB), ("bee-paper.md", PAPER), ("garden-prices.csv", PRICES)):
        (folder / name).write_text(text, "utf-8")
    index = Index.open(tmp_path_factory.mktemp("ix") / "index", create=True, embedder=embedder)
    index.sync([folder])
    yield index
    index.close()


def quotes(answer: Answer) -> list[str]:
    return [one.text for one in answer.sentences]


@pytest.mark.parametrize(
    "question",
    [
        "What is the swimming club about?",
        "Summarise the swimming club",
        "Can you please give me a short overview of the Riverside club?",
        "a summary of club.md",
        "What are the main points of the swimming club document?",
        "Summarise the swimming club in three sentences.",
    ],
)
def test_the_beginning_of_the_document_is_quoted_and_its_sections_told(opened: Index, question: str) -> None:
    assistant = Assistant(opened, Settings())
    events = list(assistant.stream(question))
    answer = events[-1].answer
    assert answer and not answer.refused
    assert quotes(answer)[0] == "The pool opens at 6:30 on weekdays." and "friend" not in answer.text
    assert "sections Opening and Fees" in answer.note
    assert tuple(event.sentence for event in events if event.sentence) == answer.sentences
    for one in answer.citations:
        assert assistant.document(one.document).text[one.start : one.end] == one.quote
        assert one.passage[one.start - one.passage_start : one.end - one.passage_start] == one.quote


def test_a_summary_that_the_document_has_comes_first(opened: Index) -> None:
    answer = Assistant(opened, Settings()).query("What is the paper on bees about?")
    assert quotes(answer) == ["Towns with many gardens had more bees.", "Roofs with plants made no difference."]
    assert answer.note.startswith("Quoted is “Summary” of “Bees in towns”")


def test_a_table_is_quoted_by_its_first_rows(opened: Index) -> None:
    answer = Assistant(opened, Settings()).query("Give me an overview of the garden prices")
    assert "spade" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What is the argument about?",
        "Which documents are in force?",
        "Which documents did we sign in 2019?",
        "What sources did we use for the index?",
        "Pension scheme overview",
        "Tell me about bees",
    ],
)
def test_other_questions_are_looked_up(opened: Index, question: str) -> None:
    answer = Assistant(opened, Settings()).query(question)
    assert "Quoted is" not in answer.note and "There are" not in answer.note


def test_a_follow_up_that_names_no_document_is_understood_as_one(opened: Index) -> None:
    said = [{"role": "user", "content": "What do bees eat?"}, {"role": "assistant", "content": REFUSAL}]
    answer = Assistant(opened, Settings()).query("What is it about?", said)
    assert "Quoted is" not in answer.note and "There are" not in answer.note


def test_a_long_question_takes_no_longer_than_others(opened: Index) -> None:
    began = time.perf_counter()
    for question in ("what is" + " " * 1980 + "x", "what is " + "a " * 980, "summarise " * 190, "a short " * 240):
        overview(Assistant(opened, Settings()), question, (), None, Trace(question))
    assert time.perf_counter() - began < 2


def test_of_one_chosen_document_no_name_is_needed(opened: Index) -> None:
    for question in ("What is this document about?", "What is this manual about?", "Summarise it"):
        answer = Assistant(opened, Settings()).query(question, documents=["club.md"])
        assert quotes(answer)[0].startswith("The pool opens")


def test_of_one_document_alone_what_it_speaks_of_is_not_the_document(opened: Index) -> None:
    answer = Assistant(opened, Settings()).query("What is the argument about?", documents=["club.md"])
    assert answer.refused and not answer.note


def test_of_few_documents_each_beginning_is_quoted(opened: Index) -> None:
    answer = Assistant(opened, Settings()).query("What are these documents about?")
    assert len({one.document for one in answer.citations}) == 3


@pytest.mark.parametrize("question", ["What documents do you have?", "list the documents", "What can I ask?"])
def test_who_asks_what_there_is_gets_the_titles(opened: Index, question: str) -> None:
    answer = Assistant(opened, Settings()).query(question)
    assert answer.refused and answer.text == REFUSAL
    assert answer.note.startswith("There are 3 documents: ") and "“Bees in towns”" in answer.note


def test_a_language_model_gets_passages_from_all_over_the_document(opened: Index) -> None:
    with scripted("The club opens its pool at 6:30 on weekdays. [1] A monthly pass costs £38. [2]") as server:
        settings = Settings(llm=f"openai-like:{server.url}#scripted", writer={"retries": 0})
        answer = Assistant(opened, settings).query("Summarise the swimming club")
    assert "£38" in str(server.requests[0]) and "6:30" in str(server.requests[0])
    assert "A monthly pass costs £38." in quotes(answer) and answer.usage.model.endswith("scripted")


def test_without_an_answer_of_the_model_the_beginning_is_quoted(opened: Index) -> None:
    with scripted(503) as server:
        settings = Settings(llm=f"openai-like:{server.url}#scripted", writer={"retries": 0, "timeout": 5})
        events = list(Assistant(opened, settings).stream("Summarise the swimming club"))
    answer = events[-1].answer
    assert answer and quotes(answer)[0].startswith("The pool opens") and "language model" in answer.note
    assert tuple(event.sentence for event in events if event.sentence) == answer.sentences
