"""What RTF says of letters beside them: above or below the line, struck out, hidden; and where notes stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.read.scripts import begin_of, end_of

_TOKEN = re.compile(r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'[\da-fA-F]{2}|\\[^a-zA-Z]|[{}]|[^\\{}]+", re.DOTALL)
_WANTED = re.compile(r"\\(?:super|sub|up|dn|strike\w*|deleted|v|footnote)(?![a-zA-Z])")
_KINDS = {"super": "super", "sub": "sub", "up": "super", "dn": "sub"}
_STRUCK = {"strike", "striked", "deleted", "v"}  # "v" hides
_ENDS = {"par", "cell", "nestcell", "row", "sect", "page"}  # of the words that stand together
_SKIPPED = {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer"}


def marked_up(source: str) -> str:
    """The source with marks that `scripts.settled` reads, each note behind the paragraph that refers to it."""
    return "".join(_Marker().run(source)) if _WANTED.search(source) else source


def _shows(written: str, word: str | None) -> bool:
    """Whether a token is a part of the text, and neither a command nor a brace nor a line end of the source."""
    return word == "u" if word else written not in ("{", "}", "\\*") and bool(written.strip("\r\n"))


class _Marker:
    """Follows the groups of a document, which restore the look of letters where they end."""

    def __init__(self) -> None:
        self._looks: list[frozenset[str]] = [frozenset()]  # of each open group
        self._shown = ""  # the kind of the mark that is open
        self._notes: list[str] = []  # that wait for the end of their paragraph
        self._note: tuple[int, list[str]] | None = None  # depth and parts of the open one

    def run(self, source: str) -> Iterator[str]:
        skipped = 0  # depth of a group that is not shown
        for token in _TOKEN.finditer(source):
            written, word = token[0], token[1]
            if written == "{":
                self._looks.append(self._looks[-1])
            elif written == "}":
                yield from self._put(self._switch(""))
                if self._note and self._note[0] == len(self._looks):
                    self._notes.append("".join(self._note[1]))
                    self._note = None
                if len(self._looks) == skipped:
                    skipped = 0
                if len(self._looks) > 1:
                    self._looks.pop()
                if len(self._looks) == 1 and self._notes:  # the document ends
                    yield "\\par "
                    yield from self._waiting()
            elif word in _SKIPPED and not skipped:
                skipped = len(self._looks)
            elif word == "footnote" and not self._note and not skipped:
                yield from self._put(self._switch(""))
                self._note = len(self._looks), []
                self._looks[-1] = frozenset()
                continue
            elif word in _ENDS:
                yield from self._put(self._switch(""))
            elif word:
                self._look(word, token[2])
            if not skipped and _shows(written, word):
                yield from self._put(self._switch(self._kind()))
            yield from self._put(written)
            if word == "par" and self._notes and not self._note:
                yield from self._waiting()

    def _look(self, word: str, number: str | None) -> None:
        look = self._looks[-1]
        if word == "plain":
            look = frozenset()
        elif word == "nosupersub":
            look -= {"super", "sub"}
        elif word in _KINDS or word in _STRUCK:
            kind = _KINDS.get(word, word)
            look = look - {kind} if number == "0" else look | {kind}
        self._looks[-1] = look

    def _kind(self) -> str:
        """How the letters that follow are to be marked, "" for not."""
        look = self._looks[-1]
        return "struck" if look & _STRUCK else next((kind for kind in ("super", "sub") if kind in look), "")

    def _switch(self, kind: str) -> str:
        """The marks that end what is open and begin `kind`."""
        if kind == self._shown:
            return ""
        marks = (end_of(self._shown) if self._shown else "") + (begin_of(kind) if kind else "")
        self._shown = kind
        return "".join(f"{{\\uc0\\u{ord(mark)} }}" for mark in marks)

    def _put(self, written: str) -> Iterator[str]:
        if self._note:
            self._note[1].append(written)
        elif written:
            yield written

    def _waiting(self) -> Iterator[str]:
        for note in self._notes:
            yield f"{{{note}\\par }}"
        self._notes.clear()
