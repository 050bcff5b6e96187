"""Which fields of a question set are read, and which of the others are one of them, misspelt."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from assistant.evaluate.errors import BadLine
from assistant.spelling import nearest

FIELDS = frozenset(
    ("id", "question", "answers", "answer", "evidence", "answerable", "conversation", "history", "tags", "type")
)
COLUMNS = FIELDS | {"document", "page", "quote", "review"}  # of a table, where evidence has columns of its own
EVIDENCE = frozenset(("document", "doc_id", "doc", "page", "quote", "grade"))
MISSPELT = 0.8  # difflib's ratio above which a name is taken for a known one: 'uid' is no 'id', 'tag' is 'tags'


def unused(row: Mapping[Any, Any], known: Collection[str], line: int) -> tuple[str, ...]:
    """Names of fields that nothing reads. Raises BadLine for one that is a known field misspelt: to pass over it would
    ask another question than was meant, or judge the answer by less."""
    own = tuple(str(name) for name in row if name not in known)
    for name, meant in _misspelt(own, known):
        raise BadLine(line, f"has an unknown field '{name}': write '{meant}', or call it something else.")
    return own


def _misspelt(names: Collection[str], known: Collection[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        meant = nearest(name.lower(), sorted(known))
        if meant and not _compound(name, known) and SequenceMatcher(None, name.lower(), meant).ratio() > MISSPELT:
            yield name, meant


def _compound(name: str, known: Collection[str]) -> bool:
    """Whether a name says more than a known one, as 'question_type' does: it is meant to be another field."""
    parts = re.findall(r"[^\W_]+", name.lower())
    return len(parts) > 1 and any(part in known for part in parts)
