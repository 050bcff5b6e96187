"""Presentations, workbooks, books, mail, records and code: sentences to quote, where people look for them."""

from __future__ import annotations

import csv
import datetime
import io
import json
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opendocument import as_odp, as_ods
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm
from test_read import blocks, check, docx_of, pdf_of, read_bytes, saved, why_not

from index.embed import Embedder
from index.errors import UnreadableFile
from index.read import builder, read
from index.read.builder import flat
from index.sentences import sentence_spans
from index.split import Splitter

Rows = list[list[str]]
FRUIT: Rows = [["Fruit", "Price", "Origin"], ["Apple", "3 €", "Styria"], ["Pear", "4 €", ""]]
FRUIT_LINES = ["Fruit: Apple; Price: 3 €; Origin: Styria", "Fruit: Pear; Price: 4 €"]


def zipped(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def titles(text: object) -> list[tuple[int, str]]:
    return [(heading.level, heading.title) for heading in text.headings]  # type: ignore[attr-defined]


# --- PowerPoint -------------------------------------------------------------------------------------------------------


def deck() -> bytes:
    show = Presentation()
    first = show.slides.add_slide(show.slide_layouts[0])
    first.shapes.title.text = "The corridor"
    first.placeholders[1].text = "Spring meeting"
    second = show.slides.add_slide(show.slide_layouts[5])
    second.shapes.title.text = "Prices"
    for left, words in ((12, "On the right."), (1, "On the left.")):
        box = second.shapes.add_textbox(Cm(left), Cm(12), Cm(8), Cm(2))
        box.text_frame.text = words
    table = second.shapes.add_table(3, 3, Cm(1), Cm(5), Cm(20), Cm(5)).table
    for at, row in enumerate(FRUIT):
        for place, cell in enumerate(row):
            table.cell(at, place).text = cell
    second.notes_slide.notes_text_frame.text = "Say that pears were dear."
    show.slides.add_slide(show.slide_layouts[6])
    fourth = show.slides.add_slide(show.slide_layouts[6])
    fourth.shapes.add_textbox(Cm(1), Cm(1), Cm(8), Cm(2)).text_frame.text = "No title here."
    data = CategoryChartData()
    data.categories = ["2021", "2022"]
    data.add_series("Tonnes", (0.6, 1.5))
    fourth.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(5), Cm(10), Cm(8), data)
    return saved(show)


def test_a_slide_is_a_page_with_its_title_its_tables_and_its_notes(tmp_path: Path) -> None:
    text = read_bytes(tmp_path, "a.pptx", deck())
    assert text.format == "pptx" and text.title == "The corridor"
    assert blocks(text)[:7] == [
        "The corridor",
        "Spring meeting",
        "Prices",
        *FRUIT_LINES,
        "On the left.",
        "On the right.",
    ]
    assert blocks(text)[7:9] == ["Notes", "Say that pears were dear."]
    assert blocks(text)[9:11] == ["Slide 4", "No title here."]
    assert text.page_at(text.text.index("Apple")) == 2
    assert text.section_at(text.text.index("Say that")) == "Prices › Notes"
    assert text.page_at(text.text.index("No title")) == 4
    assert text.section_at(text.text.index("No title")) == "Slide 4"


def test_the_figures_of_a_chart_are_read(tmp_path: Path) -> None:
    assert blocks(read_bytes(tmp_path, "a.pptx", deck()))[11:] == ["2021; Tonnes: 0.6", "2022; Tonnes: 1.5"]


def charts() -> bytes:
    """A deck with a chart by category and one of points in the plane."""
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    data = CategoryChartData()
    data.categories = ["North", "South"]
    data.add_series("Tonnes", (0.1 + 0.2, 1.5))
    data.add_series("Trains", (7, None))
    slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Cm(1), Cm(1), Cm(10), Cm(8), data)
    points = XyChartData()
    for name, place in (("Tide", (3, 4.5)), ("Wind", (6, 7.25))):
        points.add_series(name).add_data_point(*place)
    slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, Cm(1), Cm(10), Cm(10), Cm(8), points)
    return saved(show)


@pytest.mark.parametrize("kind", ["barChart", "bar3DChart", "stockChart", "surfaceChart", "ofPieChart"])
def test_the_figures_of_a_chart_of_any_type_are_read(tmp_path: Path, kind: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(charts())) as source, zipfile.ZipFile(stream, "w") as target:
        for item in source.infolist():
            target.writestr(item, source.read(item).replace(b"c:barChart>", f"c:{kind}>".encode()))
    assert blocks(read_bytes(tmp_path, "a.pptx", stream.getvalue()))[1:] == [
        "North; Tonnes: 0.3; Trains: 7",
        "South; Tonnes: 1.5",
        "3; Tide: 4.5",
        "6; Wind: 7.25",
    ]


