"""Lines that only look like headings, in bold type or numbered, head what stands below them."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from test_read import read_bytes

from index.read import read

FAQ = """# Library

## Lending

**I lost my card. What now?**
A new card costs £2.50.

**Late fees**

Adults pay 20p a day.

**Please note: the desk is closed on Mondays.**

**Books** can be renewed twice.

## Rooms

**Can I hire the hall?**\\
Yes, for £14 an hour.
"""

MINUTES = """Minutes of the hall committee

Present: Ada, Ben

1. Roof
The start moves to 15 July. The price is
unchanged.

2. Any other business
Ada resigned.

To bring:
1. Gloves
2. Ladders
"""


def headings(path: Path) -> list[tuple[int, str]]:
    return [(one.level, one.title) for one in read(path).headings]


def test_bold_lines_of_markdown_are_headings_below_the_last_one(tmp_path: Path) -> None:
    (tmp_path / "faq.md").write_text(FAQ)
    assert headings(tmp_path / "faq.md") == [
        (1, "Library"),
        (2, "Lending"),
        (3, "I lost my card. What now?"),
        (3, "Late fees"),
        (2, "Rooms"),
        (3, "Can I hire the hall?"),
    ]
    text = read(tmp_path / "faq.md")
    assert text.section_at(text.text.index("A new card")) == "Lending › I lost my card. What now?"
    assert "Please note: the desk is closed on Mondays." in text.text and "Books can be renewed" in text.text
    assert "Yes, for £14 an hour." in text.text


def test_bold_paragraphs_of_a_page_are_headings(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        "<main><h1>Museum</h1><h2>Visit</h2><p><strong>Opening hours</strong></p><p>Daily from 10.</p>"
        "<div><b>Is there a lift?</b></div><p>Yes, <b>by the shop</b>.</p><ul><li><b>Cash</b></li></ul>"
        "<p><b>Closed until further notice.</b></p></main>"
    )
    assert headings(tmp_path / "page.html") == [
        (1, "Museum"),
        (2, "Visit"),
        (3, "Opening hours"),
        (3, "Is there a lift?"),
    ]


def test_bold_paragraphs_of_a_word_document_are_headings(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Lease", 1)
    document.add_paragraph().add_run("Pets").bold = True
    document.add_paragraph("One cat is permitted.")
    document.add_paragraph("Keys", style="List Bullet").runs[0].bold = True
    mixed = document.add_paragraph("The ")
    mixed.add_run("Landlord").bold = True
    document.add_paragraph().add_run("The rent is due on the first.").bold = True
    document.save(str(tmp_path / "lease.docx"))
    assert headings(tmp_path / "lease.docx") == [(1, "Lease"), (2, "Pets")]


def test_numbered_lines_head_the_paragraphs_of_minutes(tmp_path: Path) -> None:
    (tmp_path / "minutes.txt").write_text(MINUTES)
    assert headings(tmp_path / "minutes.txt") == [
        (1, "Minutes of the hall committee"),
        (2, "1. Roof"),
        (2, "2. Any other business"),
    ]
    text = read(tmp_path / "minutes.txt").text
    assert "\n\nThe start moves to 15 July. The price is unchanged.\n\n" in text.replace("is\n", "is ")
    assert "1. Gloves\n2. Ladders" in text


@pytest.mark.parametrize(
    "text",
    [
        "A list of one\n\n1. Roof\nThe start moves.\n\nNo more.\n",  # one is no pattern
        "Steps\n\n1. Take the book\nback to the desk.\n\n2. Pay the fine\nat the till.\n",  # sentences go on below
        "Rules\n\n1. Be quiet.\nNo phones.\n\n2. Be kind.\nNo shouting.\n",  # sentences of their own
    ],
)
def test_other_numbered_lines_are_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(text)
    assert [title for level, title in headings(tmp_path / "list.txt") if level > 1] == []


FRONT: list[tuple[str, str]] = [
    ("title: My trip\nauthor: Ann Lee\ndate: 2024-05-01\ntags: [a, b]", "Author: Ann Lee; Date: 2024-05-01"),
    ("date: 2024-05-01\nauthors:\n  - Ann Lee\n  - name: Bob Fox\n", "Author: Ann Lee, Bob Fox; Date: 2024-05-01"),
    ('authors: ["Ann Lee", Bob]\nlayout: post', "Author: Ann Lee, Bob"),
    ("title: My trip\nlayout: post", ""),
]


@pytest.mark.parametrize(("front", "line"), FRONT)
def test_front_matter_says_who_wrote_a_text_and_when(front: str, line: str, tmp_path: Path) -> None:
    text = read_bytes(tmp_path, "a.md", f"---\n{front}\n---\nIt rained.\n".encode())
    assert text.text == "\n\n".join(filter(None, [line, "It rained."]))
    assert text.title == ("My trip" if "title" in front else "")


def test_a_title_of_the_front_matter_that_no_heading_has_is_kept(tmp_path: Path) -> None:
    text = read_bytes(tmp_path, "a.md", b"---\ntitle: My trip\ndate: 2024\n---\n# Day one\n\nIt rained.\n")
    assert (text.title, text.text) == ("Day one", "Title: My trip; Date: 2024\n\nDay one\n\nIt rained.")
