"""PDFs as programs write them: watermarks, small figures, default titles, broken words."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate
from test_read import pdf_of, read_bytes

from index.read.lines import join, words_of
from index.read.pdf_titles import title_of

BODY = getSampleStyleSheet()["BodyText"]


def flow(*paragraphs: str) -> bytes:
    """A PDF whose paragraphs have the usual space between them."""
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=A4, title="").build([Paragraph(text, BODY) for text in paragraphs])
    return stream.getvalue()


@pytest.mark.parametrize("angle", [30, 45, 60, 90, 315])
@pytest.mark.parametrize("before", [True, False])
def test_what_runs_across_the_page_is_no_part_of_the_text(tmp_path: Path, angle: float, before: bool) -> None:
    def mark(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(300, 420)
        canvas.rotate(angle)
        canvas.setFont("Helvetica-Bold", 60)
        canvas.drawCentredString(0, 0, "CONFIDENTIAL")
        canvas.restoreState()

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    for name in ("Annual plan", "Budget"):
        if before:
            mark(canvas)
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(72, 780, name)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, 740, "The quays are repaired in the spring, and the cranes in the autumn of the year.")
        if not before:
            mark(canvas)
        canvas.showPage()
    canvas.save()
    text = read_bytes(tmp_path, "a.pdf", stream.getvalue())
    assert "CONFIDENTIAL" not in text.text and text.title == "Annual plan"
    assert [heading.title for heading in text.headings] == ["Annual plan", "Budget"]


def test_a_page_that_is_all_askew_keeps_its_words(tmp_path: Path) -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.rotate(20)
    canvas.drawString(200, 500, "The ferry leaves at noon.")
    canvas.save()
    assert read_bytes(tmp_path, "a.pdf", stream.getvalue()).text == "The ferry leaves at noon."


def test_powers_stay_powers_and_the_marks_of_notes_go(tmp_path: Path) -> None:
    data = flow(
        "It holds more than 10<super>6</super> photographs, 3 x 10<super>-5</super> m<super>3</super> of film.",
        "It was founded in 2020.<super>1</super> The house<super>2</super> is old, and the town,<super>3</super> paid.",
        "See H<sub>2</sub>O and 12 km<super>2</super> on the 4<super>th</super> of May.",
    )
    text = read_bytes(tmp_path, "a.pdf", data).text
    assert "It holds more than 10⁶ photographs, 3 x 10⁻⁵ m³ of film." in text
    assert "It was founded in 2020. The house is old, and the town, paid." in text
    assert "See H2O and 12 km² on the 4th of May." in text


def test_a_power_that_is_placed_above_the_line_stays_one(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(["Words."]))))
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 11 Tf 1 0 0 1 72 700 Tm (It has 10) Tj /F1 7 Tf 1 0 0 1 124 704 Tm (6) Tj ET")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    assert read_bytes(tmp_path, "a.pdf", buffer.getvalue()).text == "It has 10⁶"


def test_a_large_first_letter_is_no_base_of_a_power(tmp_path: Path) -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    text = canvas.beginText(72, 700)
    for size, rise, words in ((30, 0, "T"), (11, 12, "he"), (11, 0, " harbour is old.")):
        text.setFont("Helvetica", size)
        text.setRise(rise)
        text.textOut(words)
    canvas.drawText(text)
    canvas.save()
    assert read_bytes(tmp_path, "a.pdf", stream.getvalue()).text == "The harbour is old."


@pytest.mark.parametrize(
    "title",
    "(anonymous)|untitled|Untitled 3|Dokument1|Document1 - Microsoft Word|Sans titre|Sans titre 1|Unbenannt|Sin título"
    "|Unbenanntes Dokument|PowerPoint-Präsentation|Präsentation1|Microsoft Word - Document2|(unspecified)|Без названия"
    "|無題|Book1|Slide 1|about:blank|plan.indd|report_v2".split("|"),
)
def test_the_names_that_programs_give_are_no_titles(title: str) -> None:
    assert title_of(title, "a.pdf") == ""


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Microsoft Word - Annual plan.docx", "Annual plan"),
        ("Annual plan - PowerPoint", "Annual plan"),
        ("The book of rivers", "The book of rivers"),
        ("Document retention at work", "Document retention at work"),
        ("Scan and go: a guide", "Scan and go: a guide"),
    ],
)
def test_what_a_person_wrote_is_a_title(written: str, title: str) -> None:
    assert title_of(written, "a.pdf") == title


def test_bullets_that_are_drawn_with_an_unused_code_are_bullets(tmp_path: Path) -> None:
    text = read_bytes(tmp_path, "a.pdf", pdf_of(["We plan:\n• three new quays\n• a lamp"]))
    assert text.text.endswith("• three new quays\n• a lamp")


@pytest.mark.parametrize(
    "word",
    "state-of-the-|art e-|mail X-|ray T-|shirt 1990-|2000 COVID-|19 24-|hour 2,5-|dimethoxy self-|employed follow-|up "
    "up-to-|date mother-in-|law long-|term well-|to-do twenty-|first N-|methyl mid-|September".split(),
)
def test_a_hyphen_of_the_word_itself_stays_at_a_line_end(word: str) -> None:
    left, right = word.split("|")
    assert (
        join([f"It is {left}", f"{right} here"], words_of(f"It is {left}\n{right} here")) == f"It is {left}{right} here"
    )


@given(
    st.sampled_from(["infor-|mation", "exam-|ple", "opera-|tion", "spre-|ads", "Ver-|trag", "over-|time", "un-|based"])
)
def test_a_word_that_a_line_end_has_broken_is_whole_again(word: str) -> None:
    left, right = word.split("|")
    known = words_of(f"{left}\n{right} and {left[:-1]}{right}")
    assert join([f"The {left}", f"{right} is"], known) == f"The {left[:-1]}{right} is"


@pytest.mark.parametrize("line", ["Haupt-|und Nebenkosten", "pre-|and post-war years", "24-|und 48-Stunden-Dienst"])
def test_a_part_that_stands_for_a_whole_word_keeps_its_hyphen_and_space(line: str) -> None:
    left, right = line.split("|")
    assert join([left, right], words_of(line)) == f"{left} {right}"
