"""Accordions and tabs: the words of the buttons that show their panels, and which panels these are."""

from __future__ import annotations

from lxml import etree

_TITLES = ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary")
_LEADS = ("aria-controls", "data-target", "data-bs-target", "href")


def open_panels(body: etree._Element) -> frozenset[str]:
    """The ids of the panels that a click shows; the buttons that are titles become words (`body` is changed)."""
    found: set[str] = set()
    for button in list(body.iter("button", "a", "summary")):
        if button.tag == "a" and button.get("role") != "tab" and button.get("aria-expanded") is None:
            continue
        panels = {(button.get(name) or "").removeprefix("#") for name in _LEADS} - {""}
        found |= panels
        if button.tag == "button":
            _as_words(button, leads=bool(panels) or button.get("aria-expanded") is not None)
    return frozenset(found)


def _as_words(button: etree._Element, *, leads: bool) -> None:
    """Make words of a button that is the title of a panel: in a heading a part of it, else a line in bold type.

    One beside other words, as for copying a link, is no title unless it `leads` to a panel.
    """
    title = next(button.iterancestors(*_TITLES), None)
    if title is not None:
        alone = "".join(map(str, title.itertext())).strip() == "".join(map(str, button.itertext())).strip()
        button.tag = "span" if leads or alone else "button"
    elif leads and any(above.tag in ("main", "article") for above in button.iterancestors()):
        bold = etree.Element("b")
        bold.text, button.text = button.text, None
        bold.extend(list(button))
        button.append(bold)
        button.tag = "div"
