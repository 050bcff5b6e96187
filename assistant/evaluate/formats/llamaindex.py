"""LlamaIndex's LabelledRagDataset as its `save_json` writes it: {"examples": [{"query", "reference_answer", …}]}."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from assistant.evaluate.formats.beside import kept, quotes, reference, whole
from assistant.evaluate.questions import Evidence, Question, QuestionSet

HUMAN = {"model_name": "", "type": "human"}


def matches(value: Any) -> bool:
    """Whether parsed JSON is of this form."""
    examples = value.get("examples") if isinstance(value, dict) else None
    return isinstance(examples, list) and all(isinstance(one, dict) and "query" in one for one in examples)


def parse(name: str, value: dict[str, Any]) -> QuestionSet:
    """The set; contexts become quotes without a document, which are looked for in the whole index."""
    return QuestionSet(name, tuple(_question(row, number) for number, row in enumerate(value["examples"], start=1)))


def _question(row: dict[str, Any], number: int) -> Question:
    answers = (str(row["reference_answer"]),) if row.get("reference_answer") else ()
    evidence = tuple(Evidence(quote=str(one)) for one in row.get("reference_contexts") or ())
    known = bool(answers or evidence)
    return whole(Question(f"q{number}", str(row["query"]), answers, evidence, known, line=number), row)


def write(path: Path, questions: Iterable[Question]) -> None:
    """Write a set as a LabelledRagDataset, the first accepted answer being the reference; the rest is kept beside."""
    examples = [
        {
            "query": one.question,
            "query_by": HUMAN,
            "reference_contexts": quotes(one),
            "reference_answer": reference(one),
            "reference_answer_by": HUMAN,
            **kept(one),
        }
        for one in questions
    ]
    path.write_text(json.dumps({"examples": examples}, ensure_ascii=False, indent=4) + "\n", encoding="utf-8")
