"""Passages -> sentences that may answer, each with the signals that say how well it does before anything is read.

Signals are local and cheap: the cosine of question and sentence (vectors kept by the index), and how much of the
question's weight, by the index's own rarities, the sentence's words cover.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from assistant.retrieve import Retrieved, Scored
from index import Index
from index.embed import Vectors
from index.store.terms import question_stems, stems

NO_SPAN = -12.0  # margin of a sentence in which the reader found no span
NO_ODDS = -28.0  # lowest odds, and those of a sentence that was not read

# What no one would quote as an answer, however long: link labels, cookie notes, captions, notices of rights.
BOILERPLATE = re.compile(
    r"(?:(?:read more|learn more|click here|see also|back to top|all rights reserved|related headlines)\b|©|"
    r"more details (?:about|are available|can be found)\b|copyright (?:©|\(c\)|\d{4}\b)|"
    r"cookies? (?:policy|notice|settings|preferences|help us)\b|accept (?:all )?cookies\b|"
    r"subscribe to (?:our|the) newsletter\b|share this (?:article|page|post|story)\b|"
    r"(?:photo(?:graph)?|image|picture)s?(?: credit)?:)",
    re.IGNORECASE,
)
# Words that begin a label of a page, and sentences that answer too: a label is short, without a figure or a full stop.
LABEL = re.compile(
    r"(?:(?:source|credit):|figure \d|(?:more details|share|subscribe|sign (?:in|up)|log ?in|menu|home|contact|"
    r"privacy policy|cookies?|accept|copyright|photo(?:graph)?|image|picture|skip to|next|previous|related articles)"
    r"\b(?!.*\d))(?!.*\.$)",
    re.IGNORECASE,
)
QUESTION = re.compile(r"\?[\"'”’)*_ ]*$")  # as in lists of frequent questions: it says no fact
LONGEST_LABEL = 5  # words
LETTERS = re.compile(r"[^\W\d_]{2,}")
CORRESPONDENT = re.compile(r"(?:From|To|Cc): .*@")  # a line at the head of a message
OF_A_MESSAGE = re.compile(r"(?:Date|Sent|Subject): ")  # another one, where such lines stand beside it
MESSAGE = re.compile(r"^(?:From|Subject): ", re.MULTILINE)
OF_MESSAGES = frozenset(
    stems("mail email message letter send sent sender write wrote written writer receive recipient reply contact")
)
# A line of a form: "Deposit: £500".
LABELLED = re.compile(
    r"(?:[•*–-]\s+)?(?P<label>[^\W\d_](?:[^:;|.\n]|\.(?!\.{3})){0,59}?)(?::\s+|\s+\|\s+|\s?\.{4,}+\s*)"
    r"(?P<value>[^|\n]*\w[^|\n]*)$"
)
OF_CONTENTS = re.compile(r"\.{4}\s*(?:\d{1,4}|[ivxlc]+)\s*$", re.IGNORECASE)  # leads to a page
AMOUNT = re.compile(r"(?:\W\s+)?\d+(?:[.,/]\d+)*\s+(?:[a-z]{1,3}\s+)?[a-z]{3,}")  # "150 g sugar", an item of a list


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a retrieved passage. `start` and `end` index the document; `rank` is its place in the passage."""

    source: Scored
    rank: int
    start: int
    end: int
    text: str
    cosine: float
    coverage: float
    margin: float = NO_SPAN  # of the reader's best span that lies in the sentence over "no answer", in nats
    odds: float = NO_ODDS  # of an answer in the sentence, wherever it begins and ends, over "no answer", in nats
    span: tuple[int, int] | None = None  # that span, as offsets into the document
    remark: str = ""  # how it was come by, told with an answer that it leads


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the passages of one question hold: quotable sentences in the order of the passages, and the rarity
    (inverse document frequency) of the question's terms."""

    found: Retrieved
    sentences: tuple[Candidate, ...]
    rarity: dict[str, float]
    was_read: bool = False  # by the reader, so that margins tell sentences apart


def gather(index: Index, found: Retrieved) -> Evidence:
    """Every quotable sentence of the retrieved passages, with its signals; none is read yet, so all margins are low."""
    rarity = index.terms.rarity(question_stems(found.question))
    sentences = [
        one for source in found.passages for one in _of(source, found.rows[source.passage.id] @ found.vector, rarity)
    ]
    return Evidence(found, tuple(sentences), rarity)


def _of(source: Scored, cosines: Vectors, rarity: dict[str, float]) -> Iterator[Candidate]:
    """The candidates of one passage; `cosines` holds the passage's own, then one per sentence."""
    passage = source.passage
    head = set(stems(f"{passage.title} {passage.section}"))
    for rank, (start, end) in enumerate(passage.sentences):
        text = passage.text[start - passage.start : end - passage.start]
        if not quotable(text) or not _asked_of(text, passage.text, rarity):
            continue
        yield Candidate(
            source=source,
            rank=rank,
            start=start,
            end=end,
            text=text,
            cosine=float(cosines[rank + 1]),
            coverage=coverage(head.union(stems(text)), rarity),
        )


def quotable(text: str) -> bool:
    """Whether a sentence can stand as a quote: some words, an amount or what a label says, and no question, menu entry
    or notice."""
    if QUESTION.search(text):
        return False
    label = LABEL.match(text) and len(text.split()) <= LONGEST_LABEL
    enough = (
        len(LETTERS.findall(text)) >= 3 or AMOUNT.match(text) or (LABELLED.match(text) and not OF_CONTENTS.search(text))
    )
    return bool(enough) and not label and not BOILERPLATE.match(text)


def _asked_of(text: str, passage: str, asked: Collection[str]) -> bool:
    """Whether a line that says who wrote to whom, when or on what can answer a question of these stems: messages are
    asked about, or it names what is asked for. It bears the subject's name and yet no fact of it."""
    if OF_A_MESSAGE.match(text) and MESSAGE.search(passage):
        return not OF_MESSAGES.isdisjoint(asked)
    return not CORRESPONDENT.match(text) or not OF_MESSAGES.union(stems(text)).isdisjoint(asked)


def coverage(words: set[str], rarity: dict[str, float]) -> float:
    """Share (0..1) of the question's rarity-weighted terms that occur in `words`."""
    total = sum(rarity.values())
    return sum(weight for term, weight in rarity.items() if term in words) / total if total else 0.0
