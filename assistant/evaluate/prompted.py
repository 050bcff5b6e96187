"""Questions from a document's passages by a language model; each carries its evidence to the letter, or it is dropped.

Near misses, which the passage does not answer, carry none: a person reviews them, as all drafts.
"""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from typing import Any

from assistant.evaluate.draft import NEAR_MISS, Draft
from assistant.llm.call import Call, Failed, Prompt
from assistant.llm.spec import Spec
from assistant.settings import WriterSettings
from index import Text
from index.sentences import sentence_spans
from prompts import load

EACH = 3  # questions asked for of one passage, beside a near miss
SIZE = 1500  # characters of a passage, about
FEWEST = 12  # words of a passage that is worth a question
LONGEST = 300  # characters of a question
PATIENCE = 3  # failed requests in a row after which the model is not asked again
KIND = "language model"
GIVEN_AWAY = re.compile(r"\b(?:the|this) (?:passage|text|document|excerpt)\b", re.IGNORECASE)

UNREADABLE = "unreadable"
NO_QUOTE = "quote not in the passage"
NO_ANSWER = "answer not in the quote"
AWAY = "names the passage"
REPEATED = "repeated"


class Drafts:
    """A drafter (see `draft.Drafter`) that asks a language model, at most `most` times in all.

    `dropped` counts by reason the questions that were not kept, `failed` the requests that brought none, and `fault`
    says why the last of them did.
    """

    def __init__(self, spec: Spec, settings: WriterSettings, most: int) -> None:
        self.dropped: Counter[str] = Counter()
        self.failed = 0
        self.fault = ""
        self._spec = spec
        self._settings = settings
        self._left = most
        self._in_a_row = 0
        self._seen: set[str] = set()

    def __call__(self, name: str, document: Text) -> Iterator[Draft]:
        """Drafts of one document, passage by passage; nothing more once the model is not asked any more."""
        for start, end in passages(document.text):
            if self._left <= 0 or self._in_a_row >= PATIENCE:
                return
            self._left -= 1
            try:
                reply = self._ask(document.text[start:end])
            except Failed as failure:
                self.failed += 1
                self._in_a_row += 1
                self.fault = f"The language model {failure}"
                continue
            self._in_a_row = 0
            yield from self._drafts(reply, name, document, start, end)

    def _ask(self, passage: str) -> str:
        values = {"passage": passage, "count": str(EACH), "nonce": secrets.token_hex(4)}
        return Call(self._spec, self._settings).text(Prompt(*load("questions").fill(**values)))

    def _drafts(self, reply: str, name: str, document: Text, start: int, end: int) -> Iterator[Draft]:
        rows = objects(reply)
        self.dropped[UNREADABLE] += not rows
        for row in rows:
            made = drafted(row, name, document, start, end)
            if isinstance(made, str):
                self.dropped[made] += 1
            elif (key := " ".join(made.question.lower().split())) in self._seen:
                self.dropped[REPEATED] += 1
            else:
                self._seen.add(key)
                yield made

    def remarks(self) -> str:
        """What was dropped and what failed, in words; "" where nothing was."""
        parts = [f"{count} {reason}" for reason, count in self.dropped.most_common() if count]
        said = f"Dropped: {', '.join(parts)}. " if parts else ""
        failed = f"{self.failed} request{'s' * (self.failed != 1)} failed: {self.fault}." if self.failed else ""
        return (said + failed).strip()


def passages(text: str) -> Iterator[tuple[int, int]]:
    """Spans (start, end) of whole sentences, about SIZE characters each; those of few words are left out."""
    first: int | None = None
    last = 0
    for start, end in sentence_spans(text):
        if first is not None and end - first > SIZE:
            if len(text[first:last].split()) >= FEWEST:
                yield first, last
            first = None
        first, last = (start if first is None else first), end
    if first is not None and len(text[first:last].split()) >= FEWEST:
        yield first, last


def objects(reply: str) -> list[dict[str, Any]]:
    """Every JSON object in a reply, whatever stands around and between them."""
    reply, found, at = reply.rpartition("</think>")[2], [], 0
    decoder = json.JSONDecoder()
    while (at := reply.find("{", at)) >= 0:
        try:
            value, at = decoder.raw_decode(reply, at)
        except ValueError:
            at += 1
            continue
        found.append(value)
    return found


def drafted(row: dict[str, Any], name: str, document: Text, start: int, end: int) -> Draft | str:
    """The draft that a row makes, or why it makes none; its quote is taken from the document, not from the model."""
    question, answer, quote = (str(row.get(field) or "").strip() for field in ("question", "answer", "quote"))
    if not question or len(question) > LONGEST or "\n" in question:
        return UNREADABLE
    if GIVEN_AWAY.search(question):
        return AWAY
    if not answer and not quote:
        return Draft(question, "", name, None, "", NEAR_MISS)
    words = re.compile(r"\s+".join(map(re.escape, quote.split())))
    if not quote or not (place := words.search(document.text, start, end)):
        return NO_QUOTE
    if not answer or " ".join(answer.split()) not in " ".join(place[0].split()):
        return NO_ANSWER
    return Draft(question, " ".join(answer.split()), name, document.page_at(place.start()), place[0], KIND)
