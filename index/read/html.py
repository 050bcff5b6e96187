"""HTML: the words of the main content, without the furniture around them."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from index.documents import Text
from index.read.builder import Builder, clean, flat
from index.read.decode import decode
from index.read.furniture import is_contact, main_part, words_in
from index.read.html_tables import HtmlTable
from index.read.html_terms import Terms
from index.read.lines import is_label, together, words
from index.read.numbering import written
from index.read.scripts import begin_of, end_of, settled

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_HEADING = re.compile(r"h([1-6])$")
_BOLD = ("b", "strong")
_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}  # of numbers in a list
_SCRIPTS = {"sup": "super", "sub": "sub"}
_STRUCK = ("del", "s", "strike")
_SHORT_WORDS = 5  # a line that is nothing but a link, and no longer, leads elsewhere and says nothing
_BLOCKS = words(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html li main menu ol p pre search section summary table tbody tfoot thead tr ul"
)


def read_html(data: bytes, name: str) -> Text:
    """The main content of a page. Raises UnreadableFile for binary data."""
    root = tree_of(data, name)
    builder = Builder()
    if root is None:
        return builder.build("html")
    title = title_of(root)
    add_html(builder, main_part(root))
    return builder.build("html", title)


def tree_of(data: bytes, name: str, charset: str = "") -> etree._Element | None:
    """The tree of a page that names its encoding itself or came with `charset`, None where there is nothing in it."""
    declared = _CHARSET.search(data[:2048])
    return parse(decode(data, name, charset or (declared[1].decode("ascii", "replace") if declared else "")))


def parse(text: str) -> etree._Element | None:
    """The tree that a browser would see, without what is struck out, None where there is nothing in it.

    Raises ValueError where elements are nested so deep (2,048) that the parser would leave words out.
    """
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml_html.document_fromstring(clean(text).encode("utf-8"), parser=parser)
    except etree.ParserError:  # nothing but spaces and comments
        return None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ValueError("nested too deep")
    for element in list(root.iter(etree.Element)):
        if element.tag in _STRUCK or "line-through" in (element.get("style") or ""):
            _drop(element)
    return root


def _drop(element: Any) -> None:
    """Take an element out, with the space before it where a space or a stop follows."""
    before, parent = element.getprevious(), element.getparent()
    if parent is not None and re.match(r"[\s.,;:!?)]", element.tail or ""):
        if before is not None:
            before.tail = (before.tail or "").rstrip(" ")
        else:
            parent.text = (parent.text or "").rstrip(" ")
    element.drop_tree()


def title_of(root: etree._Element) -> str:
    """What a page calls itself, without the name of its site."""
    titles = [words_in(found) for found in root.iter("title") if next(found.iterancestors("svg"), None) is None]
    titles += [found.get("content") or "" for found in root.iter("meta") if found.get("property") == "og:title"]
    heads = list(filter(None, map(flat, map(words_in, root.iter("h1")))))
    title = next(filter(None, map(flat, [*titles, *heads])), "")
    # "Heading - Name of the site" says no more than the heading itself.
    return next((head for head in heads if re.match(rf"{re.escape(head)}\s+[-–—|·]\s", title)), title)


def add_html(builder: Builder, root: etree._Element) -> None:
    """Append the blocks of a tree that holds content only."""
    walk = _Walk(builder)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            walk.enter(element)
        else:
            walk.leave(element, root)
    walk.flush()


class _List:
    """The numbers of one list's items; bullets where it has none."""

    def __init__(self, element: etree._Element) -> None:
        self._numbered = element.tag == "ol"
        self._kind = _KINDS.get(element.get("type") or "", "decimal")
        self._step = -1 if element.get("reversed") is not None else 1
        last = sum(1 for _ in element.iterchildren("li")) if self._step < 0 else 1
        self._next = _number(element.get("start"), last)

    def marker(self, item: etree._Element) -> str:
        """What stands before an item, which is counted."""
        if not self._numbered:
            return "• "
        number = _number(item.get("value"), self._next)
        self._next = number + self._step
        return f"{written(number, _KINDS.get(item.get('type') or '', self._kind))}. "


def _number(value: str | None, otherwise: int) -> int:
    """The number that an attribute begins with; `otherwise` where what is written is none."""
    found = re.match(r"\s*([+-]?\d{1,9})(?!\d)", value or "")
    return int(found[1]) if found else otherwise


