"""Evidence -> a quoted answer: the most telling sentence first, each with its exact place in the documents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.answer import Citation, Sentence
from assistant.evidence import Candidate
from assistant.retrieve import Scored
from index.documents import Passage
from index.store.terms import stems

DEPENDENT = re.compile(
    r"(?:he|she|it|they|his|her|its|their|this|these|those|such|both|the (?:two|latter|former|same))\b", re.IGNORECASE
)
NEARLY_THE_SAME = 0.7  # share of common stems from which two sentences say the same
FALL = 6.0  # how far a further sentence may rank below the first; more of CLAPNQ's gold sentences, fewer needless ones
SURE_SPAN = 0.0  # margin from which on the reader's span is marked in its sentence

Names = Mapping[str, tuple[str, str]]  # document id -> (name, title)


def write_quotes(
    ranked: Sequence[tuple[float, Candidate]], names: Names, most: int
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Up to `most` quoted sentences from candidates ranked best first, and a citation for each."""
    chosen = choose(ranked, most)
    citations = tuple(cite(number, one.source, *widened(one), names) for number, one in enumerate(chosen, start=1))
    sentences = tuple(_sentence(one, citation) for one, citation in zip(chosen, citations, strict=True))
    return sentences, citations


def _sentence(one: Candidate, citation: Citation) -> Sentence:
    text = " ".join(citation.quote.split())
    lead = None
    if one.span and one.margin > SURE_SPAN:
        start, end = (_place(citation.quote, offset - citation.start) for offset in one.span)
        lead = (start, min(end, len(text)))
    return Sentence(text, (citation.number,), supported=True, lead=lead)


def _place(quote: str, offset: int) -> int:
    """Where an offset into a quote lies in the quote with its white space squeezed."""
    before = " ".join(quote[:offset].split())
    return len(before) + (1 if before and quote[offset - 1].isspace() else 0)


def choose(ranked: Sequence[tuple[float, Candidate]], most: int) -> list[Candidate]:
    """The first candidate, and those not far below it that say something else."""
    chosen: list[Candidate] = []
    for score, one in ranked:
        if len(chosen) == most or score < ranked[0][0] - FALL:
            break
        if not any(_repeats(one, other) for other in chosen):
            chosen.append(one)
    return chosen


def _repeats(one: Candidate, other: Candidate) -> bool:
    if one.source.passage.document == other.source.passage.document:
        (start, end), (a, b) = widened(one), widened(other)
        if start < b and a < end:
            return True
    left, right = set(stems(one.text)), set(stems(other.text))
    return len(left & right) >= NEARLY_THE_SAME * min(len(left), len(right))


def widened(one: Candidate) -> tuple[int, int]:
    """Span (start, end) in the document of a sentence, with the one before where a leading pronoun needs it."""
    passage = one.source.passage
    if one.rank and DEPENDENT.match(one.text):
        start = passage.sentences[one.rank - 1][0]
        if "\n" not in passage.text[start - passage.start : one.start - passage.start]:
            return start, one.end
    return one.start, one.end


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
