"""Columns of prose that a PDF draws line by line across the page are read one after the other; tables are not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from test_read import read_bytes

LEFT = (
    "The harbour was dredged twice in the last decade and can now take ships of up to nine metres draught at any "
    "state of the tide. Most of the traders who came in the early years were from the northern islands, and they "
    "brought dried fish, wool and timber with them."
)
RIGHT = (
    "A committee of five members decides each spring which of the quays are to be repaired and how the cost is shared "
    "between the town and the port. None of the older warehouses has been pulled down, but three of them are now flats."
)


def wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines


def side_by_side(left: list[str], right: list[str], title: str = "") -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(50, 800, title)
    for number in range(max(len(left), len(right))):
        for x, column in ((50, left), (310, right)):
            if number < len(column):
                canvas.drawString(x, 770 - 13 * number, column[number])
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize("more", [0, 1, 2])
@pytest.mark.parametrize(
    "title", ["", "A line over the whole page tells what both of its columns are about, and more."]
)
def test_columns_of_prose_are_read_one_after_the_other(tmp_path: Path, more: int, title: str) -> None:
    left = " ".join([LEFT] * (1 + (more == 1)))
    right = " ".join([RIGHT] * (1 + (more == 2)))
    text = read_bytes(tmp_path, "a.pdf", side_by_side(wrapped(left, 44), wrapped(right, 44), title)).text
    assert left in text and right in text and " | " not in text
    assert text.index(left) < text.index(right)


def test_long_cells_beside_their_labels_stay_rows(tmp_path: Path) -> None:
    labels = ["Lessee", "Lessor", "Premises", "Quay dues", "Term"]
    meanings = [f"the person or firm named in part {n} of the lease" for n in range(5)]
    text = read_bytes(tmp_path, "a.pdf", side_by_side(labels, meanings)).text
    for label, meaning in zip(labels, meanings, strict=True):
        assert any(label in line and meaning in line for line in text.split("\n"))
