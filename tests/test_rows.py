"""Rows of tables: the one that the question names leads, and its cell under the named column is the answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Assistant
from assistant.rows import cells

MENU = """Dish,Price,Allergens
Rye sandwich with smoked trout,£8.20,"gluten, egg, fish"
Seaweed salad,£6.90,"sesame, soya"
Lentil soup,£5.40,celery
Plum tart,£4.10,"gluten, milk, egg"
"""
STAFF = """Name,Job,Office,Salary (EUR)
Yuki Tanaka,Field engineer,Bergen,61000
Omar Farouk,Field engineer,Oslo,58500
Ingrid Solheim,Safety manager,Bergen,72300
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("tables")
    (folder / "menu.csv").write_text(MENU, encoding="utf-8")
    (folder / "staff.csv").write_text(STAFF, encoding="utf-8")
    with closing(Assistant.open(folder / "index", create=True)) as assistant:
        assistant.sync([folder])
        yield assistant


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What allergens are in the seaweed salad?", "sesame, soya"),
        ("allergens plum tart", "gluten, milk, egg"),
        ("What is the salary of Yuki Tanaka?", "61000"),
        ("price of the lentil soup", "£5.40"),
        ("What job does Ingrid Solheim have?", "Safety manager"),
    ],
)
def test_the_cell_of_the_named_row_and_column_is_the_answer(tables: Assistant, question: str, answer: str) -> None:
    came = tables.query(question)
    first = came.sentences[0]
    assert first.lead and first.text[slice(*first.lead)] == answer


def test_other_rows_are_not_shown_beside_the_one_that_is_named(tables: Assistant) -> None:
    quotes = [one.text for one in tables.query("What allergens are in the seaweed salad?").sentences]
    assert all("Rye" not in quote and "Plum" not in quote for quote in quotes)


@pytest.mark.parametrize(
    "question", ["When was the salary of Yuki Tanaka raised by the board?", "Who is Yuki Tanaka's sister?"]
)
def test_what_the_row_does_not_say_is_not_looked_up(tables: Assistant, question: str) -> None:
    assert tables.query(question).refused


@given(
    st.lists(st.tuples(st.from_regex(r"[A-Z][a-z]{1,9}", fullmatch=True), st.text("abc 1.,", max_size=9)), min_size=2)
)
def test_the_cells_of_a_row_lie_where_they_are_written(row: list[tuple[str, str]]) -> None:
    text = "; ".join(f"{name}: {value}" for name, value in row)
    assert [text[cell.start : cell.end] for cell in cells(text)] == [value for _, value in row]


def test_a_sentence_is_no_row() -> None:
    assert not cells("The council met; it agreed: the bridge closes.")
    assert not cells("Note: bring a coat; the hall is cold.")
