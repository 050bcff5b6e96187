"""Readers: what a person sees in a file is what the text says, and every offset holds."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import Path

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from index.documents import Text
from index.errors import UnreadableFile
from index.read import read, readable


def read_bytes(tmp_path: Path, name: str, content: bytes | str) -> Text:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    text = read(path)
    check(text)
    return text


def check(text: Text) -> None:
    """The promises of `Text` that every reader keeps."""
    end = 0
    for start, stop in text.blocks:
        assert end <= start < stop <= len(text.text)
        assert text.text[end:start] in ("", "\n", "\n\n")
        assert text.text[start:stop].strip()
        end = stop
    assert end == len(text.text)
    starts = {start for start, _ in text.blocks}
    assert all(
        heading.start in starts and text.text.startswith(heading.title, heading.start) for heading in text.headings
    )
    assert [heading.start for heading in text.headings] == sorted(heading.start for heading in text.headings)
    assert list(text.pages) == sorted(text.pages)
    assert all(0 <= page <= len(text.text) for page in text.pages)
    assert unicodedata.is_normalized("NFC", text.text)
    assert not any(unicodedata.category(letter) in ("Cs", "Cc") for letter in text.text if letter not in "\n\t")


def blocks(text: Text) -> list[str]:
    return [text.text[start:stop] for start, stop in text.blocks]


def why_not(tmp_path: Path, name: str, content: bytes) -> str:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    message = str(caught.value)
    assert name in message and message.endswith(".") and "\n" not in message
    return message


# --- which reader -----------------------------------------------------------------------------------------------------


def test_only_known_suffixes_are_taken_from_a_folder() -> None:
    assert all(
        readable(Path(f"a{suffix}"))
        for suffix in ".txt .MD .html .htm .pdf .docx .markdown .PPTX .xlsx .csv .epub .rtf .odt .eml .json".split()
    )
    assert not any(readable(Path(name)) for name in ("a.py", "a.png", "Makefile", ".txt"))


def test_content_decides_the_format_before_the_name(tmp_path: Path) -> None:
    assert (
        read_bytes(tmp_path, "page.txt", "\n<!DOCTYPE html><html><body><p>Hello there.</p></body></html>").format
        == "html"
    )
    assert read_bytes(tmp_path, "report.txt", pdf_of(["Hello there."])).format == "pdf"
    assert read_bytes(tmp_path, "junk.pdf", b"HTTP/1.1 200 OK\r\n\r\n" + pdf_of(["Hello there."])).format == "pdf"
    assert read_bytes(tmp_path, "letter.bin", docx_of("Hello there.")).format == "docx"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\n", "empty"),
        ("a.txt", bytes(range(256)) * 8, "binary"),
        ("a.txt", b"*** --- ***", "no text"),
        ("a.pdf", b"%PDF-1.4\n", "broken"),
        ("a.pdf", b"Dear reader, this was renamed.", "no PDF"),
        ("a.docx", b"PK\x03\x04 and then nothing", "cut off"),
        ("a.docx", b"Dear reader, this was renamed.", "no Word document"),
        ("a.rtf", b"Dear reader, this was renamed.", "no RTF document"),
        ("a.xlsx", b"Dear reader, this was renamed.", "no Excel workbook"),
        ("a.odt", b"PK\x03\x04 and then nothing", "cut off"),
        ("a.zip", b"PK\x03\x04 and then nothing", "save it as PDF, Word"),
        ("a.xyz", b"\0\1\2 of a format that nobody knows.", "save it as PDF, Word"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "save it as .docx"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_an_unreadable_file_says_why_and_what_to_do(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    assert reason in why_not(tmp_path, name, content)


def test_a_missing_file_and_a_folder_are_unreadable_files(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(UnreadableFile, match=path.name):
            read(path)


# --- plain text -------------------------------------------------------------------------------------------------------

WRAPPED = """\
The company was founded in the spring of 1998 by two engineers who had
met at university, and it has grown every year since then, although its
owners never took a loan and still answer every letter by them-
selves.
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_of_any_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    said = "Ein schöner Tag für die Bäckerei in der Straße: Äpfel, Öl und Käse kosten 15,50 €, sagte sie.\r\n"
    assert read_bytes(tmp_path, "a.txt", said.encode(encoding)).text == said.strip()


