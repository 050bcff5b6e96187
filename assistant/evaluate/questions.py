"""A question set: questions with what a right answer must contain and where the documents say it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.condense import Message
from assistant.evaluate.errors import BadLine, BadQuestionSet
from assistant.evaluate.fields import EVIDENCE, FIELDS, unused


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the documents hold the answer: a document by name, narrowed by a page (from 1) or the exact words.

    Without `document` the quote may stand in any document. `grade` is the relevance for graded retrieval sets,
    higher being better.
    """

    document: str = ""
    page: int | None = None
    quote: str = ""
    grade: int = 1


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `line` is where it stands in its file (from 1), 0 where it came from no file.

    `answers` are accepted strings, any of which will do. `answerable` is None where neither an answer nor a refusal is
    right. `conversation` holds the messages before it, oldest first, as {"role", "content"}. `unused` are fields of its
    line that nothing here reads: people may keep some of their own.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    answerable: bool | None = True
    conversation: tuple[Message, ...] = ()
    tags: tuple[str, ...] = ()
    type: str = ""
    line: int = 0
    unused: tuple[str, ...] = field(default=(), compare=False)

    def to_dict(self) -> dict[str, Any]:
        """The question as plain JSON types, in the form of a question set's line; empty fields are left out."""
        row = asdict(self)
        for name in ("line", "unused"):
            row.pop(name)
        row["evidence"] = [{k: v for k, v in one.items() if v not in ("", None)} for one in row["evidence"]]
        kept = ("id", "question", "answers", "evidence", "answerable")
        return {name: value for name, value in row.items() if name in kept or value}


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of one file; `documents` holds (name, text) pairs where the file carries its own corpus."""

    name: str
    questions: tuple[Question, ...]
    documents: Mapping[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Hash of the questions' content: the same for the same questions in any file format."""
        rows = json.dumps([one.to_dict() for one in self.questions], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(rows.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: the line (from 1) and id of the question, and what is wrong in one sentence."""

    line: int
    id: str
    text: str


def question_from(row: Mapping[str, Any], line: int = 0, fields: Collection[str] = FIELDS) -> Question:
    """A question from one row of a set. Raises BadLine where a field has a wrong type, or is one of `fields` misspelt.

    Documents may be called `document`, `doc_id` or `doc`; messages may hold `content` or `text`, and `conversation` may
    be called `history`. A missing `answerable` is taken from whether there are answers or evidence.
    """
    own = unused(row, fields, line)
    for one in _listed(row.get("evidence")):
        own += tuple(f"evidence.{name}" for name in _further(one, line))
    try:
        if row.get("conversation") and row.get("history"):
            raise ValueError("'history' is another name of 'conversation', and both are there")
        answers = tuple(str(one) for one in _listed(row.get("answers", row.get("answer"))))
        evidence = tuple(_evidence(one) for one in _listed(row.get("evidence")))
        return Question(
            id=str(row.get("id") or f"q{line}"),
            question=str(row.get("question") or ""),
            answers=answers,
            evidence=evidence,
            answerable=_answerable(row.get("answerable", bool(answers or evidence))),
            conversation=tuple(_message(one) for one in _listed(row.get("conversation") or row.get("history"))),
            tags=tuple(str(one) for one in _listed(row.get("tags"))),
            type=str(row.get("type") or ""),
            line=line,
            unused=own,
        )
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise BadLine(line, f"is no question ({error}): give the fields of tests/questions/README.md.") from None


def _listed(value: Any) -> Sequence[Any]:
    if value is None or value == "":
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _evidence(row: Any) -> Evidence:
    if isinstance(row, str):
        return Evidence(quote=row)
    page = row.get("page")
    return Evidence(
        document=str(row.get("document") or row.get("doc_id") or row.get("doc") or ""),
        page=int(page) if page not in (None, "") else None,
        quote=str(row.get("quote") or ""),
        grade=int(row.get("grade", 1)),
    )


def _further(evidence: Any, line: int) -> tuple[str, ...]:
    return unused(evidence, EVIDENCE, line) if isinstance(evidence, Mapping) else ()


def _message(row: Any) -> Message:
    if not isinstance(row, Mapping):
        raise ValueError("a message of the conversation is no object with role and content")
    said = {"role": row.get("role"), "content": row.get("content", row.get("text"))}
    if missing := [name for name, value in said.items() if value is None]:
        raise ValueError(f"a message of the conversation has no {missing[0]}")
    return {name: str(value) for name, value in said.items()}


def _answerable(value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": None, "null": None}
    if (key := str(value).strip().lower()) not in known:
        raise ValueError(f"answerable is '{value}', not true, false or empty")
    return known[key]


def read_set(path: str | Path, faults: list[Problem] | None = None) -> QuestionSet:
    """The question set in a file (JSONL, CSV, YAML, SQuAD, Ragas or LlamaIndex JSON) or BEIR folder.

    Raises BadQuestionSet where it cannot be read, holds no question, or a line is no question; with `faults`, such
    lines are put there, and the set has the others.
    """
    from assistant.evaluate.formats import load

    path = Path(path)
    try:
        path.stat()
    except (OSError, ValueError) as error:  # one that is too long for a path as well
        raise BadQuestionSet(f"There is no question set at {path}: check the spelling.") from error
    found = load(path, faults)
    if not (found.questions or faults):
        raise BadQuestionSet(f"{path} holds no question: put in one a line, as tests/questions/README.md says.")
    return found
