"""Tables of two columns come out as "label: value" or under the names of their columns, never under false names."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from test_read import blocks, read_bytes, saved
from two_columns import Table, forms, headed

from index.read.tables import pairs_line, table_lines

LEASE = [["Tenant", "Ann Lee"], ["Rent", "1,250 euros"], ["Deposit", "2,500 euros"], ["Start", "1 March 2021"]]
FREIGHT = [["Year", "Freight"], ["2021", "0.6 t"], ["2022", "1.5 t"]]


def as_form(table: Table) -> list[str]:
    return [f"{label.rstrip(':')}{'' if label.endswith('?') else ':'} {value}" for label, value in table]


def under_head(table: Table) -> list[str]:
    (first, second), *rest = table
    return [pairs_line([(first, one), (second, other)]) for one, other in rest]


def outcomes(tables: list[Table], wanted: Callable[[Table], list[str]], *, styled: bool) -> Counter[str]:
    """How many tables come out as `wanted`, how many open ("a | b"), and how many under false names."""
    counts: Counter[str] = Counter()
    for table in tables:
        lines = list(table_lines(table, styled=styled))
        bare = lines == [" | ".join(row) for row in table[len(table) - len(lines) :]]
        counts["right" if lines == wanted(table) else "open" if bare else "false"] += 1
    return counts


@pytest.mark.parametrize("styled", [False, True])
@pytest.mark.parametrize("half", [0, 1], ids=["seen", "set aside"])
def test_most_little_tables_are_told_and_hardly_any_gets_false_names(half: int, styled: bool) -> None:
    filled_in = outcomes(forms()[half::2], as_form, styled=styled)
    listed = outcomes(headed()[half::2], under_head, styled=styled)
    assert filled_in["right"] >= (13 if styled else 16) and filled_in["false"] <= int(styled), filled_in
    assert listed["right"] >= 17 and not listed["false"], listed


def as_csv(table: Table) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(table)
    return stream.getvalue().encode()


def as_xlsx(table: Table) -> bytes:
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    return saved(book)


def as_docx(table: Table) -> bytes:
    document = docx.Document()
    drawn = document.add_table(len(table), 2)
    for at, row in enumerate(table):
        for place, cell in enumerate(row):
            drawn.cell(at, place).text = cell
    return saved(document)


def as_html(table: Table) -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in table)
    return f"<main><table>{rows}</table></main>".encode()


def as_bars(table: Table) -> bytes:
    return "\n".join(f"| {' | '.join(row)} |" for row in table).encode()


def as_markdown(table: Table) -> bytes:
    return as_bars(table).replace(b"\n", b"\n|---|---|\n", 1)


def as_pdf(table: Table) -> bytes:
    from reportlab.platypus import SimpleDocTemplate, Table

    stream = io.BytesIO()
    SimpleDocTemplate(stream).build([Table(table)])
    return stream.getvalue()


@pytest.mark.parametrize(
    ("suffix", "written"),
    [
        ("csv", as_csv),
        ("xlsx", as_xlsx),
        ("docx", as_docx),
        ("html", as_html),
        ("txt", as_bars),
        ("md", as_markdown),
        ("pdf", as_pdf),
    ],
)
def test_a_form_and_a_list_are_told_apart_in_every_format(
    tmp_path: Path, suffix: str, written: Callable[[Table], bytes]
) -> None:
    for table, lines in ((LEASE, as_form(LEASE)), (FREIGHT, under_head(FREIGHT))):
        assert blocks(read_bytes(tmp_path, f"a.{suffix}", written(table)))[-len(lines) :] == lines


def test_bold_labels_and_an_empty_head_make_a_form_of_markdown(tmp_path: Path) -> None:
    assert blocks(read_bytes(tmp_path, "a.md", "| | |\n|-|-|\n| **Motto** | Onward |\n| **Song** | Home |\n")) == [
        "Motto: Onward",
        "Song: Home",
    ]


def test_bold_labels_make_a_form_of_a_page_below_its_title_and_name_what_hangs_down(tmp_path: Path) -> None:
    page = (
        "<main><table><tr><th colspan=2>Quay House</th></tr><tr><td><b>Motto</b></td><td>Onward</td></tr>"
        "<tr><td rowspan=2><b>Wings</b></td><td>East</td></tr><tr><td>West</td></tr></table></main>"
    )
    assert blocks(read_bytes(tmp_path, "a.html", page)) == ["Quay House", "Motto: Onward", "Wings: East", "Wings: West"]


def test_titles_inside_a_form_stand_alone_and_a_second_line_keeps_its_label(tmp_path: Path) -> None:
    rows = [["Lease", ""], *LEASE[:2], ["", "due on the first"], ["Flat", ""], ["Rooms", "3"]]
    assert list(table_lines(rows)) == [
        "Lease",
        "Tenant: Ann Lee",
        "Rent: 1,250 euros",
        "Rent: due on the first",
        "Flat",
        "Rooms: 3",
    ]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([("Name", "Role"), ("Ann", "Nurse"), ("Bob", "Cook")], ["Name: Ann; Role: Nurse", "Name: Bob; Role: Cook"]),
        ([("Name", "Ann Lee"), ("Role", "Nurse")], ["Name: Ann Lee", "Role: Nurse"]),
        ([("Tenant", "Owner"), ("Rent", "1,250 euros")], ["Tenant: Owner", "Rent: 1,250 euros"]),
    ],
)
def test_a_head_in_a_bold_first_column_is_a_head(rows: list[tuple[str, str]], lines: list[str], tmp_path: Path) -> None:
    table = "".join(f"<tr><th>{label}</th><td>{value}</td></tr>" for label, value in rows)
    assert read_bytes(tmp_path, "a.html", f"<table>{table}</table>".encode()).text.split("\n") == lines
