"""Whether a claim would fit its passage better with two of its names in each other's place.

The claim is read once as it stands and once with the names exchanged; the reading with the longer common subsequence
fits better. Nothing is said of names that are only listed, nor where one side is passive and the other is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from assistant.support.evidence import Claim, Ground
from assistant.support.overlap import subsequence
from assistant.support.roles import PRONOUNS, turned
from assistant.support.wording import content

LISTED = frozenset(("and", "or", "as", "well"))  # words between names whose order says nothing
MOST = 5  # names of a claim that are tried

Span = tuple[int, int]


def exchange(claim: Claim, ground: Ground, words: Sequence[str]) -> float:
    """How much longer (-1..1, of the words exchanged) the subsequence in common with the nearest sentences gets by the
    best exchange of two names; below 0 where the claim's own order fits better than any other, 0 without two names."""
    spans = _spans(claim, ground)[:MOST]
    near = _spelled(claim, ground, spans, words)
    have = set(near)
    spans = [span for span in spans if any(word in have for word in _own(claim, span))]
    if len(spans) < 2 or turned(claim.words, near):
        return 0.0
    alone = subsequence(claim.words, near)
    gains = [(subsequence(swapped, near) - alone) / moved for swapped, moved in _exchanges(claim.words, spans)]
    return max(gains, default=0.0)


def _spans(claim: Claim, ground: Ground) -> list[Span]:
    """Where the claim's names stand, its first word only where the passage has it as a name."""
    first = claim.places[:1] if claim.opening else ()
    known = ground.called | ground.head
    return [span for span in claim.places if span not in first or claim.words[span[0]] in known]


def _own(claim: Claim, span: Span) -> list[str]:
    return [word for word in claim.words[slice(*span)] if content(word)]


def _spelled(claim: Claim, ground: Ground, spans: Sequence[Span], words: Sequence[str]) -> list[str]:
    """The nearest sentences with the first pronoun spelled out, where they leave out a name that the title has."""
    at = next((n for n, word in enumerate(words) if word in PRONOUNS), None)
    name = next((one for span in spans if (one := _own(claim, span)) and ground.head.issuperset(one)), None)
    if at is None or name is None or not set(name).isdisjoint(words):
        return list(words)
    return [*words[:at], *name, *words[at + 1 :]]


def _exchanges(words: Sequence[str], spans: Sequence[Span]) -> Iterator[tuple[list[str], int]]:
    """The claim's words with each two names exchanged, and how many words that moves."""
    for (a, b), (c, d) in combinations(spans, 2):
        between = words[b:c]
        if set(words[a:b]) & set(words[c:d]) or LISTED.issuperset(between):
            continue
        yield [*words[:a], *words[c:d], *between, *words[a:b], *words[d:]], b - a + d - c
