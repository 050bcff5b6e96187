"""Numbers that a program writes before clauses, items and headings are read as it shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from test_read import blocks, read_bytes, saved
from test_read_formats import odt

from index.read.numbering import written


@pytest.mark.parametrize(
    ("number", "kind", "shown"),
    [
        (4, "decimal", "4"),
        (4, "decimalZero", "04"),
        (14, "lowerRoman", "xiv"),
        (1999, "upperRoman", "MCMXCIX"),
        (3, "lowerLetter", "c"),
        (28, "upperLetter", "BB"),
        (22, "ordinal", "22nd"),
        (112, "ordinal", "112th"),
        (0, "lowerRoman", "0"),
        (10**9, "lowerLetter", str(10**9)),
        (4, "none", ""),
        (4, "hebrew1", "4"),
    ],
)
def test_a_number_is_written_as_its_list_says(number: int, kind: str, shown: str) -> None:
    assert written(number, kind) == shown


CLAUSES = [("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), ("lowerRoman", "%4.")]


def numbered(document: Any, levels: list[tuple[str, str]], *, name: str = "77", more: str = "") -> None:
    """Add a pattern of levels and a list of its name to a Word document."""
    root = document.part.numbering_part.element
    written = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (kind, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{name}">{written}</w:abstractNum>'))
    number = f'<w:num {nsdecls("w")} w:numId="{name}"><w:abstractNumId w:val="{name}"/>{more}</w:num>'
    root.append(parse_xml(number))


def put(paragraph: Any, depth: int, name: str = "77") -> Any:
    """Make a paragraph an item of a list."""
    properties = paragraph._p.get_or_add_pPr()
    found = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", str(depth)), ("w:numId", name)):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        found.append(child)
    properties.append(found)
    return paragraph


def test_clauses_of_a_word_document_have_the_numbers_that_word_shows(tmp_path: Path) -> None:
    document = docx.Document()
    numbered(document, CLAUSES)
    for title, clauses in (
        ("Scope", [(1, "The hall is cleaned."), (1, "Windows are washed.")]),
        ("Liability", [(1, "The contractor is liable."), (1, "Not for"), (2, "acts of God"), (2, "indirect loss")]),
        ("Term", [(1, "It lasts two years, as clause 2.1 says."), (2, "One."), (3, "Two.")]),
    ):
        put(document.add_heading(title, 1), 0)
        for depth, words in clauses:
            put(document.add_paragraph(words), depth)
    text = read_bytes(tmp_path, "a.docx", saved(document))
    assert blocks(text) == [
        "1. Scope",
        "1.1 The hall is cleaned.",
        "1.2 Windows are washed.",
        "2. Liability",
        "2.1 The contractor is liable.",
        "2.2 Not for",
        "(a) acts of God",
        "(b) indirect loss",
        "3. Term",
        "3.1 It lasts two years, as clause 2.1 says.",
        "(a) One.",
        "i. Two.",
    ]
    assert text.section_at(text.text.index("acts of God")) == "2. Liability"


def test_numbers_begin_where_the_list_says_and_an_unnumbered_level_has_none(tmp_path: Path) -> None:
    document = docx.Document()
    numbered(document, [("upperLetter", "Part %1"), ("none", "")])
    numbered(document, [("decimal", "%1.")], name="78")
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    number = f'<w:num {nsdecls("w")} w:numId="79"><w:abstractNumId w:val="78"/>{again}</w:num>'
    document.part.numbering_part.element.append(parse_xml(number))
    for words, depth, name in (
        ("First", 0, "77"),
        ("Bare", 1, "77"),
        ("", 0, "77"),
        ("Third", 0, "77"),
        ("One", 0, "78"),
        ("Five", 0, "79"),
        ("Six", 0, "78"),
        ("None", 0, "0"),
    ):
        put(document.add_paragraph(words), depth, name)
    assert blocks(read_bytes(tmp_path, "a.docx", saved(document))) == [
        "Part A First",
        "Bare",
        "Part C Third",
        "1. One",
        "5. Five",
        "6. Six",
        "None",
    ]


def test_a_list_made_by_styles_counts_by_the_depth_of_each_style(tmp_path: Path) -> None:
    document = docx.Document()
    numbered(document, CLAUSES)
    pattern = document.part.numbering_part.element[0]
    for depth, style in enumerate(("Heading1", "Heading2")):
        link = parse_xml(f'<w:pStyle {nsdecls("w")} w:val="{style}"/>')
        pattern[depth].insert(2, link)
        properties = document.styles[f"Heading {depth + 1}"].element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="77"/></w:numPr>'))
    for level, title in ((1, "Aims"), (2, "Near"), (2, "Far"), (1, "Means"), (2, "Money")):
        document.add_heading(title, level)
    text = read_bytes(tmp_path, "a.docx", saved(document))
    assert [one.title for one in text.headings] == ["1. Aims", "1.1 Near", "1.2 Far", "2. Means", "2.1 Money"]


def test_numbers_in_the_cells_of_a_word_table_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    numbered(document, CLAUSES)
    table = document.add_table(3, 2)
    for at, (left, right) in enumerate((("No.", "Task"), ("", "Clean"), ("", "Paint"))):
        table.cell(at, 0).text, table.cell(at, 1).text = left, right
        if at:
            put(table.cell(at, 0).paragraphs[0], 0)
    put(document.add_paragraph("After it"), 0)
    assert blocks(read_bytes(tmp_path, "a.docx", saved(document))) == [
        "No.: 1.; Task: Clean",
        "No.: 2.; Task: Paint",
        "3. After it",
    ]


def item(words: str, inner: str = "", more: str = "") -> str:
    paragraph = f"<text:p>{words}</text:p>" if words else ""
    return f"<text:list-item{more}>{paragraph}{inner}</text:list-item>"


def listed(*items: str, more: str = "") -> str:
    return f"<text:list{more}>{''.join(items)}</text:list>"


def test_lists_of_an_open_document_count_as_they_say(tmp_path: Path) -> None:
    level = '<text:list-level-style-number text:level="{}" style:num-format="{}" style:num-suffix="{}" {}/>'
    shown = 'text:display-levels="2"'
    styles = (
        f'<text:list-style style:name="L1">{level.format(1, 1, ".", "")}{level.format(2, 1, "", shown)}'
        f"{level.format(3, 'a', ')', 'style:num-prefix=' + chr(34) + '(' + chr(34))}</text:list-style>"
        f'<text:list-style style:name="L2">{level.format(1, "i", ".", "")}</text:list-style>'
    )
    named, other = ' text:style-name="L1"', ' text:style-name="L2"'
    body = (
        listed(item("Scope", listed(item("Hall"), item("Windows", listed(item("one"), item("two"))))), more=named)
        + "<text:p>Between.</text:p>"
        + listed(item("Liability"), item("", listed(item("Limits"))), more=f'{named} text:continue-numbering="true"')
        + listed(item("Seven", more=' text:start-value="7"'), item("Eight"), more=other)
        + listed(item("Anew"), more=other)
    )
    assert blocks(read_bytes(tmp_path, "a.odt", odt(body, styles))) == [
        "1. Scope",
        "1.1 Hall",
        "1.2 Windows",
        "(a) one",
        "(b) two",
        "Between.",
        "2. Liability",
        "2.1 Limits",
        "vii. Seven",
        "viii. Eight",
        "i. Anew",
    ]


def test_headings_of_an_open_document_have_the_numbers_of_its_outline(tmp_path: Path) -> None:
    styles = (
        '<text:outline-style><text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
        '<text:outline-level-style text:level="3" style:num-format=""/></text:outline-style>'
    )
    heads = (("Aims", 1), ("Near", 2), ("Means", 1), ("Money", 2), ("Loans", 3))
    body = "".join(f'<text:h text:outline-level="{level}">{title}</text:h>' for title, level in heads)
    found = blocks(read_bytes(tmp_path, "a.odt", odt(body, styles)))
    assert found == ["1. Aims", "1.1 Near", "2. Means", "2.1 Money", "Loans"]
