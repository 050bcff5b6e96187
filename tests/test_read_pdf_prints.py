"""What a browser prints round a page is no part of it; an address that the page itself shows stays."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from test_read import read_bytes

PAGES = ("The ferry leaves at noon.", "The museum is closed on Mondays.", "Dogs travel free.")


def printed(pages: int, head: str, foot: str) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    for number in range(1, pages + 1):
        canvas.setFont("Helvetica", 11)
        canvas.drawString(50, 800, PAGES[number - 1])
        canvas.setFont("Helvetica", 8)
        canvas.drawString(26, 815, head)
        canvas.drawString(26, 17, foot.format(number=number, pages=pages))
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize("pages", [1, 2, 3])
@pytest.mark.parametrize("head", ["3/5/24, 9:12 AM Harbour news", "05.03.2024, 09:12 Harbour news", "2024-03-05 09:12"])
def test_the_head_and_foot_of_a_browser_go(tmp_path: Path, pages: int, head: str) -> None:
    data = printed(pages, head, "https://harbour.example/news?id=4 {number}/{pages}")
    assert read_bytes(tmp_path, "a.pdf", data).text.split("\n\n") == list(PAGES[:pages])


def test_an_address_without_the_number_of_the_page_stays(tmp_path: Path) -> None:
    text = read_bytes(tmp_path, "a.pdf", printed(1, "Harbour news", "https://harbour.example/news 3/7")).text
    assert "https://harbour.example/news 3/7" in text and "Harbour news" in text
