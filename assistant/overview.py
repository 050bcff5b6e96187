"""What a document is about: its beginning, quoted, and its sections, for those who ask for a summary or an overview.

Nothing is written here: a language model, where one is set, gets passages from all over the document instead. English
only, by the form of the question; a document is meant where its title or name has all words that the question calls it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from assistant.answer import REFUSAL, Answer, Citation, Event, Sentence, text_of
from assistant.check import verbatim
from assistant.evidence import quotable
from assistant.pipeline import Events
from assistant.retrieve import Retrieved, Scored
from assistant.trace import Trace
from assistant.write import cite, shown
from index import Document, Passage
from index.store.terms import STOP_WORDS, question_stems, stems

if TYPE_CHECKING:
    from assistant.assistant import Assistant

MOST = 3  # documents whose beginnings are quoted together
NAMED = 10  # titles, or sections, that a note names
PROSE = 5  # words from which on a line is taken for a sentence
OPENING = re.compile(
    r"\b(?:abstract|summary|overview|at a glance|in (?:brief|short)|key points|highlights|introduction|purpose)\b", re.I
)

POLITE = r"(?:please\s+|(?:can|could|would|will)\s+you\s+(?:please\s+)?)?"
SUMMARY = r"(?:an?\s+|the\s+)?(?:\w+\s+){0,2}(?:summary|overview|outline|gist)"
ABOUT = [
    re.compile(rf"{POLITE}{pattern}\W*", re.IGNORECASE)
    for pattern in (
        r"(?:summari[sz]e|sum\s+up|outline)\s+(?P<what>.+?)",
        rf"(?:(?:give|show|write|make)\s+(?:me\s+)?|i\s+(?:want|need)\s+)?{SUMMARY}(?:\s+(?:of|on|for)\s+(?P<what>.+?))?",
        r"what(?:['’]s|\s+(?:is|are|was))\s+(?P<what>.+?)\s+(?:all\s+)?about",
        r"what\s+(?:is|are)\s+the\s+(?:main|key)\s+(?:points?|topics?|ideas?|message)\s+(?:of|in|from)\s+(?P<what>.+?)",
    )
]
THINGS = r"(?:documents?|files?|papers?|sources?)"
WHICH = re.compile(
    rf"{POLITE}(?:(?:what|which)\s+{THINGS}\s+(?:do\s+you\s+(?:have|know)|are\s+(?:there|here|indexed|in\s+.+)|"
    rf"(?:have|did)\s+(?:i|we)\b.*|can\s+i\s+ask\s+about)|"
    rf"(?:list|show)\s+(?:me\s+)?(?:all\s+)?(?:the\s+|my\s+|your\s+)?{THINGS}|"
    r"what\s+(?:can\s+i\s+ask(?:\s+you)?|do\s+you\s+know)(?:\s+about)?|"
    r"what(?:['’]s|\s+is)\s+in\s+(?:the|this|these|my)\s+(?:folder|index|collection|documents?|files?))\W*",
    re.IGNORECASE,
)
ANY = frozenset(  # what documents are called whatever they hold
    stems("document file paper text folder index collection pdf page it all everything these them here whole entire")
)


def overview(assistant: Assistant, question: str, within: Collection[str] | None, trace: Trace) -> Events | None:
    """Events of an overview, with its answer in the end; None where the question asks for something else.

    `within` holds the ids of the documents that may be meant, None for all.
    """
    about = _about(question)
    if about is None and not WHICH.fullmatch(question):
        return None
    documents = [one for one in assistant.index.manifest.documents() if within is None or one.id in within]
    named = set(question_stems(about or "")) - ANY - STOP_WORDS
    meant = [one for one in documents if named <= _called(one)]
    if named and not meant:
        return None
    return _told(assistant, question, meant, about is not None and len(meant) <= MOST, trace)


def _about(question: str) -> str | None:
    """The words for what an overview is asked of, "" where there are none; None for any other question."""
    matches = [match for pattern in ABOUT if (match := pattern.fullmatch(question))]
    return (matches[0]["what"] or "") if matches else None


def _called(document: Document) -> set[str]:
    return set(stems(f"{document.title} {re.sub(r'[-_./]+', ' ', document.name)}"))


def _told(assistant: Assistant, question: str, documents: Sequence[Document], quoted: bool, trace: Trace) -> Events:
    """The beginnings of the documents, or what a language model writes of them; else their titles, with a refusal."""
    passages = {one: assistant.index.manifest.passages_of(one.id) for one in documents} if quoted else {}
    answer = _quoted(question, passages, assistant.settings.answer.sentences)
    if not answer.sentences or not verbatim(assistant.index, answer.citations):
        return Answer(question, REFUSAL, True, 0.0, note=_titles(documents), standalone_question=question)
    if assistant.llm:
        return (yield from _written(assistant, passages, answer, trace))
    yield from _events(answer)
    return replace(answer, timings=trace.timings)


def _titles(documents: Sequence[Document]) -> str:
    titles = _named([f"“{one.title}”" for one in documents])
    if len(documents) == 1:
        return f"There is one document: {titles}."
    return f"There are {len(documents):,} documents: {titles}."


def _events(answer: Answer) -> Iterator[Event]:
    for sentence, citation in zip(answer.sentences, answer.citations, strict=True):
        yield Event("sentence", sentence=sentence, citations=(citation,))


def _quoted(question: str, passages: dict[Document, list[Passage]], most: int) -> Answer:
    """Up to `most` sentences from the beginnings of the documents, as many of each."""
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    for document, own in passages.items():
        for passage, start, end in _beginning(own, max(1, most // len(passages))):
            names = {document.id: (document.name, document.title)}
            citations.append(cite(len(citations) + 1, Scored(passage, 1.0, 1.0, 0.0), start, end, names))
            sentences.append(Sentence(shown(citations[-1].quote), (len(citations),), supported=True))
    return Answer(
        question=question,
        text=text_of(sentences),
        refused=False,
        confidence=1.0,  # these are its first words, whatever they are worth
        sentences=tuple(sentences),
        citations=tuple(citations),
        note=" ".join(_sections(document, own) for document, own in passages.items()),
        standalone_question=question,
    )


def _beginning(passages: Sequence[Passage], most: int) -> list[tuple[Passage, int, int]]:
    """The first sentences that can be quoted, of an abstract or introduction where there is one, with their places."""
    opening = next((at for at, one in enumerate(passages) if OPENING.search(one.section)), 0)
    found = [place for one in passages[opening:] for place in _quotable(one)]
    prose = [place for place in found if len(_words(*place).split()) >= PROSE]
    return (prose or found)[:most]


def _quotable(passage: Passage) -> Iterator[tuple[Passage, int, int]]:
    for start, end in passage.sentences:
        text = _words(passage, start, end)
        if quotable(text) and text.strip(" #*") != passage.title:
            yield passage, start, end


def _words(passage: Passage, start: int, end: int) -> str:
    return passage.text[start - passage.start : end - passage.start]


def _sections(document: Document, passages: Sequence[Passage]) -> str:
    """What a note says of a document whose beginning is quoted."""
    sections = list(dict.fromkeys(one.section.split(" › ")[0] for one in passages if one.section))
    rest = f", which has the sections {_named(sections)}" if len(sections) > 1 else ""
    return f"Quoted is the beginning of “{document.title}”{rest}."


def _named(names: Sequence[str]) -> str:
    """Names as part of a sentence, of many the first."""
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED:,} more"
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1] if names else "") if part)


def _written(assistant: Assistant, passages: dict[Document, list[Passage]], quoted: Answer, trace: Trace) -> Events:
    """What the language model writes of passages from all over the documents; the quoted answer where it fails."""
    from assistant.writer import Writer

    assert assistant.llm
    writer = Writer(assistant, assistant.llm, trace)
    each = max(1, assistant.settings.writer.passages // len(passages))
    chosen = tuple(Scored(one, 1.0, 1.0, 0.0) for own in passages.values() for one in _spread(own, each))
    names = {document.id: (document.name, document.title) for document in passages}
    found = Retrieved(quoted.question, np.zeros(0, np.float32), chosen, {}, names)
    yield from writer.write(quoted.question, found, ())
    yield from writer.complete(quoted.sentences, quoted.citations)
    if not writer.sentences:
        yield from _events(quoted)
        return replace(writer.signed(quoted), timings=trace.timings)
    answer = replace(quoted, text=text_of(writer.sentences), sentences=tuple(writer.sentences), timings=trace.timings)
    return writer.signed(replace(answer, citations=tuple(writer.citations), note=""))


def _spread(passages: Sequence[Passage], most: int) -> list[Passage]:
    """Up to `most` passages, the first one and others at equal distances."""
    step = max(1.0, len(passages) / most)
    return [passages[int(at * step)] for at in range(min(most, len(passages)))]
