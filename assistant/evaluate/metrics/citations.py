"""Citations against gold evidence, per question.

After ALCE (Gao et al., 2023): recall is the share of statements that their citations support, precision the share of
citations that support. Support is seen in two ways, neither by a language model. By place: a quote supports where it
shares words with the gold evidence; a quote that says the same elsewhere counts as wrong, so these figures are a lower
bound wherever the gold does not name every place. By the support check (`assistant.support`): a citation supports where
its passage does; this needs no gold, and says nothing of whether the question is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answer import Citation, Sentence
from assistant.evaluate.gold import Place


def on_gold(one: Citation, places: Sequence[Place]) -> bool:
    """Whether a citation's quote lies on gold evidence."""
    return any(place.touches(one.document, one.start, one.end, one.page) for place in places)


def precision(citations: Sequence[Citation], places: Sequence[Place]) -> float | None:
    """Share of the citations that lie on gold evidence; None where there is no citation."""
    return sum(on_gold(one, places) for one in citations) / len(citations) if citations else None


def recall(sentences: Sequence[Sentence], citations: Sequence[Citation], places: Sequence[Place]) -> float | None:
    """Share of the answer's sentences with a citation on gold evidence; None where there is no sentence."""
    good = {one.number for one in citations if on_gold(one, places)}
    return sum(bool(good & set(one.citations)) for one in sentences) / len(sentences) if sentences else None


def supported(
    sentences: Sequence[Sentence], citations: Sequence[Citation], supports: Callable[[str, Citation], bool]
) -> tuple[float | None, float | None]:
    """Recall and precision by `supports(sentence, citation)`; None where there is no sentence, or no citation.

    Recall is the share of sentences that one of their citations supports alone, precision the share of pairs of
    sentence and citation in which the citation supports. ALCE would let several passages support together.
    """
    by_number = {one.number: one for one in citations}
    pairs = [
        [supports(one.text, by_number[n]) for n in one.citations if n in by_number] for one in sentences if one.text
    ]
    verdicts = [verdict for row in pairs for verdict in row]
    recall = sum(map(any, pairs)) / len(pairs) if pairs else None
    return recall, sum(verdicts) / len(verdicts) if verdicts else None


def verbatim(citations: Sequence[Citation], text_of: Callable[[str], str]) -> float | None:
    """Share of the citations whose quote is `text[start:end]` of its document; None where there is no citation."""
    same = [text_of(one.document)[one.start : one.end] == one.quote for one in citations]
    return sum(same) / len(same) if same else None
