"""A language model's text, as it streams -> finished sentences with the numbers of the passages that they cite.

Text is read token by token, and a token is taken only when nothing that follows could change it, so that the sentences
are the same however the text is cut into pieces. Citations are `[1]`, `[1, 2]`, `[1][2]`, `[1-3]`, `[^1]`, `【1】` and
`[Passage 1]`, before or after the full stop.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.abbreviations import goes_on

_NUMBER = r"\^?\d{1,3}"
_JOIN = r"\s*(?:,|;|&|and|-|–)\s*"
_NAMED = rf"(?:(?:passages?|sources?)\s+)?{_NUMBER}"
CITATION = re.compile(rf"[\[【]\s*({_NAMED}(?:{_JOIN}{_NAMED})*)\s*(?:†[^\]】\n]*)?[\]】]", re.IGNORECASE)
PARTIAL = re.compile(r"[\[【](?:[\s\d,;&^–-]|passages?|sources?|and)*[a-z]{0,8}(?:\d+\s*†[^\]】\n]*)?", re.IGNORECASE)
LONGEST_CITATION = 60  # characters; a bracket that is still open after as many is text
WORD = re.compile(r"[^\s\[【。！？]*[。！？]+|[^\s\[【。！？]+")
SPACE = re.compile(r"\s+")

STOP = re.compile(r"[.!?…][\"'”’»)*_]*$|[。！？][\"'”’»」』)*_]*$")
MARKER = re.compile(r"(?:[•\-*–]|#{1,6}|\d{1,3}[.)]|\(\d{1,3}\))$")  # of a list item or a heading
LABEL = re.compile(
    r"(?:answer|response|the (?:correct )?answer(?: to (?:the|this|your) question)?(?: is)?)\s*:\s*", re.IGNORECASE
)  # what a model says before it answers
NUMBERED = re.compile(r"\(\d{1,3}\)")
ECHO = re.compile(r"question\s*:", re.IGNORECASE)  # what was asked, said again
THOUGHT = ("<think>", "</think>")  # what reasoning models say to themselves first
LONGEST_RANGE = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence as the model wrote it, without markers, and the numbers that it cites, in order and each once."""

    text: str
    numbers: tuple[int, ...]


class CitationParser:
    """`feed` it pieces of text and take the sentences that they complete; `finish` gives the rest."""

    def __init__(self) -> None:
        self._raw = ""  # not yet read
        self._thinking: bool | None = None  # None until it is known whether the text begins with a thought
        self._text = ""  # of the sentence at hand
        self._numbers: list[int] = []
        self._marker = ""  # list marker before the sentence at hand
        self._spaced = self._broken = False  # white space, a line break, since the last word
        self._cited_after_stop = self._after_citation = False
        self._done: list[Draft] = []

    def feed(self, piece: str) -> list[Draft]:
        """The sentences that are certainly complete, now that `piece` has come."""
        self._raw += piece
        self._read(last=False)
        return self._taken()

    def finish(self) -> list[Draft]:
        """What is left when the text has ended."""
        self._read(last=True)
        self._end_sentence()
        return self._taken()

    def _taken(self) -> list[Draft]:
        done, self._done = self._done, []
        return done

    # From characters to tokens

    def _read(self, last: bool) -> None:
        if self._thinking is not False and not self._skip_thought(last):
            return
        at = 0
        while at < len(self._raw):
            after = self._token(at, last)
            if after == at:
                break
            at = after
        self._raw = self._raw[at:]

    def _skip_thought(self, last: bool) -> bool:
        """Whether the text is past a thought at its beginning."""
        opening, closing = THOUGHT
        if self._thinking is None:
            begin = self._raw.lstrip()
            if len(begin) < len(opening) and opening.startswith(begin) and not last:
                return False
            self._thinking = begin.startswith(opening)
        if self._thinking:
            _, closed, rest = self._raw.partition(closing)
            self._raw = rest if closed or last else self._raw
            if not closed:
                return False
            self._thinking = False
        return True

    def _token(self, at: int, last: bool) -> int:
        """Read one token at `at`; where it ends, or `at` where more text could change it."""
        raw = self._raw
        if raw[at] in "[【":
            cited = CITATION.match(raw, at)
            if cited and cited.end() - at <= LONGEST_CITATION:
                self._cite(cited[1])
                return cited.end()
            partial = PARTIAL.match(raw, at)
            if not last and partial and partial.end() == len(raw) and len(raw) - at < LONGEST_CITATION:
                return at
            self._word(raw[at])
            return at + 1
        space = SPACE.match(raw, at)
        found = space or WORD.match(raw, at)
        assert found is not None  # every character is space, bracket or word
        if found.end() == len(raw) and not last:
            return at
        if space:
            self._spaced = True
            self._broken |= "\n" in found[0]
        else:
            self._word(found[0])
        return found.end()

    # From tokens to sentences

    def _cite(self, inside: str) -> None:
        if self._broken and self._numbers:  # it leads the next line
            self._end_sentence()
        self._cited_after_stop |= bool(STOP.search(self._text))
        self._after_citation = True
        for number in _numbers(inside):
            if number not in self._numbers:
                self._numbers.append(number)

    def _word(self, word: str) -> None:
        if self._text and self._complete(word):
            self._end_sentence()
        if not self._text and not self._marker and MARKER.match(word):
            self._marker = word
        elif self._after_citation and word[0] in ".,;:!?)…":
            self._text += word  # the stop that a citation stood before
        else:
            self._text += (" " if self._spaced and self._text else "") + word
        self._spaced = self._broken = self._after_citation = False

    def _complete(self, word: str) -> bool:
        """Whether the sentence at hand has ended before `word`."""
        if self._broken:
            return True
        if not STOP.search(self._text):
            return False
        if self._text[-1] in "。！？":
            return True
        if not (self._spaced or self._cited_after_stop):
            return False
        plain = self._text.rstrip("*_")
        if not self._cited_after_stop and goes_on(plain, word, names=True):
            return False
        first = next((one for one in word if one.isalnum()), "")
        return bool(first) and not first.islower()

    def _end_sentence(self) -> None:
        text = self._text or self._marker.strip("#*-–• ")
        text = text.replace("**", "").replace("__", "").strip()
        if label := LABEL.match(text):
            text = text[label.end() :]
        if any(one.isalnum() for one in text) and not ECHO.match(text) and not NUMBERED.fullmatch(text):
            self._done.append(Draft(text, tuple(self._numbers)))
        self._text = self._marker = ""
        self._numbers = []
        self._cited_after_stop = self._after_citation = self._spaced = self._broken = False


def _numbers(inside: str) -> list[int]:
    """The numbers between the brackets of a citation, ranges spelt out."""
    found: list[int] = []
    for low, high in re.findall(r"(\d+)(?:\s*[-–]\s*\^?(\d+))?", inside):
        first, last = int(low), int(high or low)
        found += range(first, last + 1) if first <= last < first + LONGEST_RANGE else [first, last]
    return found
