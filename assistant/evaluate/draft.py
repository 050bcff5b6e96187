"""Documents -> questions for a person to review.

A drafter takes a document and gives drafts, as lazily as it can: `patterns.drafts` makes them from the documents' own
sentences, `prompted.Drafts` asks a language model.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluate.errors import BadQuestionSet
from assistant.evaluate.formats.plain import BETWEEN
from index import Text
from index.errors import UnreadableFile
from index.read import read
from index.walk import Found, find

COLUMNS = ("review", "id", "question", "answers", "answerable", "document", "page", "quote", "tags")
NEAR_MISS = "near-miss"  # the kind of a draft that the document does not answer
GAP_KIND = "gap"  # the kind of a draft that is a sentence of the document with a figure left out
FORMULA = ("=", "+", "-", "@")  # a cell that begins so is a formula to a spreadsheet


@dataclass(frozen=True, slots=True)
class Draft:
    """A question, its answer, and the sentence of the document that holds it; `kind` says how it was made.

    A near miss has neither answer nor quote: the document speaks of the matter and does not answer.
    """

    question: str
    answer: str
    document: str
    page: int | None
    quote: str
    kind: str


Drafter = Callable[[str, Text], Iterator[Draft]]  # name of the document, and the document


def draft(
    path: Path,
    count: int,
    drafters: Sequence[Drafter] | None = None,
    progress: Callable[[int], None] = lambda made: None,
    stop: Callable[[], bool] = lambda: False,
) -> list[Draft]:
    """Up to `count` drafts from a file or folder, taken in turn from each document until `stop()` is true.

    `progress` hears how many there are. No more documents are read and no more drafts made than are taken. Raises
    PathMissing, BadQuestionSet where no document can be read or none yields a question.
    """
    from assistant.evaluate.patterns import drafts

    streams = deque(_drafts(one, drafters or (drafts,)) for one in find([path], []).files)
    chosen: dict[str, Draft] = {}
    while streams and len(chosen) < count and not stop():
        stream = streams.popleft()
        if (one := next(stream, None)) is None:
            continue
        streams.append(stream)
        if not any(cell.startswith(FORMULA) for cell in (one.question, one.answer, one.quote, one.document)):
            chosen.setdefault(one.question, one)
            progress(len(chosen))
    if not chosen and not stop():
        raise BadQuestionSet(f"Nothing in {path} yields a question: point at documents with whole sentences.")
    return list(chosen.values())


def _drafts(found: Found, drafters: Sequence[Drafter]) -> Iterator[Draft]:
    """The drafts of one file, which is read with the first of them; none where it cannot be read."""
    try:
        text = read(found.file)
    except UnreadableFile:
        return
    for drafter in drafters:
        yield from drafter(found.path, text)


def remarks(drafts: Sequence[Draft]) -> list[str]:
    """What a set of these drafts would not measure, or measure too well, one sentence each."""
    said = []
    if gaps := sum(one.kind == GAP_KIND for one in drafts):
        said.append(
            f"{gaps} of {len(drafts)} are the documents' own sentences with a gap, which are found more easily than "
            "what people type: put them in other words where you can."
        )
    if not any(one.kind == NEAR_MISS for one in drafts):
        said.append("None asks what the documents do not say: add such questions, or refusals are not measured.")
    return said


def write(path: Path, drafts: Sequence[Draft]) -> None:
    """A CSV for review; its column 'review' is empty, and only what is accepted or edited counts as a question.

    A near miss names the document that it comes from as a tag, since evidence would say that it is answered there.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for number, one in enumerate(drafts, start=1):
            start = ["", f"draft-{number:03d}", one.question]
            if one.kind == NEAR_MISS:
                table.writerow([*start, "", "false", "", "", "", f"{one.kind}{BETWEEN}{one.document}"])
            else:
                answer = one.answer.replace(BETWEEN, " / ")
                table.writerow([*start, answer, "true", one.document, one.page or "", one.quote, one.kind])
