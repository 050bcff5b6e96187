"""What a question gets back: an answer whose sentences carry citations, or a refusal with the closest passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

REFUSAL = "The documents do not answer this question."
ALSO = "Also found"  # what further quotations are headed by


@dataclass(frozen=True, slots=True)
class Citation:
    """A number in the answer and the exact words behind it: `document.text[start:end] == quote`, always.

    `passage` is the whole passage around the quote and `passage_start` its offset in the document, so that
    `passage[start - passage_start : end - passage_start] == quote`. `score` is the passage's fused retrieval score,
    0..1.
    """

    number: int
    quote: str
    document: str
    title: str
    page: int | None
    section: str
    start: int
    end: int
    passage: str
    passage_start: int
    score: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the answer, without markers; `citations` are numbers of `Answer.citations`.

    `text` has its spaces squeezed; where a list is quoted, each of its items is a line.
    `supported` is False only for a language model's sentence that no passage supports, where such are flagged.
    `score` (0..1) is how surely a language model's sentence is supported, 1 for a quotation. Of one that is not,
    `reason` names the check that failed (number, date, name, subject, opposite, negation, role, cover, unclear, words)
    and `why` says it in words.
    `lead` is the (start, end) span of `text` that answers most directly, None where none stands out.
    `further` marks a quotation that was found beside the answer, and not written to follow it.
    """

    text: str
    citations: tuple[int, ...]
    supported: bool
    lead: tuple[int, int] | None = None
    score: float = 1.0
    reason: str = ""
    why: str = ""
    further: bool = False

    def marked(self) -> str:
        """The sentence with its citations, such as "Bees dance. [1][2]"."""
        marks = "".join(f"[{number}]" for number in self.citations)
        return f"{self.text} {marks if self.supported else '[unsupported]'}".rstrip()


def text_of(sentences: Sequence[Sentence]) -> str:
    """Sentences as an answer's text: those that answer, then those found beside it in a paragraph that says so."""
    answering = _joined([one for one in sentences if not one.further])
    beside = _joined([one for one in sentences if one.further])
    return "\n\n".join(part for part in (answering, beside and f"{ALSO}: {beside}") if part)


def _joined(sentences: Sequence[Sentence]) -> str:
    """Sentences one after another; what follows a list is no part of its last item."""
    return "".join(one.marked() + ("\n" if "\n" in one.text else " ") for one in sentences).strip()


@dataclass(frozen=True, slots=True)
class Usage:
    """What writing cost: tokens as the model counts them, 0 where it does not; all zero for the quotes writer.

    `model` is the one that was asked, even where its answer could not be used. `cost` is None where the settings
    hold no price of it, or a reply came without its tokens. `unsupported` counts its sentences that no passage
    supports, `repointed` those whose citation was wrong and another passage supports, `unknown` its citations of
    passages that do not exist. `quoted` says that no sentence of the answer is the model's own.
    """

    model: str = "quotes"
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = None
    unsupported: int = 0
    repointed: int = 0
    unknown: int = 0
    quoted: bool = False

    def told(self) -> str:
        """In one line for a person: model, tokens and cost; empty where no model was asked."""
        if self.model == "quotes":
            return ""
        tokens = self.prompt_tokens + self.completion_tokens
        parts = ["quoted" if self.quoted else f"model {self.model}", f"{tokens:,} tokens" if tokens else ""]
        parts.append("" if self.cost is None else f"cost {self.cost:.4f}")
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    `text` is `text_of(sentences)`: further quotations, where there are any, are a second paragraph, headed by ALSO.
    `confidence` is the calibrated probability (0..1) that the documents answer the question as shown. A refusal has
    `refused=True`, `text == REFUSAL`, no sentences, no citations, and its nearest passages in `closest`, each quoted by
    the sentence in it that comes closest to an answer, the closest first.
    `timings` are milliseconds by step. `note` is one line for the person where something went another way than asked.
    """

    question: str
    text: str
    refused: bool
    confidence: float
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    closest: tuple[Citation, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)
    usage: Usage = Usage()
    note: str = ""
    standalone_question: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON types, as `--json` prints it."""
        return asdict(self)

    def __str__(self) -> str:
        return self.text

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What a notebook shows: the text, and the quote behind each number."""
        quotes = [f"[{one.number}] {one.document}: “{' '.join(one.quote.split())}”" for one in self.citations]
        printer.text("\n\n".join([self.text, *quotes]))


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a streamed answer.

    `kind` is "step" (`text` says what is being done, such as "Searching 7 documents"), "sentence" (one finished,
    checked sentence with the citations that it introduces) or "answer" (the whole answer; always the last event).
    Nothing is taken back: the answer's sentences are those that came, whatever a language model does half way.
    """

    kind: str
    text: str = ""
    sentence: Sentence | None = None
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
