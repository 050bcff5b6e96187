"""A language model's sentences -> sentences that the documents bear out, each with the exact words that do.

Which passages the model cited is a hint, no more: a wrong number is put right where another passage supports the
sentence, and a missing one is added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answer import Citation, Sentence
from assistant.check import verbatim
from assistant.citations import Draft
from assistant.retrieve import Scored
from assistant.support import Checker, Support
from assistant.write import cite
from index import Index

MOST_CITATIONS = 3  # of one sentence


@dataclass(slots=True)
class Attribution:
    """Checks drafts one after the other, and numbers their citations in the order in which they come up.

    `passages` are all that were retrieved; the model saw the first `shown` of them, numbered from 1.
    """

    index: Index
    checker: Checker
    passages: Sequence[Scored]
    shown: int
    names: Mapping[str, tuple[str, str]]
    question: str = ""
    said: list[str] = field(default_factory=list)  # the sentences that were supported, the last one first
    citations: list[Citation] = field(default_factory=list)
    supported: int = 0
    unsupported: int = 0
    repointed: int = 0
    unknown: int = 0
    why: list[str] = field(default_factory=list)  # for each unsupported sentence, what its nearest passage lacks

    def check(self, draft: Draft, *, claims: bool = True) -> tuple[Sentence, tuple[Citation, ...]]:
        """The sentence with its verdict and citations, and those of its citations that are new.

        One that `claims` nothing of what the passages are about is not counted where none supports it.
        """
        cited = [number - 1 for number in draft.numbers if 1 <= number <= self.shown]
        self.unknown += len(draft.numbers) - len(cited)
        verdicts = self.checker.support(draft.text, [one.passage for one in self.passages], (*self.said, self.question))
        bearing = [at for at in cited if verdicts[at].supported][:MOST_CITATIONS]
        if not bearing and (best := _best(verdicts)) is not None:
            bearing = [best]
            self.repointed += bool(cited)
        before = len(self.citations)
        numbers = tuple(dict.fromkeys(self._number(at, verdicts[at]) for at in bearing))
        new = tuple(self.citations[before:])
        if not numbers or not verbatim(self.index, new):
            del self.citations[before:]
            sentence = self._unsupported(draft, verdicts)
            if claims:
                self.unsupported += 1
                self.why.append(sentence.why)
            return sentence, ()
        self.supported += 1
        self.said.insert(0, draft.text)
        sure = max(verdicts[at].score for at in bearing)
        return Sentence(draft.text, numbers, supported=True, score=round(sure, 4)), new

    def _unsupported(self, draft: Draft, verdicts: Sequence[Support]) -> Sentence:
        """The sentence with what speaks against it in the passage that comes nearest."""
        nearest = max(verdicts, key=lambda one: one.score)
        reason, why = (
            nearest.reasons[0] if nearest.reasons else ("unclear", "its quote cannot be found in the document")
        )
        return Sentence(draft.text, (), False, score=round(nearest.score, 4), reason=reason, why=why)

    def _number(self, at: int, verdict: Support) -> int:
        """Number of the citation of a passage's best words, an earlier one where it cites the same."""
        source = self.passages[at]
        start, end = verdict.quote or (0, len(source.passage.text))
        new = cite(
            len(self.citations) + 1, source, source.passage.start + start, source.passage.start + end, self.names
        )
        for one in self.citations:
            if (one.document, one.start, one.end) == (new.document, new.start, new.end):
                return one.number
        self.citations.append(new)
        return new.number


def _best(verdicts: Sequence[Support]) -> int | None:
    """Place of the passage that supports best, None where none supports."""
    places = [at for at, verdict in enumerate(verdicts) if verdict.supported]
    return max(places, key=lambda at: verdicts[at].score, default=None)
