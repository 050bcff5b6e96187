"""OpenDocument spreadsheets and presentations as LibreOffice writes them, made of as little as a test needs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
SHORT = "office text table style draw presentation chart svg"
LONG = "office text table style drawing presentation chart svg-compatible"
SPACES = " ".join(
    f'xmlns:{short}="{ODF}{long}:1.0"' for short, long in zip(SHORT.split(), LONG.split(), strict=True)
) + (
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
Parts = dict[str, str | bytes]


def package(kind: str, content: str, more: Parts | None = None, title: str = "") -> bytes:
    """The file of a kind such as "spreadsheet"."""
    meta = f"<office:document-meta {SPACES}><office:meta><dc:title>{escape(title)}</dc:title></office:meta>"
    parts: Parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": content,
        "meta.xml": f"{meta}</office:document-meta>",
        **(more or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def document(kind: str, body: str, styles: str = "") -> str:
    """content.xml with a body of a kind such as "spreadsheet"."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )


def cell(words: str, **attributes: str) -> str:
    """A cell with these words; `number_columns_repeated="3"` and such become attributes of the table."""
    told = "".join(f" table:{name.replace('_', '-')}={quoteattr(value)}" for name, value in attributes.items())
    return (
        f"<table:table-cell{told}><text:p>{escape(words)}</text:p></table:table-cell>"
        if words
        else (f"<table:table-cell{told}/>")
    )


def typed(kind: str, value: str, shown: str, name: str = "value") -> str:
    """A cell with a value of a type such as "float", and how it is shown."""
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}="{value}" calcext:value-type="{kind}">'
        f"<text:p>{escape(shown)}</text:p></table:table-cell>"
    )


def row(*cells: str, repeated: int = 1) -> str:
    """A row of such cells."""
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def sheet(name: str, *rows: str, style: str = "ta1") -> str:
    """A sheet of such rows, filled up with empty cells as programs do."""
    rest = row('<table:table-cell table:number-columns-repeated="16384"/>', repeated=1048576)
    column = '<table:table-column table:number-columns-repeated="16384"/>'
    return (
        f'<table:table table:name={quoteattr(name)} table:style-name="{style}">{column}{"".join(rows)}{rest}'
        "</table:table>"
    )


def spreadsheet(*sheets: str, styles: str = "", title: str = "") -> bytes:
    """An .ods file."""
    return package("spreadsheet", document("spreadsheet", "".join(sheets), styles), title=title)


def frame(*paragraphs: str, role: str = "outline", x: float = 2, y: float = 5) -> str:
    """A text frame of a slide, at so many centimetres."""
    words = "".join(f"<text:p>{escape(one)}</text:p>" for one in paragraphs)
    return (
        f'<draw:frame presentation:class="{role}" svg:x="{x}cm" svg:y="{y}cm" svg:width="20cm" svg:height="3cm">'
        f"<draw:text-box>{words}</draw:text-box></draw:frame>"
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table in a frame of a slide, whose first row is styled as names are."""
    lines = "".join(row(*(cell(one) for one in line)) for line in rows)
    return (
        '<draw:frame svg:x="2cm" svg:y="9cm"><table:table table:use-first-row-styles="true">'
        f"{lines}</table:table></draw:frame>"
    )


def slide(*shapes: str, notes: str = "") -> str:
    """A slide of such shapes, with notes under its small picture."""
    below = f"<presentation:notes><draw:page-thumbnail/>{frame(notes, role='notes')}</presentation:notes>"
    return f'<draw:page draw:name="page">{"".join(shapes)}{below if notes else ""}</draw:page>'


def presentation(*slides: str, more: Parts | None = None, title: str = "") -> bytes:
    """An .odp file."""
    return package("presentation", document("presentation", "".join(slides)), more, title)


Story = list[tuple[str, list[str], list[list[str]]]]


def as_ods(story: Story) -> bytes:
    """A sheet for each part of a story: its paragraphs, then its table."""
    return spreadsheet(
        *(
            sheet(
                f"Sheet {number}",
                *(row(cell(one)) for one in paragraphs),
                row(cell("")),
                *(row(*map(cell, line)) for line in rows),
            )
            for number, (_, paragraphs, rows) in enumerate(story)
        )
    )


def as_odp(story: Story) -> bytes:
    """A slide for each part of a story."""
    return presentation(
        *(slide(frame(title, role="title", y=1), frame(*paragraphs), table(rows)) for title, paragraphs, rows in story)
    )
