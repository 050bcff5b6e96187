"""What a document is about: its beginning, quoted, and its sections, for those who ask for a summary or an overview.

Nothing is written here: a language model, where one is set, gets passages from all over the document instead. English
only, by the form of the question; a document is meant where its title or name has all words that the question calls it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from assistant.answer import REFUSAL, Answer, Citation, Event, Sentence, text_of
from assistant.check import verbatim
from assistant.condense import Message
from assistant.evidence import quotable
from assistant.labels import field
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
    r"(?:[\d.]+\s+)?(?:(?:executive )?(?:abstract|summary)|overview|at a glance|in (?:brief|short)|key points|"
    r"highlights|introduction|purpose|about(?: (?:the|this|us|our))?(?: \w+){0,2})",
    re.IGNORECASE,
)

POLITE = r"(?:please\s+|(?:can|could|would|will)\s+you\s+(?:please\s+)?)?"
SUMMARY = (
    r"(?:an?\s+|the\s+)?(?:(?:brief|concise|general|good|quick|rough|short)\s+){0,2}(?:summary|overview|outline|gist)"
)
WHAT = r"(?P<what>\S.*?)"
ABOUT = [
    re.compile(rf"{POLITE}{pattern}\W*", re.IGNORECASE)
    for pattern in (
        rf"(?:summari[sz]e|sum\s+up|outline)\s+{WHAT}",
        rf"(?:(?:give|show|write|make)\s+(?:me\s+)?|i\s+(?:want|need)\s+)?{SUMMARY}(?:\s+(?:of|on|for)\s+{WHAT})?",
        rf"what(?:['’]s|\s+(?:is|are|was))\s+{WHAT}\s+(?:all\s+)?about",
        rf"what\s+(?:is|are)\s+the\s+(?:main|key)\s+(?:points?|topics?|ideas?|message)\s+(?:of|in|from)\s+{WHAT}",
    )
]
FORM = re.compile(  # how it is to be written, and not of what
    r"\s+in\s+(?:an?|one|two|three|four|five|a\s+few|\d+|simple|plain|short|other)\s+"
    r"(?:sentences?|words?|paragraphs?|lines?|points?|terms)$|\s+in\s+(?:short|brief|general|english|german|french|spanish)$",
    re.IGNORECASE,
)
THINGS = r"(?:documents?|files?|papers?|sources?)"
HERE = r"(?:the|this|these|my|your)\s+(?:folder|index|collection|documents?|files?)"
WHICH = re.compile(
    rf"{POLITE}(?:(?:what|which)\s+{THINGS}\s+(?:do\s+you\s+(?:have|know)|are\s+(?:there|here|indexed|in\s+{HERE})|"
    rf"(?:have|did)\s+(?:i|we)\s+(?:add|upload|index|give)\w*(?:\s+you)?|can\s+i\s+ask\s+about)|"
    rf"(?:list|show)\s+(?:me\s+)?(?:all\s+)?(?:the\s+|my\s+|your\s+)?{THINGS}|"
    rf"what\s+(?:can\s+i\s+ask(?:\s+you)?|do\s+you\s+know)(?:\s+about)?|what(?:['’]s|\s+is)\s+in\s+{HERE})\W*",
    re.IGNORECASE,
)
ANY = frozenset(  # what documents are called whatever they hold
    stems(
        "document file paper text folder index collection pdf page it all everything these them here whole entire "
        "report article book thing content"
    )
)
THE_ONE = re.compile(  # where there is one document alone, whatever its title
    r"(?:the|this|that|my)\s+(?:agreement|contract|e-?mail|guide|handbook|leaflet|letter|manual|memo|minutes|newsletter|"
    r"policy|presentation|story|study|thesis|website)",
    re.IGNORECASE,
)


def overview(
    assistant: Assistant, question: str, history: Sequence[Message], within: Collection[str] | None, trace: Trace
) -> Events | None:
    """Events of an overview, with its answer in the end; None where the question asks for something else.

    That is so too where it names no document and follows on others: it may be of what was talked about. `within` holds
    the ids of the documents that may be meant, None for all.
    """
    question = " ".join(question.split())
    about = _about(question)
    if about is None and not WHICH.fullmatch(question):
        return None
    documents = [one for one in assistant.index.manifest.documents() if within is None or one.id in within]
    named = set(question_stems(about or "")) - ANY - STOP_WORDS
    if about is not None and len(documents) == 1 and THE_ONE.fullmatch(about):
        named = set()
    meant = [one for one in documents if named <= _called(one)]
    if named and not 0 < len(meant) <= MOST:
        return None
    if about is not None and not named and len(documents) > 1 and history:
        return None
    return _told(assistant, question, meant, about is not None and len(meant) <= MOST, trace)


def _about(question: str) -> str | None:
    """The words for what an overview is asked of, "" where there are none; None for any other question."""
    matches = [match for pattern in ABOUT if (match := pattern.fullmatch(question))]
    return FORM.sub("", matches[0]["what"] or "") if matches else None


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
    notes: list[str] = []
    for document, own in passages.items():
        opening = next((at for at, one in enumerate(own) if OPENING.fullmatch(_headings(one)[-1])), None)
        for passage, start, end in _beginning(own[opening or 0 :], max(1, most // len(passages))):
            names = {document.id: (document.name, document.title)}
            citations.append(cite(len(citations) + 1, Scored(passage, 1.0, 1.0, 0.0), start, end, names))
            sentences.append(Sentence(shown(citations[-1].quote), (len(citations),), supported=True))
        if citations and citations[-1].document == document.name:
            notes.append(_noted(document, own, "" if opening is None else _headings(own[opening])[-1]))
    return Answer(
        question=question,
        text=text_of(sentences),
        refused=False,
        confidence=1.0,  # these are its words, whatever they are worth
        sentences=tuple(sentences),
        citations=tuple(citations),
        note=" ".join(notes),
        standalone_question=question,
    )


def _headings(passage: Passage) -> list[str]:
    return passage.section.split(" › ")


def _beginning(passages: Sequence[Passage], most: int) -> list[tuple[Passage, int, int]]:
    """The first sentences that can be quoted, with their places; other lines only where there is no sentence."""
    prose = (place for one in passages for place in _quotable(one) if _is_prose(_words(*place)))
    return list(islice(prose, most)) or list(islice((place for one in passages for place in _quotable(one)), most))


def _is_prose(text: str) -> bool:
    return len(text.split()) >= PROSE and text.rstrip("\"'”’)*_ ").endswith((".", "!", "…")) and not field(text)


def _quotable(passage: Passage) -> Iterator[tuple[Passage, int, int]]:
    for start, end in passage.sentences:
        text = _words(passage, start, end)
        if quotable(text) and text.strip(" #*") != passage.title:
            yield passage, start, end


def _words(passage: Passage, start: int, end: int) -> str:
    return passage.text[start - passage.start : end - passage.start]


def _noted(document: Document, passages: Sequence[Passage], opening: str) -> str:
    """What is quoted of a document, and which sections it has."""
    sections = list(dict.fromkeys(_headings(one)[0] for one in passages if one.section))
    rest = f", which has the sections {_named(sections)}" if len(sections) > 1 else ""
    return f"Quoted is {f'“{opening}”' if opening else 'the beginning'} of “{document.title}”{rest}."


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
        answer = writer.signed(quoted)
        return replace(answer, usage=replace(answer.usage, quoted=True), timings=trace.timings)
    answer = replace(quoted, text=text_of(writer.sentences), sentences=tuple(writer.sentences), timings=trace.timings)
    return writer.signed(replace(answer, citations=tuple(writer.citations), note=""))


def _spread(passages: Sequence[Passage], most: int) -> list[Passage]:
    """Up to `most` passages, the first one and others at equal distances."""
    step = max(1.0, len(passages) / most)
    return [passages[int(at * step)] for at in range(min(most, len(passages)))]
