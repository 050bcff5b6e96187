"""Evidence -> a quoted answer: the most telling sentence first, each with its exact place in the documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answer import Citation, Sentence
from assistant.evidence import Candidate
from assistant.retrieve import Scored
from index.documents import Passage
from index.store.terms import stems

DEPENDENT = re.compile(
    r"(?:he|she|it|they|his|her|its|their|this|that|these|those|such|both|the (?:two|latter|former|same))\b",
    re.IGNORECASE,
)
NEARLY_THE_SAME = 0.7  # share of common stems from which two sentences say the same
FALL = 8.0  # how far a further sentence may rank below the first; more of CLAPNQ's gold sentences, fewer needless ones
ALSO = 2  # most further citations of a sentence, from other documents that say the same
SURE_SPAN = 0.0  # margin from which on the reader's span is marked in its sentence

Names = Mapping[str, tuple[str, str]]  # document id -> (name, title)


@dataclass(slots=True)
class Chosen:
    """A sentence of the answer, and those of other documents that say the same."""

    one: Candidate
    also: list[Candidate] = field(default_factory=list)


def write_quotes(
    ranked: Sequence[tuple[float, Candidate]],
    names: Names,
    most: int,
    stands: Callable[[Candidate], bool],
    supports: Callable[[Candidate, Candidate], bool],
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Up to `most` quoted sentences from candidates ranked best first, and their citations.

    `stands` tells whether a candidate would be an answer by itself: what would be refused alone is not added either.
    `supports` tells whether the words of the first candidate bear out those of the second.
    """
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    for chosen in choose(ranked, most, stands, supports):
        new = [
            cite(number, one.source, *widened(one), names)
            for number, one in enumerate((chosen.one, *chosen.also), start=len(citations) + 1)
        ]
        sentences.append(_sentence(chosen.one, new, further=bool(sentences)))
        citations += new
    return tuple(sentences), tuple(citations)


def _sentence(one: Candidate, citations: Sequence[Citation], *, further: bool) -> Sentence:
    citation = citations[0]
    text = " ".join(citation.quote.split())
    lead = None
    if one.span and one.margin > SURE_SPAN:
        start, end = (_place(citation.quote, offset - citation.start) for offset in one.span)
        lead = (start, min(end, len(text)))
    numbers = tuple(each.number for each in citations)
    return Sentence(text, numbers, supported=True, lead=lead, further=further)


def _place(quote: str, offset: int) -> int:
    """Where an offset into a quote lies in the quote with its white space squeezed."""
    before = " ".join(quote[:offset].split())
    return len(before) + (1 if before and quote[offset - 1].isspace() else 0)


def choose(
    ranked: Sequence[tuple[float, Candidate]],
    most: int,
    stands: Callable[[Candidate], bool],
    supports: Callable[[Candidate, Candidate], bool],
) -> list[Chosen]:
    """The first candidate, and those not far below it that say something else and could stand alone."""
    chosen: list[Chosen] = []
    for score, one in ranked:
        if score < ranked[0][0] - FALL:
            break
        if chosen and not stands(one):
            continue
        same = next((other for other in chosen if _repeats(one, other.one)), None)
        if same is None:
            chosen += [Chosen(one)] if len(chosen) < most else []
        elif len(same.also) < ALSO and _confirms(one, same) and supports(one, same.one):
            same.also.append(one)
    return chosen


def _repeats(one: Candidate, other: Candidate) -> bool:
    if one.source.passage.document == other.source.passage.document:
        (start, end), (a, b) = widened(one), widened(other)
        if start < b and a < end:
            return True
    left, right = set(stems(one.text)), set(stems(other.text))
    return len(left & right) >= NEARLY_THE_SAME * min(len(left), len(right))


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
    """Span (start, end) in the document of a sentence, with the one before where a leading pronoun needs it."""
    passage = one.source.passage
    if one.rank and DEPENDENT.match(one.text):
        start = passage.sentences[one.rank - 1][0]
        if "\n" not in passage.text[start - passage.start : one.start - passage.start]:
            return start, one.end
    return one.start, one.end


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
