"""What a Word document keeps apart from its body: styles, numbering and notes; and the words of one paragraph."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from index.read.builder import flat

Style = tuple[str, int, etree._Element | None]
"""Name in lower case and English, heading level (0 for none), and the list that it puts its paragraphs in."""

UNREAD = frozenset(map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:txbxContent"))) | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_WRITTEN = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:ptab"): "\t"}
_HEADING = re.compile(r"heading (\d)$", re.IGNORECASE)


def text_in(parent: etree._Element) -> str:
    """The words of all paragraphs below `parent`."""
    return " ".join(map(paragraph_text, parent.iter(qn("w:p"))))


def paragraph_text(paragraph: etree._Element) -> str:
    """The words of a paragraph as they stand after all changes are accepted, with links, without text boxes."""
    parts: list[str] = []
    stack: list[etree._Element] = [paragraph]
    while stack:
        element = stack.pop()
        if element.tag == qn("w:t"):
            parts.append(element.text or "")
        elif element.tag in _WRITTEN:
            parts.append(_WRITTEN[element.tag])
        elif element.tag == qn("w:r") and element.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is not None:
            continue
        elif element.tag not in UNREAD and element.tag != qn("w:pPr"):
            stack.extend(reversed(element))
    return "".join(parts)


def in_bold(parent: etree._Element) -> bool:
    """Whether all words below `parent` are set in bold type."""
    runs = [run for run in parent.iter(qn("w:r")) if any((text.text or "").strip() for text in run.iter(qn("w:t")))]
    marks = [run.find(f"{qn('w:rPr')}/{qn('w:b')}") for run in runs]
    return bool(marks) and all(mark is not None and mark.get(qn("w:val")) not in ("0", "false") for mark in marks)


def outline(element: etree._Element | None) -> int:
    """Heading level that an outline level stands for; Word counts from 0, and 9 means body text."""
    value = int(element.get(qn("w:val")) or 9) if element is not None else 9
    return value + 1 if value < 9 else 0


def list_of(properties: etree._Element | None) -> tuple[str, int]:
    """List id, "" for none, and depth from 0."""
    if properties is None:
        return "", 0
    identifier = _child_value(properties, "w:numId")
    return "" if identifier == "0" else identifier, int(_child_value(properties, "w:ilvl") or 0)


def styles_of(document: Any) -> dict[str, Style]:
    """Style id -> its English name in lower case, heading level and list, each as inherited.

    Ids are localised ("berschrift1"), names of built-in styles are not. The id "" is the default paragraph style.
    """
    elements = {_value(style, "w:styleId"): style for style in document.styles.element.iter(qn("w:style"))}
    return {identifier: _inherited(identifier, elements) for identifier in elements}


def _inherited(identifier: str, elements: dict[str, etree._Element]) -> Style:
    name, level, numbering = "", 0, None
    seen: set[str] = set()
    while identifier in elements and identifier not in seen:
        seen.add(identifier)
        element = elements[identifier]
        own = _child_value(element, "w:name").lower()
        name = name or own
        heading = _HEADING.match(own)
        level = level or (int(heading[1]) if heading else outline(element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")))
        found = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        numbering = found if numbering is None else numbering
        identifier = _child_value(element, "w:basedOn")
    return name, level, numbering


def _related(document: Any, kind: str) -> etree._Element | None:
    """Root element of the part that the document relates to as `kind`, None where there is none."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            return etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False))
    return None


def numbering_of(document: Any) -> dict[tuple[str, int], str]:
    """(list id, depth) -> Word's name for the number format, such as "bullet" or "decimal"."""
    root = _related(document, "numbering")
    if root is None:
        return {}
    formats = {_value(found, "w:abstractNumId"): _formats(found) for found in root.iter(qn("w:abstractNum"))}
    return {
        (_value(number, "w:numId"), depth): name
        for number in root.iter(qn("w:num"))
        for depth, name in formats.get(_child_value(number, "w:abstractNumId"), {}).items()
    }


def _formats(abstract: etree._Element) -> dict[int, str]:
    levels = abstract.iter(qn("w:lvl"))
    return {int(_value(level, "w:ilvl") or 0): _child_value(level, "w:numFmt") or "decimal" for level in levels}


def _value(element: etree._Element, name: str) -> str:
    return element.get(qn(name)) or ""


def _child_value(element: etree._Element, name: str) -> str:
    child = element.find(qn(name))
    return _value(child, "w:val") if child is not None else ""


def notes_of(document: Any) -> dict[tuple[str, str], str]:
    """(tag of the reference, note id) -> text of the footnote or endnote."""
    notes = {}
    for kind in ("footnote", "endnote"):
        root = _related(document, f"{kind}s")
        for note in root.iter(qn(f"w:{kind}")) if root is not None else ():
            if note.get(qn("w:type")) in (None, "normal"):
                key = qn(f"w:{kind}Reference"), _value(note, "w:id")
                notes[key] = flat(text_in(note))
    return notes
