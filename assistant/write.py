"""Evidence -> a quoted answer: the most telling sentence first, each with its exact place in the documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answer import Citation, Sentence
from assistant.evidence import Candidate
from assistant.lists import Listed, is_item
from assistant.retrieve import Scored
from assistant.support.numbers import days, numbers
from index.documents import Passage
from index.store.terms import stems

DEPENDENT = re.compile(
    r"(?:he|she|it|they|his|her|its|their|this|that|these|those|such|both|the (?:two|latter|former|same))\b",
    re.IGNORECASE,
)
# "Ann Lee, a chemist, followed him in 2019": in a clause of its own the pronoun cannot stand for one of its names.
SUCCEEDING = re.compile(
    r"[^,;:]*(?:,[^,;:]*,)?\s(?:followed|preceded|replaced|succeeded)\s(?:him|her|it|them)\b", re.IGNORECASE
)
BULLET = r"(?:[•*–-]|\d{1,2}[.)])[ \t]"
ITEMS = re.compile(rf"(?:\s*\n[ \t]*{BULLET}[^\n]+)+")  # of a list, from the end of the words before it
BEFORE_ITEM = re.compile(rf"\s*\n\s*(?={BULLET})")
ANNOUNCED = re.compile(rf":\s*\n\s*{BULLET}")  # a list, by the words before it
NOTE = re.compile(r"\[\d+\]")  # a reference of the document's own
NEARLY_THE_SAME = 0.7  # share of common stems from which two sentences say the same
FALL = 7.0  # how far a further sentence may rank below the first; more of CLAPNQ's gold sentences, fewer needless ones
ALSO = 2  # most further citations of a sentence, from other documents that say the same
SURE_SPAN = 0.0  # margin from which on the reader's span is marked in its sentence

Names = Mapping[str, tuple[str, str]]  # document id -> (name, title)


@dataclass(slots=True)
class Chosen:
    """A sentence of the answer, what is quoted for it (start and end in its document), and others that say the same."""

    one: Candidate
    quoted: tuple[int, int]
    also: list[Candidate] = field(default_factory=list)
    listed: Scored | None = None  # for items of a list that answer together: the passage that holds them all

    def touches(self, one: Candidate) -> bool:
        """Whether quoting the candidate would show words again that are quoted here."""
        if one.source.passage.document != self.one.source.passage.document:
            return False
        start, end = widened(one)
        return start < self.quoted[1] and self.quoted[0] < end

    def take_in(self, one: Candidate) -> None:
        """Quotes the candidate here too: it follows on what is quoted and leans on it, or the other way round."""
        if one.source.passage.id == self.one.source.passage.id:
            start, end = widened(one)
            self.quoted = min(start, self.quoted[0]), max(end, self.quoted[1])


def write_quotes(
    ranked: Sequence[tuple[float, Candidate]],
    names: Names,
    most: int,
    stands: Callable[[Candidate], bool],
    supports: Callable[[Candidate, Candidate], bool],
    spread: Listed | None = None,
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Up to `most` quoted sentences from candidates ranked best first, and their citations.

    `stands` tells whether a candidate would be an answer by itself: what would be refused alone is not added either.
    `supports` tells whether the words of the first candidate bear out those of the second. `spread` is the list that
    the first candidate stands for, quoted whole.
    """
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    for chosen in choose(ranked, most, stands, supports, spread):
        source = chosen.listed or chosen.one.source
        places = [(source, chosen.quoted), *((one.source, widened(one)) for one in chosen.also)]
        new = [
            cite(number, source, *place, names)
            for number, (source, place) in enumerate(places, start=len(citations) + 1)
        ]
        sentences.append(_sentence(chosen, new, further=bool(sentences) and not chosen.listed))
        citations += new
    return tuple(sentences), tuple(citations)


def _sentence(chosen: Chosen, citations: Sequence[Citation], *, further: bool) -> Sentence:
    citation, one = citations[0], chosen.one
    text = in_lines(citation.quote) if chosen.listed else shown(citation.quote)
    lead = None  # no item of a list answers more than the others
    if not chosen.listed and one.span and one.margin > SURE_SPAN:
        start, end = (_place(citation.quote, offset - citation.start) for offset in one.span)
        lead = (start, min(end, len(text)))
    numbers = tuple(each.number for each in citations)
    return Sentence(text, numbers, supported=True, lead=lead, further=further)


def shown(quote: str) -> str:
    """A quote with each run of white space squeezed into one space, or into a line's end before an item of a list."""
    parts = BEFORE_ITEM.split(quote) if ANNOUNCED.search(quote) else [quote]
    return "\n".join(" ".join(part.split()) for part in parts)


def in_lines(quote: str) -> str:
    """A quoted list, each item a line, with every other run of white space squeezed into one space."""
    return "\n".join(" ".join(line.split()) for line in quote.split("\n") if line.strip())


