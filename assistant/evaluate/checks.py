"""What is wrong with a question set, line by line, before time is spent on running it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.evaluate.gold import Gold, Place
from assistant.evaluate.metrics.answers import LONG, holds, values_alone
from assistant.evaluate.questions import Problem, Question, QuestionSet
from assistant.evaluate.words import counted
from index import Index

NEAR = 1000  # characters on either side of a quote in which its answer is looked for: about a passage


def validate(questions: QuestionSet, index: Index | None = None) -> list[Problem]:
    """Every problem of a set, in the order of its lines; with an index, evidence is looked for in its documents."""
    found = [*_duplicates(questions.questions)]
    gold = Gold(index) if index else None
    for one in questions.questions:
        texts = [*_fields(one), *(_unheld(one, gold) if gold else ())]
        found += [Problem(one.line, one.id, text) for text in texts]
    return sorted(found, key=lambda problem: problem.line)


def remarks(questions: QuestionSet, index: Index | None = None) -> list[str]:
    """What may be no mistake and is good to know: fields that nothing reads and, with an index, accepted answers that
    do not stand where their evidence is."""
    if index is None:
        return _unread(questions)
    gold = Gold(index)
    short = [one for one in questions.questions if one.answerable and any(map(_short, one.answers))]
    there = [(one, gold.places(one)[0]) for one in short]
    strange = [one for one, places in there if places and not _near(one, places, gold)]
    strange += _nowhere([one for one in short if not one.evidence], index)
    return [*_unread(questions), *map(_unwinnable, sorted(strange, key=lambda one: one.line))]


def _unread(questions: QuestionSet) -> list[str]:
    lines: dict[str, list[int]] = {}
    for one in questions.questions:
        for name in dict.fromkeys(one.unused):
            lines.setdefault(name, []).append(one.line)
    return [
        f"The field '{name}' is not used (in {counted(len(found), 'question')}, first in line {found[0]})."
        for name, found in lines.items()
    ]


def _unwinnable(one: Question) -> str:
    wanted = " or ".join(f"“{answer[:60]}”" for answer in one.answers[:3])
    where = "where the evidence is" if one.evidence else "anywhere"
    return (
        f"Line {one.line}, {one.id}: the documents do not say {wanted} {where}, so that an answer in their words "
        "counts as wrong: is it spelt as there?"
    )


def _short(answer: str) -> bool:
    """Whether an accepted answer is one that an answer may hold word for word."""
    return len(answer.split()) <= LONG


def _near(one: Question, places: Iterable[Place], gold: Gold) -> bool:
    return any(holds(gold.around(place, NEAR), one.answers) for place in places)


def _nowhere(questions: list[Question], index: Index) -> list[Question]:
    """Those of which no document holds an accepted answer, apart from numbers and dates, which have many forms."""
    left = [one for one in questions if not values_alone(one.answers)]
    for document in index.documents() if left else ():
        text = _squeezed(index.document(document.name).text)
        left = [one for one in left if not any(_squeezed(answer) in text for answer in one.answers)]
    return left


def _squeezed(text: str) -> str:
    return " ".join(text.lower().split())


def _duplicates(questions: tuple[Question, ...]) -> Iterator[Problem]:
    ids: dict[str, int] = {}
    texts: dict[tuple[object, ...], int] = {}
    for one in questions:
        if first := ids.get(one.id):
            yield Problem(one.line, one.id, f"The id is that of line {first}: give each question its own.")
        ids.setdefault(one.id, one.line)
        key = (" ".join(one.question.lower().split()), *(message["content"] for message in one.conversation))
        if one.question.strip() and (first := texts.get(key)):
            yield Problem(one.line, one.id, f"The question is that of line {first}: remove one of the two.")
        texts.setdefault(key, one.line)


def _fields(one: Question) -> Iterator[str]:
    if not one.question.strip():
        yield "The question is empty: write it, or remove the line."
    if any(not answer.strip() for answer in one.answers):
        yield "An accepted answer is empty: write it, or take it out."
    if any(not (place.document or place.quote) for place in one.evidence):
        yield "A piece of evidence names neither document nor quote: give at least one."
    if one.answerable and not one.answers and not one.evidence:
        yield "It is answerable but has neither answers nor evidence: give one, or set answerable to false."
    if one.answerable is False and (one.answers or one.evidence):
        yield "It is not answerable but has answers or evidence: take them out, or set answerable to true."
    if any(message["role"] not in ("user", "assistant") for message in one.conversation):
        yield "A message of the conversation has a role other than user or assistant: correct it."


def _unheld(one: Question, gold: Gold) -> Iterator[str]:
    for place in one.evidence:
        if (place.document or place.quote) and not gold.of(place):
            what = f"“{place.quote[:60]}{'…' if len(place.quote) > 60 else ''}”" if place.quote else "this evidence"
            where = f"{place.document} page {place.page}" if place.page and not place.quote else place.document
            there = f" in {where}" if where else ""
            yield f"No document of the index holds {what}{there}: correct it, or index the document."