def test_shapes_in_groups_and_merged_cells_are_read(tmp_path: Path) -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Cm(1), Cm(1), Cm(8), Cm(2)).text_frame.text = "In a group."
    table = slide.shapes.add_table(3, 2, Cm(1), Cm(5), Cm(20), Cm(5)).table
    for at, words in enumerate(("Year", "Tonnes", "2021", "five", "", "six")):
        table.cell(at // 2, at % 2).text = words
    table.cell(1, 0).merge(table.cell(2, 0))
    assert blocks(read_bytes(tmp_path, "a.pptx", saved(show)))[1:] == [
        "In a group.",
        "Year: 2021; Tonnes: five",
        "Year: 2021; Tonnes: six",
    ]


# --- Excel ------------------------------------------------------------------------------------------------------------


def test_shapes_at_about_the_same_height_are_read_from_left_to_right(tmp_path: Path) -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    for top, left, words in (
        (2.4, 12, "Right one"),
        (2.5, 1, "Left one"),
        (4.9, 12, "Right two"),
        (5.0, 1, "Left two"),
    ):
        slide.shapes.add_textbox(Cm(left), Cm(top), Cm(8), Cm(2)).text_frame.text = words
    assert blocks(read_bytes(tmp_path, "a.pptx", saved(show)))[1:] == ["Left one", "Right one", "Left two", "Right two"]


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def test_a_row_of_a_sheet_stands_alone_under_the_name_of_its_sheet(tmp_path: Path) -> None:
    staff = [["Name", "Born", "Share"], ["Ann", datetime.datetime(1990, 5, 17), 0.25], ["Bob", None, 3.0]]
    book = openpyxl.load_workbook(io.BytesIO(workbook(Staff=staff, Prices=list(FRUIT))))
    book["Staff"]["C2"].number_format = "0.0%"
    text = read_bytes(tmp_path, "a.xlsx", saved(book))
    assert blocks(text) == [
        "Staff",
        "Name: Ann; Born: 1990-05-17; Share: 25.0%",
        "Name: Bob; Share: 3",
        "Prices",
        *FRUIT_LINES,
    ]
    assert text.section_at(text.text.index("Apple")) == "Prices"


def test_titles_above_a_table_and_a_second_table_below_it_are_told_apart(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Sales of 2024, in euros"],
        [],
        ["Month", "Sales"],
        ["May", 10],
        ["June", 12],
        [],
        ["July", 13],
        [],
        ["Shop", "Staff", "Opened"],
        ["Graz", 4, 1999],
        ["Linz", 5, 2004],
    ]
    assert blocks(read_bytes(tmp_path, "a.xlsx", workbook(S=rows)))[1:] == [
        "Sales of 2024, in euros",
        "Month: May; Sales: 10",
        "Month: June; Sales: 12",
        "Month: July; Sales: 13",
        "Shop: Graz; Staff: 4; Opened: 1999",
        "Shop: Linz; Staff: 5; Opened: 2004",
    ]


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(Shown=[["Seen."]], Lists=[["Unseen."]])))
    book["Lists"].sheet_state = "hidden"
    assert "Unseen" not in read_bytes(tmp_path, "a.xlsx", saved(book)).text


def test_a_sheet_with_a_wrong_dimension_is_read_whole(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(S=list(FRUIT)))) as source, zipfile.ZipFile(stream, "w") as target:
        for item in source.infolist():
            target.writestr(item, source.read(item).replace(b'ref="A1:C3"', b'ref="A1"'))
    assert blocks(read_bytes(tmp_path, "a.xlsx", stream.getvalue()))[1:] == FRUIT_LINES


