"""What two rows of words have in common: pairs, runs and subsequences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise


def bigrams(words: Sequence[str]) -> set[tuple[str, str]]:
    """Pairs of neighbours."""
    return set(pairwise(words))


def bigram_share(words: Sequence[str], have: set[tuple[str, str]]) -> float:
    """Share (0..1) of the pairs of neighbours that are in `have`."""
    pairs = list(pairwise(words))
    return sum(pair in have for pair in pairs) / len(pairs) if pairs else 0.0


def longest_run(a: Sequence[str], b: Sequence[str]) -> int:
    """Length of the longest row of words that stands in both."""
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
    """Length of the longest common subsequence."""
    above = [0] * (len(b) + 1)
    for x in a:
        row = [0]
        for j, y in enumerate(b):
            row.append(above[j] + 1 if x == y else max(above[j + 1], row[j]))
        above = row
    return above[-1]


TIGHT = 4  # words that a replaced stretch may have on either side
FIRM = 3  # neighbours in common, both sides together, that hold it in its place


def replaced(a: Sequence[str], b: Sequence[str], content: Callable[[str], bool]) -> set[str]:
    """Words of `a` that stand where `b` has others, between the same neighbours: a name or a figure exchanged.

    A stretch that stands for stop words only (a pronoun spelled out) is no exchange.
    """
    found: set[str] = set()
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    for at, (kind, a0, a1, b0, b1) in enumerate(codes):
        if kind != "replace" or max(a1 - a0, b1 - b0) > TIGHT:
            continue
        before = codes[at - 1][2] - codes[at - 1][1] if at and codes[at - 1][0] == "equal" else 0
        after = codes[at + 1][2] - codes[at + 1][1] if at + 1 < len(codes) and codes[at + 1][0] == "equal" else 0
        if before + after >= FIRM and any(content(word) for word in b[b0:b1]):
            found.update(a[a0:a1])
    return found
