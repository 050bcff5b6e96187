"""What a passage says otherwise is not supported; what it says in another form is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.support import Checker
from assistant.support.bounds import groups, side
from assistant.support.clauses import clause_of
from assistant.support.contradiction import prefixed
from assistant.support.numbers import codes, numbers
from assistant.support.units import UNIT_OF
from index import Index


@pytest.fixture(scope="module")
def checker(seeds_index: Index) -> Checker:
    return Checker(seeds_index)


@given(st.integers(1, 999), st.sampled_from([form for form in UNIT_OF if form.isalpha() and len(form) > 1]))
def test_a_unit_is_read_behind_a_figure_with_and_without_a_space(value: int, form: str) -> None:
    if UNIT_OF[form] == "th" or form in ("mn", "bn", "tn"):
        return
    for text in (f"{value} {form}", f"{value}{form}"):
        (found,) = numbers(f"It has {text}.")
        assert (found.value, found.unit) == (value, UNIT_OF[form])


@given(st.integers(1, 999))
def test_a_figure_is_not_the_same_below_nought(value: int) -> None:
    for sign in "-−–":
        (found,) = numbers(f"It was {sign}{value} °C.")
        assert found.value == -value and not found.found_in(numbers(f"It was {value} °C."))
    assert [one.value for one in numbers(f"from {value}-{value + 1} °C")] == [value, value + 1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("EUR 5", "€5"), ("14 CHF", "CHF 14"), ("2.5m", "2.5 million"), ("1.2m euros", "€1.2 million"),
        ("1½ hours", "one and a half hours"), ("3 km", "3,000 m"), ("24 months", "two years"), ("noon", "12:00"),
        ("the 1990s", "the nineties"), ("in '98", "in 1998"), ("8 °C", "8 degrees Celsius"), ("48 hours", "two days"),
        ("20mg", "20 mg"), ("100 km/h", "100 kilometres per hour"), ("64 m²", "64 square metres"),
    ],
)  # fmt: skip
def test_one_figure_in_two_forms_is_the_same(one: str, other: str) -> None:
    assert numbers(one)[0].found_in(numbers(other)) and numbers(other)[0].found_in(numbers(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("20mg", "200mg"), ("20 mg", "20 µg"), ("16GB", "16 MB"), ("30 mph", "30 km/h"), ("5 ml", "5 l"),
        ("5 kW", "5 kWh"),
        ("20 square metres", "20 square feet"), ("100 yen", "$100"), ("2 percent", "2 percentage points"),
        ("9 people", "9%"), ("9% of them", "9 people"), ("version 5.1", "version 5.10"), ("5 cents", "5 euros"),
    ],
)  # fmt: skip
def test_another_unit_or_form_is_another_figure(one: str, other: str) -> None:
    assert not numbers(one)[0].found_in(numbers(other))


def test_versions_flights_and_models_are_codes() -> None:
    text = "Flight BA123 needs 3.2.1 on a 3D printer by 7th June 2010 with 20mg and 16 GB."
    assert codes(text, numbers(text)) == ["BA123", "3.2.1", "3D"]


def test_a_figure_belongs_to_the_words_about_it() -> None:
    found = groups("Rain fell in 4% of the north and 11% of the south in 2020. Snow fell once.")
    assert [[mark.text for mark in one.marks] for one in found] == [["4%"], ["11%", "2020"]]


def test_the_side_of_a_figure() -> None:
    sides = {text: side(text, numbers(text)[0]) for text in ("over 5 km", "up to 5 km", "5 km", "grew by 5 km")}
    assert sides == {"over 5 km": "low", "up to 5 km": "high", "5 km": "", "grew by 5 km": ""}


def test_a_prefix_turns_a_word_round_but_not_every_word_has_one() -> None:
    assert prefixed("safe", "unsaf") and prefixed("direct", "indirect")
    assert not prefixed("port", "import") and not prefixed("form", "inform")


def test_marks_divide_a_clause() -> None:
    assert "," in clause_of("The judge, who had been ill, resigned").words


FALSE = [
    ("Pets are allowed.", "Pets are not allowed."),
    ("Breakfast is included.", "Breakfast is not included."),
    ("Smoking is permitted in the hall.", "Smoking is prohibited in the hall."),
    ("The drug is safe in pregnancy.", "The drug is unsafe in pregnancy."),
    ("The balance of the account was 300 euros.", "The balance of the account was -300 euros."),
    ("The club meets every week in the hall.", "The club meets every month in the hall."),
    ("Acme sold Bolt in 2019.", "Acme bought Bolt in 2019."),
    ("Profit increased by 10%.", "Profit dropped by 10%."),
    ("The contract ends on 1 March 2021.", "The contract runs from 1 March 2021 to 28 February 2024."),
    ("Anna Meyer led the firm until 2015.", "Anna Meyer has led the firm since 2015."),
    ("The law applies to firms with up to 50 staff.", "The law applies to firms with over 50 staff."),
    ("Exactly 50 people came.", "Nearly 50 people came."),
    ("38% of the placebo group had recovered.", "38% of the drug group and 21% of the placebo group had recovered."),
    ("Water freezes at 100 °C.", "Water freezes at 0 °C and boils at 100 °C."),
    ("The buyer pays the seller.", "The seller pays the buyer."),
    ("The employer pays the fee.", "The employee pays the fee."),
    ("Cats sleep longer than dogs.", "Dogs sleep longer than cats."),
    ("The minister resigned on Monday.", "Reports that the minister resigned on Monday were wrong."),
    ("The minister resigned.", "The minister may resign."),
    ("The board approved the merger.", "The board refused to approve the merger."),
    ("The earth is flat.", "Some people believe that the earth is flat."),
    ("It is the highest mountain of the land.", "It is the second highest mountain of the land."),
    ("Guests may wear a helmet.", "Guests must wear a helmet."),
    ("Flight BA123 is late.", "Flight BA124 is late."),
    ("The patient is allergic to penicillin.", "The patient is allergic to aspirin."),
    ("Lund took the minutes of the meeting.", "Okafor took the minutes of the meeting. Mr Lund was ill."),
]  # fmt: skip


@pytest.mark.parametrize(("said", "text"), FALSE)
def test_what_the_passage_says_otherwise_is_not_supported(checker: Checker, said: str, text: str) -> None:
    found = checker.compare(said, text)
    assert not found.supported and found.reasons


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("The deposit of EUR 4,500 is paid back.", "The deposit of €4,500 is paid back to the tenant."),
        ("The laptop has 16GB of memory.", "The laptop has 16 GB of memory and a screen."),
        ("Damage to tyres is not covered by the policy.", "Damage to tyres is excluded from the policy."),
        ("The UK left the union in 2020.", "The United Kingdom left the union in 2020, after a vote."),
        ("The pool closes at 12:00 on Sundays.", "On Sundays the pool closes at noon."),
        ("38% of the drug group recovered.", "38% of the drug group and 21% of the placebo group recovered."),
        ("Ethanol freezes at -114 °C.", "Ethanol boils at 78 °C and freezes at -114 °C."),
        ("The tenant may end the lease.", "The tenant may end the lease after a year."),
        ("The blue team was beaten by the red team.", "The red team beat the blue team by 3 goals to 1."),
    ],
)
def test_another_form_of_what_the_passage_says_is_supported(checker: Checker, said: str, text: str) -> None:
    assert checker.compare(said, text).supported