def test_a_lone_cell_at_the_far_corner_costs_nothing_and_many_are_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD20000"] = "Here.", "There."
    assert blocks(read_bytes(tmp_path, "a.xlsx", saved(book)))[1:] == ["Here.", "There."]
    row = '<row r="{0}"><c r="XFD{0}"><v>1</v></c></row>'
    sheet = "".join(row.format(number) for number in range(1, 700))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as source, zipfile.ZipFile(stream, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == "xl/worksheets/sheet1.xml":
                start, end = data.index(b"<sheetData>") + 11, data.index(b"</sheetData>")
                data = data[:start] + sheet.encode() + data[end:]
            target.writestr(item, data)
    assert "empty cells" in why_not(tmp_path, "b.xlsx", stream.getvalue())


# --- CSV --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_csv_of_any_separator_and_encoding_is_read(tmp_path: Path, separator: str, encoding: str) -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(FRUIT)
    assert blocks(read_bytes(tmp_path, "a.csv", stream.getvalue().encode(encoding))) == FRUIT_LINES


def test_csv_keeps_quoted_breaks_in_one_line_and_survives_a_lone_quotation_mark(tmp_path: Path) -> None:
    assert blocks(read_bytes(tmp_path, "a.csv", 'sep=;\nName;Note\n"Ann";"one\ntwo; three"\n')) == [
        "Name: Ann; Note: one two; three"
    ]
    long = 'Name,Inch\nAnn,"5\n' + "Bob,6\n" * 30_000
    assert "Name: Bob; Inch: 6" in read_bytes(tmp_path, "b.csv", long).text


def test_a_long_field_is_read_whole(tmp_path: Path) -> None:
    long = "One, two and three.\n" * 10_000
    stream = io.StringIO()
    csv.writer(stream).writerows([["Name", "Note"], ["Ann", long], [], ["Bob", "short"]])
    text = read_bytes(tmp_path, "a.csv", stream.getvalue())
    assert blocks(text) == [f"Name: Ann; Note: {' '.join(long.split())}", "Name: Bob; Note: short"]
    plain = "Name\tNote\nAnn\t" + "word " * 30_000 + "\nBob\tshort\n"
    assert "Name: Bob; Note: short" in blocks(read_bytes(tmp_path, "b.tsv", plain))


NAMED_TWICE = "Region: North; 2023 Units: 10; 2023 Revenue: 1000; 2024 Units: 12; 2024 Revenue: 1300"
HALVES: Rows = [
    ["Region", "2023", "", "2024", ""],
    ["", "Units", "Revenue", "Units", "Revenue"],
    ["North", "10", "1000", "12", "1300"],
    ["South", "11", "1100", "13", "1400"],
]


def test_names_in_two_rows_are_put_together_without_merged_cells(tmp_path: Path) -> None:
    source = "\n".join(map(",".join, HALVES))
    for above in ("", "Sales,,,,\n"):
        text = read_bytes(tmp_path, "a.csv", f"{above}{source}\n".encode()).text
        assert text.split("\n")[-2] == NAMED_TWICE
    assert blocks(read_bytes(tmp_path, "a.xlsx", workbook(Sales=[list(row) for row in HALVES])))[1] == NAMED_TWICE
    document = docx.Document()
    table = document.add_table(4, 5)
    for row, cells in zip(table.rows, HALVES, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    for first, last in (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((0, 3), (0, 4))):
        table.cell(*first).merge(table.cell(*last))
    assert blocks(read_bytes(tmp_path, "a.docx", saved(document)))[0] == NAMED_TWICE


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (
            "Region,Year,\n,Units,Revenue\nNorth,10,100\nSouth,11,110",
            "Region: North; Year Units: 10; Year Revenue: 100",
        ),
        ("Report,Draft,\nRegion,Units,Revenue\nNorth,10,100\nSouth,11,110", "Region: North; Units: 10; Revenue: 100"),
        ("Name,Town,Job,\nAnn,Rome,,12\nBob,,cook,13\n", "Ann | Rome | 12"),
    ],
)
def test_only_halves_of_names_are_put_together(source: str, line: str, tmp_path: Path) -> None:
    assert line in read_bytes(tmp_path, "a.csv", source.encode()).text.split("\n")


def test_rows_of_bare_figures_have_no_names(tmp_path: Path) -> None:
    assert blocks(read_bytes(tmp_path, "a.csv", "1,2,3\n4,5,6\n")) == ["1 | 2 | 3", "4 | 5 | 6"]


# --- EPUB -------------------------------------------------------------------------------------------------------------


def book(chapters: list[str], *, labels: list[str] | None = None, encryption: str = "") -> bytes:
    names = [f"c{number}.xhtml" for number in range(len(chapters))]
    items = "".join(f'<item id="{n}" href="Text/{n}" media-type="application/xhtml+xml"/>' for n in names)
    points = "".join(
        f'<navPoint><navLabel><text>{label}</text></navLabel><content src="Text/{name}"/></navPoint>'
        for name, label in zip(names, labels or [], strict=False)
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>A book</dc:title></metadata><manifest>{items}"
        '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
        f"<spine>{''.join(f'<itemref idref={chr(34)}{n}{chr(34)}/>' for n in names)}</spine></package>"
    )
    page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{}</body></html>'
    parts: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OPS/p.opf"/></rootfiles></container>',
        "OPS/p.opf": package,
        "OPS/toc.ncx": f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>',
    }
    if encryption:
        parts["META-INF/encryption.xml"] = encryption
    return zipped(parts | {f"OPS/Text/{name}": page.format(one) for name, one in zip(names, chapters, strict=True)})


