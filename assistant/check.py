"""Each sentence against its passages: for quotes, the words must stand in the document at the cited place."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answer import Citation
from index import Index


def verbatim(index: Index, citations: Iterable[Citation]) -> bool:
    """Whether every quote is `text[start:end]` of its document as the index keeps it now."""
    texts: dict[str, str] = {}
    for one in citations:
        text = texts.get(one.document) or texts.setdefault(one.document, index.document(one.document).text)
        if text[one.start : one.end] != one.quote:
            return False
    return True
