"""A list that answers: the sentence that leads is one of its items, or announces it -> all of the list.

Whoever asks which papers to bring wants all of them. A list is a run of lines of a document under one heading that bear
the same kind of mark, are rows of one table, or stand without a blank line below words that end with a colon. What was
accepted as the answer, and how surely, is not touched: this is what is quoted for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from assistant.evidence import Candidate
from assistant.retrieve import Scored
from assistant.rows import CELL, cells
from assistant.several import Several, several
from assistant.support.units import WORDS
from index import Index, Passage
from index.store.terms import question_stems, stems

REACH = 8  # passages before and after the one that leads, in which its list may lie
MOST = 12  # items that are quoted
LONGEST = 1500  # characters that are quoted
SHORT = 90  # characters of a line that is an item without a mark
MARK = re.compile(r"(?:(?P<bullet>[•*–-])|\(?(?P<figure>\d{1,3})[.)]|\(?(?:[a-z]|[ivx]{2,4})[.)])[ \t]+(?=\S)")
BETWEEN = re.compile(rf"\s*(?:{MARK.pattern})?")  # passages of one section
ANNOUNCING = re.compile(r":$|\b(?:following|below|these|as follows)\b[^.!?]*[.:]$|\b(?:must|shall)$", re.IGNORECASE)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something on it; `kind` is the same for items of one list, "" for a line that looks like none."""

    start: int
    end: int
    text: str
    kind: str
    tight: bool  # no blank line before it

    @property
    def announces(self) -> bool:
        """Whether it says that a list follows."""
        return self.text.endswith(":")

    @property
    def begins(self) -> bool:
        """Whether it is numbered as the first of its list."""
        return (match := MARK.match(self.text)) is not None and match["figure"] == "1"


@dataclass(frozen=True, slots=True)
class Listed:
    """What is quoted of a list: places in its document in order, and the passage that holds them all.

    `reach` is where the whole list and the words that announce it lie. `note` says to a person what was left out, ""
    where nothing was.
    """

    places: tuple[Span, ...]
    source: Scored
    reach: Span
    note: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of a document under one heading around a passage, offsets being the document's."""

    text: str
    passages: tuple[Passage, ...]

    @property
    def span(self) -> Span:
        """From the line that the first passage begins in, with the mark of its item."""
        return self.text.rfind("\n", 0, self.passages[0].start) + 1, self.passages[-1].end

    def lines(self) -> list[Line]:
        """Its lines."""
        start, end = self.span
        found: list[Line] = []
        tight = False
        for piece in self.text[start:end].split("\n"):
            if line := piece.strip():
                at = start + len(piece) - len(piece.lstrip())
                found.append(Line(at, at + len(line), line, kind_of(line), tight))
            tight = bool(line)
            start += len(piece) + 1
        return found

    def part(self, start: int, end: int) -> Passage:
        """One passage that holds all between two offsets."""
        held = [one for one in self.passages if one.start < end and start < one.end]
        start, end = min(start, held[0].start), max(end, held[-1].end)
        sentences = tuple(span for one in held for span in one.sentences)
        return replace(held[0], start=start, end=end, text=self.text[start:end], sentences=sentences)

    def announcing(self, lines: Sequence[Line], first: int) -> Span | None:
        """The sentence that announces the list which begins with a line."""
        if not first or lines[first - 1].kind:
            return None
        end = lines[first - 1].end
        spans = (span for passage in self.passages for span in passage.sentences)
        over = next((span for span in spans if span[1] == end), None)
        return over if over and ANNOUNCING.search(self.text[slice(*over)]) else None


def listed(index: Index, question: str, lead: Candidate, rarity: Mapping[str, float]) -> Listed | None:
    """The list that answers a question which a sentence leads; None where there is none, or one item is asked for.

    `rarity` is that of the question's stems.
    """
    asked = several(question)
    if (asked is None and not lead.text.endswith(":")) or (run := _run(index, lead.source.passage)) is None:
        return None
    lines = run.lines()
    at = next((i for i, line in enumerate(lines) if line.start <= lead.start < line.end), None)
    if at is None:
        return None
    announced = lead.end == lines[at].end and ANNOUNCING.search(lead.text)
    if announced and not lines[at].kind and (items := _items(lines, at + 1)):
        chosen, at = list(range(*items)), at + 1
    elif asked and (items := _items(lines, at)):
        passage = lead.source.passage
        before = lines[items[0] - 1].text if items[0] and not lines[items[0] - 1].kind else ""
        head = f"{passage.title} {passage.section} {before}"
        among = _asked_for(question, asked, rarity, head, [one.text for one in lines[slice(*items)]], at - items[0])
        chosen = [items[0] + i for i in among]
    else:
        return None
    if len(chosen) == 1:
        return None
    first, stop = _window([lines[i] for i in chosen], chosen.index(at))
    left = len(chosen) - (stop - first)
    note = f"The list has {len(chosen)} items, of which {stop - first} are quoted." if left else ""
    over = run.announcing(lines, items[0])
    whole = len(chosen) == items[1] - items[0] and not first
    places = _places(lines, chosen[first:stop], over if whole else None)
    part = run.part(places[0][0], places[-1][1])
    reach = over[0] if over else lines[items[0]].start, lines[items[1] - 1].end
    return Listed(tuple(places), replace(lead.source, passage=part), reach, note)


