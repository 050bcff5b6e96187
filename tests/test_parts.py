"""Questions that are made of several: taken apart by their form, asked part by part, answered together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_server import scripted

from assistant import REFUSAL, Answer, Assistant, Settings
from assistant.compound import MISSING
from assistant.parts import MOST, parts
from bench.several import FOLDER, SETS, counted, questions
from index import Index
from index.embed import Embedder

CLUB = """# Riverside Swimming Club

## Opening

The pool opens at 6:30 on weekdays and at 8:00 on Saturdays. It is closed on Sundays.

## Fees

An adult ticket costs £5.20. Children under 12 swim for £2.80. A monthly pass costs £38.

## People

The head coach is Maria Lindholm. She joined the club in 2014. The treasurer is Paul Adeyemi.
"""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When does it open and how much is a ticket?", ["When does it open?", "how much is a ticket?"]),
        ("Who is the tenant, and may she sublet?", ["Who is the tenant?", "may she sublet?"]),
        ("Can I bring a dog? And is there parking?", ["Can I bring a dog?", "is there parking?"]),
        ("Are dogs allowed and is the garden fenced?", ["Are dogs allowed?", "is the garden fenced?"]),
        ("How much is it & when does it end", ["How much is it?", "when does it end?"]),
        (
            "Who is the chair, when is the meeting and where is it held?",
            ["Who is the chair?", "when is the meeting?", "where is it held?"],
        ),
        (
            "I move out in May. How much notice do I give, and who do I write to?",
            ["I move out in May. How much notice do I give?", "who do I write to?"],
        ),
        ("When was it founded and by whom?", ["When was it founded?", "by whom was it founded?"]),
        ("Who won, and by how much?", ["Who won?", "by how much won?"]),
        ("How much is it for adults, what about children?", ["How much is it for adults?", "what about children?"]),
        ("Who wrote it, who read it and when was it sent?", ["Who wrote it?", "who read it?", "when was it sent?"]),
        ("How do I reset it, and if that fails, who helps?", ["How do I reset it?", "if that fails, who helps?"]),
        ("Tell me the price and how long it lasts.", ["Tell me the price?", "how long it lasts?"]),
        ("In which year was it built and why?", ["In which year was it built?", "why was it built?"]),
        ("I have a dog. Can I bring it, and is there a fee?", ["I have a dog. Can I bring it?", "is there a fee?"]),
        (
            "Which hotel is it, what's the rate, and up to when can we cancel?",
            ["Which hotel is it?", "what's the rate?", "up to when can we cancel?"],
        ),
        (
            "Which ship is it, how many fit on it, and does it take lorries?",
            ["Which ship is it?", "how many fit on it?", "does it take lorries?"],
        ),
        (
            "The panel shows E7. What is E7, and what do I do about it?",
            ["The panel shows E7. What is E7?", "what do I do about it?"],
        ),
        (
            "When did the mayor, who was ill, resign and why did he go?",
            ["When did the mayor, who was ill, resign?", "why did he go?"],
        ),
        ("How are minutes kept, and by whom?", ["How are minutes kept?", "by whom are minutes kept?"]),
        ("Can you help me? Who is the chair and when is the fair?", ["Who is the chair?", "when is the fair?"]),
        ("Can I bring dogs, and how many?", ["Can I bring dogs?", "how many Can I bring dogs?"]),
    ],
)
def test_a_question_for_several_things_is_taken_apart(question: str, expected: list[str]) -> None:
    assert [part.question for part in parts(question)] == expected


@pytest.mark.parametrize(
    "question",
    [
        "What are the name and address of the landlord?",
        "How and why did it fail?",
        "When and where does the committee meet?",
        "On which day and at what time does it start?",
        "What is the difference between a lease and what a licence gives?",
        "Which dishes are vegan and which are not?",
        "Which bags are red and have a handle?",
        "Who is the man who left and who returned?",
        "Who is Ann Lee, who is the chair of the club?",
        "What happens if I am late and when the office is closed?",
        "When many people meet, what is the rule?",
        "Who sang What Are You Doing? in the film?",
        "What is the rent? Please be brief.",
        "Thanks! What is the deposit?",
        "rent and deposit",
        "When did the mayor, who was ill, resign?",
        "Can you help me? When does the office open?",
        "What is the fee? Any idea?",
        "I rent a flat which has a balcony, and can I smoke there?",
        "How often and when do I get paid?",
        "What does the chapter 'Who We Are and What We Do' say?",
        'What does the form "Who can apply, and how do I apply" ask?',
        "What evidence shows how many people knew and how much they paid?",
        "Which law covers both how much is paid and what is deducted?",
        "Which firm asked least and which the committee turned down?",
        "The brakes squeal, where does that come from?",
        "My brakes are old, how do I change them?",
        "It opens on Sundays, isn't it?",
        "Who? What? When? Where? How? Why is that so?",
    ],
)
def test_any_other_question_stays_whole(question: str) -> None:
    assert [part.question for part in parts(question)] == [question]


WORD = st.sampled_from(
    "who what when where why how is does the pool open and , ? ?? it she cost by whom & \n".split(" ")
)


@given(st.lists(WORD, max_size=40).map(" ".join) | st.text(max_size=60))
def test_no_part_is_empty_and_there_are_not_too_many(question: str) -> None:
    found = parts(question)
    assert 1 <= len(found) <= MOST
    if len(found) > 1:
        assert all(part.question.strip(" ?") and part.typed.strip(" ?") for part in found)


def test_a_long_question_takes_no_longer_than_others() -> None:
    began = time.perf_counter()
    for piece in ("and if ", "how many ", " " * 7, "what a b ", ", ", "? ", "who and ", "'", "between and "):
        parts((piece * 2000)[:2000] + "x")
    assert time.perf_counter() - began < 2


@pytest.fixture(scope="module")
def club(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    (folder := tmp_path_factory.mktemp("club")).joinpath("club.md").write_text(CLUB, "utf-8")
    index = Index.open(tmp_path_factory.mktemp("ix") / "index", create=True, embedder=embedder)
    index.sync([folder])
    yield index
    index.close()


def leads(answer: Answer) -> list[str]:
    return [one.text for one in answer.sentences if not one.further]


def test_each_part_is_answered_and_cited(club: Index) -> None:
    assistant = Assistant(club, Settings())
    question = "When does the pool open and how much does an adult ticket cost?"
    events = list(assistant.stream(question))
    answer = events[-1].answer
    assert answer and answer.question == question and not answer.note
    assert [event.text for event in events if event.kind == "step"][1:] == [
        "Looking for “When does the pool open?”",
        "Looking for “how much does an adult ticket cost?”",
    ]
    opening, price = leads(answer)
    assert opening.startswith("The pool opens at 6:30") and price == "An adult ticket costs £5.20."
    assert [one.number for one in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert tuple(event.sentence for event in events if event.sentence) == answer.sentences
    assert tuple(one for event in events for one in event.citations) == answer.citations
    for one in answer.citations:
        assert assistant.document(one.document).text[one.start : one.end] == one.quote
    assert len(answer.sentences) <= assistant.settings.answer.sentences
    each = [assistant.query(part.question).confidence for part in parts(question)]
    assert answer.confidence == min(each)


def test_one_quotation_that_answers_both_parts_stands_once(club: Index) -> None:
    answer = Assistant(club, Settings()).query("Who is the head coach and when did she join?")
    assert leads(answer) == ["The head coach is Maria Lindholm. She joined the club in 2014."]
    assert not answer.note


def test_a_part_without_an_answer_is_named(club: Index) -> None:
    assistant = Assistant(club, Settings())
    answer = assistant.query("How much does a monthly pass cost, and which enzyme breaks down lactose?")
    assert leads(answer) == ["A monthly pass costs £38."]
    assert answer.note == MISSING.format("which enzyme breaks down lactose?")


def test_without_any_answer_it_is_one_refusal(club: Index) -> None:
    question = "Which enzyme breaks down lactose and who is the king of Norway?"
    answer = Assistant(club, Settings()).query(question)
    assert answer.refused and answer.text == REFUSAL and answer.question == question and answer.closest


def test_a_follow_up_of_two_parts_is_understood(club: Index) -> None:
    history = [
        {"role": "user", "content": "Who is the head coach?"},
        {"role": "assistant", "content": "The head coach is Maria Lindholm. [1]"},
    ]
    answer = Assistant(club, Settings()).query("When did she join and how much is a monthly pass?", history)
    assert "2014" in leads(answer)[0] and "£38" in leads(answer)[1]


def test_a_language_model_gets_it_whole_with_what_each_part_finds(club: Index) -> None:
    with scripted("A monthly pass costs £38. [1]") as server:
        settings = Settings(llm=f"openai-like:{server.url}#scripted", writer={"passages": 2, "retries": 0})
        answer = Assistant(club, settings).query(
            "How much does a monthly pass cost, and which enzyme breaks down lactose in the milk of a cow?"
        )
    assert len(server.requests) == 1 and "lactose" in str(server.requests[0]) and "£38" in str(server.requests[0])
    assert [one.text for one in answer.sentences] == ["A monthly pass costs £38."]


def test_both_halves_are_answered_and_a_missing_one_is_named(
    embedder: Embedder, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    """The set was written by someone who did not know the rules."""
    with closing(Assistant(Index.open(tmp_path / "index", create=True, embedder=embedder), Settings())) as assistant:
        assistant.sync([FOLDER / folder for folder in SETS["several_first"]])
        counts = counted((row, assistant.query(row["question"])) for row in questions("several_first"))
    figure(
        f"questions made of several: all parts answered {counts['both right']} of {counts['both']}; with one part "
        f"unanswerable {counts['half']}: the other answered {counts['half right']}, told {counts['half told']}; single "
        f"{counts['single']}: right {counts['single right']}"
    )
    assert counts["both right"] >= 13 and counts["half right"] >= 10 and counts["half told"] >= 10
    assert counts["single right"] >= 6
