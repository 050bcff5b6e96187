"""The seed documents are our own words, can be made again, and hold what the question set says they hold."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import lxml.html
import pypdf
import pytest

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
ARTICLE = ROOT.parent / "shared" / "seeds" / "turkey_kazakhstan_article.txt"
QUESTIONS = ROOT / "tests" / "questions" / "seeds.jsonl"
SHINGLE = 8
"""Words in a row that count as copied."""


def _pdf_text(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def _docx_text(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def _html_text(path: Path) -> str:
    return str(lxml.html.fromstring(path.read_bytes()).text_content())


def _plain_text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


EXTRACTORS: dict[str, Callable[[Path], str]] = {
    ".pdf": _pdf_text,
    ".docx": _docx_text,
    ".html": _html_text,
    ".md": _plain_text,
    ".txt": _plain_text,
}
DOCUMENTS = sorted(path for path in SEEDS.iterdir() if path.suffix in EXTRACTORS)


def _text(path: Path) -> str:
    return EXTRACTORS[path.suffix](path)


def _one_spaced(text: str) -> str:
    """Where lines and cells break differs from reader to reader, so a quote may differ in white space."""
    return " ".join(text.split())


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)}


def _questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The text of every seed document by file name, with white space made single spaces."""
    return {path.name: _one_spaced(_text(path)) for path in DOCUMENTS}


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the script has just written its documents."""
    folder = tmp_path_factory.mktemp("seeds")
    subprocess.run([sys.executable, str(SEEDS / "make_documents.py"), str(folder)], check=True, capture_output=True)
    return folder


def test_every_format_that_people_drop_in_is_among_the_seeds() -> None:
    assert {path.suffix for path in DOCUMENTS} == set(EXTRACTORS)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_no_seed_document_copies_eight_words_in_a_row_from_the_article(path: Path) -> None:
    if not ARTICLE.exists():
        pytest.skip("the article is not shipped with the project, since it is under copyright")
    shared = _shingles(_text(path)) & _shingles(ARTICLE.read_text(encoding="utf-8"))
    assert not shared


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.suffix in (".pdf", ".docx")], ids=lambda p: p.name)
def test_the_script_makes_the_same_text_again(path: Path, made_again: Path) -> None:
    assert _text(made_again / path.name) == _text(path)


def test_the_pdf_has_several_pages() -> None:
    assert all(len(pypdf.PdfReader(path).pages) >= 2 for path in DOCUMENTS if path.suffix == ".pdf")


def test_pdf_docx_and_html_name_their_title() -> None:
    (pdf,), (word,), (page,) = ([p for p in DOCUMENTS if p.suffix == end] for end in (".pdf", ".docx", ".html"))
    metadata = pypdf.PdfReader(pdf).metadata
    assert metadata is not None and metadata.title == "Kazakhstan's energy and minerals"
    assert docx.Document(str(word)).core_properties.title.startswith("The Trans-Caspian International Transport Route")
    assert lxml.html.fromstring(page.read_bytes()).findtext(".//title") == "The Organization of Turkic States"


def test_question_ids_are_unique_and_the_set_is_large_enough() -> None:
    ids = [question["id"] for question in _questions()]
    assert len(set(ids)) == len(ids) >= 40


def test_a_quarter_of_the_questions_or_more_cannot_be_answered() -> None:
    questions = _questions()
    assert 4 * sum(not question["answerable"] for question in questions) >= len(questions)


def test_an_answerable_question_has_answers_and_evidence_and_any_other_has_neither() -> None:
    for question in _questions():
        assert bool(question["answers"]) is bool(question["evidence"]) is question["answerable"], question["id"]


def test_every_quote_occurs_in_its_document(texts: dict[str, str]) -> None:
    missing = [
        (question["id"], evidence["quote"])
        for question in _questions()
        for evidence in question["evidence"]
        if _one_spaced(evidence["quote"]) not in texts[evidence["document"]]
    ]
    assert not missing


def test_every_accepted_answer_occurs_in_a_quote_of_its_question() -> None:
    missing = [
        (question["id"], answer)
        for question in _questions()
        for answer in question["answers"]
        if not any(answer in _one_spaced(evidence["quote"]) for evidence in question["evidence"])
    ]
    assert not missing


def test_every_document_is_asked_about() -> None:
    asked = {evidence["document"] for question in _questions() for evidence in question["evidence"]}
    assert asked == {path.name for path in DOCUMENTS}
