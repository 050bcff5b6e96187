"""Evidence -> its sentences, best first: a weighted sum of standardised signals and of the reader's margin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Candidate, Evidence

# Weights of the standardised signals in a sentence's rank, chosen on CLAPNQ and XQuAD. Beside the reader's margin,
# words in common count for little: real questions are paraphrases.
READ = {"cosine": 2.0, "bm25": 0.25, "coverage": 0.25, "passage": 1.5}
UNREAD = {"cosine": 1.0, "bm25": 0.5, "coverage": 0.5, "passage": 1.0}
MARGIN_WEIGHT = 0.7  # of the reader's margin, which is in nats and comparable between questions

Array = NDArray[np.float64]


def rank(evidence: Evidence) -> list[tuple[float, Candidate]]:
    """The sentences with their scores, best first."""
    margins = np.array([one.margin for one in evidence.sentences], dtype=np.float64)
    total = MARGIN_WEIGHT * margins + prior(evidence.sentences, READ if evidence.was_read else UNREAD)
    return sorted(zip(total.tolist(), evidence.sentences, strict=True), key=lambda pair: -pair[0])


def prior(sentences: Sequence[Candidate], weights: Mapping[str, float]) -> Array:
    """What each sentence scores before the reader has its say, of shape (sentences,)."""
    columns = {
        "cosine": [one.cosine for one in sentences],
        "bm25": [one.bm25 for one in sentences],
        "coverage": [one.coverage for one in sentences],
        "passage": [one.source.score for one in sentences],
    }
    total = np.zeros(len(sentences))
    for name, weight in weights.items():
        total += weight * standardised(columns[name])
    return total


def standardised(values: Sequence[float]) -> Array:
    """Values as z-scores; all 0 where they are equal."""
    array = np.asarray(values, dtype=np.float64)
    spread = array.std() if len(array) else 0.0
    return (array - array.mean()) / spread if spread > 1e-9 else np.zeros_like(array)
