"""What programs get over REST and MCP: answers, passages, documents and their text, as types that turn into JSON."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, RootModel

from assistant.answer import Answer, Citation
from assistant.assistant import Assistant
from assistant.narrow import collected
from index import Document

MOST_PASSAGES = 50
LONGEST_READ = 20_000  # characters of a document's text in one piece, where a piece is asked for


def readable(words: str) -> str:
    """The same words without halves of surrogate pairs, which JSON can carry and no other text can."""
    return words.encode("utf-8", "replace").decode()


def _listed(given: Any) -> Any:
    """One name as a list of one, as it is taken in Python."""
    return [given] if isinstance(given, str) else given


Words = Annotated[str, AfterValidator(readable)]
Names = Annotated[list[Words], BeforeValidator(_listed)]


class Said(BaseModel):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: Words = Field(max_length=100_000)


class Given(RootModel[Answer]):
    """An answer, as `--json` prints it."""


class FoundPassage(BaseModel):
    """A passage that was found: `text` is exactly the characters `start` to `end` of its document."""

    document: str
    title: str
    section: str
    page: int | None
    start: int
    end: int
    text: str
    score: float = Field(description="how well it matches the question, 0 to 1")


class ListedDocument(BaseModel):
    """A document of the index, without its text."""

    name: str
    title: str
    format: str
    pages: int
    passages: int
    bytes: int
    indexed_at: str
    collection: str


class DocumentText(ListedDocument):
    """A document with the characters `start` to `end` of its text, which has `characters` in all."""

    characters: int
    start: int
    end: int
    text: str


def search(
    assistant: Assistant,
    question: str,
    count: int,
    documents: Collection[str] | None = None,
    collections: Collection[str] | None = None,
) -> list[FoundPassage]:
    """The passages nearest to a question, best first. Raises what `Assistant.query` raises."""
    return [_found(one) for one in assistant.search(question, count, documents, collections)]


def _found(one: Citation) -> FoundPassage:
    return FoundPassage(
        document=one.document,
        title=one.title,
        section=one.section,
        page=one.page,
        start=one.start,
        end=one.end,
        text=one.quote,
        score=one.score,
    )


def documents(assistant: Assistant, collections: Collection[str] | None = None) -> list[ListedDocument]:
    """Every document of the index, or of these collections, by name. Raises CollectionMissing."""
    return [ListedDocument(**_facts(one)) for one in collected(assistant.documents(), collections)]


def _facts(document: Document) -> dict[str, str | int]:
    return {fact: getattr(document, fact) for fact in ListedDocument.model_fields}


def read(assistant: Assistant, name: str, start: int = 0, end: int | None = None) -> DocumentText:
    """Part of a document's text, all of it by default; offsets beyond its ends are taken as its ends.

    Raises DocumentMissing.
    """
    document = assistant.document(name)
    length = len(document.text)
    first = min(max(start, 0), length)
    last = length if end is None else min(max(end, first), length)
    return DocumentText(**_facts(document), characters=length, start=first, end=last, text=document.text[first:last])


def told(answer: Answer) -> str:
    """An answer as plain text: its sentences with numbers, then what each number quotes and where it stands."""
    parts = [answer.text]
    if answer.note:
        parts.append(f"({answer.note})")
    if not answer.refused:
        parts.append(f"Confidence {answer.confidence:.0%}")
    elif answer.closest:
        parts.append("Closest passages:")
    parts += [
        f"[{one.number}] {place(one)}\n“{' '.join(one.quote.split())}”" for one in answer.citations or answer.closest
    ]
    return "\n\n".join(parts)


def place(one: Citation | FoundPassage) -> str:
    """Where a passage stands, such as "Annual report · Results · p. 3 · report.pdf 120–180"."""
    page = f"p. {one.page}" if one.page else ""
    return " · ".join(part for part in (one.title, one.section, page, f"{one.document} {one.start}–{one.end}") if part)
