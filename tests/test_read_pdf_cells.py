"""Rows of a PDF table that are drawn as one line, as browsers and word processors do, are taken apart at their gaps."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.pdfbase.pdfmetrics import stringWidth
from test_read import pdf_of, read_bytes

from index.read.pdf_widths import width_of

ROWS = [["Item", "Price", "Stock"], ["Paper", "4.20", "7"], ["Ink", "12.00", "140"], ["Pens", "1.10", "55"]]


def drawn(lines: list[list[tuple[float, str]]]) -> bytes:
    """A PDF with the pieces of each line at these places, one after the other on one height."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(["Words."]))))
    stream = DecodedStreamObject()
    parts = [
        f"BT /F1 11 Tf 1 0 0 1 {x} {700 - 15 * number} Tm ({text}) Tj ET\n"
        for number, line in enumerate(lines)
        for x, text in line
    ]
    stream.set_data("".join(parts).encode())
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def right(edge: float, text: str) -> tuple[float, str]:
    return edge - stringWidth(text, "Helvetica", 11), text


def test_rows_drawn_as_lines_name_their_columns(tmp_path: Path) -> None:
    data = drawn([[(72, item), right(220, price), right(300, stock)] for item, price, stock in ROWS])
    assert read_bytes(tmp_path, "a.pdf", data).text.split("\n") == [
        "Item: Paper; Price: 4.20; Stock: 7",
        "Item: Ink; Price: 12.00; Stock: 140",
        "Item: Pens; Price: 1.10; Stock: 55",
    ]


def test_a_figure_under_the_end_of_a_name_belongs_to_it(tmp_path: Path) -> None:
    rows = [*ROWS, ["Glue", "", "3"], ["Tape", "2.50", ""]]
    data = drawn(
        [
            [(72, item), *[right(edge, cell) for edge, cell in ((220, price), (300, stock)) if cell]]
            for item, price, stock in rows
        ]
    )
    assert read_bytes(tmp_path, "a.pdf", data).text.split("\n")[-2:] == [
        "Item: Glue; Stock: 3",
        "Item: Tape; Price: 2.50",
    ]


@pytest.mark.parametrize("length", [1, 2, 8])
def test_a_paragraph_right_above_a_table_stays_whole(tmp_path: Path, length: int) -> None:
    prose: list[list[tuple[float, str]]] = [[(72, "The stock is counted each night, and the shop is closed then.")]]
    rows = [[(72.0, item), right(220, price), right(300, stock)] for item, price, stock in ROWS]
    text = read_bytes(tmp_path, "a.pdf", drawn([*(prose * length), *rows])).text
    assert text.count("The stock is counted") == length
    assert text.endswith("Item: Ink; Price: 12.00; Stock: 140\nItem: Pens; Price: 1.10; Stock: 55")
    assert text.count("Paper") == 1


def test_prose_of_several_pieces_is_no_table(tmp_path: Path) -> None:
    lines = [
        ("The harbour was dredged twice", "in the last decade and takes"),
        ("ships of up to nine metres, most", "of which come from the north;"),
        ("they bring fish and timber", "and leave with tools again."),
    ]
    placed = [[(72.0, a), (72 + stringWidth(a, "Helvetica", 11) + 6, b)] for a, b in lines]
    assert read_bytes(tmp_path, "a.pdf", drawn(placed)).text == " ".join(f"{a} {b}" for a, b in lines)


def test_a_bullet_with_its_text_behind_a_gap_is_an_item(tmp_path: Path) -> None:
    data = drawn([[(72, "-"), (100, f"{kind} are repaired first.")] for kind in ("Quays", "Cranes", "Lamps")])
    assert read_bytes(tmp_path, "a.pdf", data).text.split("\n")[1] == "• Cranes are repaired first."


@pytest.mark.parametrize("font", ["Helvetica", "Times-Roman", "Courier", "Helvetica-Bold"])
@pytest.mark.parametrize("text", ["The harbour was dredged twice in the last decade.", "12,400", "Amount due"])
def test_the_width_of_a_text_is_about_right(font: str, text: str) -> None:
    assert width_of(text, 10, font) == pytest.approx(stringWidth(text, font, 10), rel=0.2)
