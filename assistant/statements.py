"""What the reader sees of a passage: lines of a form as statements, "Deposit: £500" as "Flat 3: deposit is £500."

The reader knows running text, and is unsure of bare labels and values. It finds the answer in a statement more often,
and tells it better from lines that do not answer; what it finds is put back to where the document has it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.evidence import Candidate
from assistant.labels import field
from assistant.reader import Reading

LONGEST_TITLE = 60  # characters; a longer one would fill the window that the reader sees at once


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text that is read, from `begin` on, with the place in the passage that it is of; the characters of
    one that is `kept` are those of the passage, all others stand for the whole place."""

    begin: int
    start: int
    end: int
    kept: bool


class Statements:
    """The text of one passage as it is read; places are characters from where the passage begins."""

    def __init__(self, sentences: Sequence[Candidate]) -> None:
        """`sentences` are those of one passage that may answer."""
        passage = sentences[0].source.passage
        whole = passage.embedded_text
        self._pieces: list[Piece] = []
        self.text = whole[: len(whole) - len(passage.text)]
        self._head = len(self.text)
        self._passage = passage.text
        at = 0
        for one in sorted(sentences, key=lambda one: one.start) if _is_form(sentences) else ():
            start, end = one.start - passage.start, one.end - passage.start
            if (found := field(one.text)) and " | " not in one.text:  # which it knows, as a row of a table
                value = start + found.start
                self._keep(at, start)
                self._say(f"{_subject(passage.title)}{_small(found.label)} is ", start, value)
                self._keep(value, end)
                self._say("" if self.text.endswith((".", "!", "?")) else ".", end, end)
                at = end
        self._keep(at, len(passage.text))

    def _keep(self, start: int, end: int) -> None:
        self._pieces.append(Piece(len(self.text), start, end, kept=True))
        self.text += self._passage[start:end]

    def _say(self, words: str, start: int, end: int) -> None:
        self._pieces.append(Piece(len(self.text), start, end, kept=False))
        self.text += words

    def part(self, start: int, end: int) -> tuple[int, int]:
        """Where the words between two places of the passage are read."""
        first = next(one for one in reversed(self._pieces) if one.start <= start)
        last = next(one for one in reversed(self._pieces) if one.kept and one.start < end)
        begin = first.begin + (start - first.start if first.kept else 0)
        return begin, last.begin + end - last.start

    def back(self, read: Reading) -> Reading | None:
        """A reading with the place in the passage of its words, None where they stand in the headings."""
        if read.start < self._head:
            return None
        first, last = self._at(read.start), self._at(read.end - 1)
        start = first.start + (read.start - first.begin if first.kept else 0)
        end = last.start + read.end - last.begin if last.kept else last.end
        return replace(read, start=start, end=max(start, end))

    def _at(self, place: int) -> Piece:
        return self._pieces[bisect_right(self._pieces, place, key=lambda piece: piece.begin) - 1]


def _is_form(sentences: Sequence[Candidate]) -> bool:
    """Whether most of a passage are labels and values: running text has a line or two of that kind too."""
    return 4 * sum(field(one.text) is not None for one in sentences) >= 3 * len(sentences) > 3


def _subject(title: str) -> str:
    return f"{title}: " if 0 < len(title) <= LONGEST_TITLE else "The "


def _small(name: str) -> str:
    """A label in the middle of a sentence."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]
