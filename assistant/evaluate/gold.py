"""Evidence of a question -> its places in the documents of an index, and whether a passage or quote lies on them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.evaluate.questions import Evidence, Question
from index import Document, Index
from index.errors import DocumentMissing

ENOUGH = 0.5  # share of the shorter of passage and quote that must lie in the other


@dataclass(frozen=True, slots=True)
class Place:
    """Where one piece of evidence stands: a span of a document's text, one of its pages, or all of it."""

    document: str
    start: int | None = None
    end: int | None = None
    page: int | None = None
    grade: int = 1

    @property
    def whole(self) -> bool:
        """Whether the whole document is the evidence."""
        return self.start is None and self.page is None

    def touches(self, document: str, start: int, end: int, page: int | None) -> bool:
        """Whether a quote at these offsets shares a character with the place (or its page, or its document)."""
        if document != self.document:
            return False
        if self.start is None or self.end is None:
            return self.page is None or self.page == page
        return start < self.end and self.start < end

    def held_by(self, document: str, start: int, end: int, page: int | None) -> bool:
        """Whether a passage at these offsets holds the place: half of the shorter of the two, or its page."""
        if not self.touches(document, start, end, page) or self.start is None or self.end is None:
            return self.touches(document, start, end, page)
        common = min(end, self.end) - max(start, self.start)
        return common >= ENOUGH * min(end - start, self.end - self.start)


class Gold:
    """Finds evidence in one index; documents are read once each and the last few kept.

    A quote that names no document is looked for in these `collections` only, where some are given.
    """

    def __init__(self, index: Index, collections: Collection[str] | None = None) -> None:
        self._index = index
        self._collections = collections
        self._document = lru_cache(maxsize=64)(self._read)

    def places(self, question: Question) -> tuple[tuple[Place, ...], int]:
        """Every place of a question's evidence, and how many pieces of it no document holds; what is graded as
        irrelevant is left out."""
        found = [self.of(one) for one in question.evidence if one.grade > 0]
        return tuple(place for places in found for place in places), sum(not places for places in found)

    def of(self, evidence: Evidence) -> list[Place]:
        """The places of one piece of evidence: each occurrence of its quote, white space apart."""
        if not evidence.document:
            names = self._names() if evidence.quote else []
            return [place for name in names for place in self._in(name, evidence)]
        return self._in(evidence.document, evidence)

    def _names(self) -> list[str]:
        within = self._collections
        return [one.name for one in self._index.documents() if within is None or one.collection in within]

    def _in(self, name: str, evidence: Evidence) -> list[Place]:
        if (document := self._document(name)) is None:
            return []
        if not evidence.quote:
            if evidence.page and evidence.page > max(document.pages, 1):
                return []
            return [Place(document.name, page=evidence.page, grade=evidence.grade)]
        found = re.finditer(r"\s+".join(map(re.escape, evidence.quote.split())), document.text)
        return [Place(document.name, *match.span(), grade=evidence.grade) for match in found]

    def around(self, place: Place, near: int) -> str:
        """The text of a place with `near` characters on either side; of a page or a whole document, all of that
        document."""
        document = self._document(place.document)
        text = document.text if document else ""
        return text if place.start is None or place.end is None else text[max(0, place.start - near) : place.end + near]

    def _read(self, name: str) -> Document | None:
        try:
            return self._index.document(name)
        except DocumentMissing:
            return None

    def grades(self, places: Iterable[Place]) -> dict[str, int]:
        """Relevant units with their grades: a document's name where all of it is evidence, else passages' ids."""
        grades: dict[str, int] = {}
        for place in places:
            for unit in [place.document] if place.whole else self._passages(place):
                grades[unit] = max(place.grade, grades.get(unit, 0))
        return grades

    def _passages(self, place: Place) -> Iterator[str]:
        document = self._document(place.document)
        for passage in self._index.manifest.passages_of(document.id) if document else ():
            if place.held_by(place.document, passage.start, passage.end, passage.page):
                yield unit(place.document, passage.start)


def unit(document: str, start: int) -> str:
    """The name of the passage that begins at an offset of a document."""
    return f"{document}#{start}"


def ranking(found: Iterable[tuple[str, int]], grades: dict[str, int], whole: bool = False) -> list[str]:
    """Passages as (document, start), best first -> the units that are judged, each once.

    Where whole documents are judged, documents are ranked, each by its best passage.
    """
    units = (name if whole or name in grades else unit(name, start) for name, start in found)
    return list(dict.fromkeys(units))
