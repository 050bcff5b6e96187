"""What stands around a page's content, navigation and the like, and how to take it away."""

from __future__ import annotations

import re

from lxml import etree

from index.read.builder import clean
from index.read.lines import words
from index.read.panels import open_panels

_NEVER = words(
    "script style noscript template svg iframe object embed canvas audio video map select input textarea img "
    "picture head annotation"
)
_AROUND = words("nav footer dialog")
_ASIDE = words("aside form")  # furniture, unless they stand in the content and say something themselves
_ROLES = words("navigation banner contentinfo search menu menubar toolbar dialog alertdialog")
_NEVER_CONTENT = re.compile(
    r"(?:^|\s)(?:cookies?[_-](?:banner|consent|notice|bar|popup|message|policy-banner)|breadcrumbs?|advert|navbar|navbox"
    r"|popup|modal|skip|site-footer|site-nav|mw-editsection|noprint|printfooter)(?=[\s_-]|$)",
    re.IGNORECASE,
)
_SELDOM_CONTENT = re.compile(
    r"(?:^|\s)(?:cookies?|share|sharing|social|newsletter|promo|related|menu|sidebar|pagination|toc)(?=[\s_-]|$)",
    re.IGNORECASE,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OF_TEXT = words("p li dt dd tr td th h1 h2 h3 h4 h5 h6")  # generators name these by their words
_STATEMENT = re.compile(r"[.!?](?:\s|$)|\d")
_MOST_LINKED = 0.25  # of the characters of what is named as furniture is and says something all the same
_FEWEST_WORDS, _MANY_WORDS = 4, 8
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.|\+?\(?\d[\d\s()/-]{6,}\d")
_ANCHOR = re.compile(r"\s*[¶#§🔗]\s*$")
_NOTE_MARK = re.compile(r"\s*\[\w{1,3}\]\s*$")
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LAYOUT = "boolean(.//table or .//td//p[2] or .//td//h1 or .//td//h2 or .//td//h3 or .//td//ul)"


def main_part(root: etree._Element) -> etree._Element:
    """The element that holds the page's content, with everything else taken out of it (`root` is changed)."""
    body = next(root.iter("body"), root)
    etree.strip_elements(root, *_NEVER, with_tail=False)
    opened = open_panels(body)
    etree.strip_elements(root, "button", with_tail=False)
    whole = _size(body)
    for element in list(body.iter(etree.Element)):
        if element is not body and _is_around(element, opened) and _size(element) < 0.5 * whole:
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


def _is_around(element: etree._Element, opened: frozenset[str]) -> bool:
    """Whether an element is furniture; `opened` are the ids of panels that a click shows."""
    tag, get = element.tag, element.get
    if tag == "footer":
        return not element.xpath("boolean(ancestor::blockquote)")
    if tag == "header":
        return bool(element.xpath("boolean(descendant::nav) and not(ancestor::article or ancestor::main)"))
    if tag == "sup":
        return element.find(".//a") is not None or bool(_NOTE_MARK.match(words_in(element)))
    if tag == "a" and (_ANCHOR.match(words_in(element)) or "noteref" in (get("epub:type") or get("role") or "")):
        return True
    if tag in _AROUND or get("role") in _ROLES:
        return True
    if get("hidden") is not None or get("aria-hidden") == "true" or _UNSEEN_STYLE.search(get("style") or ""):
        return not ((get("role") == "tabpanel" or get("id") in opened) and _says_something(element))
    if tag in _ASIDE or get("role") == "complementary":
        return not (_in_content(element) and _says_something(element))
    return _is_named_so(element)


def _is_named_so(element: etree._Element) -> bool:
    """Whether an element is called what furniture is called, and looks like it too.

    Generators name headings and sections by their words, and "Related work" or "Cookies" may be what a paper or a
    manual is about.
    """
    kind, name = element.get("class") or "", element.get("id") or ""
    if not kind and not name:
        return False
    called = f"{kind} {name}"
    if not (_NEVER_CONTENT.search(called) or _SELDOM_CONTENT.search(called)):
        return False
    names = f"{kind} {name}" if name and not _is_named_by_its_words(element, name) else kind
    if _NEVER_CONTENT.search(names):
        return True
    if not _SELDOM_CONTENT.search(names):
        return False
    if element.tag in _HEADINGS:
        return False
    return not ((element.tag in _OF_TEXT or _in_content(element)) and _says_something(element))


def _is_named_by_its_words(element: etree._Element, name: str) -> bool:
    """Whether an id is made of the heading that an element is, holds or is a part of, or names a piece of text."""
    if element.tag in _OF_TEXT or next(element.iterancestors(*_HEADINGS), None) is not None:
        return True
    heading = next(element.iter(*_HEADINGS), None)
    if heading is None:
        return False
    slug, title = (re.sub(r"[\W_]+", "-", one.lower()).strip("-") for one in (name, words_in(heading)))
    return bool(title) and (slug.startswith(title) or title.startswith(slug))


def _in_content(element: etree._Element) -> bool:
    """Whether an element stands in what a page marks as its content, or in a note of a book."""
    if element.get("epub:type") or (element.get("role") or "").startswith("doc-"):
        return True
    return any(above.tag in ("main", "article") or above.get("role") == "main" for above in element.iterancestors())


def _says_something(element: etree._Element) -> bool:
    """Whether an element tells something itself, instead of leading elsewhere or asking for an address."""
    if element.tag != "form" and next(element.iter("form"), None) is not None:
        return False
    linked = sum(_size(link) for link in element.iter("a") if not is_contact(link))
    told = len(words_in(element).split())
    enough = told >= _MANY_WORDS or (told >= _FEWEST_WORDS and _STATEMENT.search(words_in(element)))
    return bool(enough) and linked <= _MOST_LINKED * _size(element)


def is_contact(link: etree._Element) -> bool:
    """Whether a link is an address or a telephone number, which says something even where it stands alone."""
    return (link.get("href") or "").strip().lower().startswith(("tel:", "mailto:", "sms:", "geo:")) or bool(
        _CONTACT.search(words_in(link))
    )


def _unwrap_figures(body: etree._Element) -> None:
    """A figure is a picture, unless it frames a table, a listing or a quotation."""
    for figure in list(body.iter("figure")):
        if not figure.xpath("boolean(descendant::table or descendant::pre or descendant::blockquote)"):
            _drop(figure)


def _drop_link_lists(body: etree._Element) -> None:
    """A list of three or more items that is nearly all short links is a menu, not prose."""
    for element in list(body.iter("ul", "ol", "menu")):
        links = [words_in(link).strip() for link in element.iter("a") if not is_contact(link)]
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
