"""OpenDocument texts (.odt): the body in order, with headings, lists, tables and notes."""

from __future__ import annotations

from lxml import etree

from index.documents import Text
from index.read.builder import Builder, flat
from index.read.numbering import Count
from index.read.odf import BROKEN, Package, broken
from index.read.odt_parts import OUTLINE, Styles, count_of, notes_in, q, rows_of, words_of_paragraph
from index.read.packed import WHOLE
from index.read.tables import laid_out, table_lines

_PASSED_OVER = frozenset(
    map(
        q, ("text:table-of-content", "text:tracked-changes", "text:sequence-decls", "office:forms", "office:annotation")
    )
)
_ID = "{http://www.w3.org/XML/1998/namespace}id"


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
        self._outline = Count()
        self._counts: dict[str, Count] = {}  # of the last list of each style, and of each list by its id

    def add(self, parent: etree._Element) -> None:
        for element in parent:
            if element.tag == q("text:h"):
                level = count_of(element, "text:outline-level")
                self._paragraph(element, level, marker=self._heading_number(element, level))
            elif element.tag == q("text:p"):
                self._paragraph(element, 0)
            elif element.tag == q("text:list"):
                self._top_list(element)
            elif element.tag == q("table:table"):
                self._table(element)
            elif element.tag not in _PASSED_OVER:
                self.add(element)

    def _paragraph(self, element: etree._Element, level: int, *, marker: str = "", tight: bool = False) -> bool:
        text = words_of_paragraph(element, self._styles.scripts).strip()
        if text and self._styles.has(element, "Title"):
            self.title = self.title or flat(text)
            level = 1
        if level and text:
            self._builder.heading(marker + text, level)
        else:
            tight = self._builder.add(marker + text, tight=tight) if text else tight
        for box in element.iter(q("draw:text-box")):
            if not any(above.tag == q("draw:text-box") for above in box.iterancestors()):
                self.add(box)
        for note in notes_in(element, self._styles.scripts):
            self._builder.add(note)
        return tight

    def _heading_number(self, element: etree._Element, level: int) -> str:
        levels = self._styles.levels(OUTLINE)
        if not levels or element.get(q("text:is-list-header")) == "true":
            return ""
        shown = self._outline.next(level - 1, levels)
        return f"{shown} " if shown else ""

    def _top_list(self, element: etree._Element) -> None:
        """Append a list, which counts on where it says so."""
        style = element.get(q("text:style-name")) or ""
        before = element.get(q("text:continue-list")) or (
            style if element.get(q("text:continue-numbering")) == "true" else None
        )
        count = (self._counts.get(before) if before is not None else None) or Count()
        self._counts[style] = self._counts[element.get(_ID) or style] = count
        self._list(element, style, 0, count, tight=False)

    def _list(self, element: etree._Element, style: str, depth: int, count: Count, *, tight: bool) -> bool:
        """Append a list at a depth from 0; whether the next item may stand right below it."""
        for item in element.iterchildren(q("text:list-item"), q("text:list-header")):
            marker = self._item_number(item, style, depth, count)
            for place, child in enumerate(item):
                if child.tag == q("text:list"):
                    inner = child.get(q("text:style-name")) or style
                    tight = self._list(child, inner, depth + 1, count, tight=tight)
                elif child.tag == q("text:p"):
                    tight = self._paragraph(child, 0, marker="" if place else marker, tight=tight)
                elif child.tag == q("text:h"):
                    number = marker.removeprefix("• ") if not place else ""
                    self._paragraph(child, count_of(child, "text:outline-level"), marker=number)
        return tight

    def _item_number(self, item: etree._Element, style: str, depth: int, count: Count) -> str:
        """What stands before an item; one that only holds a deeper list is not counted."""
        levels = self._styles.levels(style)
        first = next(item.iterchildren(), None)
        if depth not in levels or first is None or first.tag == q("text:list"):
            return "• "
        if item.tag == q("text:list-header"):
            return ""
        begins = count_of(item, "text:start-value") if item.get(q("text:start-value")) else None
        shown = count.next(depth, levels, begins)
        return f"{shown} " if shown else ""

    def _table(self, table: etree._Element) -> None:
        rows, marked = rows_of(table, self._styles.scripts)
        first = list(table.iter(q("table:table-row")))[:1]
        heads = [one for row in first for one in row.iter(q("text:p")) if words_of_paragraph(one).strip()]
        styled = bool(heads) and all(self._styles.has(one, "Table_20_Heading") for one in heads)
        self._builder.lines(table_lines(laid_out(rows, marked), marked, styled=styled))
