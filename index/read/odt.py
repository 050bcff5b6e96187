"""OpenDocument texts (.odt): the body in order, with headings, lists, tables and notes."""

from __future__ import annotations

from lxml import etree

from index.documents import Text
from index.read.builder import Builder, flat
from index.read.odf import BROKEN, Package, broken
from index.read.odt_parts import Styles, notes_in, q, rows_of, words_of_paragraph
from index.read.packed import WHOLE
from index.read.tables import laid_out, table_lines

_PASSED_OVER = frozenset(
    map(
        q, ("text:table-of-content", "text:tracked-changes", "text:sequence-decls", "office:forms", "office:annotation")
    )
)


def read_odt(data: bytes, name: str) -> Text:
    """An OpenDocument text. Raises UnreadableFile where it is broken or needs a password."""
    try:
        with Package(data, name, whole=WHOLE) as package:
            content, styles, named = package.content(), package.part("styles.xml"), package.title()
    except BROKEN as error:
        raise broken(name, "text") from error
    builder = Builder()
    body = _Body(builder, Styles([root for root in (styles, content) if root is not None]))
    for text in content.iter(q("office:text")):
        body.add(text)
    return builder.build("odt", named or body.title)


class _Body:
    """Appends the parts of a text; remembers the title met on the way."""

    def __init__(self, builder: Builder, styles: Styles) -> None:
        self.title = ""
        self._builder = builder
        self._styles = styles

    def add(self, parent: etree._Element) -> None:
        for element in parent:
            if element.tag == q("text:h"):
                level = element.get(q("text:outline-level")) or "1"
                self._paragraph(element, int(level) if level.isdigit() else 1)
            elif element.tag == q("text:p"):
                self._paragraph(element, 0)
            elif element.tag == q("text:list"):
                self._list(element, element.get(q("text:style-name")) or "", 1, tight=False)
            elif element.tag == q("table:table"):
                self._table(element)
            elif element.tag not in _PASSED_OVER:
                self.add(element)

    def _paragraph(self, element: etree._Element, level: int, *, marker: str = "", tight: bool = False) -> bool:
        text = words_of_paragraph(element).strip()
        if text and self._styles.has(element, "Title"):
            self.title = self.title or flat(text)
            level = 1
        if level and text:
            self._builder.heading(text, level)
        else:
            tight = self._builder.add(marker + text, tight=tight) if text else tight
        for box in element.iter(q("draw:text-box")):
            if not any(above.tag == q("draw:text-box") for above in box.iterancestors()):
                self.add(box)
        for note in notes_in(element):
            self._builder.add(note)
        return tight

    def _list(self, element: etree._Element, style: str, depth: int, *, tight: bool) -> bool:
        """Append a list; whether the next item may stand right below it."""
        number = 0
        for item in element.iterchildren(q("text:list-item"), q("text:list-header")):
            number += item.tag == q("text:list-item")
            marker = f"{number}. " if self._styles.is_numbered(style, depth) else "• "
            for place, child in enumerate(item):
                if child.tag == q("text:list"):
                    tight = self._list(child, child.get(q("text:style-name")) or style, depth + 1, tight=tight)
                elif child.tag == q("text:p"):
                    tight = self._paragraph(child, 0, marker="" if place else marker, tight=tight)
                elif child.tag == q("text:h"):
                    level = child.get(q("text:outline-level")) or "1"
                    self._paragraph(child, int(level) if level.isdigit() else 1)
        return tight

    def _table(self, table: etree._Element) -> None:
        rows, marked = rows_of(table)
        first = list(table.iter(q("table:table-row")))[:1]
        heads = [one for row in first for one in row.iter(q("text:p")) if words_of_paragraph(one).strip()]
        styled = bool(heads) and all(self._styles.has(one, "Table_20_Heading") for one in heads)
        self._builder.lines(table_lines(laid_out(rows, marked), marked, styled=styled))
