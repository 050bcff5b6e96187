"""Text -> passages that all fit the embedding model, cut along headings, pages, blocks and sentences.

A passage never crosses a heading, and all its sentences begin on one page; it takes whole blocks while they fit, then
whole sentences, and cuts inside a sentence only when that sentence alone is too long for the model. Its own text starts
and ends on visible characters, and `text[passage.start:passage.end]` is the passage.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from tokenizers import Tokenizer

from index.documents import Passage, Text
from index.sentences import sentence_spans

SPECIAL_PIECES = 2  # [CLS] and [SEP]
HEAD_PIECES = 48  # at most so many pieces of title and section lead a passage
VERSION = "split-5"
ROW = re.compile(r"(?P<first>[^:;\n]{1,60}): [^;\n]*(?:; [^:;\n]{1,60}: [^;\n]*)+")  # of a table, as readers write it

Span = tuple[int, int]


@dataclass(frozen=True)
class Splitter:
    """Cuts texts for one embedding model: `tokenizer` without truncation, `limit` its longest input in word pieces."""

    tokenizer: Tokenizer
    limit: int = 256

    def split(self, text: Text, document: str, title: str) -> list[Passage]:
        """Passages of `text` in order; none has more than `limit` pieces together with its title and section.

        `document` is the document's id, the prefix of every passage id. Texts made of headings only give passages of
        headings, so that no readable document is lost.
        """
        pieces = PieceCount.of(self.tokenizer, text.text)
        passages: list[Passage] = []
        for section, blocks in _sections(text):
            head = self._head(title, section)
            room = self.limit - SPECIAL_PIECES - self._length(head)
            for sentences in _packed(text, blocks, pieces, room):
                passages.append(self._passage(text, document, len(passages), title, section, sentences))
        return passages

    def _passage(
        self, text: Text, document: str, ordinal: int, title: str, section: str, sentences: list[Span]
    ) -> Passage:
        start, end = sentences[0][0], sentences[-1][1]
        return Passage(
            id=f"{document}-{ordinal}",
            document=document,
            ordinal=ordinal,
            start=start,
            end=end,
            text=text.text[start:end],
            title=self._clip(title, HEAD_PIECES // 2),
            section=self._clip(section, HEAD_PIECES // 2),
            page=text.page_at(start),
            sentences=tuple(sentences),
        )

    def _head(self, title: str, section: str) -> str:
        half = HEAD_PIECES // 2
        return " › ".join(part for part in (self._clip(title, half), self._clip(section, half)) if part)

    def _clip(self, words: str, pieces: int) -> str:
        """`words`, cut at the end of its `pieces`-th word piece where it has more."""
        offsets = self.tokenizer.encode(words, add_special_tokens=False).offsets
        return words if len(offsets) <= pieces else words[: offsets[pieces - 2][1]] + "…"

    def _length(self, words: str) -> int:
        return len(self.tokenizer.encode(words, add_special_tokens=False).ids) if words else 0


@dataclass(frozen=True)
class PieceCount:
    """How many word pieces lie between two offsets of one text, by two binary searches."""

    starts: list[int]

    @classmethod
    def of(cls, tokenizer: Tokenizer, text: str) -> PieceCount:
        offsets = tokenizer.encode(text, add_special_tokens=False).offsets
        return cls([a for a, b in offsets if b > a])

    def between(self, start: int, end: int) -> int:
        return bisect_left(self.starts, end) - bisect_left(self.starts, start)

    def cut_after(self, start: int, end: int, pieces: int) -> int:
        """Offset before `end` at which at most `pieces` pieces from `start` on are complete."""
        first = bisect_left(self.starts, start)
        return min(end, self.starts[first + pieces]) if first + pieces < len(self.starts) else end


def _sections(text: Text) -> Iterator[tuple[str, list[Span]]]:
    """Runs of blocks under one heading, with the heading path; a heading with nothing below it is a run of its own."""
    headings = {heading.start: heading for heading in text.headings}
    blocks = text.blocks or ((0, len(text.text)),)
    if all(start in headings for start, _ in blocks):
        yield "", list(blocks)
        return
    run: list[Span] = []
    bare: Span | None = None  # the last heading, as long as nothing stands below it
    for block in blocks:
        if block[0] not in headings:
            run.append(block)
            bare = None
            continue
        if run:
            yield text.section_at(run[0][0]), run
            run = []
        if bare and headings[block[0]].level <= headings[bare[0]].level:
            yield text.section_over(headings[bare[0]]), [bare]
        bare = block
    if run:
        yield text.section_at(run[0][0]), run
    if bare:
        yield text.section_over(headings[bare[0]]), [bare]


def _packed(text: Text, blocks: list[Span], pieces: PieceCount, room: int) -> Iterator[list[Span]]:
    """Sentences of `blocks` grouped so that each group fits `room`, a block kept whole where it fits at all.

    All sentences of a group begin on one page, so that a quote is cited with its own.
    """
    group: list[Span] = []
    for block, is_row in zip(blocks, _rows(text.text, blocks), strict=True):
        whole = is_row and pieces.between(*block) <= room
        sentences = [_trimmed(text.text, block)] if whole else _fitting(sentence_spans(text.text, *block), pieces, room)
        if not sentences:
            continue
        if group and pieces.between(group[0][0], sentences[-1][1]) > room:
            yield group
            group = []
        for sentence in sentences:
            turned = group and text.page_at(sentence[0]) != text.page_at(group[0][0])
            if group and (turned or pieces.between(group[0][0], sentence[1]) > room):
                yield group
                group = []
            group.append(sentence)
    if group:
        yield group


def _rows(text: str, blocks: list[Span]) -> list[bool]:
    """Which blocks are rows of a table, beside another that begins with the same column: what a cell says stays in its
    row, sentences too."""
    found = [ROW.fullmatch(text, *block) for block in blocks]
    first = ["", *(match["first"] if match else "" for match in found), ""]
    beside = zip(first, first[1:], first[2:], strict=False)
    return [bool(one) and one in (before, after) for before, one, after in beside]


def _trimmed(text: str, block: Span) -> Span:
    return block[0], block[0] + len(text[slice(*block)].rstrip())


def _fitting(sentences: list[Span], pieces: PieceCount, room: int) -> list[Span]:
    """The same sentences, those longer than `room` cut into parts that fit."""
    fitting: list[Span] = []
    for start, end in sentences:
        while pieces.between(start, end) > room:
            cut = pieces.cut_after(start, end, room)
            fitting.append((start, cut))
            start = cut
        if pieces.between(start, end):
            fitting.append((start, end))
    return fitting
