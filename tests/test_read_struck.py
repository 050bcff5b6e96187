"""What is struck out holds no longer, so it is not read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Cm
from test_read import read_bytes, saved
from test_read_formats import odt

from index.read.scripts import begin_of, end_of, settled

Pieces = list[str]  # of a paragraph; every second one is struck out

STRUCK: list[tuple[Pieces, str]] = [
    (["The fee is ", "50", " 60 euros"], "The fee is 60 euros"),
    (["The fee is ", "50 ", "60 euros"], "The fee is 60 euros"),
    (["Bring a towel", " and soap", "."], "Bring a towel."),
    (["Bring a towel ", "or two", ", please ", "do", "."], "Bring a towel, please."),
    (["It costs 60 euros", " a day", ""], "It costs 60 euros"),
]


def spelt(pieces: Pieces, begin: str, end: str) -> str:
    return "".join(f"{begin}{one}{end}" if place % 2 else one for place, one in enumerate(pieces))


def as_html(begin: str, end: str) -> Callable[[Pieces], bytes]:
    return lambda pieces: f"<html><body><p>{spelt(pieces, begin, end)}</p></body></html>".encode()


def as_docx(pieces: Pieces) -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for place, one in enumerate(pieces):
        paragraph.add_run(one).font.strike = place % 2 == 1 or None
    return saved(document)


def as_docx_twice(pieces: Pieces) -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for place, one in enumerate(pieces):
        paragraph.add_run(one).font.double_strike = place % 2 == 1
    return saved(document)


def as_odt(pieces: Pieces) -> bytes:
    properties = '<style:text-properties style:text-line-through-style="solid"/>'
    style = f'<style:style style:name="T1">{properties}</style:style>'
    spans = spelt(pieces, '<text:span text:style-name="T1">', "</text:span>")
    return odt(f"<text:p>{spans}</text:p>", style)


def as_markdown(pieces: Pieces) -> bytes:
    return spelt(pieces, "<del>", "</del>").encode()


def as_rtf(pieces: Pieces) -> bytes:
    return ("{\\rtf1\\ansi " + spelt(pieces, "{\\strike ", "}") + "\\par}").encode()


def as_rtf_hidden(pieces: Pieces) -> bytes:
    return ("{\\rtf1\\ansi " + spelt(pieces, "\\v ", "\\v0 ") + "\\par}").encode()


def as_pptx(pieces: Pieces) -> bytes:
    show = Presentation()
    box = show.slides.add_slide(show.slide_layouts[6]).shapes.add_textbox(Cm(1), Cm(1), Cm(8), Cm(2))
    for place, one in enumerate(pieces):
        run = box.text_frame.paragraphs[0].add_run()
        run.text = one
        run.font._element.set("strike", "sngStrike" if place % 2 else "noStrike")
    return saved(show)


WRITERS = [
    ("a.html", as_html("<del>", "</del>")),
    ("a.html", as_html("<s>", "</s>")),
    ("a.html", as_html("<strike>", "</strike>")),
    ("a.html", as_html('<span style="text-decoration:line-through">', "</span>")),
    ("a.md", as_markdown),
    ("a.docx", as_docx),
    ("a.docx", as_docx_twice),
    ("a.odt", as_odt),
    ("a.rtf", as_rtf),
    ("a.rtf", as_rtf_hidden),
    ("a.pptx", as_pptx),
]


@pytest.mark.parametrize(("name", "made"), WRITERS)
def test_what_is_struck_out_is_not_read(name: str, made: Callable[[Pieces], bytes], tmp_path: Path) -> None:
    for pieces, shown in STRUCK:
        assert read_bytes(tmp_path, name, made(pieces)).text.removeprefix("Slide 1\n\n") == shown


def test_tildes_strike_out_in_markdown_and_leave_no_empty_item(tmp_path: Path) -> None:
    source = "The fee is ~~50~~ 60 euros.\n\n- ~~Buy milk~~\n- Buy ~5 eggs\n\n<del>An old\nparagraph.</del>\n"
    assert read_bytes(tmp_path, "a.md", source.encode()).text == "The fee is 60 euros.\n\n• Buy ~5 eggs"


def test_a_page_keeps_what_is_inserted_and_loses_deleted_blocks(tmp_path: Path) -> None:
    source = "<p>It is <del>50</del><ins>60</ins> euros.</p><del><p>An old one.</p></del><ul><li><s>Milk</s></li></ul>"
    assert read_bytes(tmp_path, "a.html", source.encode()).text == "It is 60 euros."


@given(st.lists(st.tuples(st.text("ab .,", max_size=6), st.booleans()), max_size=8))
def test_the_letters_that_are_not_struck_out_stay_in_order(pieces: list[tuple[str, bool]]) -> None:
    marked = "".join(f"{begin_of('struck')}{one}{end_of('struck')}" if struck else one for one, struck in pieces)
    kept = "".join(one for one, struck in pieces if not struck)
    assert settled(marked).replace(" ", "") == kept.replace(" ", "")


def test_notes_of_rtf_follow_their_paragraph(tmp_path: Path) -> None:
    note = r"{\super\chftn{\footnote\pard\plain {\super\chftn} It costs 7 euros.}}"
    source = rf"{{\rtf1\ansi First{note} goes on.\par Second.{note.replace('7', '8')}}}"
    shown = "First goes on.\n\nIt costs 7 euros.\n\nSecond.\n\nIt costs 8 euros."
    assert read_bytes(tmp_path, "a.rtf", source.encode()).text == shown