def _place(quote: str, offset: int) -> int:
    """Where an offset into a quote lies in the quote as it is shown: every run of white space is one character."""
    before = " ".join(quote[:offset].split())
    return len(before) + (1 if before and quote[offset - 1].isspace() else 0)


def choose(
    ranked: Sequence[tuple[float, Candidate]],
    most: int,
    stands: Callable[[Candidate], bool],
    supports: Callable[[Candidate, Candidate], bool],
    spread: Listed | None = None,
) -> list[Chosen]:
    """The first candidate, or the list that it stands for, and those not far below it that say something else and
    could stand alone."""
    chosen = [Chosen(ranked[0][1], place, listed=spread.source) for place in spread.places] if spread else []
    for score, one in ranked:
        if score < ranked[0][0] - FALL:
            break
        if spread and (_lies_in(one, spread) or is_item(one)):  # an item of another list is not what this one is of
            continue
        if chosen and not stands(one):
            continue
        if near := [other for other in chosen if other.touches(one)]:
            if len(near) == 1:  # what lies between two quotes would show words of one of them twice
                near[0].take_in(one)
            continue
        same = next((other for other in chosen if _repeats(one, other.one)), None)
        if same is None:
            chosen += [Chosen(one, widened(one))] if len(chosen) < most else []
        elif not same.listed and len(same.also) < ALSO and _confirms(one, same) and supports(one, same.one):
            same.also.append(one)
    return chosen


def _lies_in(one: Candidate, spread: Listed) -> bool:
    """Whether a sentence is of a list, quoted or not asked for."""
    same = one.source.passage.document == spread.source.passage.document
    return same and spread.reach[0] <= one.start < spread.reach[1]


def _repeats(one: Candidate, other: Candidate) -> bool:
    left, right = set(stems(one.text)), set(stems(other.text))
    return len(left & right) >= NEARLY_THE_SAME * min(len(left), len(right)) and not _tells_more(one, other)


def _tells_more(one: Candidate, other: Candidate) -> bool:
    """Whether a figure of the first sentence, or a word that answers in it, is not in the other.

    The rows of a table share most of their words and differ in just these, and so do reports that disagree.
    """
    said, told = (NOTE.sub("", text) for text in (one.text, other.text))
    answering = set(stems(_answering(one))) if one.margin > SURE_SPAN else set()
    figures, dates = numbers(told), days(told)
    return (
        not answering <= set(stems(told))
        or any(not figure.found_in(figures) for figure in numbers(said))
        or any(not day.found_in(dates) for day in days(said))
    )


def _confirms(one: Candidate, chosen: Chosen) -> bool:
    """Whether a sentence of another document has nearly all words of the chosen one, the answering ones too."""
    documents = {each.source.passage.document for each in (chosen.one, *chosen.also)}
    said, asked = set(stems(one.text)), set(stems(chosen.one.text))
    return (
        one.source.passage.document not in documents
        and len(said & asked) >= NEARLY_THE_SAME * len(asked)
        and set(stems(_answering(chosen.one))) <= said
    )


def _answering(one: Candidate) -> str:
    """The words that the reader found in a sentence; all of them where it is not sure of any."""
    if one.span is None or one.margin <= SURE_SPAN:
        return one.text
    return one.text[one.span[0] - one.start : one.span[1] - one.start]


def widened(one: Candidate) -> tuple[int, int]:
    """Span (start, end) in the document of a sentence, with what it needs to be understood.

    That is the sentence before where a pronoun leads it or leans on it, and the list that it announces.
    """
    passage = one.source.passage
    start, end = one.start, one.end
    if one.rank and (DEPENDENT.match(one.text) or SUCCEEDING.match(one.text)):
        before = passage.sentences[one.rank - 1][0]
        if "\n" not in passage.text[before - passage.start : one.start - passage.start]:
            start = before
    if one.text.endswith(":") and (items := ITEMS.match(passage.text, end - passage.start)):
        end = passage.start + len(passage.text[: items.end()].rstrip())
    return start, end


def words(one: Candidate) -> str:
    """The words of the document that quoting a sentence shows."""
    start, end = widened(one)
    passage = one.source.passage
    return passage.text[start - passage.start : end - passage.start]


def cite(number: int, source: Scored, start: int, end: int, names: Names) -> Citation:
    """The citation of the words between two offsets of the passage's document."""
    passage: Passage = source.passage
    name, title = names[passage.document]
    return Citation(
        number=number,
        quote=passage.text[start - passage.start : end - passage.start],
        document=name,
        title=title,
        page=passage.page,
        section=passage.section,
        start=start,
        end=end,
        passage=passage.text,
        passage_start=passage.start,
        score=round(source.score, 4),
    )
