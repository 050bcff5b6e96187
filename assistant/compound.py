"""A question to its answer. One that is made of several (`assistant/parts.py`) is asked part by part, and the answers
are put together: first what answers each part, then what was found beside it. What has no answer is named.

A language model gets the question whole, with what was found for each part (`assistant/pipeline.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.answer import Answer, Citation, Event, Sentence, text_of
from assistant.condense import Message, points_back
from assistant.overview import overview
from assistant.parts import Part, parts
from assistant.pipeline import CHANGED, Asking, Events
from assistant.trace import Trace
from assistant.ways import SURER

if TYPE_CHECKING:
    from assistant.assistant import Assistant

MISSING = "Nothing was found that answers “{}”."


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence of a part's answer with its citations, numbered as they are there."""

    sentence: Sentence
    citations: tuple[Citation, ...]

    def holds(self, other: Quoted) -> bool:
        """Whether all words that the other quotes first are among those that this one quotes first."""
        mine, theirs = self.citations[0], other.citations[0]
        return mine.document == theirs.document and mine.start <= theirs.start and theirs.end <= mine.end


def answered(
    assistant: Assistant, question: str, history: Sequence[Message], within: Collection[str] | None
) -> Iterator[Event]:
    """Steps as they begin, sentences once they are checked, and the answer last.

    `within` holds the ids of the documents to search, None for all.
    """
    trace = Trace(question)
    try:
        answer = yield from _answered(assistant, question, history, within, trace)
    except BaseException as error:
        trace.close(None, error)
        raise
    answer = replace(answer, question=question)
    trace.close(answer)
    yield Event("answer", answer=answer)


def _answered(
    assistant: Assistant, question: str, history: Sequence[Message], within: Collection[str] | None, trace: Trace
) -> Events:
    if events := overview(assistant, question, history, within, trace):
        return (yield from events)
    asked = () if assistant.llm else parts(question)
    if len(asked) > 1:
        answers = yield from _each(assistant, asked, history, within, trace)
        if not all(answer.refused for answer in answers):
            return (yield from _together(answers, assistant.settings.answer.sentences))
    return (yield from Asking(assistant, question, history, within, trace).events())


def _each(
    assistant: Assistant,
    asked: Sequence[Part],
    history: Sequence[Message],
    within: Collection[str] | None,
    trace: Trace,
) -> Generator[Event, None, list[Answer]]:
    """Steps, and the answer to each part, which may lean on the parts before it.

    It is looked for in the documents that answered those first: mostly all parts are about the same thing.
    """
    answers: list[Answer] = []
    said = list(history)
    near: set[str] = set()
    for part in asked:
        yield Event("step", f"Looking for “{part.typed}”")
        answer = _answer(Asking(assistant, part.question, said, within, trace).events())
        led = _led_by(assistant, answer)
        if near and (not led <= near if led else points_back(part.question)):
            yield Event("step", f"Looking for “{part.typed}” in what answers so far")
            nearer = _answer(Asking(assistant, part.question, said, near, trace).events())
            answer = nearer if _preferred(nearer, answer, part.question) else answer
        answers.append(replace(answer, question=part.typed))
        said += [{"role": "user", "content": part.question}, {"role": "assistant", "content": answer.text}]
        near |= _led_by(assistant, answer)
    return answers


def _led_by(assistant: Assistant, answer: Answer) -> frozenset[str]:
    """The id of the document that is quoted first."""
    document = assistant.index.manifest.document(answer.citations[0].document) if answer.citations else None
    return frozenset({document.id}) if document else frozenset()


def _preferred(near: Answer, far: Answer, question: str) -> bool:
    """Whether the answer from the documents of the parts before counts, and not the one from all documents."""
    if near.refused or points_back(question):  # "may she sublet": she is in those documents
        return not near.refused
    return near.confidence + SURER >= far.confidence


def _answer(events: Events) -> Answer:
    """The answer at the end of events that nobody sees."""
    while True:
        try:
            next(events)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def _together(answers: Sequence[Answer], most: int) -> Events:
    """One answer from those of the parts, of which some may be refusals; with quotations beside it up to `most`."""
    leads: list[Quoted] = []
    for one in _quoted(answers, further=False):
        if not any(other.holds(one) for other in leads):
            leads = [other for other in leads if not one.holds(other)] + [one]
    beside: list[Quoted] = []
    for one in _quoted(answers, further=True):
        if not any(other.holds(one) for other in (*leads, *beside)):
            beside.append(one)
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    for one in [*leads, *beside[: max(0, most - len(leads))]]:
        new = [replace(cited, number=len(citations) + at) for at, cited in enumerate(one.citations, start=1)]
        sentences.append(replace(one.sentence, citations=tuple(cited.number for cited in new)))
        citations += new
        yield Event("sentence", sentence=sentences[-1], citations=tuple(new))
    sure = [answer for answer in answers if not answer.refused]
    missing = [_missing(answer) for answer in answers if answer.refused]
    return replace(
        sure[0],
        text=text_of(sentences),
        confidence=min(answer.confidence for answer in sure),
        sentences=tuple(sentences),
        citations=tuple(citations),
        note=" ".join(dict.fromkeys(filter(None, (*(answer.note for answer in sure), *missing)))),
        standalone_question=" ".join(answer.standalone_question for answer in answers),
    )


def _missing(refusal: Answer) -> str:
    return CHANGED if CHANGED in refusal.note else MISSING.format(refusal.question)


def _quoted(answers: Sequence[Answer], *, further: bool) -> Iterator[Quoted]:
    for answer in answers:
        by_number = {one.number: one for one in answer.citations}
        for sentence in answer.sentences:
            if sentence.further == further:
                yield Quoted(sentence, tuple(by_number[number] for number in sentence.citations))