def test_cyrillic_in_an_old_encoding_is_read(tmp_path: Path) -> None:
    said = "Договор был подписан в Ташкенте 15 мая 1992 года, через несколько месяцев после распада Союза."
    assert read_bytes(tmp_path, "a.txt", said.encode("cp1251")).text == said


def test_unseen_characters_go_and_letters_are_composed(tmp_path: Path) -> None:
    assert (
        read_bytes(tmp_path, "a.txt", "Cafe\u0301\u200b au\xa0lait\x00 co\xadsts\x07 \ufeff3.").text
        == "Café au lait costs 3."
    )


def test_hard_wrapped_prose_becomes_one_line(tmp_path: Path) -> None:
    text = read_bytes(tmp_path, "a.txt", "History\n\n" + WRAPPED)
    assert blocks(text)[1].endswith(
        "although its owners never took a loan and still answer every letter by themselves."
    )
    assert "\n" not in blocks(text)[1]


def test_poems_and_columns_keep_their_lines(tmp_path: Path) -> None:
    poem = "Roses are red,\nviolets are blue,\nsugar is sweet."
    columns = "Apples      3\nPears      12\nPlums       7"
    text = read_bytes(tmp_path, "a.txt", f"Some lines first.\n\n{poem}\n\n{columns}\n\n{WRAPPED}")
    assert poem in blocks(text)
    assert "Apples      3\nPears      12\nPlums       7" in text.text


def test_list_items_are_blocks_with_one_kind_of_bullet(tmp_path: Path) -> None:
    text = read_bytes(
        tmp_path, "a.txt", "We sell these:\n\n- apples, which come\n  from the south\n* pears\n\n1. First\n2. Second\n"
    )
    assert blocks(text)[1:] == ["• apples, which come from the south", "• pears", "1. First", "2. Second"]


def test_headings_of_plain_text_are_found(tmp_path: Path) -> None:
    source = (
        "Annual report\n=============\n\nWe did well this year.\n\nRESULTS AND OUTLOOK\n\nSales rose.\n\n"
        "Costs\n-----\nCosts fell.\n\n2.1 Staff\n\nNobody left the company.\n"
    )
    text = read_bytes(tmp_path, "a.txt", source)
    assert [(h.level, h.title) for h in text.headings] == [
        (1, "Annual report"),
        (2, "RESULTS AND OUTLOOK"),
        (2, "Costs"),
        (3, "2.1 Staff"),
    ]
    assert text.title == "Annual report"
    assert text.section_at(text.text.index("Nobody")) == "Costs › 2.1 Staff"


# --- Markdown ---------------------------------------------------------------------------------------------------------

MARKDOWN = """\
---
title: From the front matter
tags: [a, b]
---
Welcome to **our** [shop](https://example.org/x), it's ~~cheap~~ *good*. ![A photo](p.png)

## Prices <a name="x"></a>

| Fruit | Price |
|-------|------:|
| Apple | 3 €   |
| Pear  | **4 €** |

- one
- two with `code`
  1. inner
- three

```python
x = 1

y = 2
```

<div align="center"><b>Raw</b> words<script>alert(1)</script></div>
"""


def test_markdown_is_read_without_its_marks(tmp_path: Path) -> None:
    text = read_bytes(tmp_path, "a.md", MARKDOWN)
    assert text.title == "From the front matter"
    assert blocks(text) == [
        "Welcome to our shop, it's good.",
        "Prices",
        "Fruit: Apple; Price: 3 €",
        "Fruit: Pear; Price: 4 €",
        "• one",
        "• two with code",
        "1. inner",
        "• three",
        "x = 1\n\ny = 2",
        "Raw words",
    ]
    assert [(h.level, h.title) for h in text.headings] == [(2, "Prices")]


