"""The language model's part in one question: rephrase a follow-up, write the answer, ask back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.answer import Answer, Citation, Event, Sentence, Usage
from assistant.attribute import Attribution
from assistant.compose import Composer, in_order
from assistant.condense import Message, leans
from assistant.evidence import Candidate
from assistant.llm.call import Call, Failed, Tokens
from assistant.llm.spec import Spec
from assistant.rephrase import ask_back, rephrase
from assistant.retrieve import Retrieved
from assistant.trace import Span, Trace

if TYPE_CHECKING:
    from assistant.assistant import Assistant

SIDE_SHARE = 0.25  # of the writer's time for each short request beside the answer
INSTEAD = "so the answer is quoted from the documents."
BESIDE = "so the answer is completed with words quoted from the documents."
ENDS = "so its answer ends early."


class Writer:
    """Writes one answer. After `write`, `sentences` and `citations` hold it, or `refused` says that there is none.

    What was let out stays: it has been checked. `short` says that it is too little, and that `complete` adds quotes.
    """

    def __init__(self, assistant: Assistant, spec: Spec, trace: Trace) -> None:
        self.assistant = assistant
        self.settings = assistant.settings.writer
        self.spec = spec
        self.trace = trace
        self.sentences: Sequence[Sentence] = ()
        self.citations: Sequence[Citation] = ()
        self.refused = self.short = False
        self._quoted = False  # no sentence is the model's
        self._notes: list[str] = []
        self._calls: list[Call] = []
        self._counts: dict[str, int] = {}

    def rephrase(self, question: str, history: Sequence[Message], local: str, step: Span) -> str:
        """A follow-up as a question that stands alone; `local`, found without the model, where the model fails."""
        if not any(one.get("role") == "user" for one in history):
            return local
        try:
            return rephrase(question, history, self._call(SIDE_SHARE), step.context())
        except Failed as failure:
            self._notes.append(f"The language model {failure}, so the follow-up was understood without it.")
            return local

    def write(
        self,
        question: str,
        found: Retrieved,
        ranked: Sequence[tuple[float, Candidate]],
    ) -> Iterator[Event]:
        """Events of the answer's sentences. A note says why where there is none, or it ends early."""
        passages = in_order(ranked, found.passages)
        shown = min(self.settings.passages, len(passages))
        attribution = Attribution(self.assistant.index, self.assistant.checker, passages, shown, found.names)
        composer = Composer(self._call(), attribution, flag=self.assistant.settings.answer.unsupported == "flag")
        yield Event("step", f"Writing with {self.spec.name}")
        try:
            with self.trace.step("compose") as step:
                for checked in composer.stream(question, step.context()):
                    yield (
                        Event("sentence", sentence=checked[0], citations=checked[1])
                        if checked
                        else Event("step", f"Writing with {self.spec.name}")  # lets the caller stop us in a silence
                    )
        except Failed as failure:
            self._quoted = not composer.sentences
            self.short = not attribution.supported or attribution.unsupported > attribution.supported
            then = ENDS if not self.short else BESIDE if composer.sentences else INSTEAD
            self._notes.append(f"The language model {failure}, {then}")
            self._notes.append("" if self.short else composer.remarks())
        else:
            self.refused = composer.refused
            told = "The language model found no answer in the passages."
            self._notes.append(told if self.refused else composer.remarks())
        finally:
            self.sentences, self.citations = composer.sentences, attribution.citations
            self.trace.timings["support"] = round(composer.checking * 1000, 2)
            self._counts = {name: getattr(attribution, name) for name in ("unsupported", "repointed", "unknown")}

    def complete(self, sentences: Sequence[Sentence], citations: Sequence[Citation]) -> Iterator[Event]:
        """Events of the quoted sentences that a short answer gets added, their citations numbered on."""
        if not self.short:
            return
        theirs = {one.number: one for one in citations}
        numbered: dict[int, Citation] = {}
        mine = tuple(self.citations)
        answered = any(one.supported for one in self.sentences)
        for sentence in sentences:
            if any(_overlap(theirs[number], one) for number in sentence.citations for one in mine):
                continue  # the model has said it
            new = [number for number in sentence.citations if number not in numbered]
            for number in new:
                numbered[number] = replace(theirs[number], number=len(mine) + len(numbered) + 1)
            numbers = tuple(numbered[number].number for number in sentence.citations)
            added = replace(sentence, citations=numbers, further=sentence.further or answered)
            self.sentences = (*self.sentences, added)
            yield Event("sentence", sentence=added, citations=tuple(numbered[number] for number in sentence.citations))
        self.citations = (*mine, *numbered.values())

    def refusing(self, answer: Answer, history: Sequence[Message]) -> Answer:
        """A refusal, with a question back where the person's own cannot be understood by itself."""
        if leans(answer.question) and not history:
            titles = list(dict.fromkeys(one.title for one in answer.closest))
            try:
                with self.trace.step("clarify") as step:
                    self._notes.append(ask_back(answer.question, titles, self._call(SIDE_SHARE), step.context()))
            except Failed:
                pass  # the refusal says enough
        return self.signed(answer)

    def signed(self, answer: Answer) -> Answer:
        """The answer with what the model cost and what is to be said of it."""
        note = " ".join(dict.fromkeys(one for one in (answer.note, *self._notes) if one))
        return replace(answer, usage=self._usage(), note=note)

    def _call(self, share: float = 1.0) -> Call:
        call = Call(self.spec, self.settings, self.settings.timeout * share)
        self._calls.append(call)
        return call

    def _usage(self) -> Usage:
        tokens = sum((call.tokens for call in self._calls), Tokens())
        price = self.settings.prices.get(self.spec.name)
        known = all(call.tokens != Tokens() for call in self._calls)  # tokens that nobody counted were not free
        cost = (tokens.prompt * price.input + tokens.completion * price.output) / 1e6 if price and known else None
        return Usage(self.spec.name, tokens.prompt, tokens.completion, cost, **self._counts, quoted=self._quoted)


def _overlap(one: Citation, other: Citation) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end
