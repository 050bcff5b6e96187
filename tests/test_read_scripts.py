"""Figures above and below the line keep their place, in every format that has them; marks of notes go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx import Presentation
from pptx.util import Cm
from test_read import read_bytes, saved
from test_read_formats import odt

Pieces = list[str]  # of a paragraph; every second one stands above the line

RAISED: list[tuple[Pieces, str]] = [
    (["More than 10", "6", " books"], "More than 10⁶ books"),
    (["3 × 10", "-5", " m", "3", ""], "3 × 10⁻⁵ m³"),
    (["2", "n", " ways, 2", "x+1", " more"], "2ⁿ ways, 2^(x+1) more"),
    (["(a + b)", "2", " and e", "x", ""], "(a + b)² and e^x"),
    (["On the 1", "st", " and 22", "nd", " of May"], "On the 1st and 22nd of May"),
    (["He left in 2020.", "1", " She stayed", "2", ", too."], "He left in 2020. She stayed², too."),
    (["It grew", "3,4", " by 5", "1,2", " percent"], "It grew by 5 percent"),
    (["It takes O(words", "2", ") steps"], "It takes O(words²) steps"),
    (["Passage", "TM", " is here"], "PassageTM is here"),
    (["The isotope ", "14", "C"], "The isotope 14C"),
    (["Rooms of 50 km", "2", " each"], "Rooms of 50 km² each"),
]


def as_html(pieces: Pieces, tag: str = "sup") -> bytes:
    written = "".join(f"<{tag}>{one}</{tag}>" if place % 2 else one for place, one in enumerate(pieces))
    return f"<html><body><p>{written}</p></body></html>".encode()


def as_markdown(pieces: Pieces) -> bytes:
    return "".join(f"<sup>{one}</sup>" if place % 2 else one for place, one in enumerate(pieces)).encode()


def as_docx(pieces: Pieces) -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for place, one in enumerate(pieces):
        for part in one[:1], one[1:]:  # a run ends where it likes
            paragraph.add_run(part).font.superscript = bool(place % 2)
    return saved(document)


def as_odt(pieces: Pieces) -> bytes:
    style = '<style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>'
    spans = "".join(
        f'<text:span text:style-name="T1">{one}</text:span>' if place % 2 else one for place, one in enumerate(pieces)
    )
    return odt(f"<text:p>{spans}</text:p>", style)


def as_rtf(pieces: Pieces) -> bytes:
    coded = ["".join(f"\\u{ord(letter)} ?" if ord(letter) > 126 else letter for letter in one) for one in pieces]
    written = "".join(f"{{\\super {one}}}" if place % 2 else one for place, one in enumerate(coded))
    return f"{{\\rtf1\\ansi\\uc1 {written}\\par}}".encode()


def as_pptx(pieces: Pieces) -> bytes:
    show = Presentation()
    box = show.slides.add_slide(show.slide_layouts[6]).shapes.add_textbox(Cm(1), Cm(1), Cm(8), Cm(2))
    for place, one in enumerate(pieces):
        run = box.text_frame.paragraphs[0].add_run()
        run.text = one
        if place % 2:
            run.font._element.set("baseline", "30000")
    return saved(show)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("a.html", as_html),
        ("a.md", as_markdown),
        ("a.docx", as_docx),
        ("a.odt", as_odt),
        ("a.rtf", as_rtf),
        ("a.pptx", as_pptx),
    ],
)
def test_figures_above_the_line_are_no_figures_of_the_line(
    tmp_path: Path, name: str, made: Callable[[Pieces], bytes]
) -> None:
    for pieces, shown in RAISED:
        assert read_bytes(tmp_path, name, made(pieces)).text.removeprefix("Slide 1\n\n") == shown


def test_figures_below_the_line_stay_as_people_type_them(tmp_path: Path) -> None:
    for pieces, shown in (([["H", "2", "O"], "H2O"]), (["10", "2", " is two"], "10₂ is two"), (["x", "i", ""], "xi")):
        assert read_bytes(tmp_path, "a.html", as_html(list(pieces), "sub")).text == shown


def test_formulas_of_a_word_document_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    space = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'

    def run(words: str) -> str:
        return f"<m:r><m:t>{words}</m:t></m:r>"

    formula = (
        f"<m:oMath {nsdecls('w')} {space}>{run('A=π')}<m:sSup><m:e>{run('r')}</m:e><m:sup>{run('2')}</m:sup></m:sSup>"
        f"{run('+')}<m:f><m:num>{run('a')}</m:num><m:den>{run('b')}</m:den></m:f></m:oMath>"
    )
    document.add_paragraph("Area: ")._p.append(parse_xml(formula))
    assert read_bytes(tmp_path, "a.docx", saved(document)).text == "Area: A=πr²+(a)/(b)"
