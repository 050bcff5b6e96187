"""Follow-ups become questions that stand alone."""

import pytest

from assistant.answer import ALSO, REFUSAL
from assistant.condense import CARRIED, condense, leans, topics, words

HISTORY = [
    {"role": "user", "content": "Who founded the Organization of Turkic States?"},
    {"role": "assistant", "content": "Four countries did. [1]"},
]


def test_a_pronoun_takes_over_the_subject_of_the_last_question() -> None:
    assert "Turkic" in condense("Where is its secretariat?", HISTORY)


def test_an_ellipsis_takes_over_the_subject() -> None:
    assert "Turkic" in condense("And when?", HISTORY)


def test_a_question_that_stands_alone_is_left_as_it_is() -> None:
    assert (
        condense("How long is the Kazakh border with Russia?", HISTORY) == "How long is the Kazakh border with Russia?"
    )


def test_the_label_of_further_sentences_is_no_word_of_the_conversation() -> None:
    said = {"role": "assistant", "content": f"Four countries did. [1]\n\n{ALSO}: It is run from Istanbul. [2]"}
    plain = {"role": "assistant", "content": "Four countries did. [1]\n\nIt is run from Istanbul. [2]"}
    told = topics("And when?", [HISTORY[0], said])
    assert told == topics("And when?", [HISTORY[0], plain]) and "found" not in told


def test_a_chain_of_follow_ups_keeps_the_subject() -> None:
    chain = [*HISTORY, {"role": "user", "content": "Where is its secretariat?"}]
    assert "Turkic" in condense("Who leads it?", chain)


def test_without_history_nothing_changes() -> None:
    assert condense("Where is it?", []) == "Where is it?" and leans("Where is it?")


def test_a_question_with_hardly_a_word_of_its_own_takes_over_the_subject() -> None:
    assert "Turkic" in condense("when exactly?", HISTORY)


def test_a_short_question_with_a_name_of_its_own_stands_alone() -> None:
    assert condense("Who makes the Anka?", HISTORY) == "Who makes the Anka?"


def test_few_words_are_carried_so_that_the_question_is_not_drowned() -> None:
    long = [{"role": "user", "content": " ".join(f"subject{n}" for n in range(40))}]
    assert len(condense("And then?", long).split()) <= 2 + CARRIED


def test_a_subject_that_only_the_answer_named_is_carried_too() -> None:
    history = [
        {"role": "user", "content": "Who makes it?"},
        {"role": "assistant", "content": "The drone is made by Turkish Aerospace Industries. [1]"},
    ]
    assert "Aerospace" in condense("Where are they based?", history)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("U.S. troops' 'quoted' ’leaning words-", ["U.S", "troops", "quoted", "’leaning", "words"]),
        ("--dry-run... v1.2-beta.!- x_1 -- ' ..", ["--dry-run", "v1.2-beta", "x_1"]),
        ("naïve-Ökonom’s café.", ["naïve-Ökonom’s", "café"]),
        ("", []),
    ],
)
def test_words_hold_marks_within_and_end_with_a_letter_or_figure(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize("mark", ["-", ".", "'", "’", "-.'’"])
def test_a_run_of_marks_holds_no_word_however_long_it_is(mark: str) -> None:
    assert words(mark * 100_000) == []
    long = {"role": "user", "content": f"Bees {mark * 100_000} dance {mark * 100_000}"}
    assert set(topics("And when?", [long])) == {"Bees", "dance"}


def test_a_refusal_is_no_word_of_the_conversation() -> None:
    history = [{"role": "user", "content": "Who won the cup?"}, {"role": "assistant", "content": REFUSAL}] * 3
    assert topics("And when was it?", history) == topics("And when was it?", history[:1])