class _Walk:
    """Collects inline text until a block ends. Only where it stands is kept, so depth costs no recursion."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._buffer: list[str] = []
        self._linked = 0  # characters of the buffer that are link text
        self._links: list[bool] = []  # whether each link that is open leads elsewhere
        self._bolded = 0  # characters of the buffer that are in bold type
        self._bold = 0  # elements open here that set it
        self._pre = 0
        self._marker = ""  # waits for the text of its list item
        self._lists: list[_List] = []  # those that are open
        self._table: HtmlTable | None = None  # the open one; tables inside its cells are words of these
        self._terms: list[Terms] = []  # the lists of definitions that are open
        self._last = ""  # kind of the last block: items and rows stand close together

    def enter(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in ("table", "tr") and self._table is None:
            self.flush()
            self._table = HtmlTable(element)
        in_cell = self._table is not None and self._table.enter(element)
        if tag in _BLOCKS and not in_cell:
            self.flush()
            self._enter_terms(tag)
        if tag in ("ul", "ol"):
            self._lists.append(_List(element))
            self._last = self._last if len(self._lists) > 1 else ""
        elif tag == "li":
            self._marker = self._lists[-1].marker(element) if self._lists else "• "
        elif tag == "br":
            self._write("\n")
        elif tag in _BLOCKS and in_cell:
            self._write("\v")
        self._pre += tag == "pre"
        if tag == "a":
            self._links.append(not is_contact(element))
        self._bold += tag in _BOLD
        if tag in _SCRIPTS:
            self._buffer.append(begin_of(_SCRIPTS[tag]))
        self._write(element.text or "")

    def leave(self, element: etree._Element, root: etree._Element) -> None:
        tag = element.tag
        table = self._table
        if table and table.ends_cell(element):
            bold = 0 < self._shown() <= self._bolded
            table.add(element, self._take(), bold=bold)
        elif tag in _BLOCKS and not (table and table.in_cell):
            self.flush(tag)
            self._leave_terms(tag)
        elif tag in _BLOCKS:
            self._write("\v")
        if table and element is table.root:
            self._table = None
            self._builder.lines(table.lines())
            self._last = "table"
        if tag in _SCRIPTS:
            self._buffer.append(end_of(_SCRIPTS[tag]))
        if tag == "li":
            self._marker = ""
        if tag in ("ul", "ol"):
            self._lists.pop()
        self._pre -= tag == "pre"
        if tag == "a":
            self._links.pop()
        self._bold -= tag in _BOLD
        if element is not root:
            self._write(element.tail or "")

    def flush(self, tag: str = "") -> None:
        """End the block that the buffer holds; `tag` is the element that ends with it."""
        shown = self._shown()
        only_link, only_bold = (0 < part >= shown for part in (self._linked, self._bolded))
        text = self._take(keep_lines=bool(self._pre))
        heading = _HEADING.match(tag)
        if not text.strip() or not re.search(r"\w", text):
            return
        if not heading and self._terms and self._terms[-1].take(text):
            return
        self._say_terms()
        if heading:
            self._builder.heading(text, int(heading[1]))
            self._last = "heading"
            return
        if only_bold and tag in ("p", "div") and not self._marker and not only_link and is_label(text):
            self._builder.label(text)
            self._last = "heading"
            return
        kind = "item" if self._marker or tag in ("dt", "dd") else "block"
        if kind == "item" or not only_link or len(text.split()) > _SHORT_WORDS:
            self._builder.add(self._marker + text, tight=kind == "item" and self._last == "item")
            self._last, self._marker = kind, ""

    def _enter_terms(self, tag: str) -> None:
        """A block begins, which may be a list of definitions or a part of one."""
        if self._terms and self._terms[-1].ends_with(tag):
            self._say_terms()
        if tag == "dl":
            self._terms.append(Terms())
            self._last = self._last if len(self._terms) > 1 else ""
        elif self._terms:
            self._terms[-1].enter(tag)

    def _leave_terms(self, tag: str) -> None:
        if self._terms:
            self._terms[-1].leave(tag)
        if tag == "dl" and self._terms:
            self._say_terms()
            self._terms.pop()

    def _say_terms(self) -> None:
        """Append what waits of the innermost list of definitions."""
        for line in self._terms[-1].lines() if self._terms else ():
            self._builder.add(self._marker + line, tight=self._last == "item")
            self._last, self._marker = "item", ""

    def _write(self, text: str) -> None:
        if text == "\n" and not self._pre:
            text = "\v"  # a break that is meant, unlike the line ends of the source
        if text:
            self._buffer.append(text)
            self._linked += len(text.strip()) if any(self._links) else 0
            self._bolded += len(text.strip()) if self._bold else 0

    def _shown(self) -> int:
        """Characters of the buffer, spaces around its parts aside."""
        return sum(len(part.strip()) for part in self._buffer)

    def _take(self, *, keep_lines: bool = False) -> str:
        text = settled("".join(self._buffer))
        self._buffer.clear()
        self._linked = self._bolded = 0
        if keep_lines:
            return text.replace("\v", "\n").strip("\n")
        lines = [" ".join(line.split()) for line in text.split("\v")]
        return together(lines) if self._table and self._table.in_cell else "\n".join(filter(None, lines))
