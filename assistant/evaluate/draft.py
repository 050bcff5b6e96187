"""Documents -> questions for a person to review, made from the documents' own sentences without a language model.

A drafter takes a document and gives drafts. `patterns.drafts` is the one that there is; one that asks a language model
is another function of the same type, passed to `draft` beside it or in its place.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from assistant.evaluate.errors import BadQuestionSet
from assistant.evaluate.formats.plain import BETWEEN
from index import Text
from index.errors import UnreadableFile
from index.read import read
from index.walk import find

COLUMNS = ("review", "id", "question", "answers", "answerable", "document", "page", "quote", "tags")
FORMULA = ("=", "+", "-", "@")  # a cell that begins so is a formula to a spreadsheet


@dataclass(frozen=True, slots=True)
class Draft:
    """A question, its answer, and the sentence of the document that holds it; `kind` says how it was made."""

    question: str
    answer: str
    document: str
    page: int | None
    quote: str
    kind: str


Drafter = Callable[[str, Text], Iterator[Draft]]  # name of the document, and the document


def draft(path: Path, count: int, drafters: Sequence[Drafter] | None = None) -> list[Draft]:
    """Up to `count` drafts from a file or folder, taken in turn from each document.

    Raises PathMissing, BadQuestionSet where no document can be read or none yields a question.
    """
    from assistant.evaluate.patterns import drafts

    found = find([path], [])
    columns: list[list[Draft]] = []
    for one in found.files:
        try:
            text = read(one.file)
        except UnreadableFile:
            continue
        columns.append([made for drafter in drafters or (drafts,) for made in drafter(one.path, text)])
    taken = [one for row in zip_longest(*columns) for one in row if one and not one.question.startswith(FORMULA)]
    chosen = list({one.question: one for one in reversed(taken)}.values())[::-1][:count]
    if not chosen:
        raise BadQuestionSet(f"No sentence in {path} fits a pattern: point at documents with whole sentences.")
    return chosen


def write(path: Path, drafts: Sequence[Draft]) -> None:
    """A CSV for review; its column 'review' is empty, and only what is accepted or edited counts as a question."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for number, one in enumerate(drafts, start=1):
            answer = one.answer.replace(BETWEEN, " / ")
            row = ["", f"draft-{number:03d}", one.question, answer, "true", one.document, one.page or "", one.quote]
            table.writerow([*row, one.kind])
