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
REFUSED = ("broken", "encrypted", "empty", "image_only")
REASONS = {
    "derived__header_only.pdf": "broken or cut-off",
    "pdf__empty.pdf": "holds no text",
    "pdf__poppler-937-0-fuzzed.pdf": "broken or cut-off",
    "pdf__secHandler.pdf": "holds no text",  # it opens with an empty password, and its one page is blank
    "derived__truncated.docx": "cut off or damaged",
    "tika__testODTnotaZipFile.odt": "no OpenDocument text",
    "markitdown__random.bin": "which cannot be read",
}
"""Where the manifest says no more than that a file is refused: what the sentence for people must say."""

pytestmark = pytest.mark.skipif(not ROWS, reason="the collection of messy documents is not beside the repository")


def names(*, refused: bool) -> list[object]:
    return [pytest.param(row, id=row["file"]) for row in ROWS if (row["expected_behaviour"] in REFUSED) == refused]


def test_every_file_of_the_collection_is_tried() -> None:
    assert {row["file"] for row in ROWS} == {path.name for path in FOLDER.iterdir()} - {"manifest.csv"}


@pytest.mark.parametrize("row", names(refused=False))
def test_the_words_of_a_messy_file_are_found(row: dict[str, str]) -> None:
    text = read(FOLDER / row["file"])
    assert "".join(row["expected_text"].split()).lower() in "".join(text.text.split()).lower()
    assert any(map(str.isalnum, text.text))
    for start, end in text.blocks:
        assert text.text[start:end].strip()


@pytest.mark.parametrize("row", names(refused=True))
def test_a_file_without_readable_words_is_named_with_its_reason(row: dict[str, str]) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(FOLDER / row["file"])
    message = str(caught.value)
    assert row["file"] in message and message.endswith(".") and "\n" not in message
    assert reason(row) in message


def reason(row: dict[str, str]) -> str:
    if row["file"] in REASONS:
        return REASONS[row["file"]]
    if row["expected_behaviour"] == "image_only":
        return "OCR"
    return "password" if row["expected_behaviour"] == "encrypted" else "is empty"


@pytest.mark.parametrize("row", names(refused=False))
def test_a_renamed_file_is_read_as_what_it_is(tmp_path: Path, row: dict[str, str]) -> None:
    copy = tmp_path / f"{Path(row['file']).stem}.txt"
    copy.write_bytes((FOLDER / row["file"]).read_bytes())
    assert read(copy) == read(FOLDER / row["file"])
