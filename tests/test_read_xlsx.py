"""What a person sees in a workbook: merged and hidden cells, formats of numbers, formulas."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from test_read import blocks, read_bytes, saved
from test_read_formats import workbook

from index.read.number_format import shown_number


@pytest.mark.parametrize(
    ("value", "format", "shown"),
    [
        (2469, "#,##0.00 [$€-407]", "2469 €"),
        (1500.5, '"$"#,##0.00', "$1500.5"),
        (-1500, '"$"#,##0;[Red]("$"#,##0)', "-$1500"),
        (12, '_("£"* #,##0.00_)', "£12"),
        (1234, "00000", "01234"),
        (3, '0 "pcs"', "3 pcs"),
        (0.256, "0.0%", "25.6%"),
        (0.5, "#,##0%", "50%"),
        (2500000, '0.0,,"M"', "2.5M"),
        (7, "General", "7"),
        (0.1 + 0.2, "0.00", "0.3"),
        (12345, "0.00E+00", "12345"),
        (5551234, "000-0000", "5551234"),
        (3.0, "", "3"),
        (10**400, "0", str(10**400)),
        (5, '"broken', "5"),
    ],
)
def test_a_number_is_shown_with_what_its_format_writes_around_it(value: float, format: str, shown: str) -> None:
    assert shown_number(value, format) == shown


def book_of(rows: list[list[object]]) -> tuple[Any, Any]:
    book = openpyxl.load_workbook(io.BytesIO(workbook(S=rows)))
    return book, book["S"]


def lines(tmp_path: Path, book: Any) -> list[str]:
    return blocks(read_bytes(tmp_path, "a.xlsx", saved(book)))[1:]


def test_durations_are_hours_and_minutes(tmp_path: Path) -> None:
    book, sheet = book_of([["Task", "Time"], ["Paint", datetime.timedelta(hours=30)], ["Wash", 1]])
    sheet["B2"].number_format = "[h]:mm"
    assert lines(tmp_path, book)[0] == "Task: Paint; Time: 30:00"


def test_a_cell_merged_down_stands_in_each_row_that_has_others(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Team", "Member", "Age"], ["Red", "Ann", 30], [None, "Bob", 40], [None, None, None]]
    book, sheet = book_of([*rows, ["Blue", "Cid", 50]])
    sheet.merge_cells("A2:A4")
    assert lines(tmp_path, book) == [
        "Team: Red; Member: Ann; Age: 30",
        "Team: Red; Member: Bob; Age: 40",
        "Team: Blue; Member: Cid; Age: 50",
    ]


def test_names_in_two_rows_are_put_together(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Region", 2023, None, 2024, None],
        [None, "Units", "Revenue", "Units", "Revenue"],
        ["North", 10, 1000, 12, 1300],
        ["South", 20, 2000, 22, 2300],
    ]
    book, sheet = book_of([["Sales"], [], *rows])
    for reference in ("A3:A4", "B3:C3", "D3:E3"):
        sheet.merge_cells(reference)
    assert lines(tmp_path, book)[:2] == [
        "Sales",
        "Region: North; Units 2023: 10; Revenue 2023: 1000; Units 2024: 12; Revenue 2024: 1300",
    ]


def test_a_title_over_all_columns_is_no_part_of_their_names(tmp_path: Path) -> None:
    book, sheet = book_of([["Sales", None], ["Month", "Euros"], ["May", 10], ["June", 12]])
    sheet.merge_cells("A1:B1")
    assert lines(tmp_path, book) == ["Sales", "Month: May; Euros: 10", "Month: June; Euros: 12"]


def test_hidden_columns_and_rows_are_left_out_but_not_those_that_a_filter_or_a_click_hides(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Name", "Salary", "Dept", "Room"],
        ["Ann", 5000, "IT 1", 4],
        ["Bob", 6000, "IT 2", 5],
        ["Cid", 1, "HR 3", 6],
    ]
    book, sheet = book_of(rows)
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    assert lines(tmp_path, book) == ["Name: Ann; Dept: IT 1; Room: 4", "Name: Cid; Dept: HR 3; Room: 6"]
    sheet.auto_filter.ref = "A1:D4"
    sheet.auto_filter.add_filter_column(0, ["Ann", "Cid"])
    sheet.column_dimensions["B"].outlineLevel = 1
    assert lines(tmp_path, book)[1] == "Name: Bob; Salary: 6000; Dept: IT 2; Room: 5"


def test_a_formula_that_nothing_has_computed_is_shown_itself(tmp_path: Path) -> None:
    book, _ = book_of([["Item", "A", "Sum"], ["Ink", 1, "=B2+1"], ["Pen", 2, "=B3+1"]])
    assert lines(tmp_path, book) == ["Item: Ink; A: 1; Sum: =B2+1", "Item: Pen; A: 2; Sum: =B3+1"]
