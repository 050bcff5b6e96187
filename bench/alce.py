"""Citation recall and precision as ALCE defines them (Gao et al., 2023), for any judge of what supports a sentence.

Recall: the share of sentences that all their citations together support. Precision: the share of citations that are
needed: their sentence is supported, and the citation supports it alone, or the others do not support it without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answer import Citation, Sentence
from assistant.support import Checker
from assistant.support.numbers import numbers
from assistant.support.wording import content
from index.store.terms import stems

Supports = Callable[[str, Sequence[Citation]], bool]  # a sentence, and the citations that may support it together

ENOUGH = 0.8  # share of a sentence's content words that the cited words must hold for `overlapping`


def recall(sentences: Sequence[Sentence], citations: Sequence[Citation], supports: Supports) -> float | None:
    """Share of the sentences that their citations together support; None where there is no sentence."""
    judged = [bool(own) and supports(one.text, own) for one, own in _each(sentences, citations)]
    return sum(judged) / len(judged) if judged else None


def precision(sentences: Sequence[Sentence], citations: Sequence[Citation], supports: Supports) -> float | None:
    """Share of the citations that are needed, counted for each sentence that has them; None where there is none."""
    judged = [needed(one.text, own, at, supports) for one, own in _each(sentences, citations) for at in range(len(own))]
    return sum(judged) / len(judged) if judged else None


def needed(text: str, own: Sequence[Citation], at: int, supports: Supports) -> bool:
    """Whether the citation at a place among a sentence's own is needed."""
    if not supports(text, own):
        return False
    others = [one for place, one in enumerate(own) if place != at]
    return not others or supports(text, own[at : at + 1]) or not supports(text, others)


def _each(sentences: Sequence[Sentence], citations: Sequence[Citation]) -> list[tuple[Sentence, tuple[Citation, ...]]]:
    known = {one.number: one for one in citations}
    return [(one, tuple(known[number] for number in one.citations)) for one in sentences]


def checked(checker: Checker, *, passages: bool) -> Supports:
    """The project's own check as the judge, on the whole cited passages or on the cited words alone."""

    def supports(text: str, citations: Sequence[Citation]) -> bool:
        evidence = " ".join(dict.fromkeys(one.passage if passages else one.quote for one in citations))
        if _plain(text) in _plain(evidence):  # to the letter, which the check would pass too
            return True
        return checker.compare(text, evidence, citations[0].title).supported

    return supports


def _plain(text: str) -> str:
    return " ".join(text.split())


def overlapping(text: str, citations: Sequence[Citation]) -> bool:
    """A judge that shares nothing with the check but its reading of figures: words in common with the cited words.

    A sentence is supported where ENOUGH of its content stems and all of its figures stand in the cited words or titles.
    It knows nothing of order, so that it passes true words put together wrongly, and fails a good paraphrase.
    """
    return overlap(text, citations) >= ENOUGH and figures_agree(text, citations)


def overlap(text: str, citations: Sequence[Citation]) -> float:
    """Share (0..1) of the sentence's content stems in the cited words or their titles; 0 where it has none."""
    words = {word for word in stems(text) if content(word)}
    return len(words & set(stems(_cited(citations)))) / len(words) if words else 0.0


def figures_agree(text: str, citations: Sequence[Citation]) -> bool:
    """Whether every figure of the sentence stands, in any form, in the cited words or their titles."""
    known = numbers(_cited(citations))
    return all(one.found_in(known) for one in numbers(text))


def _cited(citations: Sequence[Citation]) -> str:
    return " ".join(f"{one.title} {one.quote}" for one in citations)
