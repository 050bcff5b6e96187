"""Evidence -> its sentences, best first: a weighted sum of their signals and of the reader's margin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Candidate, Evidence

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """Of a sentence's signals as they are; a nat of the reader's margin weighs MARGIN_WEIGHT."""

    cosine: float  # of the sentence
    passage: float  # of its passage's fused score
    coverage: float  # of the question's words by the sentence and its headings


# Chosen on CLAPNQ, XQuAD and the written questions that the reader was not trained on (bench/quality.py shows what they
# give); a plateau each. Once the reader has its say, words in common say nothing more: real questions are paraphrases.
READ = Weights(cosine=10.0, passage=8.0, coverage=0.0)
UNREAD = Weights(cosine=10.0, passage=3.0, coverage=4.0)
MARGIN_WEIGHT = 0.7


def rank(evidence: Evidence) -> list[tuple[float, Candidate]]:
    """The sentences with their scores, best first."""
    margins = np.array([one.margin for one in evidence.sentences], dtype=np.float64)
    total = MARGIN_WEIGHT * margins + prior(evidence.sentences, READ if evidence.was_read else UNREAD)
    return sorted(zip(total.tolist(), evidence.sentences, strict=True), key=lambda pair: -pair[0])


def prior(sentences: Sequence[Candidate], weights: Weights) -> Array:
    """What each sentence scores before the reader has its say, of shape (sentences,)."""
    return np.array(
        [
            weights.cosine * one.cosine + weights.passage * one.source.score + weights.coverage * one.coverage
            for one in sentences
        ],
        dtype=np.float64,
    )
