"""Question and passages -> an answer in a language model's words, let out sentence by sentence once each is checked."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from contextvars import Context

from assistant.answer import REFUSAL, Citation, Sentence
from assistant.attribute import Attribution
from assistant.citations import CitationParser, Draft
from assistant.declined import finds_no_answer, unwilling
from assistant.evidence import Candidate
from assistant.llm.call import PULSE, Call, Failed, Prompt
from assistant.retrieve import Scored
from prompts import load

MOST_SENTENCES = 30  # of one reply
MOST_REPEATS = 3  # sentences said again before the reply is cut off
LETTERS = re.compile(r"[^\W_]+")

Checked = tuple[Sentence, tuple[Citation, ...]]  # a sentence and the citations that it introduces


def in_order(ranked: Sequence[tuple[float, Candidate]], passages: Sequence[Scored]) -> list[Scored]:
    """The passages by the rank of their best sentence, so that the model sees the most telling ones first."""
    sources = {one.source.passage.id: one.source for _, one in ranked}
    rest = {one.passage.id: one for one in passages}
    return list((sources | {id: one for id, one in rest.items() if id not in sources}).values())


class Composer:
    """One answer being written. After `stream` has ended, `sentences` and `attribution` hold what came of it."""

    def __init__(self, call: Call, attribution: Attribution, *, flag: bool) -> None:
        """With `flag`, sentences that no passage supports are let out too, marked as such."""
        self.call = call
        self.attribution = attribution
        self.flag = flag
        self.sentences: list[Sentence] = []
        self.refused = False  # the model said that the passages do not answer, and nothing that they support
        self.checking = 0.0  # seconds
        self._said: set[str] = set()
        self._repeats = 0
        self._lacking = self._unwilling = False  # the model found no answer to something, or would not answer
        self._pulse = time.monotonic()  # when the caller had control for the last time without a sentence

    def stream(self, question: str, context: Context | None = None) -> Iterator[Checked | None]:
        """Checked sentences as they are finished, None while there is nothing to say.

        Raises Failed where the model fails or too little of what it writes is supported.
        """
        self.attribution.question = question
        shown = self.attribution.passages[: self.attribution.shown]
        parser = CitationParser()
        with closing(self.call.stream(prompt(question, shown), context)) as pieces:
            for piece in pieces:
                for draft in parser.feed(piece):
                    yield from self._checked(draft)
                if time.monotonic() - self._pulse > PULSE or not piece:  # a thought may go on for long
                    self._pulse = time.monotonic()
                    yield None
                if self._runs_on():
                    break
        rest = [] if self._runs_on() else parser.finish()
        for draft in rest:
            if not (self.call.cut and draft is rest[-1]):  # the sentence that the limit of tokens cut off
                yield from self._checked(draft)
        self._judge()

    def _checked(self, draft: Draft) -> Iterator[Checked]:
        plain = _plain(draft.text)
        if plain == _plain(REFUSAL):  # in its own words a document may say so, and is asked first
            self._lacking = True
            return
        if plain in self._said:
            self._repeats += 1
            return
        self._said.add(plain)
        began = time.perf_counter()
        lacking, declining = finds_no_answer(draft.text), unwilling(draft.text)
        sentence, new = self.attribution.check(draft, claims=not (lacking or declining))
        self.checking += time.perf_counter() - began
        if not sentence.supported:
            self._lacking |= lacking
            self._unwilling |= declining
        guess = lacking or declining or self._lacking  # what follows a refusal is not what the passages say
        if sentence.supported or (self.flag and not guess):
            self.sentences.append(sentence)
            yield sentence, new

    def _runs_on(self) -> bool:
        """Whether the model repeats itself, or finds no end."""
        return self._repeats > MOST_REPEATS or len(self._said) > MOST_SENTENCES

    def _judge(self) -> None:
        found = self.attribution
        self.refused = self._lacking and not self.sentences
        if self.refused:
            return
        if self._unwilling and not self.sentences:
            raise Failed("would not answer")
        if not self._said:
            limit = "reached the limit of tokens before its first sentence ended"
            raise Failed(limit if self.call.cut else "wrote nothing that is a sentence")
        if found.unsupported > found.supported:
            raise Failed(
                f"wrote {_count(found.unsupported)} that no passage supports, of {found.unsupported + found.supported}"
            )

    def remarks(self) -> str:
        """One line on what was left out of the answer, or marked in it; empty where nothing was."""
        found = self.attribution
        said = ["The language model says that the passages do not answer all of it."] if self._lacking else []
        if found.unsupported:
            done = "marked" if self.flag else "left out"
            why = f" ({found.why[0]})" if found.unsupported == 1 else ""
            said.append(f"{_count(found.unsupported)} that no passage supports {_be(found.unsupported)} {done}{why}.")
        if found.unknown:
            said.append(f"The language model cited passages that there are not ({found.unknown}).")
        return " ".join(said)


def prompt(question: str, passages: Sequence[Scored]) -> Prompt:
    """What the model is told: the passages are numbered from 1, and fenced by a mark that none of them can know."""
    blocks = [f"[{number}] {_head(one)}\n{one.passage.text}" for number, one in enumerate(passages, start=1)]
    return Prompt(
        *load("write").fill(
            question=question, passages="\n\n".join(blocks), nonce=secrets.token_hex(4), refusal=REFUSAL
        )
    )


def _head(one: Scored) -> str:
    return " › ".join(part for part in (one.passage.title, one.passage.section) if part)


def _plain(text: str) -> str:
    return " ".join(LETTERS.findall(text.casefold()))


def _count(sentences: int) -> str:
    return f"{sentences} sentence" if sentences == 1 else f"{sentences} sentences"


def _be(count: int) -> str:
    return "was" if count == 1 else "were"