def test_chapters_come_in_reading_order_under_their_headings(tmp_path: Path) -> None:
    chapters = ["<h1>One</h1><p>It began.</p>", "<p>It went on.</p>", "<h2>Three</h2><p>It ended.</p>"]
    text = read_bytes(tmp_path, "a.epub", book(chapters, labels=["I", "The middle", "III"]))
    assert text.title == "A book"
    assert titles(text) == [(1, "One"), (1, "The middle"), (2, "Three")]
    assert text.section_at(text.text.index("It went on")) == "The middle"


def test_a_broken_table_of_contents_does_not_lose_the_book(tmp_path: Path) -> None:
    data = book(["<p>Words.</p>"], labels=["An & that is no XML"])
    assert read_bytes(tmp_path, "a.epub", data).text == "Words."


def test_a_book_locked_to_a_reader_is_named_and_one_with_hidden_fonts_is_read(tmp_path: Path) -> None:
    locked = '<encryption><CipherReference URI="OPS/{}"/></encryption>'
    sealed = book(["<p>Words.</p>"], encryption=locked.format("Text/c0.xhtml"))
    assert "DRM" in why_not(tmp_path, "a.epub", sealed)
    fonts = book(["<p>Words.</p>"], encryption=locked.format("font.ttf"))
    assert read_bytes(tmp_path, "b.epub", fonts).text == "Words."


# --- RTF and ODT ------------------------------------------------------------------------------------------------------

