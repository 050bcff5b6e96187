"""Whether a value is of the kind that the form of a question asks for."""

from __future__ import annotations

import pytest

from assistant.kinds import fits


@pytest.mark.parametrize(
    ("question", "value", "fitting"),
    [
        ("When is the rent due?", "£950 per month", True),  # a month is a time: nothing is told from it
        ("When is the fair?", "17 to 20 September", True),
        ("When is the fair?", "£12", False),
        ("What time does it start?", "9:30 at the lighthouse", True),
        ("Who is the landlord?", "Petra Voss", True),
        ("Who pays the heating?", "gas", False),
        ("How much is the deposit?", "£500", True),
        ("How much is the display?", "7 inch", False),
        ("How much does it weigh?", "1.1 kg", True),
        ("How long is the warranty?", "2 years", True),
        ("How long does it last?", "40 Wh", False),
        ("How old is the heating?", "gas", False),
        ("How far is it?", "10 km", True),
        ("How many seats are there?", "five", True),
        ("What is the colour?", "dark green", True),
        ("Are pets allowed?", "no", True),
    ],
)
def test_a_value_of_the_kind_that_is_asked_for(question: str, value: str, fitting: bool) -> None:
    assert fits(value, question) is fitting
