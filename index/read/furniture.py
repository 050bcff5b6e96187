"""What stands around a page's content, navigation and the like, and how to take it away."""

from __future__ import annotations

import re

from lxml import etree

from index.read.builder import clean
from index.read.lines import words

_NEVER = words(
    "script style noscript template svg iframe object embed canvas audio video map select input textarea button img "
    "picture figcaption head annotation"
)
_AROUND = words("nav footer aside form dialog")
_ROLES = words("navigation banner contentinfo complementary search menu menubar toolbar dialog alertdialog")
_NAMES = re.compile(
    r"(?:^|\s)(?:cookies?|breadcrumbs?|share|sharing|social|newsletter|advert|promo|related|navbar|navbox|menu|sidebar"
    r"|popup|modal|skip|site-footer|site-nav|pagination|toc|mw-editsection|noprint|printfooter)(?=[\s_-]|$)",
    re.IGNORECASE,
)
_ANCHOR = re.compile(r"\s*[¶#§🔗]\s*$")
_NOTE_MARK = re.compile(r"\s*\[\w{1,3}\]\s*$")
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LAYOUT = "boolean(.//table or .//td//p[2] or .//td//h1 or .//td//h2 or .//td//h3 or .//td//ul)"


def main_part(root: etree._Element) -> etree._Element:
    """The element that holds the page's content, with everything else taken out of it (`root` is changed)."""
    body = next(root.iter("body"), root)
    etree.strip_elements(root, *_NEVER, with_tail=False)
    whole = _size(body)
    for element in list(body.iter(etree.Element)):
        if element is not body and _is_around(element) and _size(element) < 0.5 * whole:
            _drop(element)
    _unwrap_figures(body)
    _drop_link_lists(body)
    _open_layout_tables(body)
    candidates = [one for one in body.iter() if one.tag in ("main", "article") or one.get("role") == "main"]
    best = max(candidates, key=_size, default=body)
    return best if _size(best) >= 0.5 * _size(body) else body


def words_in(element: etree._Element) -> str:
    """All text below `element`."""
    return "".join(map(str, element.itertext()))


def _size(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def _drop(element: etree._Element) -> None:
    """Take `element` out and leave the text behind it in place."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = clean((before.tail or "") + element.tail)
        else:
            parent.text = clean((parent.text or "") + element.tail)
    parent.remove(element)


def _is_around(element: etree._Element) -> bool:
    tag, get = element.tag, element.get
    if tag == "footer":
        return not element.xpath("boolean(ancestor::blockquote)")
    if tag == "header":
        return bool(element.xpath("boolean(descendant::nav) and not(ancestor::article or ancestor::main)"))
    if tag == "sup":
        return element.find(".//a") is not None or bool(_NOTE_MARK.match(words_in(element)))
    if tag == "a" and _ANCHOR.match(words_in(element)):
        return True
    return bool(
        tag in _AROUND
        or get("role") in _ROLES
        or get("hidden") is not None
        or get("aria-hidden") == "true"
        or _UNSEEN_STYLE.search(get("style") or "")
        or _NAMES.search(f"{get('class') or ''} {get('id') or ''}")
    )


def _unwrap_figures(body: etree._Element) -> None:
    """A figure is a picture, unless it frames a table, a listing or a quotation."""
    for figure in list(body.iter("figure")):
        if not figure.xpath("boolean(descendant::table or descendant::pre or descendant::blockquote)"):
            _drop(figure)


def _drop_link_lists(body: etree._Element) -> None:
    """A list of three or more items that is nearly all short links is a menu, not prose."""
    for element in list(body.iter("ul", "ol", "menu")):
        links = [words_in(link).strip() for link in element.iter("a")]
        linked = sum(map(len, links))
        if len(links) >= 3 and linked >= 0.8 * _size(element) and linked < 40 * len(links):
            _drop(element)


def _open_layout_tables(body: etree._Element) -> None:
    """A table that only places things on the page becomes plain blocks."""
    for table in list(body.iter("table")):
        one_column = all(len(row) < 2 for row in table.iter("tr"))
        if one_column or table.xpath(_LAYOUT):
            table.tag = "div"
            for part in list(table.iter("tr", "td", "th")):
                if next(part.iterancestors("table"), None) is None:  # not of a table inside
                    part.tag = "div"
