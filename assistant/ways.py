"""The ways to understand a question, each asked of the documents: no rule tells which one the person meant.

As typed; with the words that the conversation keeps coming back to, where it leans on it; with misspelt words as the
documents have them; and with abbreviations in full and parties of contracts in their roles, as the documents define
them. `assistant/pipeline.py` asks each way and takes the one that is answered most surely.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from assistant.abbreviations import asked_for, in_full
from assistant.condense import Message, condense
from assistant.parties import in_roles
from assistant.respell import respell
from assistant.synonyms import reworded
from index import Index

SURER = 0.1  # how much surer of an answer a less likely way to understand a question must be


class Way(NamedTuple):
    """One way to understand a question: what speaks for it, as a bonus in confidence, and what has to be said of it."""

    worth: float = 0.0
    remark: str = ""
    within: Collection[str] | None = None  # ids of the documents to ask it of, None for all
    carried: bool = False  # with words that the question itself does not have, from the conversation


def ways(
    question: str, history: Sequence[Message], index: Index, within: Collection[str] | None = None
) -> dict[str, Way]:
    """The ways to ask a question of the documents with the ids `within`; one for most questions."""
    respelt, remark = respell(question, index)
    found: dict[str, Way] = {}
    for spelling, way in {
        respelt: Way(0.0, remark, within),
        question: Way(SURER if remark else 0.0, "", within),
    }.items():
        local = condense(spelling, history)
        found |= {local: way._replace(worth=way.worth + SURER, carried=True)} if local != spelling else {}
        found[spelling] = way
    return defined(found, index)


def defined(asked: Mapping[str, Way], index: Index) -> dict[str, Way]:
    """The same and, for each, the ways to ask it in the terms that the documents define."""
    found = dict(asked)
    for question, way in asked.items():
        for other, new in _in_their_terms(question, way, index):
            found.setdefault(other, new._replace(remark=" ".join(filter(None, (way.remark, new.remark)))))
    return found


def _in_their_terms(question: str, way: Way, index: Index) -> Iterator[tuple[str, Way]]:
    for other in () if way.carried or asked_for(question) else reworded(question, index):
        yield other.question, way._replace(worth=way.worth - SURER, remark=other.remark)
    for document, put in in_roles(question, index, way.within).items():
        remark = f"“{put.named}” is “the {put.role}” in what is quoted."
        yield put.question, way._replace(remark=remark, within=frozenset({document}))
    if longs := in_full(question, index, way.within):
        full = re.sub(rf"\b(?:{'|'.join(map(re.escape, longs))})\b", lambda match: longs[match[0]], question)
        yield full, way._replace(remark=" ".join(f"“{short}” stands for “{long}”." for short, long in longs.items()))
