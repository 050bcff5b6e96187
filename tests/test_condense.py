"""Follow-ups become questions that stand alone."""

from assistant.condense import condense, leans

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


def test_a_chain_of_follow_ups_keeps_the_subject() -> None:
    chain = [*HISTORY, {"role": "user", "content": "Where is its secretariat?"}]
    assert "Turkic" in condense("Who leads it?", chain)


def test_without_history_nothing_changes() -> None:
    assert condense("Where is it?", []) == "Where is it?" and leans("Where is it?")
