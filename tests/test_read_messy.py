"""Real files that broke other readers: their words are found, or one sentence says why not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from index.errors import UnreadableFile
from index.read import read

FOLDER = Path(__file__).parent.parent.parent / "shared" / "data" / "messy_docs"
MANIFEST = FOLDER / "manifest.csv"
ROWS = list(csv.DictReader(MANIFEST.read_text(encoding="utf-8").splitlines())) if MANIFEST.exists() else []
READ = (".pdf", ".docx", ".html", ".txt")
REFUSED = ("broken", "encrypted", "empty", "image_only")

pytestmark = pytest.mark.skipif(not ROWS, reason="the collection of messy documents is not beside the repository")


def names(*, suffixes: bool, refused: bool) -> list[object]:
    return [
        pytest.param(row, id=row["file"])
        for row in ROWS
        if row["file"].endswith(READ) == suffixes and (row["expected_behaviour"] in REFUSED) == refused
    ]


def refusal(name: str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(FOLDER / name)
    message = str(caught.value)
    assert name in message and message.endswith(".") and "\n" not in message
    return message


@pytest.mark.parametrize("row", names(suffixes=True, refused=False))
def test_the_words_of_a_messy_file_are_found(row: dict[str, str]) -> None:
    text = read(FOLDER / row["file"])
    assert "".join(row["expected_text"].split()) in "".join(text.text.split())
    for start, end in text.blocks:
        assert text.text[start:end].strip()


@pytest.mark.parametrize("row", names(suffixes=True, refused=True))
def test_a_file_without_readable_words_is_named_with_its_reason(row: dict[str, str]) -> None:
    message = refusal(row["file"])
    if row["expected_behaviour"] == "image_only":
        assert "OCR" in message
    if row["password"]:
        assert "password" in message


@pytest.mark.parametrize("row", [*names(suffixes=False, refused=False), *names(suffixes=False, refused=True)])
def test_a_file_of_another_format_is_told_which_formats_are_read(row: dict[str, str]) -> None:
    assert "PDF, Word (.docx), HTML, Markdown or plain text" in refusal(row["file"])
