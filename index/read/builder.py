"""Builds a `Text` block by block, so that every reader keeps the same promises about offsets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from index.documents import Heading, Text

PAGE = "\f"
"""Inside a block's text: the next page begins at the character after it."""

LIMIT = 1 << 25
"""Most characters of one text, some forty thick books: what unpacks to more is a trap or wants to be several files."""

_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Control characters, lone surrogates, soft hyphens, zero-width marks and direction overrides: none can be seen, and
# each of them would make a quote differ from what a person reads or types. Zero-width joiners stay: Persian needs them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """`text` with "\\n" as its only line break, plain spaces, no unseen characters, in normal form C."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _SPACE.sub(" ", _BREAK.sub("\n", text))))


def flat(text: str) -> str:
    """`text` cleaned and on one line."""
    return " ".join(clean(text).split())


class TooLong(Exception):
    """A text has more than `LIMIT` characters."""


class Builder:
    """Appends blocks in reading order and knows where each of them, each heading and each page begins.

    Blocks are divided by "\\n\\n", or by "\\n" where both belong together, such as two items of a list.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._turned = 0  # pages begun since the last character
        self._blocks: list[tuple[int, int]] = []
        self._headings: list[Heading] = []
        self._level = 1  # of the last heading that has one of its own
        self._pages: list[int] = []

    @property
    def begun(self) -> bool:
        """Whether there is a block yet."""
        return bool(self._blocks)

    def page(self) -> None:
        """A new page begins with the next character."""
        self._turned += 1

    def add(self, text: str, *, tight: bool = False) -> bool:
        """Append one block, one line below the last if `tight`; False where nothing of `text` can be seen."""
        pieces = [clean(piece) for piece in text.split(PAGE)]
        pieces[0] = pieces[0].lstrip("\n")
        pieces[-1] = pieces[-1].rstrip()
        if not "".join(pieces).strip():
            self._turned += len(pieces) - 1
            return False
        if self._parts:
            self._append("\n" if tight else "\n\n", keep_page=True)
        start = self._length
        for number, piece in enumerate(pieces):
            self._turned += number > 0
            self._append(piece)
        self._blocks.append((start, self._length))
        return True

    def lines(self, texts: Iterable[str]) -> None:
        """Append blocks that belong together: the items of a list, the rows of a table."""
        tight = False
        for text in texts:
            tight = self.add(text, tight=tight) or tight

    def heading(self, text: str, level: int) -> None:
        """Append a heading as a block; `level` counts from 1, the highest."""
        self._level = level
        self._head(text, level)

    def label(self, text: str) -> None:
        """Append words that only look like a heading, such as a line in bold type: below the last heading."""
        self._head(text, self._level + 1)

    def _head(self, text: str, level: int) -> None:
        title = flat(text)
        if self.add(title):
            self._headings.append(Heading(self._blocks[-1][0], level, title))

    def take(self, text: Text, level: int) -> None:
        """Append the blocks of another text; its highest headings get the `level`. Its pages are not kept."""
        titles = {heading.start: heading for heading in text.headings}
        end = 0
        for start, stop in text.blocks:
            if heading := titles.get(start):
                self.heading(heading.title, heading.level + level - 1)
            else:
                self.add(text.text[start:stop], tight=text.text[end:start] == "\n")
            end = stop

    def build(self, format: str, title: str = "") -> Text:
        """The finished text. Without a `title` of its own, the document has that of its first level-1 heading."""
        named = flat(title) or next((h.title for h in self._headings if h.level == 1), "")
        pages = [*self._pages, *[self._length] * self._turned]
        return Text("".join(self._parts), named, tuple(self._headings), tuple(pages), tuple(self._blocks), format)

    def _append(self, text: str, *, keep_page: bool = False) -> None:
        if text and not keep_page:
            self._pages += [self._length] * self._turned
            self._turned = 0
        self._parts.append(text)
        self._length += len(text)
        if self._length > LIMIT:
            raise TooLong
