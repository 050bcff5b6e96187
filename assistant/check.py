"""Each sentence against its passages: for quotes, the words must stand in the document at the cited place."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answer import Citation
from index import Index
from index.errors import DocumentMissing


def verbatim(index: Index, citations: Iterable[Citation]) -> bool:
    """Whether every quote is `text[start:end]` of its document as the index keeps it now."""
    cited = list(citations)
    texts = {name: _text(index, name) for name in {one.document for one in cited}}
    return all((text := texts[one.document]) is not None and text[one.start : one.end] == one.quote for one in cited)


def _text(index: Index, name: str) -> str | None:
    """The text of a document; None where it was taken out of the index since it was found."""
    try:
        return index.document(name).text
    except DocumentMissing:
        return None
