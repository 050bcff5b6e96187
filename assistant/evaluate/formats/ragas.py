"""Ragas test sets as JSON: a list of samples with user_input, reference and reference_contexts (0.2 and later).

The older names (question, ground_truth, ground_truths, contexts) are read too. Contexts become quotes without a
document, which are looked for in the whole index.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from assistant.evaluate.questions import Evidence, Question, QuestionSet


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
    text = str(row.get("user_input") or row.get("question") or "")
    return Question(
        str(row.get("id") or f"q{number}"), text, answers, evidence, bool(answers or evidence), tags=tags, line=number
    )


def write(path: Path, questions: Iterable[Question]) -> None:
    """Write a set as Ragas samples, the first accepted answer being the reference; documents' names are lost."""
    samples = [
        {
            "id": one.id,
            "user_input": one.question,
            "reference": one.answers[0] if one.answers else "",
            "reference_contexts": [evidence.quote for evidence in one.evidence if evidence.quote],
        }
        for one in questions
    ]
    path.write_text(json.dumps(samples, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
