"""Numbered headings of a PDF in plain type are sections; the items of a list are none."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from test_read import read_bytes
from test_read_pdf_pages import flow

from index.read.pdf_numbered import numbered

PROSE = (
    "The berth is let with power and water, and the tenant pays on the first day of each month.",
    "None of the older warehouses has been pulled down, but three of them are flats now and one is a museum.",
)
NAMES = ("Scope", "Price", "Term and termination", "Liability")


def test_numbered_lines_over_text_are_sections(tmp_path: Path) -> None:
    parts = [part for n, name in enumerate(NAMES, 1) for part in (f"{n}. {name}", *PROSE)]
    text = read_bytes(tmp_path, "a.pdf", flow(*parts))
    assert [heading.title for heading in text.headings] == [f"{n}. {name}" for n, name in enumerate(NAMES, 1)]
    assert text.section_at(text.text.rindex("The berth")) == "4. Liability"


def test_numbers_of_two_parts_are_sections_of_sections(tmp_path: Path) -> None:
    parts = [p for n in (1, 2, 3) for p in (f"{n} Part", f"{n}.1 Discount", PROSE[0], f"{n}.2 Delivery", PROSE[1])]
    text = read_bytes(tmp_path, "a.pdf", flow(*parts))
    assert text.section_at(text.text.rindex("None of")) == "3 Part › 3.2 Delivery"


def test_numbered_clauses_below_numbered_headings_stay_text(tmp_path: Path) -> None:
    parts = [part for n in (1, 2, 3) for part in (f"{n}. PART", f"{n}.1 {PROSE[0]}", f"{n}.2 {PROSE[1]}")]
    text = read_bytes(tmp_path, "a.pdf", flow(*parts))
    assert [heading.title for heading in text.headings] == ["1. PART", "2. PART", "3. PART"]
    assert "3.2 None of the older warehouses" in text.text


@given(st.lists(st.integers(1, 8), min_size=1, max_size=4))
def test_items_of_lists_are_no_headings(lengths: list[int]) -> None:
    blocks: list[list[str]] = []
    for length in lengths:
        blocks += [["Buy these things:"], *([f"{n}. Butter"] for n in range(1, length + 1)), ["Then come home."]]
    assert numbered(blocks) == {}


def test_numbers_that_leave_a_gap_or_end_as_sentences_are_no_headings() -> None:
    text = ["It is a long text.", "It goes on."]
    assert numbered([["1. Scope"], text, ["7. Price"], text]) == {}
    assert numbered([["1. The tenant pays."], text, ["2. The owner repairs."], text]) == {}
    assert numbered([["12 May"], text, ["13 May"], text]) == {}


def test_a_numbered_line_over_a_table_is_a_heading() -> None:
    assert set(numbered([["1. Prices"], [], ["2. Notes"], ["All prices are", "in euros."]])) == {0, 2}
