"""PDFs with short pages keep their words; what truly runs over the pages of a document still goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_read import pdf_of, read_bytes

SHORT = {
    "slides": [f"Our strategy\nRevenue {year}: {year - 2016} million" for year in (2021, 2022, 2023)],
    "slides with titles": [f"# Our strategy\n\n\n\nThe year {year}" for year in ("began", "went on", "ended")],
    "vouchers": [f"Gift voucher\nValue: 20 euros\nValid until 31 December 2025\nCode: AB{n}" for n in range(1, 5)],
    "certificates": [
        f"Certificate of attendance\n\nThis certifies that {name}\n\nattended the first aid course\n\nin Oxford."
        for name in ("Ann Lee", "Bob Fox", "Cy Day")
    ],
    "two signs": [f"Room {n}\nKeep the window closed.\nEmergency call 112." for n in (1, 2)],
    "four signs": [f"Room {n}\nKeep the window closed.\nEmergency call 112." for n in (1, 2, 3, 4)],
    "tables": [f"Sales of the shop\nMonth {n}\nTea 20\nCake 30" for n in (1, 2, 3, 4, 5)],
    "letters": [f"Dear {name},\nthe gate is closed on Monday.\nThe school office" for name in ("Ann", "Bob", "Cleo")],
}


@pytest.mark.parametrize("kind", SHORT)
@pytest.mark.parametrize("footer", [False, True])
def test_the_words_of_short_pages_stay(tmp_path: Path, kind: str, footer: bool) -> None:
    text = read_bytes(tmp_path, "a.pdf", pdf_of(SHORT[kind], footer=footer)).text
    for page in SHORT[kind]:
        for line in filter(None, page.replace("# ", "").split("\n")):
            assert text.count(line) == sum(line in other for other in SHORT[kind]), line
    assert "Page" not in text


@pytest.mark.parametrize("lines", [2, 5, 30])
def test_heads_and_feet_that_stand_apart_go_from_pages_of_any_length(tmp_path: Path, lines: int) -> None:
    pages = [
        "\n".join(f"Visitor {chr(97 + n)}{chr(97 + page)} came by boat." for n in range(lines)) for page in range(5)
    ]
    text = read_bytes(tmp_path, "a.pdf", pdf_of(pages, header="Contract No. 4711", footer=True)).text
    assert "4711" not in text and "Page" not in text
    assert text.count("came by boat.") == 5 * lines
