"""Writes the two seed documents that cannot be edited as text, the PDF and the DOCX, from the words in `notes.py`.

The folder holds one briefing (`turkey-kazakhstan-briefing.md`, a retelling of a newspaper article) and six background
notes around it, in all the formats that people drop in: Markdown, HTML, plain text, PDF and DOCX. The notes are
written for this project and state only settled facts. Every Python file here is left out of an index.

    python seeds/make_documents.py [FOLDER]

The outputs are the same bytes on every run with the same library versions, so a changed file means changed words.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from notes import CORRIDOR, ENERGY, Block, Bullets, Heading, Note, Paragraph, Table
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, SimpleDocTemplate, Spacer
from reportlab.platypus import Paragraph as PdfParagraph
from reportlab.platypus import Table as PdfTable

WRITTEN = datetime(2025, 1, 15, 12, 0, 0)
"""The date in both files' properties; a real clock would change the bytes on every run."""


def make_pdf(note: Note, folder: Path) -> Path:
    """Write `note` as a PDF with an outline, and with the running header and page numbers that real ones have."""
    path = folder / note.file
    template = SimpleDocTemplate(
        str(path), pagesize=A4, title=note.title, author="Background Notes", invariant=1, lang="en"
    )
    template.afterFlowable = lambda flowable: _add_to_outline(template.canv, flowable)

    def furniture(canvas: Canvas, template: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(2.5 * cm, A4[1] - 1.5 * cm, f"Background Notes | {note.title}")
        canvas.drawCentredString(A4[0] / 2, 1.2 * cm, f"Page {template.page}")

    template.build(list(_flowables(note)), onFirstPage=furniture, onLaterPages=furniture)
    return path


def _add_to_outline(canvas: Canvas, flowable: Flowable) -> None:
    if isinstance(flowable, PdfParagraph) and flowable.style.name in ("Title", "Heading2"):
        key = flowable.getPlainText()
        canvas.bookmarkPage(key)
        canvas.addOutlineEntry(key, key, level=0 if flowable.style.name == "Title" else 1)


def _flowables(note: Note) -> Iterator[Flowable]:
    styles = getSampleStyleSheet()
    body = ParagraphStyle("Body", parent=styles["BodyText"], fontSize=11, leading=16, spaceAfter=8)
    item = ParagraphStyle("Item", parent=body, leftIndent=14, bulletIndent=2, spaceAfter=4)
    cell = ParagraphStyle("Cell", parent=body, fontSize=9, leading=12, spaceAfter=0)
    yield PdfParagraph(note.title, styles["Title"])
    for block in note.blocks:
        match block:
            case Heading(text):
                yield PdfParagraph(text, styles["Heading2"])
            case Paragraph(text):
                yield PdfParagraph(text, body)
            case Bullets(items):
                yield from (PdfParagraph(text, item, bulletText="–") for text in items)
            case Table(rows):
                yield _pdf_table([[PdfParagraph(text, cell) for text in row] for row in rows])
                yield Spacer(1, 12)


def _pdf_table(rows: list[list[PdfParagraph]]) -> PdfTable:
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke)]
    return PdfTable(rows, colWidths=[16 * cm / len(rows[0])] * len(rows[0]), style=style, repeatRows=1)


def make_docx(note: Note, folder: Path) -> Path:
    """Write `note` as a DOCX whose headings, list items and table carry Word's own styles."""
    document = Document()
    _set_properties(document, note.title)
    document.add_heading(note.title, level=0)
    for block in note.blocks:
        _add_block(document, block)
    path = folder / note.file
    path.write_bytes(_without_clock(document))
    return path


def _set_properties(document: WordDocument, title: str) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "Background Notes", ""
    properties.created = properties.modified = WRITTEN


def _add_block(document: WordDocument, block: Block) -> None:
    match block:
        case Heading(text):
            document.add_heading(text, level=1)
        case Paragraph(text):
            document.add_paragraph(text)
        case Bullets(items):
            for item in items:
                document.add_paragraph(item, style="List Bullet")
        case Table(rows):
            table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
            for cells, row in zip(rows, table.rows, strict=True):
                for text, cell in zip(cells, row.cells, strict=True):
                    cell.text = text


def _without_clock(document: WordDocument) -> bytes:
    """The document as a ZIP whose entries carry a fixed date: python-docx stamps them with the time of the run."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=WRITTEN.timetuple()[:6])
            target.writestr(entry, source.read(name), compress_type=zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def main(arguments: list[str]) -> None:
    """Write both documents to the folder given, or next to this file."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    print(make_pdf(ENERGY, folder))
    print(make_docx(CORRIDOR, folder))


if __name__ == "__main__":
    main(sys.argv[1:])
