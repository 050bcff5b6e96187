"""What another tool's form has no field for is kept in one field beside its own, so that a set comes back whole.

Ragas and LlamaIndex pass over fields that they do not know. Where their own fields were changed meanwhile, these hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from assistant.evaluate.questions import Question, question_from

FIELD = "question_set"  # holds the line of the home form


def quotes(one: Question) -> list[str]:
    """The exact words of its evidence: what such forms call contexts."""
    return [place.quote for place in one.evidence if place.quote]


def reference(one: Question) -> str:
    """The first accepted answer, since such forms hold one; "" where there is none."""
    return one.answers[0] if one.answers else ""


def kept(one: Question) -> dict[str, Any]:
    """The field that is put beside the others."""
    return {FIELD: one.to_dict()}


def whole(found: Question, row: Mapping[str, Any]) -> Question:
    """The question as it was kept beside its row; what the row's own fields say, as `found` has it, is put into it.

    Raises BadLine where what was kept is no question.
    """
    if not isinstance(row.get(FIELD), Mapping):
        return found
    first = question_from(row[FIELD], found.line)
    return replace(
        first,
        question=found.question,
        answers=first.answers if reference(first) == reference(found) else (*found.answers, *first.answers[1:]),
        evidence=first.evidence if quotes(first) == quotes(found) else found.evidence,
    )


def unseen(questions: Iterable[Question]) -> str:
    """What of a set such a form does not show to its tool, in one sentence; "" where it shows all of it."""
    counts: Counter[str] = Counter()
    for one in questions:
        counts["conversation"] += bool(one.conversation)
        counts["further accepted answer"] += len(one.answers[1:])
        counts["place without a quote"] += sum(not place.quote for place in one.evidence)
        counts["document's name"] += sum(bool(place.document) for place in one.evidence)
    told = [f"{what} ({number:,})" for what, number in counts.items() if number]
    return (
        f"The form has no field for: {', '.join(told)}. All is kept in '{FIELD}', and read back here." if told else ""
    )
