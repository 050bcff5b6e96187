"""LlamaIndex's LabelledRagDataset as its `save_json` writes it: {"examples": [{"query", "reference_answer", …}]}."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

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
    return Question(f"q{number}", str(row["query"]), answers, evidence, bool(answers or evidence), line=number)


def write(path: Path, questions: Iterable[Question]) -> None:
    """Write a set as a LabelledRagDataset, the first accepted answer being the reference; document names are lost."""
    examples = [
        {
            "query": one.question,
            "query_by": HUMAN,
            "reference_contexts": [evidence.quote for evidence in one.evidence if evidence.quote],
            "reference_answer": one.answers[0] if one.answers else "",
            "reference_answer_by": HUMAN,
        }
        for one in questions
    ]
    path.write_text(json.dumps({"examples": examples}, ensure_ascii=False, indent=4) + "\n", encoding="utf-8")
