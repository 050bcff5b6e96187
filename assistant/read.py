"""The reader's turn: it looks for the answering words passage by passage, and stops when no other can take the lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.evidence import NO_ODDS, NO_SPAN, Candidate, Evidence
from assistant.rank import MARGIN_WEIGHT, READ, prior
from assistant.reader import Reader, Reading
from assistant.statements import Statements

SPANS = 6  # spans that the reader gives for each passage, best first
AT_LEAST = 3  # passages that are read in any case, since further sentences of the answer come from them
# A passage that could not take the lead with this margin stays unread. On CLAPNQ, XQuAD and the written questions held
# out from training the same sentence led in all of 1,566 that have an answer, with 4 to 6 of 10 passages read.
BEST_MARGIN = 8.0


def read(reader: Reader, evidence: Evidence) -> Evidence:
    """The evidence with the reader's spans and margins; passages that cannot hold the best sentence stay unread.

    The first passage is read first, since confidence asks for it, then those whose best sentence promises most.
    """
    listed = list(evidence.sentences)
    before = prior(listed, READ)
    places: dict[str, list[int]] = {}
    for i, one in enumerate(listed):
        places.setdefault(one.source.passage.id, []).append(i)
    promise = {id: max(before[i] for i in mine) for id, mine in places.items()}
    first = next(iter(places), "")
    best = float("-inf")
    for count, id in enumerate(sorted(places, key=lambda id: (id != first, -promise[id]))):
        if count >= AT_LEAST and promise[id] + MARGIN_WEIGHT * BEST_MARGIN < best:
            break
        done = read_sentences(reader, evidence.found.question, [listed[i] for i in places[id]])
        for i, one in zip(places[id], done, strict=True):
            listed[i] = one
            best = max(best, before[i] + MARGIN_WEIGHT * one.margin)
    return replace(evidence, sentences=tuple(listed), was_read=True)


def read_sentences(reader: Reader, question: str, sentences: Sequence[Candidate]) -> list[Candidate]:
    """Sentences of one passage with the reader's spans, margins and odds; it sees the passage's title and section."""
    start = sentences[0].source.passage.start
    seen = Statements(sentences)
    parts = [seen.part(one.start - start, one.end - start) for one in sentences]
    read, odds = reader.read_parts(question, seen.text, parts, SPANS)
    spans = [one for one in map(seen.back, read) if one]
    return [replace(with_span(one, spans), odds=max(NO_ODDS, own)) for one, own in zip(sentences, odds, strict=True)]


def with_span(one: Candidate, spans: Sequence[Reading]) -> Candidate:
    """The sentence with the best of its passage's spans that lies in it, and with the lowest margin where none does."""
    shift = one.source.passage.start
    start, end = one.start - shift, one.end - shift
    inside = [span for span in spans if start <= span.start < end and span.end <= end + 1 and span.text]
    best = max(inside, key=lambda span: span.margin, default=None)
    if best is None:
        return one
    return replace(one, margin=max(NO_SPAN, best.margin), span=(best.start + shift, best.end + shift))
