"""Ragas test sets as JSON: a list of samples with user_input, reference and reference_contexts (0.2 and later).

The older names (question, ground_truth, ground_truths, contexts) are read too. Contexts become quotes without a
document, which are looked for in the whole index. Of a conversation (`user_input` as a list of messages) the person's
last message is the question.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from assistant.condense import Message
from assistant.evaluate.formats.beside import kept, quotes, whole
from assistant.evaluate.formats.beside import reference as first_answer
from assistant.evaluate.questions import Evidence, Question, QuestionSet

ROLES = {"human": "user", "ai": "assistant"}  # by the type of a message; what a tool said is left out


def matches(value: Any) -> bool:
    """Whether parsed JSON is of this form."""
    return (
        isinstance(value, list)
        and bool(value)
        and isinstance(value[0], dict)
        and ("user_input" in value[0] or "ground_truth" in value[0] or "ground_truths" in value[0])
    )


def parse(name: str, value: list[dict[str, Any]]) -> QuestionSet:
    """The set; a sample without a reference counts as unanswerable only where it has no contexts either."""
    return QuestionSet(name, tuple(_question(row, number) for number, row in enumerate(value, start=1)))


def _question(row: dict[str, Any], number: int) -> Question:
    reference = row.get("reference") or row.get("ground_truth") or row.get("ground_truths") or ()
    answers = tuple([reference] if isinstance(reference, str) else map(str, reference))
    contexts = row.get("reference_contexts") or row.get("contexts") or ()
    evidence = tuple(Evidence(quote=str(one)) for one in contexts)
    tags = tuple(str(row[key]) for key in ("synthesizer_name", "evolution_type") if row.get(key))
    text, conversation = _asked(row.get("user_input") or row.get("question") or "")
    id = str(row.get("id") or f"q{number}")
    known = bool(answers or evidence)
    return whole(Question(id, text, answers, evidence, known, conversation, tags, line=number), row)


def _asked(said: str | list[dict[str, Any]]) -> tuple[str, tuple[Message, ...]]:
    """The question and the messages before it. Raises ValueError where no message is a person's."""
    if isinstance(said, str):
        return said, ()
    messages = [{"role": ROLES[one["type"]], "content": str(one["content"])} for one in said if one["type"] in ROLES]
    while messages and messages[-1]["role"] != "user":
        messages.pop()
    if not messages:
        raise ValueError("a conversation without a message of type 'human'")
    return messages[-1]["content"], tuple(messages[:-1])


def write(path: Path, questions: Iterable[Question]) -> None:
    """Write a set as Ragas samples of one turn, which a set cannot mix with conversations; the rest is kept beside."""
    samples = [
        {
            "id": one.id,
            "user_input": one.question,
            "reference": first_answer(one),
            "reference_contexts": quotes(one),
            **kept(one),
        }
        for one in questions
    ]
    path.write_text(json.dumps(samples, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