RTF = r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\info{\title The caf\'e9}{\author Ann}}
{\stylesheet{\s1\outlinelevel0 heading 1;}}\pard\s1\outlinelevel0\b Who runs it\b0\par
\pard\plain No single company does: \u8364?5 for Kez\u287?, {\*\generator Word}really.\par
\trowd\cellx1\cellx2\cellx3 \pard\intbl Year\cell Tonnes\cell Note\cell\row
\trowd\cellx1\cellx2\cellx3 \pard\intbl 2021\cell 0.6\cell few\cell\row
\trowd\cellx1\cellx2\cellx3 \pard\intbl 2022\cell 1.5\cell\cell\row
\pard{\pict\wmetafile8 010009}The end.}"""


def test_rtf_has_a_title_headings_letters_and_rows(tmp_path: Path) -> None:
    text = read_bytes(tmp_path, "a.doc", RTF)
    assert (text.format, text.title, titles(text)) == ("rtf", "The café", [(1, "Who runs it")])
    assert blocks(text)[1:] == [
        "No single company does: €5 for Kezğ, really.",
        "Year: 2021; Tonnes: 0.6; Note: few",
        "Year: 2022; Tonnes: 1.5",
        "The end.",
    ]


ODF = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{short}="{ODF}{long}:1.0"'
    for short, long in zip(
        "office text table style draw".split(), "office text table style drawing".split(), strict=True
    )
)


def odt(body: str, styles: str = "") -> bytes:
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def odt_table(rows: Rows, *, marked: bool = True) -> str:
    lines = [
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    ]
    head = f"<table:table-header-rows>{lines[0]}</table:table-header-rows>" if marked else lines[0]
    return f"<table:table>{head}{''.join(lines[1:])}</table:table>"


def test_odt_has_headings_lists_tables_and_notes(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="P1" style:parent-style-name="Title"/>'
        '<text:list-style style:name="L2"><text:list-level-style-number text:level="1"/></text:list-style>'
    )
    body = (
        '<text:tracked-changes>Gone.</text:tracked-changes><text:p text:style-name="P1">The corridor</text:p>'
        '<text:h text:outline-level="2">Who <text:span>runs</text:span> it</text:h>'
        '<text:p>No<text:s text:c="1"/>one<text:note><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>So far.</text:p></text:note-body></text:note> does.</text:p>"
        '<text:list><text:list-item><text:p>Rail</text:p><text:list text:style-name="L2"><text:list-item>'
        "<text:p>Sea</text:p></text:list-item></text:list></text:list-item></text:list>"
        f"{odt_table(FRUIT)}"
    )
    styles += '<text:list-style style:name="L3"><text:list-level-style-number text:level="2"/></text:list-style>'
    text = read_bytes(tmp_path, "a.odt", odt(body.replace('"L2"', '"L3"'), styles))
    assert text.title == "The corridor"
    assert titles(text) == [(1, "The corridor"), (2, "Who runs it")]
    assert blocks(text)[2:] == ["No one does.", "So far.", "• Rail", "1. Sea", *FRUIT_LINES]


def test_an_odt_with_a_password_is_named(tmp_path: Path) -> None:
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": b"\x8f\x02",
        "META-INF/manifest.xml": "<manifest:encryption-data/>",
    }
    assert "password" in why_not(tmp_path, "a.odt", zipped(parts))


# --- mail -------------------------------------------------------------------------------------------------------------


def letter(subject: str = "The crane") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ännchen <ann@example.org>", "bob@example.org", subject
    message["Date"] = "Tue, 24 Nov 2026 19:04:06 +0000"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("The crane stands idle.\n\n> When will it be mended?\n> Soon.\n")
    return message


def test_mail_says_who_wrote_to_whom_and_reads_what_is_attached(tmp_path: Path) -> None:
    message = letter()
    message.add_alternative("<html><body><p>The crane in HTML.</p></body></html>", subtype="html")
    message.add_attachment("It was repaired by Brask.\n", filename="notes.txt")
    message.add_attachment(docx_of("A document within."), maintype="application", subtype="x", filename="plan.docx")
    message.add_attachment(b"\x89PNG\x00\x01", maintype="image", subtype="png", filename="crane.png")
    message.add_attachment(letter("The older one"))
    for name in ("a.eml", "a.txt"):
        text = read_bytes(tmp_path, name, bytes(message))
        assert (text.format, text.title) == ("eml", "The crane")
        head = ["From: Ännchen <ann@example.org>", "To: bob@example.org", "Date: Tue, 24 Nov 2026 19:04:06 +0000"]
        assert blocks(text)[:4] == ["Subject: The crane", *head]
        assert "When will it be mended?\nSoon." in text.text and "HTML" not in text.text and ">" not in blocks(text)[5]
        assert text.section_at(text.text.index("repaired by Brask")) == "Attachment: notes.txt"
        assert text.section_at(text.text.index("A document within")) == "Attachment: plan.docx"
        assert "Attachment: crane.png" in blocks(text)
        assert text.section_at(text.text.index("Subject: The older one")) == "Attachment: The older one"


def test_mail_in_html_only_and_in_an_old_encoding_is_read(tmp_path: Path) -> None:
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in FRUIT[1:])
    head = "".join(f"<th>{cell}</th>" for cell in FRUIT[0])
    message = letter()
    message.clear_content()
    page = f"<html><body><p>Grüße.</p><table><tr>{head}</tr>{table}</table></body></html>".replace("€", "Euro")
    message.set_content(page, subtype="html", charset="iso-8859-1")
    assert blocks(read_bytes(tmp_path, "a.eml", bytes(message)))[4:] == [
        "Grüße.",
        *(line.replace("€", "Euro") for line in FRUIT_LINES),
    ]


# --- records and code -------------------------------------------------------------------------------------------------


def test_records_are_lines_with_paths(tmp_path: Path) -> None:
    value = {
        "name": "Shop",
        "open": True,
        "owner": {"name": "Ann", "address": {"city": "Graz"}},
        "tags": ["old", "small"],
        "closed": None,
        "staff": [{"name": "Bob", "age": 41.50}, {"name": "Cid", "jobs": [{"at": "Linz"}, {"at": "Wels"}]}],
        "grid": [["Year", "Tonnes"], [2021, 6], [2022, 15]],
    }
    text = read_bytes(tmp_path, "a.json", json.dumps(value, indent=1))
    assert blocks(text) == [
        "name: Shop; open: true; tags: old, small",
        "name: Shop; owner.name: Ann",
        "owner.name: Ann; owner.address.city: Graz",
        "staff",
        "name: Bob; age: 41.5",
        "name: Cid; jobs.1.at: Linz; jobs.2.at: Wels",
        "grid",
        "Year: 2021; Tonnes: 6",
        "Year: 2022; Tonnes: 15",
    ]
    assert text.section_at(text.text.index("Bob")) == "staff"


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_the_answer_in_a_record_begins_a_sentence_of_its_own(tmp_path: Path, ending: str) -> None:
    rows = [
        ("Can I get a refund?", "Tickets are refunded until the day before. Later, half is.", "7"),
        ("Who runs “Ada’s?”", "Oslo Inc.", "8"),
    ]
    names = ("Question", "Answer", "Section")
    records = [dict(zip(names, row, strict=True)) for row in rows]
    written = "\n".join(",".join(f'"{cell}"' for cell in row) for row in (names, *rows))
    text = read_bytes(tmp_path, f"a.{ending}", (json.dumps(records) if ending == "json" else written).encode()).text
    assert [text[start:end] for start, end in sentence_spans(text)] == [
        "Question: Can I get a refund?",
        "Answer: Tickets are refunded until the day before.",
        "Later, half is.",
        "Section: 7",
        "Question: Who runs “Ada’s?”",
        "Answer: Oslo Inc.; Section: 8",
    ]


def test_inner_objects_keep_the_name_of_what_they_belong_to(tmp_path: Path) -> None:
    record = {"name": "Ann", "addr": {"city": "Oslo", "street": {"no": 5}}, "job": {"title": "Nurse", "at": {"id": 7}}}
    assert blocks(read_bytes(tmp_path, "a.json", json.dumps(record).encode())) == [
        "name: Ann",
        "name: Ann; addr.city: Oslo",
        "name: Ann; addr.street.no: 5",
        "name: Ann; job.title: Nurse",
        "job.title: Nurse; job.at.id: 7",
    ]


def test_json_lines_are_records_whatever_their_name(tmp_path: Path) -> None:
    lines = '{"who": "Ann", "n": 1e400}\n\n{"who": "Bob", "n": 12345678901234567890}\n'
    for name in ("a.jsonl", "a.json", "a.log"):
        assert blocks(read_bytes(tmp_path, name, lines)) == ["who: Ann; n: 1e400", "who: Bob; n: 12345678901234567890"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"a": 1,\n "b": }', "line 2, column 7"),
        ('{"a": 1}\n{"b": 2', "line 2, column 8"),
        ("[" * 100_000, "nested too deep"),
        ('{"a": null}', "no text"),
    ],
)
def test_broken_json_is_named_with_its_place(tmp_path: Path, content: str, reason: str) -> None:
    assert reason in why_not(tmp_path, "a.json", content.encode())


def test_code_is_read_line_by_line_where_its_file_is_named(tmp_path: Path) -> None:
    source = "import os\n\n\ndef main():\n    if True:\n\n        return 1\n"
    text = read_bytes(tmp_path, "tool.py", source)
    assert (text.format, text.title) == ("code", "tool.py")
    assert blocks(text) == ["import os", "def main():\n    if True:", "        return 1"]
    assert read_bytes(tmp_path, "Makefile", "all:\n\techo x\n").text == "all:\n\techo x"
    assert read_bytes(tmp_path, "a.toml", "[x]\ny = 1\n").text == "[x]\ny = 1"


# --- tables in documents ----------------------------------------------------------------------------------------------


def html_table(rows: str) -> str:
    return f"<html><body><table>{rows}</table></body></html>"


def test_names_over_several_columns_and_cells_over_several_rows_are_repeated(tmp_path: Path) -> None:
    source = html_table(
        "<thead><tr><td rowspan=2>Town</td><th colspan=2>2020</th></tr><tr><td>Men</td><td>Women</td></tr></thead>"
        "<tr><td rowspan='2'>Graz</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>"
    )
    assert blocks(read_bytes(tmp_path, "a.html", source)) == [
        "Town: Graz; 2020 Men: 1; 2020 Women: 2",
        "Town: Graz; 2020 Men: 3; 2020 Women: 4",
    ]


def test_labels_beside_their_values_and_tables_without_names(tmp_path: Path) -> None:
    labels = html_table("<tr><th>Born:</th><td>1990</td></tr><tr><th>Town</th><td>Graz</td></tr>")
    assert blocks(read_bytes(tmp_path, "a.html", labels)) == ["Born: 1990", "Town: Graz"]
    bare = html_table("<tr><td>Ann</td><td>Graz</td></tr><tr><td>Bob</td><td>Linz</td></tr>")
    assert blocks(read_bytes(tmp_path, "b.html", bare)) == ["Ann | Graz", "Bob | Linz"]
    head = html_table("<tr><th>Ann</th><th>Graz</th></tr>")
    assert blocks(read_bytes(tmp_path, "c.html", head)) == ["Ann | Graz"]


def test_word_names_the_columns_by_its_repeated_row_its_style_or_bold_type(tmp_path: Path) -> None:
    from docx.oxml import OxmlElement

    rows = [["Town", "River"], ["Graz", "Mur"], ["Linz", "Danube"]]
    for how in ("repeated", "style", "bold", ""):
        document = docx.Document()
        table = document.add_table(3, 2, style="Light Grid Accent 1" if how == "style" else "Table Grid")
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        for cell in table.rows[0].cells:
            cell.paragraphs[0].runs[0].bold = how == "bold"
        if how == "repeated":
            table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        found = blocks(read_bytes(tmp_path, "a.docx", saved(document)))
        named = ["Town: Graz; River: Mur", "Town: Linz; River: Danube"]
        assert found == (named if how else [" | ".join(row) for row in rows]), how


# --- traps ------------------------------------------------------------------------------------------------------------

ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "ha ha ha ha ">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + '<!ENTITY file SYSTEM "file:///etc/passwd">]>'
)


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    for name, part, data in (
        ("a.docx", "word/document.xml", docx_of("W.")),
        ("a.pptx", "ppt/slides/slide2.xml", deck()),
        ("a.odt", "content.xml", odt("<text:p>Words. &i;</text:p>")),
        ("a.epub", "OPS/p.opf", book(["<p>Words.</p>"])),
    ):
        assert "broken" in why_not(tmp_path, name, with_entities(part, data))
    sheet = with_entities("xl/worksheets/sheet1.xml", workbook(S=[[1, 2]]))
    assert "broken" in why_not(tmp_path, "a.xlsx", sheet)
    outside = with_entities("content.xml", odt("<text:p>Words. &file;</text:p>"))
    assert read_bytes(tmp_path, "b.odt", outside).text == "Words."


def with_entities(part: str, data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == part:
                start = content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0
                content = content[:start] + ENTITIES.encode() + content[start:].replace(b"<w:t>W", b"<w:t>&i;W")
                content = content.replace(b"<a:t>", b"<a:t>&i;").replace(b"<v>", b"<v>&i;").replace(b"A book", b"&i;")
            target.writestr(item, content)
    return stream.getvalue()


def test_archives_that_unpack_to_far_more_than_they_are_get_refused(tmp_path: Path) -> None:
    zeros = b" " * (80 << 20)
    word = zipped({"word/document.xml": zeros, "[Content_Types].xml": "<x/>"})
    assert len(word) < 100_000
    assert "split it" in why_not(tmp_path, "a.docx", word)
    assert "split it" in why_not(
        tmp_path, "a.odt", zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": zeros})
    )
    assert "split it" in why_not(
        tmp_path, "a.epub", zipped({f"{n}.xhtml": zeros for n in range(7)} | {"META-INF/container.xml": b""})
    )


def test_a_text_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "LIMIT", 1000)
    assert "split it into smaller files" in why_not(tmp_path, "a.csv", b"Name,Age\n" + b"Ann,5\n" * 100)
    wide = html_table("<tr><td rowspan=60000>" + "word " * 30 + "</td><td>x</td></tr>" + "<tr><td>y</td></tr>" * 50)
    assert "split it into smaller files" in why_not(tmp_path, "a.html", wide.encode())


# --- properties -------------------------------------------------------------------------------------------------------

letters = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))
words = st.text(letters, min_size=1, max_size=40).map(flat).filter(lambda text: any(map(str.isalpha, text)))
Story = list[tuple[str, list[str], Rows]]
stories: st.SearchStrategy[Story] = st.lists(
    st.tuples(
        words,
        st.lists(words, min_size=1, max_size=4),
        st.integers(2, 4).flatmap(
            lambda wide: st.lists(st.lists(words, min_size=wide, max_size=wide), min_size=2, max_size=4)
        ),
    ),
    min_size=1,
    max_size=3,
)


def as_pptx(story: Story) -> bytes:
    show = Presentation()
    for title, paragraphs, rows in story:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(paragraphs)
        table = slide.shapes.add_table(len(rows), len(rows[0]), Cm(1), Cm(15), Cm(20), Cm(5)).table
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                table.cell(at, place).text = cell
        slide.notes_slide.notes_text_frame.text = paragraphs[0]
    return saved(show)


def as_docx(story: Story) -> bytes:
    document = docx.Document()
    for title, paragraphs, rows in story:
        document.add_heading(title, 1)
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
        table = document.add_table(len(rows), len(rows[0]), style="Light Grid Accent 1")
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    return saved(document)


def as_xlsx(story: Story) -> bytes:
    book = openpyxl.Workbook()
    for number, (_, paragraphs, rows) in enumerate(story):
        sheet = book.active if not number else book.create_sheet(f"Sheet {number}")
        for row in [*([one] for one in paragraphs), [], *rows]:
            sheet.append(row)
            for cell in sheet[sheet.max_row] if row else ():
                cell.data_type = "s"  # words that begin with "=" are no formulas here
    return saved(book)


def as_csv(story: Story) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(story[0][2])
    return stream.getvalue().encode()


def as_html(story: Story) -> str:
    parts = []
    for title, paragraphs, rows in story:
        cells = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
        body = "".join(f"<p>{escape(one)}</p>" for one in paragraphs)
        table = "".join(f"<tr>{row}</tr>" for row in [cells[0].replace("td>", "th>"), *cells[1:]])
        parts.append(f"<h2>{escape(title)}</h2>{body}<table>{table}</table>")
    return "".join(parts)


def as_epub(story: Story) -> bytes:
    return book([as_html([chapter]) for chapter in story])


def as_rtf(story: Story) -> bytes:
    def coded(text: str) -> str:
        units = [
            int.from_bytes(text.encode("utf-16-le")[at : at + 2], "little")
            for at in range(0, 2 * 10**6, 2)[: len(text.encode("utf-16-le")) // 2]
        ]
        return "".join(f"\\u{unit if unit < 32768 else unit - 65536}?" for unit in units)

    parts = []
    for title, paragraphs, rows in story:
        parts.append(f"\\pard\\outlinelevel0 {coded(title)}\\par\\pard ")
        parts += [f"{coded(one)}\\par " for one in paragraphs]
        parts += ["\\trowd " + "".join(f"{coded(cell)}\\cell " for cell in row) + "\\row " for row in rows]
    return ("{\\rtf1\\ansi\\uc1 " + "".join(parts) + "}").encode()


def as_odt(story: Story) -> bytes:
    return odt(
        "".join(
            f'<text:h text:outline-level="1">{escape(title)}</text:h>'
            + "".join(f"<text:p>{escape(one)}</text:p>" for one in paragraphs)
            + odt_table(rows)
            for title, paragraphs, rows in story
        )
    )


def as_eml(story: Story) -> bytes:
    message = letter()
    message.clear_content()
    message.set_content(f"<html><body>{as_html(story)}</body></html>", subtype="html")
    message.add_attachment(as_csv(story), maintype="text", subtype="csv", filename="rows.csv")
    return bytes(message)


def as_json(story: Story) -> bytes:
    value = [
        {"title": title, "said": said, "rows": {str(at): row for at, row in enumerate(rows)}}
        for title, said, rows in story
    ]
    return json.dumps(value).encode()


MAKERS: dict[str, Callable[[Story], bytes]] = {
    ".pptx": as_pptx,
    ".docx": as_docx,
    ".xlsx": as_xlsx,
    ".csv": as_csv,
    ".epub": as_epub,
    ".rtf": as_rtf,
    ".odt": as_odt,
    ".ods": as_ods,
    ".odp": as_odp,
    ".eml": as_eml,
    ".json": as_json,
}
EMBEDDER = Embedder()
SPLITTER = Splitter(EMBEDDER.tokenizer, EMBEDDER.limit)
QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("suffix", MAKERS)
@QUICK
@given(story=stories)
def test_every_passage_of_every_format_is_exact_and_no_word_is_lost(tmp_path: Path, suffix: str, story: Story) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(MAKERS[suffix](story))
    text = read(path)
    check(text)
    for passage in SPLITTER.split(text, "d", text.title):
        assert text.text[passage.start : passage.end] == passage.text
        assert all(passage.start <= start < end <= passage.end for start, end in passage.sentences)
    for _, paragraphs, rows in story[:1] if suffix == ".csv" else story:
        for words in [*([] if suffix == ".csv" else paragraphs), *(cell for row in rows[1:] for cell in row)]:
            assert "".join(words.split()) in "".join(text.text.split())


@pytest.mark.parametrize("suffix", MAKERS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0.2, 1), flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12))
def test_a_damaged_file_of_any_format_is_read_or_named(
    tmp_path: Path, suffix: str, cut: float, flips: list[tuple[float, int]]
) -> None:
    data = bytearray(MAKERS[suffix]([("Title", ["Some words here.", "And more."], FRUIT[:2])]))
    for place, value in flips:
        data[int(place * (len(data) - 1))] = value
    path = tmp_path / f"any{suffix}"
    path.write_bytes(data[: max(1, int(len(data) * cut))])
    try:
        check(read(path))
    except UnreadableFile as error:
        assert path.name in str(error)


def test_content_decides_the_format_of_every_kind_of_file(tmp_path: Path) -> None:
    story: Story = [("Title", ["Some words here."], FRUIT)]
    for suffix, make in MAKERS.items():
        if suffix != ".csv":  # only its name tells it from plain text
            right, renamed = tmp_path / f"a{suffix}", tmp_path / "a.txt"
            right.write_bytes(make(story))
            renamed.write_bytes(right.read_bytes())
            assert read(right) == read(renamed), suffix
    assert read_bytes(tmp_path, "a.docx", pdf_of(["Some words."])).format == "pdf"


def test_a_bar_at_the_end_of_a_cell_in_rtf_stays(tmp_path: Path) -> None:
    path = tmp_path / "bars.rtf"
    path.write_bytes(as_rtf([("Title", ["A line that ends in |"], [["Sign", "Name"], ["||", "a|b"]])]))
    text = read(path)
    assert "Sign: ||; Name: a|b" in text.text and "ends in |" in text.text
