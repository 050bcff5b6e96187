"""Ranked retrieval, per question: a ranking of units, best first, against the grades of the relevant ones.

Definitions as in Manning, Raghavan and Schütze, Introduction to Information Retrieval (2008), chapter 8; they agree
with trec_eval (through ir-measures) in the tests.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Grades = Mapping[str, int]  # relevant unit -> its grade, 1 or more


def hit(ranking: Sequence[str], relevant: Grades, k: int) -> float:
    """1 where a relevant unit is among the first k, else 0 (trec_eval's success)."""
    return float(any(one in relevant for one in ranking[:k]))


def recall(ranking: Sequence[str], relevant: Grades, k: int) -> float:
    """Share of the relevant units that are among the first k."""
    return sum(one in relevant for one in ranking[:k]) / len(relevant)


def reciprocal_rank(ranking: Sequence[str], relevant: Grades, k: int) -> float:
    """1 / rank of the first relevant unit, 0 where it is not among the first k; its mean is MRR@k (Voorhees, 1999)."""
    return next((1 / rank for rank, one in enumerate(ranking[:k], start=1) if one in relevant), 0.0)


def ndcg(ranking: Sequence[str], relevant: Grades, k: int) -> float:
    """Discounted gain of the first k over that of the best order (Järvelin and Kekäläinen, 2002).

    The gain is the grade and the discount log2(rank + 1), as in trec_eval.
    """
    ideal = _gain(sorted(relevant.values(), reverse=True)[:k])
    return _gain([relevant.get(one, 0) for one in ranking[:k]]) / ideal


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))
