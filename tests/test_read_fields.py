"""Lines of a form stay lines, where a page or an editor breaks running text too."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_read import pdf_of, read_bytes

FORM = "Invoice date: 3 June 2024\nDue: 3 July 2024\nCustomer: Tarn Bakery\nTotal: £505.20"
ITEMS = "Rear wheel, 28 inch - 1 pc - 189.00 EUR\nBrake cable - 2 pcs - 23.80 EUR"
PROSE = (
    "The society holds one meeting: in May, when\nthe members elect the board, and they may\npropose: a motion, a name."
)


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.pdf"])
def test_each_field_of_a_form_is_a_line(tmp_path: Path, name: str) -> None:
    data = pdf_of([FORM]) if name.endswith(".pdf") else FORM
    assert read_bytes(tmp_path, name, data).text.replace("\n\n", "\n").split("\n") == FORM.split("\n")


@pytest.mark.parametrize("name", ["a.md", "a.pdf"])
def test_running_text_with_colons_is_still_put_together(tmp_path: Path, name: str) -> None:
    data = pdf_of([PROSE]) if name.endswith(".pdf") else PROSE
    assert read_bytes(tmp_path, name, data).text == " ".join(PROSE.split())


def test_each_item_of_an_invoice_is_a_line(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a.pdf", pdf_of([ITEMS])).text.replace("\n\n", "\n") == ITEMS
