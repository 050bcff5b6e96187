"""Superlatives: the rows of a table are compared, all of them, and the best one leads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Assistant
from assistant.measures import Measure, measure
from assistant.superlatives import wanted

HOTELS = """Hotel,City,Price per night,Rooms,Opened
Fjord Inn,Bergen,€120,40,1998
Harbour House,Bergen,€95,22,2011
Bryggen Loft,Bergen,€210,8,2019
Karl Johan,Oslo,€180,120,1954
Nordlys,Oslo,€140,60,2004
Park Rooms,Oslo,€80,15,2020
"""
WASHER = """# Lavado 300 dishwasher

## Programmes

| Programme | Temperature | Duration | Water | Noise (dB) |
|---|---|---|---|---|
| Eco | 50 °C | 3 h 20 min | 9 litres | 44 |
| Quick | 45 °C | 32 minutes | 11 litres | 48 |
| Intensive | 70 °C | 2 h 40 min | 14.5 litres | 47 |
| Rinse | cold | 12 minutes | 4 litres | 48 |

## Care

Clean the filter once a month, at least. The lamp tells when salt is needed.
"""
STAFF = """Name,Job,Office,Salary (EUR),Joined
Yuki Tanaka,Field engineer,Bergen,61000,3 May 2019
Omar Farouk,Field engineer,Oslo,58500,12 January 2022
Ingrid Solheim,Safety manager,Bergen,72300,1 September 2008
"""
TOWERS = "Tower,Steps,Ticket\n" + "".join(f"Tower {n},{100 + n * 37 % 61},{n % 9 + 2} euros\n" for n in range(40, 99))


BRANCHES = """Branch,Country,Revenue,Profit,Pets
Ghent,Belgium,€2.1m,"(4,300)",no
Lille,France,€2.6m,"1,250",yes
Antwerp,Belgium,€3.0m,900,yes
Total,all,€7.7m,"(2,150)",
"""
TASKS = "No.,Task,Cost\n1,Paint the wall. Two coats,£910\n2,Fix the gate,£240\n3,Oil the door,£15\n"
VILLAGES = "Village,Wells,Mayor\nSand,4,Ida Holm\nOrle,9,Per Lund\nVik,–,Ola Berg\n"
FARMS = "Farm,Wells,Owner\nDeep Acre,3,Ann Moe\nHill Top,1,Jon Dal\n"
HOUSES = "Land,Price level,House price\nArland,1.2,98.500 €\nCorvia,1.1,210.000 €\n"
PLANS = """# Telephone plans

## Private

| Plan | Monthly fee | Contract |
|---|---|---|
| Plus | £9 | 12 months |
| Max | £18 | 1 month |

## Business

| Plan | Monthly fee | Contract |
|---|---|---|
| Team | £30 | 24 months |
| Office | £45 | 36 months |
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("tables")
    (folder / "hotels.csv").write_text(HOTELS, encoding="utf-8")
    (folder / "washer.md").write_text(WASHER, encoding="utf-8")
    (folder / "staff.csv").write_text(STAFF, encoding="utf-8")
    (folder / "branches.csv").write_text(BRANCHES, encoding="utf-8")
    (folder / "tasks.csv").write_text(TASKS, encoding="utf-8")
    (folder / "villages.csv").write_text(VILLAGES, encoding="utf-8")
    (folder / "farms.csv").write_text(FARMS, encoding="utf-8")
    (folder / "houses.csv").write_text(HOUSES, encoding="utf-8")
    (folder / "plans.md").write_text(PLANS, encoding="utf-8")
    (folder / "towers.csv").write_text(TOWERS, encoding="utf-8")
    with closing(Assistant.open(folder / "index", create=True)) as assistant:
        assistant.sync([folder])
        yield assistant


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which programme uses the least water?", "Rinse"),
        ("Which dishwasher programme is the shortest?", "Rinse"),
        ("What is the most expensive hotel?", "Bryggen Loft"),
        ("Which hotel in Bergen is the cheapest?", "Harbour House"),
        ("How much is the cheapest hotel in Oslo?", "€80"),
        ("Which hotel has the most rooms?", "Karl Johan"),
        ("How many rooms does the largest hotel have?", "120"),
        ("Which is the newest hotel in Bergen?", "Bryggen Loft"),
        ("Who has the highest salary?", "Ingrid Solheim"),
        ("Which field engineer has the lowest salary?", "Omar Farouk"),
        ("What is the lowest salary?", "58500"),
        ("Who joined most recently?", "Omar Farouk"),
        ("Which branch has the highest revenue?", "Antwerp"),  # not the total
        ("Which branch has the lowest profit?", "Ghent"),  # figures in brackets are below zero
        ("Which branch with pets has the lowest profit?", "Antwerp"),
        ("Which plan has the shortest contract?", "Max"),  # of two tables
    ],
)
def test_the_best_row_leads_with_what_is_asked_for_marked(tables: Assistant, question: str, answer: str) -> None:
    came = tables.query(question)
    first = came.sentences[0]
    assert first.lead and first.text[slice(*first.lead)] == answer
    assert "rows" in came.note


