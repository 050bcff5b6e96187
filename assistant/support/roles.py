"""Who does what: whether the names of a claim stand in the passage where the claim puts them, or others in their place.

A name's place is what stands on either side of it. Where another name of the passage fits the place clearly better
than its own, the claim has exchanged them. Sides do not count where one is passive ('by') and the other is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.support.evidence import Claim, Ground
from assistant.support.names import alike
from assistant.support.wording import content, figure
from index.store.terms import stems

SIDE = 3  # content words on each side of a name that make its place
WINDOW = 10  # words within which they must stand again
LINK = 0.5  # weight of the very word before or after a name, articles aside, where the words' weights are 1 on average
OPENS = 4  # words at the head of a sentence; without a name there, it may speak of what the title names
ARTICLES = frozenset(("the", "a", "an"))
PRONOUNS = frozenset(stem for word in "he she it they his her him their them who".split() for stem in stems(word))


@dataclass(frozen=True, slots=True)
class Place:
    """One name of a claim: its stems, the weighted words before and after it, and the very words beside it or ""."""

    own: tuple[str, ...]
    before: dict[str, float]
    after: dict[str, float]
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Roles:
    """`placed` are the least and the mean share (0..1) of a name's place that is found around it; `rival` is how much
    more another name finds (0..1), `exchanged` the same of two names of the claim in each other's place; `figure` is
    `rival` of its figures."""

    placed: float
    placed_mean: float
    rival: float
    exchanged: float
    figure: float


def roles(claim: Claim, ground: Ground) -> Roles:
    """How the names of a claim, among them its opening word where the passage has that as a name, are placed."""
    spans = claim.places
    if claim.opening and claim.words[spans[0][0]] not in ground.called | ground.head:
        spans = spans[1:]
    places = [_place(claim, span) for span in spans]
    called = ground.called.union(*(place.own for place in places))
    forms = [frozenset(word for word in called if any(alike(word, mine) for mine in place.own)) for place in places]
    found = [_found(place, own, called, claim, ground) for place, own in zip(places, forms, strict=True)]
    amount = _figures(claim, ground)
    if not found:
        return Roles(1.0, 1.0, 0.0, 0.0, amount)
    shares = [share for share, _ in found]
    exchanged = 0.0
    for a, (_, gains) in enumerate(found):
        for b in range(a + 1, len(found)):
            there = max((gains.get(word, 0.0) for word in forms[b]), default=0.0)
            back = max((found[b][1].get(word, 0.0) for word in forms[a]), default=0.0)
            exchanged = max(exchanged, (there + back) / 2 if min(there, back) >= 0 else 0.0)
    rival = max(max(gains.values(), default=0.0) for _, gains in found)
    return Roles(min(shares), sum(shares) / len(shares), max(0.0, rival), exchanged, amount)


def _figures(claim: Claim, ground: Ground) -> float:
    """How much more of a figure's place another figure of the passage finds."""
    theirs = frozenset(word for have in ground.sets for word in have if figure(word))
    most = 0.0
    for at, word in enumerate(claim.words):
        if word in theirs and theirs - {word}:  # one that the passage has rounded, or lacks, is the work of `missing`
            gains = _found(_place(claim, (at, at + 1)), frozenset((word,)), theirs, claim, ground)[1]
            most = max(most, *gains.values(), 0.0)
    return most


def _place(claim: Claim, span: tuple[int, int]) -> Place:
    words, (start, end) = claim.words, span
    before = [word for word in words[:start] if word in claim.weights][-SIDE:]
    after = [word for word in words[end:] if word in claim.weights][:SIDE]
    own = tuple(word for word in words[start:end] if content(word))
    return Place(
        own,
        {word: claim.weights[word] for word in before if word not in own},
        {word: claim.weights[word] for word in after if word not in own},
        _beside(reversed(words[max(0, start - 2) : start])),
        _beside(words[end : end + 2]),
    )


def _beside(words: Iterable[str]) -> str:
    return next((word for word in words if word not in ARTICLES), "")


def _found(
    place: Place, own: frozenset[str], called: frozenset[str], claim: Claim, ground: Ground
) -> tuple[float, dict[str, float]]:
    """The share of the place found around the name itself, and by how much each other name finds more."""
    total = sum(place.before.values()) + sum(place.after.values()) + LINK * (bool(place.left) + bool(place.right))
    if not total or not own:
        return 1.0, {}
    around = {*place.before, *place.after}
    titled = bool(own & ground.head)
    mine: list[tuple[Sequence[str], int, bool]] = []
    others: list[tuple[Sequence[str], int, bool]] = []
    known, named = titled, False
    for words, short, have in zip(ground.words, ground.short, ground.sets, strict=True):
        here = not own.isdisjoint(have)
        for said in (words, short) if short else (words,):
            if around.isdisjoint(have):
                break
            loose = turned(claim.words, said)
            first = True  # a pronoun after another name of the sentence stands for that one
            for at, word in enumerate(said):
                if word in own or (word in PRONOUNS and known and first):
                    mine.append((said, at, loose))
                elif word in called:
                    others.append((said, at, loose))
                    first = False
            if titled and called.isdisjoint(said[:OPENS]):
                mine.append((said, -1, loose))
        known = titled or here
        named = named or here
    if titled and not named and place.before:  # what the title names the text may leave out, but not who acts
        return 1.0, {}
    share = max((_fit(place, *one, "") for one in mine), default=0.0)
    gains: dict[str, float] = {}
    for near, at, loose in others:
        word = near[at]
        theirs = _fit(place, near, at, loose, word)
        if theirs > share or word in around:
            less = max((_fit(place, *one, word) for one in mine), default=0.0) if word in around else share
            gains[word] = max(gains.get(word, -1.0), (theirs - less) / total)
    return share / total, gains


def turned(claim: Sequence[str], words: Sequence[str]) -> bool:
    """Whether one of the two may say from the other end what the other says: passive, or giving for taking."""
    return ("by" in claim) != ("by" in words) or (
        ("from" in claim) != ("from" in words) and ("to" in claim) != ("to" in words)
    )


def _fit(place: Place, words: Sequence[str], at: int, loose: bool, skip: str) -> float:
    """Weight of the place's words that stand around a position, on their own side unless `loose`."""
    before = tuple(words[max(0, at - WINDOW) : max(0, at)])
    after = tuple(words[at + 1 : at + 1 + WINDOW])
    if loose:
        before = after = before + after
    found = sum(weight for word, weight in place.before.items() if word in before and word != skip)
    found += sum(weight for word, weight in place.after.items() if word in after and word != skip)
    if place.left and at > 0 and place.left == _beside(reversed(words[max(0, at - 2) : at])):
        found += LINK
    if place.right and place.right == _beside(words[at + 1 : at + 3]):
        found += LINK
    return found
