"""Misspelt words of a question: those of the documents are looked for in their place, and the person is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.answer import REFUSAL
from assistant.respell import MOST, respell
from index import Index


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("who makes the Anka drnoe", "drone"),  # swapped
        ("How many peacekepers did the CSTO send?", "peacekeepers"),  # left out
        ("When was the secretariatt founded?", "secretariat"),  # doubled
        ("What did Tokaiev call off?", "Tokayev"),  # exchanged, in a name
        ("Who lives in Khazakstan?", "Kazakhstan"),  # two in a long word
    ],
)
def test_the_word_of_the_documents_that_is_nearest_was_meant(assistant: Assistant, typed: str, meant: str) -> None:
    asked, said = respell(typed, assistant.index)
    assert meant in asked.split() or f"{meant}?" in asked.split()
    assert len(set(asked.split()) ^ set(typed.split())) == 2 and said.endswith(f"“{meant}” was looked for.")


@pytest.mark.parametrize(
    "question",
    [
        "Who makes the Anka drone?",
        "Did the soldiers' mothers complain about volcanoes?",  # common English, in no document
        "What are its refinements?",  # another form of a common word
        "Is the zorbo fast?",  # like nothing
        "Who is Bokayev?",  # "Tokayev" begins with another letter
        "teh drone",  # too short to tell
        "2022 CSTO F-16 ΑΒΓΔΕ 中文字符",
        "",
    ],
)
def test_other_words_stay_as_they_are(assistant: Assistant, question: str) -> None:
    assert respell(question, assistant.index) == (question, "")


def test_a_misspelt_question_is_answered_and_the_person_told(index: Index, folder: Path) -> None:
    index.sync([folder])
    answer = Assistant(index, Settings()).query("How long do wokrer bees live in sumemr?")
    assert "six weeks" in answer.text and answer.question == "How long do wokrer bees live in sumemr?"
    assert answer.standalone_question == "How long do worker bees live in summer?"
    first = "“wokrer” is in no document, so “worker” was looked for."
    assert answer.note == f"{first} “sumemr” is in no document, so “summer” was looked for."


def test_a_question_of_strange_words_only_has_a_few_of_them_looked_for(assistant: Assistant) -> None:
    words = [f"Anka{one}x" for one in "bcdfghjklmnp"]  # each is two letters from "Anka", so none is found
    sought: list[str] = []
    alike = assistant.index.terms.alike
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assistant.index.terms, "alike", lambda *told: sought.append(told[0]) or alike(*told))
        assert respell(" ".join(words), assistant.index)[1] == ""
    assert len(set(sought)) == MOST < len(words)


def test_a_rare_word_that_is_right_is_asked_as_it_was_typed(index: Index, tmp_path: Path) -> None:
    """No document has it, and another word of theirs is like it; what was asked is clear all the same."""
    (tmp_path / "trial.md").write_text("# Trial\n\nThe vaccine is unbroken. The hypothesis about bees is not proven.\n")
    index.sync([tmp_path / "trial.md"])
    question = "Which unproven hypothesis about bees is not proven?"
    assert respell(question, index)[1]
    answer = Assistant(index, Settings()).query(question)
    assert answer.standalone_question == question and not answer.note


@pytest.mark.parametrize("question", ["hello", "What is?", "Thanks!", "???"])
def test_nothing_is_near_to_a_question_without_a_subject(assistant: Assistant, question: str) -> None:
    answer = assistant.query(question)
    assert answer.text == REFUSAL and not answer.closest