def test_rows_that_the_search_did_not_find_are_compared_too(tables: Assistant) -> None:
    steps = {row.split(",")[0]: int(row.split(",")[1]) for row in TOWERS.splitlines()[1:]}
    most = max(steps, key=lambda name: steps[name])
    came = tables.query("Which tower has the most steps?")
    assert f"Tower: {most};" in came.sentences[0].text
    assert came.note.endswith("(59 rows).")


def test_rows_that_are_equal_are_both_given(tables: Assistant) -> None:
    came = tables.query("Which dishwasher programme is the loudest?")
    assert {one.text.split(";")[0] for one in came.sentences} == {"Programme: Quick", "Programme: Rinse"}


def test_a_cell_may_hold_sentences(tables: Assistant) -> None:
    came = tables.query("Which task costs the most?")
    assert came.sentences[0].text == "No.: 1; Task: Paint the wall. Two coats; Cost: £910"


def test_a_row_without_a_figure_is_told_of(tables: Assistant) -> None:
    came = tables.query("Which village has the most wells?")
    assert "Village: Orle" in came.sentences[0].text and came.note.endswith("(3 rows; 1 without a figure).")


def test_a_column_that_holds_a_word_is_not_compared(tables: Assistant) -> None:
    came = tables.query("Which programme has the highest temperature?")  # one of them is "cold"
    assert came.refused and not came.note


def test_a_table_of_other_things_with_such_a_column_is_no_hindrance(tables: Assistant) -> None:
    assert "Village: Orle" in tables.query("Which village has the most wells?").sentences[0].text
    assert "Farm: Deep Acre" in tables.query("Which farm has the most wells?").sentences[0].text


@pytest.mark.parametrize(
    "question",
    [
        "Which hotel in Stavanger is the cheapest?",
        "Which hotel has the best breakfast?",
        "Which hotel is the tallest?",
        "Which employee is the oldest?",
        "Which land is the most expensive?",  # 98.500 may be 98 and a half, and a level is no price
        "Which is the second cheapest hotel in Oslo?",
        "Which hotel outside Oslo is the cheapest?",
    ],
)
def test_what_no_column_measures_is_not_compared(tables: Assistant, question: str) -> None:
    assert "compared" not in tables.query(question).note


@pytest.mark.parametrize("question", ["Which land is the most expensive?", "Which hotel outside Oslo is the cheapest?"])
def test_a_row_is_no_answer_where_the_rows_could_not_be_compared(tables: Assistant, question: str) -> None:
    assert tables.query(question).refused


def test_at_least_is_no_superlative(tables: Assistant) -> None:
    came = tables.query("How often must the filter be cleaned at least?")
    assert "once a month" in came.sentences[0].text and not came.note


@pytest.mark.parametrize(
    ("question", "readings"),
    [
        ("Which is the most expensive model?", 1),
        ("Which is the least expensive model?", 1),
        ("Which hotel is the oldest?", 2),  # by age, and by when it was opened
        ("Which is the cheapest of the largest rooms?", 0),
        ("Most of the rooms are let", 0),
        ("What are most complaints about?", 0),
        ("Which rooms are let?", 0),
    ],
)
def test_a_question_has_one_superlative_or_is_left_alone(question: str, readings: int) -> None:
    assert len(wanted(question)) == readings


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2 h 30 min", Measure("time", 9000)),
        ("1.5 km", Measure("length", 1500)),
        ("€1,250 per month", Measure("€", 1250)),
        ("72300", Measure("", 72300)),
        ("free", Measure("for nothing", 0)),
        ("3 May 2019", Measure("date", (2019 * 12 + 5) * 31 + 3)),
        ("3 May", Measure("day", 5 * 31 + 3)),
        ("5 to 7 days", None),
        ("(4,300)", Measure("", -4300)),
        ("8.450,00 €", None),  # thousands to some and a fraction to others
        ("1,5 kg", None),
        ("–", None),
        ("on request", None),
    ],
)
def test_a_cell_measures_one_thing_or_nothing(cell: str, value: Measure | None) -> None:
    assert measure(cell) == value


@given(st.dates(), st.dates())
def test_later_days_measure_more(one, other) -> None:  # type: ignore[no-untyped-def]
    values = [measure(f"{day.day} {day:%B} {day.year:04}") for day in (one, other)]
    if all(values) and one.year >= 1000 and other.year >= 1000:
        assert (values[0] < values[1]) == (one < other)  # type: ignore[operator]
