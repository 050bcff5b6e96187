"""What a Word document keeps apart from its body: styles, numbering and notes; and the words of one paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from index.read.builder import flat
from index.read.scripts import begin_of, end_of, settled


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: id, name in lower case and English, heading level (0 for none), and its paragraphs' list."""

    id: str = ""
    name: str = ""
    level: int = 0
    numbering: etree._Element | None = None


UNREAD = frozenset(map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:txbxContent"))) | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_WRITTEN = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:ptab"): "\t"}
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MATH_AROUND = {
    f"{_MATH}num": ("(", ")"),
    f"{_MATH}den": ("/(", ")"),
    f"{_MATH}d": ("(", ")"),
    f"{_MATH}rad": ("√(", ")"),
}
_MATH_SCRIPTS = {f"{_MATH}sup": "power", f"{_MATH}sub": "sub"}
_ALIGNED = {"superscript": "super", "subscript": "sub"}
_STRUCK = tuple(f"{qn('w:rPr')}/{qn(name)}" for name in ("w:strike", "w:dstrike"))
_HEADING = re.compile(r"heading (\d)$", re.IGNORECASE)


def text_in(parent: etree._Element) -> str:
    """The words of all paragraphs below `parent`."""
    return " ".join(map(paragraph_text, parent.iter(qn("w:p"))))


def paragraph_text(paragraph: etree._Element) -> str:
    """The words of a paragraph as they stand after all changes are accepted, with links, without text boxes and what
    is struck out.
    """
    parts: list[str] = []
    stack: list[etree._Element | str] = [paragraph]
    while stack:
        element = stack.pop()
        if isinstance(element, str):
            parts.append(element)
        elif element.tag in (qn("w:t"), f"{_MATH}t"):
            parts.append(element.text or "")
        elif element.tag in _WRITTEN:
            parts.append(_WRITTEN[element.tag])
        elif element.tag == qn("w:r") and element.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is not None:
            continue
        elif element.tag not in UNREAD and element.tag != qn("w:pPr"):
            before, behind = _around(element)
            stack += [behind, *reversed(element), before]
    return settled("".join(parts))


def _around(element: etree._Element) -> tuple[str, str]:
    """What stands before and behind the words of an element: marks of small figures, brackets of a formula."""
    kind = _MATH_SCRIPTS.get(element.tag, "")
    if element.tag == qn("w:r") and any(map(_is_on, map(element.find, _STRUCK))):
        kind = "struck"
    elif element.tag == qn("w:r"):
        found = element.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
        kind = _ALIGNED.get(value(found, "w:val"), "") if found is not None else ""
    if kind:
        return begin_of(kind), end_of(kind)
    return _MATH_AROUND.get(element.tag, ("", ""))


def in_bold(parent: etree._Element) -> bool:
    """Whether all words below `parent` are set in bold type."""
    runs = [run for run in parent.iter(qn("w:r")) if any((text.text or "").strip() for text in run.iter(qn("w:t")))]
    marks = [run.find(f"{qn('w:rPr')}/{qn('w:b')}") for run in runs]
    return bool(marks) and all(map(_is_on, marks))


def _is_on(mark: etree._Element | None) -> bool:
    """Whether a property such as bold type is there and not switched off."""
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false", "off")


def outline(element: etree._Element | None) -> int:
    """Heading level that an outline level stands for; Word counts from 0, and 9 means body text."""
    level = int(element.get(qn("w:val")) or 9) if element is not None else 9
    return level + 1 if level < 9 else 0


def styles_of(document: Any) -> dict[str, Style]:
    """Style id -> its English name in lower case, heading level and list, each as inherited.

    Ids are localised ("berschrift1"), names of built-in styles are not. The id "" is the default paragraph style.
    """
    elements = {value(style, "w:styleId"): style for style in document.styles.element.iter(qn("w:style"))}
    return {identifier: _inherited(identifier, elements) for identifier in elements}


def _inherited(identifier: str, elements: dict[str, etree._Element]) -> Style:
    name, level, numbering, wanted = "", 0, None, identifier
    seen: set[str] = set()
    while identifier in elements and identifier not in seen:
        seen.add(identifier)
        element = elements[identifier]
        own = child_value(element, "w:name").lower()
        name = name or own
        heading = _HEADING.match(own)
        level = level or (int(heading[1]) if heading else outline(element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")))
        found = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        numbering = found if numbering is None else numbering
        identifier = child_value(element, "w:basedOn")
    return Style(wanted, name, level, numbering)


def related(document: Any, kind: str) -> etree._Element | None:
    """Root element of the part that the document relates to as `kind`, None where there is none."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            return etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False))
    return None


def value(element: etree._Element, name: str) -> str:
    """An attribute such as "w:val", "" where there is none."""
    return element.get(qn(name)) or ""


def child_value(element: etree._Element, name: str) -> str:
    """The "w:val" of a child such as "w:numId", "" where there is none."""
    child = element.find(qn(name))
    return value(child, "w:val") if child is not None else ""


def notes_of(document: Any) -> dict[tuple[str, str], str]:
    """(tag of the reference, note id) -> text of the footnote or endnote."""
    notes = {}
    for kind in ("footnote", "endnote"):
        root = related(document, f"{kind}s")
        for note in root.iter(qn(f"w:{kind}")) if root is not None else ():
            if note.get(qn("w:type")) in (None, "normal"):
                key = qn(f"w:{kind}Reference"), value(note, "w:id")
                notes[key] = flat(text_in(note))
    return notes
