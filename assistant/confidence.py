"""Is the question answered? Signals of the evidence -> a calibrated probability, never a raw score.

A logistic model over a few signals, fitted on questions with and without an answer in the index (`bench/calibrate.py`
makes `calibration.json` and reports how well it holds on articles that it was not fitted on).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.evidence import K1, Evidence, coverage
from index.store.terms import stems

FILE = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True, slots=True)
class Signals:
    """What tells answered questions from unanswered ones; each is near 0..1, higher for answered."""

    sentence_cosine: float  # best sentence
    sentence_bm25: float  # best sentence, as a share of the highest score the question could reach
    sentence_coverage: float  # best sentence
    passage_cosine: float  # best passage
    passage_bm25: float  # best passage, as a share
    passage_coverage: float  # best passage
    rarest_found: float  # 1 minus the share of rarity of the rarest term that the best-covering passage lacks
    lead: float  # fused score of the first passage less that of the second

    def values(self) -> tuple[float, ...]:
        """The signals in the order of their names."""
        return tuple(getattr(self, name) for name in self.__slots__)


def signals(evidence: Evidence) -> Signals:
    """The signals of one question, from its evidence."""
    found, listed, rarity = evidence.found, evidence.sentences, evidence.rarity
    ceiling = sum(rarity.values()) * (K1 + 1) or 1.0
    words = [set(stems(one.passage.embedded_text)) for one in found.passages]
    covered = [coverage(one, rarity) for one in words]
    best = words[covered.index(max(covered))] if words else set()
    lacking = max((weight for term, weight in rarity.items() if term not in best), default=0.0)
    scores = [one.score for one in found.passages[:2]]
    return Signals(
        sentence_cosine=max((one.cosine for one in listed), default=0.0),
        sentence_bm25=max((one.bm25 for one in listed), default=0.0) / ceiling,
        sentence_coverage=max((one.coverage for one in listed), default=0.0),
        passage_cosine=max((one.cosine for one in found.passages), default=0.0),
        passage_bm25=max((one.bm25 for one in found.passages), default=0.0) / ceiling,
        passage_coverage=max(covered, default=0.0),
        rarest_found=1.0 - lacking / (max(rarity.values(), default=0.0) or 1.0),
        lead=scores[0] - scores[1] if len(scores) > 1 else 0.0,
    )


@cache
def _model() -> tuple[float, dict[str, float]]:
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    return float(stored["bias"]), {str(name): float(weight) for name, weight in stored["weights"].items()}


def confidence(found: Signals) -> float:
    """Probability (0..1) that the documents answer the question."""
    bias, weights = _model()
    total = bias + sum(weights[name] * getattr(found, name) for name in found.__slots__)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
