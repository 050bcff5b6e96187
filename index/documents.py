"""The words of the house as types: a document, its text with pages and headings, and the passages cut from it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

DEFAULT = "default"
"""The collection of documents that were put into no other."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that governs the text from `start` (a character offset) until the next one of its level or above."""

    start: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Text:
    """What a reader makes of one file: the text that every offset indexes, and where its parts begin.

    `headings` and `pages` are sorted by offset. `pages[i]` is the offset at which page i + 1 begins; empty where the
    format has no pages. `blocks` are (start, end) spans of paragraphs, list items, table rows and headings, in order
    and without overlap; a passage ends at a block's end where it can. `title` is "" where the file names none.
    """

    text: str
    title: str = ""
    headings: tuple[Heading, ...] = ()
    pages: tuple[int, ...] = ()
    blocks: tuple[tuple[int, int], ...] = ()
    format: str = "text"

    def page_at(self, offset: int) -> int | None:
        """Number (from 1) of the page that holds the character at `offset`, None where there are no pages."""
        return bisect_right(self.pages, offset) or None if self.pages else None

    def section_at(self, offset: int) -> str:
        """Path of headings over `offset`, such as "Results › Table 3", without the document's own title."""
        return self._joined(self._path(offset))

    def section_over(self, heading: Heading) -> str:
        """The path that a heading continues, without the document's own title."""
        return self._joined([above for above in self._path(heading.start - 1) if above.level < heading.level])

    def _path(self, offset: int) -> list[Heading]:
        path: list[Heading] = []
        for heading in self.headings:
            if heading.start > offset:
                break
            path = [above for above in path if above.level < heading.level] + [heading]
        return path

    def _joined(self, path: Sequence[Heading]) -> str:
        return " › ".join(heading.title for heading in path if heading.title != self.title)


@dataclass(frozen=True, slots=True)
class Document:
    """One live document of an index. `name` is what people call it: its path relative to the indexed folder, or its
    web address."""

    id: str
    name: str
    title: str
    source: str
    path: str
    format: str
    text: str
    pages: int
    passages: int
    bytes: int
    indexed_at: str
    collection: str = DEFAULT


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is retrieved and cited: `text == document.text[start:end]`, always."""

    id: str
    document: str
    ordinal: int
    start: int
    end: int
    text: str
    title: str
    section: str
    page: int | None
    sentences: tuple[tuple[int, int], ...]

    @property
    def embedded_text(self) -> str:
        """What the embedding model sees: title and section lead the text, so that a short passage knows its subject."""
        head = " › ".join(part for part in (self.title, self.section) if part)
        return f"{head}\n{self.text}" if head else self.text
