"""What two rows of words have in common: pairs, runs and subsequences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from difflib import SequenceMatcher
from itertools import pairwise


def bigram_share(words: Sequence[str], have: Iterable[Set[tuple[str, str]]]) -> float:
    """Share (0..1) of the pairs of neighbours that are in one of the sets."""
    pairs = list(pairwise(words))
    return sum(any(pair in one for one in have) for pair in pairs) / len(pairs) if pairs else 0.0


def longest_run(a: Sequence[str], b: Sequence[str]) -> int:
    """Length of the longest row of words that stands in both."""
    places = _places(b)
    best, above = 0, dict[int, int]()  # by the place in b where it ends: how long a row is
    for x in a:
        above = {at: above.get(at - 1, 0) + 1 for at in places.get(x, ())}
        best = max(best, *above.values()) if above else best
    return best


def subsequence(a: Sequence[str], b: Sequence[str]) -> int:
    """Length of the longest common subsequence, by the bits of one number (Hyyrö, 2004)."""
    masks = {word: sum(1 << at for at in found) for word, found in _places(a).items()}
    every = (1 << len(a)) - 1
    free = every
    for y in b:
        if mask := masks.get(y):
            taken = free & mask
            free = (free + taken | free - taken) & every
    return len(a) - free.bit_count()


def _places(words: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        places.setdefault(word, []).append(at)
    return places


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
