"""Word documents (.docx): the body in order, with headings, lists, tables, notes and embedded HTML."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from index.documents import Text
from index.errors import UnreadableFile
from index.read.builder import Builder, flat
from index.read.decode import decode
from index.read.docx_numbering import Numbering
from index.read.docx_parts import (
    UNREAD,
    Style,
    in_bold,
    notes_of,
    outline,
    paragraph_text,
    styles_of,
)
from index.read.docx_tables import Tables
from index.read.furniture import main_part
from index.read.html import add_html, parse
from index.read.lines import is_label
from index.read.packed import WHOLE, opened

_NO_TITLE = {"word document", "untitled", "document", "title", "microsoft word document"}
_DEEPEST = 3  # documents in documents


def read_docx(data: bytes, name: str) -> Text:
    """A Word document. Raises UnreadableFile where the container or its parts are broken."""
    return _read(data, name, 0)


def _read(data: bytes, name: str, depth: int) -> Text:
    """A document that stands in `depth` others."""
    try:
        opened(data, name, whole=WHOLE).close()
        document = docx.Document(io.BytesIO(data))
    except UnreadableFile:
        raise
    except Exception as error:  # python-docx passes on whatever its zip and XML layers raise
        raise UnreadableFile(f"{name} is a broken Word document: copy it again or save it anew from Word.") from error
    builder = Builder()
    body = _Body(builder, document, depth)
    body.add(document.element.body)
    title = flat(document.core_properties.title or "")
    return builder.build("docx", body.title if not title or title.lower() in _NO_TITLE else title)


class _Body:
    """Appends the parts of one body; remembers the numbering and the title met on the way."""

    def __init__(self, builder: Builder, document: Any, depth: int) -> None:
        self.title = ""
        self._depth = depth
        self._builder = builder
        self._part = document.part
        self._styles = styles_of(document)
        self._numbering = Numbering(document)
        self._notes = notes_of(document)
        self._tables = Tables(document, self._shown)
        self._in_list = False

    def add(self, parent: etree._Element) -> None:
        for element in parent:
            if element.tag == qn("w:p"):
                self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                self._builder.lines(self._tables.lines(element))
                self._in_list = False
            elif element.tag == qn("w:altChunk"):
                self._chunk(element)
            elif element.tag not in UNREAD:
                self.add(element)

    def _paragraph(self, element: etree._Element) -> None:
        text = paragraph_text(element).strip()
        style, level = self._style(element).name, self._level(element)
        if style.startswith("toc ") or style in ("table of contents", "caption of contents"):
            return
        number = self._marker(element, text)  # an empty item is counted too
        marker = number if text else ""
        if style == "title" and text:
            self.title = self.title or flat(text)
            level = 1
        if level and text:
            self._builder.heading(marker.removeprefix("• ") + text, level)
        elif not marker and in_bold(element) and is_label(text):
            self._builder.label(text)
        else:
            self._builder.add(marker + text, tight=bool(marker and self._in_list))
        self._in_list = bool(marker) or (self._in_list and not text)
        for box in element.iter(qn("w:txbxContent")):
            if not any(above.tag in UNREAD for above in box.iterancestors()):
                self.add(box)
        for reference in element.iter(qn("w:footnoteReference"), qn("w:endnoteReference")):
            self._builder.add(self._notes.get((reference.tag, reference.get(qn("w:id")) or ""), ""))

    def _style(self, element: etree._Element) -> Style:
        found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self._styles.get((found.get(qn("w:val")) or "") if found is not None else "", Style())

    def _level(self, element: etree._Element) -> int:
        """Heading level of a paragraph, 0 for none."""
        own = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        return outline(own) if own is not None else self._style(element).level

    def _marker(self, element: etree._Element, text: str) -> str:
        """What Word shows before a paragraph; one that a tracked change has taken away is not counted."""
        if not text and element.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None:
            return ""
        return self._numbering.marker(element, self._style(element))

    def _shown(self, element: etree._Element) -> str:
        """A paragraph in a cell, with its number."""
        text = paragraph_text(element)
        return self._marker(element, text).removeprefix("• ") + text

    def _chunk(self, element: etree._Element) -> None:
        """A part that Word would take over when it opens the document: HTML, text and Word documents are read.

        Others, and those that are damaged, are passed over, lest the text around them be lost.
        """
        relation = self._part.rels.get(element.get(qn("r:id")))
        if relation is None or relation.is_external:
            return
        part = relation.target_part
        try:
            self._take(part.blob, str(part.partname), part.content_type)
        except UnreadableFile:
            return

    def _take(self, data: bytes, name: str, kind: str) -> None:
        if name.lower().rpartition(".")[2].startswith(("htm", "xhtm")) or "html" in kind:
            root = parse(decode(data, name))
            if root is not None:
                add_html(self._builder, main_part(root))
        elif kind.startswith("text/plain"):
            self._builder.add(decode(data, name))
        elif data.startswith(b"PK") and self._depth < _DEEPEST:
            self._builder.take(_read(data, name, self._depth + 1), 1)
