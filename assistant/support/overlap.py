"""What two rows of words have in common: pairs, runs and subsequences."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def bigrams(words: Sequence[str]) -> set[tuple[str, str]]:
    return set(pairwise(words))


def bigram_share(words: Sequence[str], have: set[tuple[str, str]]) -> float:
    pairs = list(pairwise(words))
    return sum(pair in have for pair in pairs) / len(pairs) if pairs else 0.0


def longest_run(a: Sequence[str], b: Sequence[str]) -> int:
    best, above = 0, [0] * (len(b) + 1)
    for x in a:
        row = [0] * (len(b) + 1)
        for j, y in enumerate(b):
            if x == y:
                row[j + 1] = above[j] + 1
                best = max(best, row[j + 1])
        above = row
    return best


def subsequence(a: Sequence[str], b: Sequence[str]) -> int:
    above = [0] * (len(b) + 1)
    for x in a:
        row = [0]
        for j, y in enumerate(b):
            row.append(above[j] + 1 if x == y else max(above[j + 1], row[j]))
        above = row
    return above[-1]
