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

from assistant.evidence import NO_ODDS, Candidate, Evidence

FILE = Path(__file__).with_name("calibration.json")
READ, UNREAD = "read", "unread"  # its parts: with what the reader says, and without


@dataclass(frozen=True, slots=True)
class Signals:
    """What tells answered questions from unanswered ones; none depends on the size of the index.

    How many of the question's words the passage covers is left out on purpose: it helps on XQuAD, whose writers had the
    paragraph before them, not on CLAPNQ's real queries, and it makes a paraphrase look unanswered.
    """

    sentence_cosine: float  # of the sentence that leads the answer
    sentence_odds: float  # of the reader in that sentence, in nats
    first_odds: float  # highest of the reader in the first passage found, whichever sentence leads

    def values(self) -> tuple[float, ...]:
        """The signals in the order of their names."""
        return tuple(getattr(self, name) for name in self.__slots__)


NOTHING = Signals(0.0, NO_ODDS, NO_ODDS)


def signals(evidence: Evidence, lead: Candidate | None) -> Signals:
    """The signals of one question, given the sentence that leads its answer."""
    if lead is None:
        return NOTHING
    first = evidence.found.passages[0].passage.id
    return Signals(
        sentence_cosine=lead.cosine,
        sentence_odds=lead.odds,
        first_odds=max((one.odds for one in evidence.sentences if one.source.passage.id == first), default=NO_ODDS),
    )


@cache
def _model(part: str) -> tuple[float, dict[str, float]]:
    stored = json.loads(FILE.read_text(encoding="utf-8"))[part]
    return float(stored["bias"]), {str(name): float(weight) for name, weight in stored["weights"].items()}


def confidence(found: Signals, was_read: bool = True) -> float:
    """Probability (0..1) that the documents answer the question; what no reader has read has weights of its own."""
    bias, weights = _model(READ if was_read else UNREAD)
    total = bias + sum(weights[name] * getattr(found, name) for name in found.__slots__)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