def _run(index: Index, passage: Passage) -> Run | None:
    """The run of passages under one heading around a passage; None where its document is gone."""
    near = range(max(0, passage.ordinal - REACH), passage.ordinal + REACH + 1)
    around = {one.ordinal: one for one in index.passages(f"{passage.document}-{n}" for n in near).values()}
    document = index.manifest.document(passage.document)
    if document is None or passage.ordinal not in around:
        return None
    text = document.text
    first = last = passage.ordinal
    while first - 1 in around and _joined(around[first - 1], around[first], text):
        first -= 1
    while last + 1 in around and _joined(around[last], around[last + 1], text):
        last += 1
    return Run(text, tuple(around[n] for n in range(first, last + 1)))


def _joined(one: Passage, following: Passage, text: str) -> bool:
    """Whether no heading lies between two passages."""
    return one.section == following.section and bool(BETWEEN.fullmatch(text, one.end, following.start))


def kind_of(line: str) -> str:
    """The kind of list that a line is an item of, "" where it looks like none."""
    if match := MARK.match(line):
        return "bullet" if match["bullet"] else "number"
    if cells(line):
        return "row " + "; ".join(match["name"] for match in CELL.finditer(line))
    return ""


def is_item(one: Candidate) -> bool:
    """Whether a sentence stands in a line that is an item of a list, or a row."""
    text, at = one.source.passage.text, one.start - one.source.passage.start
    return bool(kind_of(text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0].strip()))


def _items(lines: Sequence[Line], at: int) -> Span | None:
    """The list of two or more items, as (first, stop), that holds the line at a place."""
    if at >= len(lines):
        return None
    goes_on = _goes_on if lines[at].kind else _plainly
    first, last = at, at
    while first and goes_on(lines[first - 1], lines[first]):
        first -= 1
    while last + 1 < len(lines) and goes_on(lines[last], lines[last + 1]):
        last += 1
    if not lines[at].kind and not (first and lines[first].tight and lines[first - 1].announces):
        return None  # lines of an address, or of verse
    return (first, last + 1) if last > first else None


def _goes_on(one: Line, following: Line) -> bool:
    """Whether two lines are items of one list; those of another kind, without a blank line, are of a list inside."""
    if following.kind.startswith("row") or one.kind.startswith("row"):
        return one.kind == following.kind
    return (
        bool(one.kind and following.kind) and not following.begins and (following.tight or one.kind == following.kind)
    )


def _plainly(one: Line, following: Line) -> bool:
    short = max(one.end - one.start, following.end - following.start) <= SHORT
    return short and following.tight and not (one.kind or following.kind or one.announces)


def _asked_for(
    question: str, asked: Several, rarity: Mapping[str, float], head: str, items: Sequence[str], at: int
) -> list[int]:
    """Which items a question asks for, given the words over the list, its `head`, and the item that leads.

    Those that have the words which the question has and not every item; all where there are no such words.
    """
    words = [_words(item) for item in items]
    shared = frozenset.intersection(*(frozenset(stem for _, stem in each) for each in words))
    common = _stems(head) | shared
    sought = _stems(" ".join(question_stems(question))) - asked.nouns
    own = {word for word in words[at] if word[1] in sought - common}
    everything = list(range(len(items)))
    if asked.steps:
        weight = {stem: rarity.get(stem, 1.0) for stem in sought}
        led = sum(weight[stem] for stem in sought & common)
        return everything if led >= sum(weight[stem] for stem in {stem for _, stem in own}) else [at]
    return [i for i in everything if own <= words[i]]


def _words(item: str) -> frozenset[tuple[str, str]]:
    """The stems of an item, each with the name of its column in a row."""
    if not cells(item):
        return frozenset(("", stem) for stem in _stems(MARK.sub("", item, count=1)))
    return frozenset(
        (name, stem)
        for match in CELL.finditer(item)
        for name, text in ((match["name"], match["value"]), ("", match["name"]))
        for stem in _stems(text)
    )


def _stems(text: str) -> frozenset[str]:
    """Stems, numbers up to a hundred in figures."""
    return frozenset(f"{WORDS[stem]:g}" if stem in WORDS else stem for stem in stems(text))


def _places(lines: Sequence[Line], chosen: Sequence[int], over: Span | None) -> list[Span]:
    """The chosen lines, those that follow on each other as one, after the words that announce them."""
    places: list[Span] = []
    for i, before in zip(chosen, (None, *chosen), strict=False):
        if before is not None and i == before + 1:
            places[-1] = places[-1][0], lines[i].end
        else:
            places.append((lines[i].start, lines[i].end))
    if over:
        places[0] = over[0], places[0][1]
    return places


def _window(items: Sequence[Line], at: int) -> Span:
    """What is quoted of many items, as (first, stop): from the first on, or up to the one that leads."""
    if at < (stop := _fitting(items)):
        return 0, stop
    return at + 1 - _fitting(items[at::-1]), at + 1


def _fitting(items: Sequence[Line]) -> int:
    """How many items from the first on are quoted, one at least."""
    lengths = accumulate(one.end - one.start for one in items[:MOST])
    return max(1, sum(length <= LONGEST for length in lengths))
