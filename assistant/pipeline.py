"""One question on its way: condense -> retrieve -> read -> write -> check -> Answer, each step timed, as events."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING

from assistant.abbreviations import asked_for, stating
from assistant.announced import announced
from assistant.answer import REFUSAL, Answer, Citation, Event, Sentence, Usage, text_of
from assistant.check import verbatim
from assistant.codes import coded
from assistant.condense import Message, condense, points_back
from assistant.condense import words as words_of
from assistant.confidence import confidence, signals
from assistant.definitions import defining
from assistant.evidence import Candidate, Evidence, gather
from assistant.labels import labelled
from assistant.lists import listed
from assistant.parts import parts
from assistant.rank import rank
from assistant.read import read
from assistant.retrieve import Retrieved, Scored, retrieve
from assistant.rows import look_up
from assistant.sections import headed
from assistant.superlatives import compare
from assistant.trace import Trace
from assistant.ways import Way, defined, ways
from assistant.write import cite, shown, words, write_quotes
from index.store.terms import stems

if TYPE_CHECKING:
    from assistant.assistant import Assistant

CLOSEST = 3  # passages shown with a refusal
CHANGED = "A document that answers was changed or removed meanwhile: ask again."

Ranked = Sequence[tuple[float, Candidate]]
Events = Generator[Event, None, Answer]


class Asking:
    """One question being answered, its steps told to `trace`; `events` can be used once."""

    def __init__(
        self,
        assistant: Assistant,
        question: str,
        history: Sequence[Message],
        within: Collection[str] | None,
        trace: Trace,
    ) -> None:
        """`within` holds the ids of the documents to search, None for all."""
        self.index = assistant.index
        self.settings = assistant.settings
        self.assistant = assistant
        self.question = self.standalone = question
        self.remark = ""  # on how the question was understood
        self.history = history
        self.within = within
        self.trace = trace

    def events(self) -> Events:
        """Steps as they begin, and sentences once they are checked; the answer is what the generator returns."""
        answer = yield from self._answered()
        return replace(answer, note=" ".join(filter(None, (self.remark, answer.note))))

    def _answered(self) -> Events:
        writer = None
        if self.assistant.llm:
            from assistant.writer import Writer

            writer = Writer(self.assistant, self.assistant.llm, self.trace)
        with self.trace.step("condense") as step:
            asked = self.index.steadily(lambda: ways(self.question, self.history, self.index, self.within))
            if writer:
                local = condense(self.question, self.history)
                said = writer.rephrase(self.question, self.history, local, step)
                asked = asked if said == local else defined({said: Way(within=self.within)}, self.index)
        seen = [self._understood(asked), *(self._of_parts() if writer else ())]
        evidence, ranked, sure = max(seen, key=lambda one: one[2])
        found = evidence.found
        with self.trace.step("write"):
            most = self.settings.answer.sentences
            spread = listed(self.index, self.standalone, ranked[0][1], evidence.rarity) if ranked else None
            quoted = write_quotes(ranked, found.names, most, partial(self._stands, evidence), self._supports, spread)
        with self.trace.step("check"):
            supported = bool(quoted[1]) and verbatim(self.index, quoted[1])
        if not supported or not self._enough(sure) or not words_of(self.standalone):  # "What is?" asks for nothing
            answer = self._refusal(found, ranked, sure, CHANGED if quoted[1] and not supported else "")
            return writer.refusing(answer, self.history) if writer else answer
        if writer is None:
            return replace((yield from self._quoted(*quoted, sure)), note=spread.note if spread else "")
        yield from writer.write(self.standalone, *_in_turn(seen))
        if writer.refused:
            return writer.signed(self._refusal(found, ranked, sure))
        if writer.short and verbatim(self.index, quoted[1]):  # still: the model may have taken its time
            yield from writer.complete(*quoted)
        if not writer.sentences:
            return replace(writer.signed(self._refusal(found, ranked, sure)), note=CHANGED)
        return writer.signed(self._answer(writer.sentences, writer.citations, sure))

    def _understood(self, asked: Mapping[str, Way]) -> tuple[Evidence, Ranked, float]:
        """The evidence, ranked, and the confidence of the question as it is best understood.

        Words taken over from the conversation mislead where the subject has changed, and a rare word may be right as it
        was typed: the question is asked each way, and the one that is answered most surely counts.
        """
        found = {question: self._evidence(question, way.within) for question, way in asked.items()}
        asked = {one: way for one, way in asked.items() if not way.carried or self._goes_on(found[one][1])} or asked
        self.standalone = max(asked, key=lambda question: found[question][2] + asked[question].worth)
        evidence, ranked, sure = found[self.standalone]
        come_by = ranked[0][1].remark if ranked else ""
        self.remark = " ".join(filter(None, (asked[self.standalone].remark, come_by)))
        self.trace.retrieved(evidence.found)
        return evidence, ranked, sure

    def _of_parts(self) -> Iterator[tuple[Evidence, Ranked, float]]:
        """What there is on each question that the question is made of: a language model gets all of it at once."""
        before = list(self.history)
        asked = parts(self.standalone)
        for part in asked if len(asked) > 1 else ():
            yield self._evidence(condense(part.question, before), self.within)
            before.append({"role": "user", "content": part.question})

    def _goes_on(self, ranked: Ranked) -> bool:
        """Whether the sentence that leads, found with words of the conversation, answers this question too.

        One without any word that the question itself has may answer the question before. It is not taken where it was
        given already, nor where not even its passage has such a word and none of the question points back.
        """
        own = set(stems(" ".join(words_of(self.question))))
        if not own or not ranked:
            return True
        lead = ranked[0][1]
        passage = lead.source.passage
        head = f"{passage.title} {passage.section} "
        said = " ".join(message["content"] for message in self.history if message.get("role") == "assistant")
        if own.isdisjoint(stems(head + lead.text)) and shown(lead.text) in said:
            return False
        return points_back(self.question) or not own.isdisjoint(stems(head + passage.text))

    def _evidence(self, question: str, within: Collection[str] | None) -> tuple[Evidence, Ranked, float]:
        """What the index holds on the question, and how sure it is that the question is answered (0..1)."""
        with self.trace.step("retrieve"):
            settings = self.settings
            found = retrieve(self.index, question, settings.retrieve, settings.read.passages, within=within)
        with self.trace.step("read"):
            evidence = gather(self.index, found)
            if self.assistant.reader:
                evidence = read(self.assistant.reader, evidence)
            evidence = defining(announced(headed(compare(self.index, labelled(look_up(coded(evidence)))))))
            if short := asked_for(self.question):
                evidence = stating(evidence, short)
            ranked = rank(evidence)
            sure = _sure(evidence, ranked[0][1] if ranked else None)
        return evidence, ranked, sure

    def _enough(self, sure: float) -> bool:
        return sure >= self.settings.answer.min_confidence

    def _stands(self, evidence: Evidence, one: Candidate) -> bool:
        """Whether an answer that this sentence leads would not be refused."""
        return self._enough(_sure(evidence, one))

    def _supports(self, one: Candidate, other: Candidate) -> bool:
        """Whether one sentence bears out another: words in common are not enough where a name or figure differs."""
        return self.assistant.checker.compare(words(other), words(one), one.source.passage.title).supported

    def _quoted(self, sentences: Sequence[Sentence], citations: Sequence[Citation], sure: float) -> Events:
        for sentence in sentences:
            yield Event("sentence", sentence=sentence, citations=_of(sentence, citations))
        return self._answer(sentences, citations, sure)

    def _answer(self, sentences: Sequence[Sentence], citations: Sequence[Citation], sure: float) -> Answer:
        return Answer(
            question=self.question,
            text=text_of(sentences),
            refused=False,
            confidence=sure,
            sentences=tuple(sentences),
            citations=tuple(citations),
            timings=self.trace.timings,
            usage=Usage(),
            standalone_question=self.standalone,
        )

    def _refusal(self, found: Retrieved, ranked: Ranked, sure: float, note: str = "") -> Answer:
        told = _closest(found, ranked) if words_of(self.standalone) else []  # and nothing is near to it
        live = self.index.passages(one.passage.id for one, _, _ in told)
        near = [place for place in told if place[0].passage.id in live][:CLOSEST]
        closest = tuple(cite(number, *place, found.names) for number, place in enumerate(near, start=1))
        return Answer(
            question=self.question,
            text=REFUSAL,
            refused=True,
            confidence=sure,
            closest=closest,
            timings=self.trace.timings,
            note=note,
            standalone_question=self.standalone,
        )


def _sure(evidence: Evidence, lead: Candidate | None) -> float:
    """The confidence (0..1) of an answer that this sentence leads."""
    return confidence(signals(evidence, lead), evidence.was_read)


def _closest(found: Retrieved, ranked: Ranked) -> list[tuple[Scored, int, int]]:
    """Each passage with the place of the sentence in it that comes closest to an answer, the closest first; a passage
    without any such sentence comes last, whole."""
    best = {one.source.passage.id: (one.source, one.start, one.end) for _, one in reversed(ranked)}
    order = [one.source.passage.id for _, one in ranked]
    whole = {one.passage.id: (one, one.passage.start, one.passage.end) for one in found.passages}
    return [best.get(id, whole[id]) for id in dict.fromkeys([*order, *whole]) if id in whole]


def _in_turn(seen: Sequence[tuple[Evidence, Ranked, float]]) -> tuple[Retrieved, Ranked]:
    """The passages and ranked sentences of several questions as those of one: the best of each, then the next best."""
    found = [evidence.found for evidence, _, _ in seen]
    if len(found) == 1:
        return found[0], seen[0][1]
    passages = {one.passage.id: one for row in zip_longest(*(each.passages for each in found)) for one in row if one}
    names = {id: name for each in found for id, name in each.names.items()}
    ranked = [one for row in zip_longest(*(ranked for _, ranked, _ in seen)) for one in row if one]
    return replace(found[0], passages=tuple(passages.values()), names=names), ranked


def _of(sentence: Sentence, citations: Sequence[Citation]) -> tuple[Citation, ...]:
    return tuple(one for one in citations if one.number in sentence.citations)