def test_the_first_top_heading_is_the_title_of_a_markdown_file(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a.md", "---\ntitle: Other\n---\n# The *title*\n\nWords.").title == "The title"


def test_a_rule_at_the_start_is_no_front_matter(tmp_path: Path) -> None:
    text = read_bytes(tmp_path, "a.md", "---\n\nWords, and more words here.\n\n---\n\nThe end.")
    assert blocks(text) == ["Words, and more words here.", "The end."]


def test_a_list_of_links_into_the_same_file_is_left_out(tmp_path: Path) -> None:
    source = "# Guide\n\n- [One](#one)\n  - **[Two](#two)**\n- [Three](#three)\n\nThen words, [see](#one)."
    assert blocks(read_bytes(tmp_path, "a.md", source)) == ["Guide", "Then words, see."]


# --- HTML -------------------------------------------------------------------------------------------------------------

PAGE = """<!doctype html><html><head><title>Storms in Europe</title><style>p {color: red}</style></head><body>
<header><a href="/">Home</a><nav><a href="/a">News</a><a href="/b">Sport</a></nav></header>
<div class="cookie-banner">We use cookies.</div>
<main><article><h1>Storms in Europe <a href="#x">¶</a></h1>
<p>A storm hit the <b>coast</b> on
   Monday.<sup><a href="#n1">1</a></sup> It was strong.<br>Nobody was hurt.</p>
<figure><img src="x.png" alt="A tree"><figcaption>Fallen tree. Photo: Someone</figcaption></figure>
<h2>Damage</h2>
<ul><li>Roofs<ul><li>of barns</li></ul></li><li>Cars</li></ul>
<table><caption>Costs by year</caption><tr><th>Year</th><th>Cost</th></tr><tr><td>2020</td><td>3 m €</td></tr></table>
<p><a href="/more">Read more</a></p><p hidden>Secret</p><pre>a  b
  c</pre>
<ul><li><a href="/1">One</a></li><li><a href="/2">Two</a></li><li><a href="/3">Three</a></li></ul>
</article></main><aside>Advertisement here</aside><footer>© 2024 Us</footer><script>var x = 1;</script></body></html>"""


def test_html_gives_the_words_of_the_main_content_only(tmp_path: Path) -> None:
    text = read_bytes(tmp_path, "a.html", PAGE)
    assert text.title == "Storms in Europe"
    assert blocks(text) == [
        "Storms in Europe",
        "A storm hit the coast on Monday. It was strong.\nNobody was hurt.",
        "Damage",
        "• Roofs",
        "• of barns",
        "• Cars",
        "Costs by year",
        "Year: 2020; Cost: 3 m €",
        "a  b\n  c",
    ]
    assert [(h.level, h.title) for h in text.headings] == [(1, "Storms in Europe"), (2, "Damage")]


def test_a_page_without_main_and_with_a_layout_table_is_read_in_order(tmp_path: Path) -> None:
    table = "<table><tr><td><h2>Left</h2><p>One two.</p></td><td><ul><li>Three</li></ul></td></tr></table>"
    source = f"<html><body><form>{table}<div>Four<p>Five</div></form></body></html>"
    text = read_bytes(tmp_path, "a.html", source)
    assert blocks(text) == ["Left", "One two.", "• Three", "Four", "Five"]


def test_an_item_that_is_a_link_stays_and_an_empty_one_leaves_no_bullet(tmp_path: Path) -> None:
    source = (
        "<ol><li><p>Go to <a href='/x'>the office</a>.</p></li><li><a href='/y'>Sign</a></li><li><img></li></ol>Done."
    )
    assert blocks(read_bytes(tmp_path, "a.html", f"<html><body>{source}")) == [
        "1. Go to the office.",
        "2. Sign",
        "Done.",
    ]


def test_a_lying_charset_is_seen_through(tmp_path: Path) -> None:
    said = "Ολα τα παιδια πανε σχολειο το πρωι και γυριζουν σπιτι το μεσημερι με τα ποδια"
    page = f'<html><head><meta charset="utf-8"></head><body><p>{said}</p></body></html>'
    assert read_bytes(tmp_path, "a.html", page.encode("cp1253")).text == said


def test_control_characters_do_not_stop_a_page(tmp_path: Path) -> None:
    source = "<html><body><p>One<script>1</script>\x01 t&#1;wo.<img>&#2; Three.</p></body></html>"
    assert read_bytes(tmp_path, "a.html", source).text == "One two. Three."


@pytest.mark.parametrize(("start", "number"), [("a", 1), ("", 1), ("4", 4), (" 7th", 7), ("9" * 5000, 1)])
def test_a_list_that_begins_with_no_number_is_read(tmp_path: Path, start: str, number: int) -> None:
    source = f'<html><body><ol start="{start}"><li>Go there.</li><li>Come back.</li></ol></body></html>'
    assert blocks(read_bytes(tmp_path, "a.html", source)) == [f"{number}. Go there.", f"{number + 1}. Come back."]


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.csv", "a.html", "a.py"])
def test_a_text_that_tells_of_pdf_is_no_pdf(tmp_path: Path, name: str) -> None:
    text = read_bytes(tmp_path, name, "Every such file begins with %PDF-1.7 in its first line.\nThen come objects.\n")
    assert text.format != "pdf" and "begins with %PDF-1.7" in text.text


def test_a_pdf_after_other_bytes_is_taken_for_one(tmp_path: Path) -> None:
    for name in ("a.pdf", "a", "a.bin"):
        assert "broken" in why_not(tmp_path, name, b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n")
    for start in (b"\xef\xbb\xbf", b"\r\n ", b"Junk.\n"):
        assert "broken" in why_not(tmp_path, "a.txt", start + b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")


def test_html_nested_deep_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a.html", "<html><body>" + "<div>" * 1500 + "Deep words.").text == "Deep words."
    assert "damaged" in why_not(tmp_path, "a.html", b"<html><body>Above." + b"<div>" * 3000 + b"Deep words.")


# --- PDF --------------------------------------------------------------------------------------------------------------


def pdf_of(pages: list[str], *, title: str = "", header: str = "", footer: bool = False) -> bytes:
    """A PDF with one line of text for each line of each page."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    if title:
        canvas.setTitle(title)
    for number, page in enumerate(pages, start=1):
        y = 780.0
        if header:
            canvas.setFont("Helvetica", 9)
            canvas.drawString(72, 815, header)
        for line in page.split("\n"):
            size = 18 if line.startswith("# ") else 11
            canvas.setFont("Helvetica", size)
            canvas.drawString(72, y, line.removeprefix("# "))
            y -= 1.3 * size if line else 10
        if footer:
            canvas.drawString(290, 30, f"Page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


LINES = (
    "The route begins in the west of China and runs through the steppe to the Caspian Sea, where\n"
    "ships take the containers over. It has grown each year since it was opened, and the exam-\n"
    "ple has been followed elsewhere."
)


def test_a_pdf_becomes_paragraphs_and_headings(tmp_path: Path) -> None:
    text = read_bytes(
        tmp_path, "a.pdf", pdf_of([f"# The route\n\n{LINES}\n\n\nIt is a long way. The ﬁrst train took weeks."])
    )
    assert blocks(text)[0] == text.title == "The route"
    assert blocks(text)[1].endswith("since it was opened, and the example has been followed elsewhere.")
    assert len(blocks(text)) == 3
    assert text.headings[0].level == 1 and text.pages == (0,)


def test_a_sentence_goes_on_over_a_page_break_without_running_heads(tmp_path: Path) -> None:
    first = "\n".join(LINES.split("\n")[:1])
    pages = [first, "ships take over. A second one starts.", "", "The last page."]
    text = read_bytes(tmp_path, "a.pdf", pdf_of(pages, header="Annual report", footer=True))
    assert blocks(text)[0].endswith("to the Caspian Sea, where ships take over. A second one starts.")
    assert "Annual report" not in text.text and "Page" not in text.text
    assert text.text[text.pages[1] :].startswith("ships take over")
    assert text.page_at(text.text.index("Caspian")) == 1
    assert text.page_at(text.text.index("The last")) == 4
    assert len(text.pages) == 4


def test_page_numbers_in_changing_heads_and_a_table_of_contents_go(tmp_path: Path) -> None:
    prose = "All of them were counted in the summer of the year before, by people who walked there."
    contents = "# Contents\n\nRivers ........................ 2\nLakes ......................... 3"
    pages = [contents, f"On rivers 2\n# Rivers\n\n{prose}", f"On lakes 3\n# Lakes\n\n{prose}", f"On seas 4\n{prose}"]
    text = read_bytes(tmp_path, "a.pdf", pdf_of(pages))
    assert blocks(text) == ["Contents", "Rivers", prose, "Lakes", prose, prose]


def test_one_bad_page_does_not_lose_the_others(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(["First page.", "Second page.", "Third page."]))))
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 11 Tf (Second F\x00 TJ ] [ << ET")
    writer.pages[1][NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    text = read_bytes(tmp_path, "a.pdf", buffer.getvalue())
    assert "First page." in text.text and "Third page." in text.text
    assert text.page_at(text.text.index("Third")) == 3


@pytest.mark.parametrize("password", ["", "secret"])
def test_only_a_pdf_that_asks_for_a_password_is_refused(tmp_path: Path, password: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(["Nothing to hide."]))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    if password:
        assert "password" in why_not(tmp_path, "a.pdf", buffer.getvalue())
    else:
        assert read_bytes(tmp_path, "a.pdf", buffer.getvalue()).text == "Nothing to hide."


def test_a_pdf_of_images_asks_for_ocr(tmp_path: Path) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawImage(ImageReader(Image.new("RGB", (20, 20))), 0, 0)
    canvas.save()
    assert "OCR" in why_not(tmp_path, "scan.pdf", stream.getvalue())


def test_a_pdf_title_that_is_a_file_name_is_no_title(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a.pdf", pdf_of(["Words."], title="Microsoft Word - report_v2.doc")).title == ""
    assert read_bytes(tmp_path, "a.pdf", pdf_of(["Words."], title="The state of rivers")).title == "The state of rivers"


def test_table_cells_that_stand_side_by_side_become_rows(tmp_path: Path) -> None:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    style = getSampleStyleSheet()["BodyText"]
    rows = [["Field", "Where"], ["Tengiz", "North-east shore of the Caspian Sea"], ["Kashagan", "Under the sea"]]
    stream = io.BytesIO()
    table = Table([[Paragraph(cell, style) for cell in row] for row in rows], colWidths=[100, 110])
    SimpleDocTemplate(stream).build([Paragraph("Some words come first.", style), table])
    assert blocks(read_bytes(tmp_path, "a.pdf", stream.getvalue()))[1:] == [
        "Field: Tengiz; Where: North-east shore of the Caspian Sea",
        "Field: Kashagan; Where: Under the sea",
    ]


def test_a_column_of_figures_shows_that_the_first_row_of_a_pdf_table_names_the_columns(tmp_path: Path) -> None:
    from reportlab.platypus import SimpleDocTemplate, Table

    rows = [["Field", "Found", "Where"], ["Tengiz", "1979", "Ashore"], ["Kashagan", "2000", "Offshore"]]
    stream = io.BytesIO()
    SimpleDocTemplate(stream).build([Table(rows, colWidths=[100, 110, 90])])
    assert blocks(read_bytes(tmp_path, "a.pdf", stream.getvalue())) == [
        "Field: Tengiz; Found: 1979; Where: Ashore",
        "Field: Kashagan; Found: 2000; Where: Offshore",
    ]


# --- Word -------------------------------------------------------------------------------------------------------------


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx_of(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def test_word_keeps_the_order_of_headings_lists_and_tables(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "The corridor"
    document.add_heading("Who runs it", level=1)
    document.add_paragraph("No single company does.")
    document.add_paragraph("Rail", style="List Bullet")
    document.add_paragraph("Sea", style="List Bullet")
    document.add_paragraph("Go", style="List Number")
    document.add_paragraph("Come", style="List Number")
    table = document.add_table(rows=3, cols=2)
    texts = ["Year", "Tonnes", "2021", "0.6", "2022", "1.5"]
    for cell, text in zip((cell for row in table.rows for cell in row.cells), texts, strict=True):
        cell.text = text
    document.add_paragraph("The end.")
    text = read_bytes(tmp_path, "a.docx", saved(document))
    assert text.title == "The corridor"
    assert [(h.level, h.title) for h in text.headings] == [(1, "Who runs it")]
    assert blocks(text) == [
        "Who runs it",
        "No single company does.",
        "• Rail",
        "• Sea",
        "1. Go",
        "2. Come",
        "Year: 2021; Tonnes: 0.6",
        "Year: 2022; Tonnes: 1.5",
        "The end.",
    ]


def test_word_changes_are_read_as_accepted_and_links_as_words(tmp_path: Path) -> None:
    document = docx.Document()
    body = (
        "<w:r><w:t xml:space='preserve'>Sales </w:t></w:r><w:del><w:r><w:delText>fell</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>rose</w:t></w:r></w:ins><w:r><w:t xml:space='preserve'> by </w:t></w:r>"
        "<w:hyperlink><w:r><w:t>four percent</w:t></w:r></w:hyperlink>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
    )
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{body}</w:p>"))
    assert read_bytes(tmp_path, "a.docx", saved(document)).text == "Sales rose by four percent"


def test_a_localised_heading_style_is_a_heading(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Überblick", level=2)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as source, zipfile.ZipFile(stream, "w") as target:
        for item in source.infolist():
            target.writestr(item, source.read(item).replace(b'"Heading2"', b'"berschrift2"'))
    assert [(h.level, h.title) for h in read_bytes(tmp_path, "a.docx", stream.getvalue()).headings] == [
        (2, "Überblick")
    ]


def test_what_word_would_merge_is_read_and_what_it_could_not_is_passed_over(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Before.")
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    inner = docx.Document()
    inner.add_heading("Inner", level=1)
    inner.add_paragraph("From another document.")
    chunks = [
        ("a.docx", word, saved(inner)),
        ("b.docx", word, b"PK\x03\x04 and then nothing"),
        ("c.html", "text/html", b"<html><body><p>From a page.</p></body></html>"),
        ("d.bin", "application/octet-stream", bytes(range(256)) * 9),
    ]
    for name, kind, data in chunks:
        part = Part(PackURI(f"/word/{name}"), kind, data, document.part.package)
        identifier = document.part.relate_to(part, f"{RELATIONS}/aFChunk")
        document.element.body.append(parse_xml(f"<w:altChunk {nsdecls('w', 'r')} r:id='{identifier}'/>"))
    document.element.body.append(parse_xml(f"<w:altChunk {nsdecls('w', 'r')} r:id='none'/>"))
    document.element.body.append(parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>After.</w:t></w:r></w:p>"))
    text = read_bytes(tmp_path, "a.docx", saved(document))
    assert blocks(text) == ["Before.", "Inner", "From another document.", "From a page.", "After."]
    assert [(h.level, h.title) for h in text.headings] == [(1, "Inner")]


# --- properties -------------------------------------------------------------------------------------------------------

ANY_TEXT = st.text(st.characters(codec="utf-8"), min_size=1) | st.text(
    "ab .,-•*#|`>=_\n\t\r\f1[](){}<>&;!\\~+:\u0301\u2028", min_size=1
)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(source=ANY_TEXT, suffix=st.sampled_from([".txt", ".md", ".html"]))
def test_offsets_hold_for_whatever_is_written(tmp_path: Path, source: str, suffix: str) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(source.encode())
    try:
        check(read(path))
    except UnreadableFile as error:
        assert path.name in str(error)


@QUICK
@given(source=st.binary(min_size=1), start=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"\xff\xfe"]))
def test_no_bytes_raise_anything_but_an_unreadable_file(tmp_path: Path, source: bytes, start: bytes) -> None:
    path = tmp_path / "any.txt"
    path.write_bytes(start + source)
    try:
        check(read(path))
    except UnreadableFile as error:
        assert path.name in str(error)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.floats(0, 1),
    flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=20),
    kind=st.booleans(),
)
def test_a_damaged_document_is_read_or_named(
    tmp_path: Path, cut: float, flips: list[tuple[float, int]], kind: bool
) -> None:
    data = bytearray(pdf_of([LINES, LINES]) if kind else docx_of(*LINES.split("\n")))
    for place, value in flips:
        data[int(place * (len(data) - 1))] = value
    path = tmp_path / ("any.pdf" if kind else "any.docx")
    path.write_bytes(data[: max(1, int(len(data) * max(cut, 0.3)))])
    try:
        check(read(path))
    except UnreadableFile as error:
        assert path.name in str(error)


def test_a_last_line_of_spaces_is_no_damage(tmp_path: Path) -> None:
    text = read_bytes(tmp_path, "a.txt", b"One line of more than forty characters, it must be said.\n  \n")
    assert text.text == "One line of more than forty characters, it must be said."


def test_a_heading_over_two_pages_does_not_shift_the_pages_after_it(tmp_path: Path) -> None:
    pages = [
        "The first page has words.",
        "\n" * 70 + "# A picture of the harbour",
        "# and another one",
        "Last words come here.",
    ]
    text = read_bytes(tmp_path, "a.pdf", pdf_of(pages))
    assert text.page_at(text.text.index("Last words")) == 4 and len(text.pages) == 4
