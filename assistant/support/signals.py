"""Claim and ground -> the ground's nearest sentences, and the signals that tell supported claims from others."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np

from assistant.support.evidence import Claim, Ground
from assistant.support.exchange import exchange
from assistant.support.names import WORD, Name, fold
from assistant.support.overlap import bigram_share, longest_run, replaced, subsequence
from assistant.support.quantity import Number
from assistant.support.roles import roles
from assistant.support.units import EARLY
from assistant.support.wording import content, denied, opposed
from index.embed import Vectors
from index.store.terms import stems

NEAR = 8  # tokens within which a neighbour of a name or figure must be found again
BESIDE = 3  # content stems on each side that count as its neighbours


@dataclass(frozen=True, slots=True)
class Signals:
    """How well one ground supports one claim; shares are 0..1 and weighted by rarity where they count words."""

    coverage: float  # of the claim's words by its nearest sentences (one, or two that adjoin)
    coverage_whole: float  # by the whole passage with its title
    rarest_missing: float  # weight of the claim's weightiest word that the passage lacks
    subject_missing: float  # 1 where the passage lacks the claim's first content word
    bigrams: float  # share of the claim's bigrams that occur in the passage
    run: float  # length of the longest run of words in common, as a share of the claim
    order: float  # longest common subsequence of content words, as a share of those in common
    added: float  # length of the claim over that of its nearest sentences, at most 3
    cosine: float  # of the nearest sentence
    cosine_whole: float  # of the passage
    numbers_missing: float  # figures and dates that the passage lacks
    numbers_far: float  # share of figures that the passage has, but not in the nearest sentences
    names_missing: float  # share of the words of names that the passage lacks
    strangers: float  # names of which the passage lacks every word
    names_far: float  # share of names that the passage has, but not the nearest sentences or the title
    surroundings: float  # of names and figures: the worst share of neighbours found again beside them
    surroundings_mean: float
    inverted: float  # share of adjacent names that stand in the other order
    exchange: float  # how much better the claim fits with two of its names exchanged, below 0 where worse
    placed: float  # of names: the worst share of the words on either side found again on that side (see roles.py)
    placed_mean: float
    rival: float  # how much more of them another name of the passage finds
    exchanged: float  # the same of two names of the claim, each in the other's place
    figure_rival: float  # `rival` of figures
    replaced: float  # weight of words that stand, between the same neighbours, in the place of others
    replaced_facts: float  # names and figures among them
    denied: float  # content words denied on one side only
    negation_alone: (
        float  # 1 where the claim denies something and the nearest sentences deny nothing, or the reverse -1
    )
    opposed: float  # words that meet their opposite
    opinion: float  # share of words in the first or second person, questions included
    length: float  # log of the number of content words

    def values(self) -> list[float]:
        """In the order of NAMES."""
        return [getattr(self, name) for name in NAMES]


NAMES = tuple(field.name for field in fields(Signals))
PERSONAL = frozenset("i me my you your we us our im ive thank hi hello yeah wow lol wonder guess love hope".split())


@dataclass(frozen=True, slots=True)
class Missing:
    """The facts of a claim that a passage lacks, as written."""

    numbers: tuple[str, ...]
    days: tuple[str, ...]
    names: tuple[str, ...]


def missing(claim: Claim, ground: Ground) -> Missing:
    """Figures, dates and words of names of the claim that the passage, title and section included, does not have."""
    return Missing(
        (
            *(one.text for one in claim.numbers if not _stands(one, ground)),
            *(one for one in claim.codes if not _written(one, ground.whole)),
        ),
        tuple(one.text for one in claim.days if not one.found_in(ground.days)),
        tuple(word for name in claim.names for word in _unknown(name, ground)),
    )


def _stands(one: Number, ground: Ground) -> bool:
    """Whether the passage has a figure, as a word too where that is what "3rd" says."""
    return one.found_in(ground.numbers) or (one.unit == "th" and EARLY.get(one.value) in ground.every)


def _written(code: str, text: str) -> bool:
    """Whether a version or another code stands in a text as it is, whatever is between its letters and its figures."""
    parts = map(re.escape, re.findall(r"[^\W\d_]+|\d+", code))
    joint = r"\." if code.count(".") > 1 else r"[\s./-]?"
    return re.search(rf"(?<![\w.]){joint.join(parts)}(?![\w]|\.\d)", text, re.IGNORECASE) is not None


def _unknown(name: Name, ground: Ground) -> list[str]:
    if ground.names.spell_out(name):
        return []
    capital = name.text.isupper()
    return [word for word in name.words if not ground.names.know(word, word.upper() if capital else "")]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The sentences of a ground that come nearest to a claim: the first and the one after the last, and their stems."""

    first: int
    last: int
    words: tuple[str, ...]


def nearest(claim: Claim, ground: Ground, cosines: Vectors) -> Nearest:
    """The one sentence, or two that adjoin where two cover clearly more, that covers the claim best."""
    best, chosen = -1.0, (0, 1)
    total = sum(claim.weights.values()) or 1.0
    wanted, order = claim.weights.keys(), list(pairwise(claim.words))
    covered = [wanted & have for have in ground.sets]
    shared = [{pair for pair in order if pair in have} for have in ground.pairs]
    for size, toll in ((1, 0.0), (2, 0.1)):
        for first in range(len(ground.words) - size + 1):
            last = first + size
            words, pairs = set().union(*covered[first:last]), set[tuple[str, str]]().union(*shared[first:last])
            if size == 2 and ground.words[first] and ground.words[first + 1]:
                pairs.add((ground.words[first][-1], ground.words[first + 1][0]))
            found = sum(map(claim.weights.__getitem__, words)) / total
            alike = sum(pair in pairs for pair in order) / len(order) if order else 0.0
            score = found + 0.3 * alike + 0.5 * float(cosines[1 + first : 1 + last].max()) - toll
            if score > best:
                best, chosen = score, (first, last)
    return Nearest(*chosen, tuple(word for part in ground.words[slice(*chosen)] for word in part))


def signals(claim: Claim, ground: Ground, lacking: Missing, near: Nearest, cosines: Vectors) -> Signals:
    """All signals of one claim against one ground; `cosines` are those of its rows, (1 + sentences,)."""
    here = set(near.words)
    total = sum(claim.weights.values()) or 1.0
    lost = absent(claim, ground)
    content_here = [word for word in near.words if word in claim.weights]
    common = [word for word in claim.words if word in claim.weights and word in here]
    facts = len(claim.numbers) + len(claim.days)
    around = _surroundings(claim, ground)
    who = roles(claim, ground)
    instead = {word for word in replaced(claim.words, near.words, content) if word in claim.weights}
    no_claim, yes_claim = denied(claim.words)
    no_near, yes_near = denied(near.words)
    return Signals(
        coverage=1 - sum(w for word, w in claim.weights.items() if word not in here) / total,
        coverage_whole=1 - sum(claim.weights[word] for word in lost) / total,
        rarest_missing=max((claim.weights[word] for word in lost), default=0.0),
        subject_missing=float(subject(claim, lost, ground) != ""),
        bigrams=bigram_share(claim.words, ground.pairs),
        run=longest_run(claim.words, near.words) / max(1, len(claim.words)),
        order=subsequence(common, content_here) / max(1, len(common)),
        added=min(3.0, len(claim.words) / max(1, len(near.words))),
        cosine=float(cosines[1:].max(initial=-1.0)),
        cosine_whole=float(cosines[0]),
        numbers_missing=float(len(lacking.numbers) + len(lacking.days)),
        numbers_far=_far_numbers(claim, here, lacking) / max(1, facts),
        names_missing=len(lacking.names) / max(1, sum(len(name.words) for name in claim.names)),
        strangers=float(sum(_strange(name, lacking) for name in claim.names)),
        names_far=_far_names(claim, ground, near),
        surroundings=min(around, default=1.0),
        surroundings_mean=sum(around) / len(around) if around else 1.0,
        inverted=_inverted(claim, near.words),
        exchange=exchange(claim, ground, near.words),
        placed=who.placed,
        placed_mean=who.placed_mean,
        rival=who.rival,
        exchanged=who.exchanged,
        figure_rival=who.figure,
        replaced=sum(claim.weights[word] for word in instead) / total,
        replaced_facts=float(len(instead & facts_of(claim))),
        denied=float(
            len((no_claim - yes_claim) & (yes_near - no_near)) + len((yes_claim - no_claim) & (no_near - yes_near))
        ),
        negation_alone=float(bool(no_claim)) - float(bool(no_near)),
        opposed=float(len(opposed(set(claim.words), here))),
        opinion=sum(word in PERSONAL for word in claim.words) / max(1, len(claim.words)) + ("?" in claim.text),
        length=math.log1p(len(claim.weights)),
    )


def _far_numbers(claim: Claim, here: set[str], lacking: Missing) -> int:
    tokens = [word for word in claim.weights if word[:1] == "n" and word[1:2].isdigit()]
    return max(0, sum(word not in here for word in tokens) - len(lacking.numbers))


def _far_names(claim: Claim, ground: Ground, near: Nearest) -> float:
    """Share of the claim's capitalised words in the passage that its nearest sentences and the title lack."""
    found = far = 0
    here = set(near.words) | ground.head
    for name in claim.names:
        for stem in _stems_of(name, claim):
            if any(stem in part for part in ground.sets):
                found += 1
                far += stem not in here
    return far / found if found else 0.0


def _strange(name: Name, lacking: Missing) -> bool:
    return set(name.words) <= set(lacking.names)


def _stems_of(name: Name, claim: Claim) -> list[str]:
    return [stem for stem in stems(name.text) if stem in claim.weights]


def absent(claim: Claim, ground: Ground) -> list[str]:
    """The claim's content words that neither the passage nor its title has."""
    return [word for word in claim.weights if word not in ground.every]


def facts_of(claim: Claim) -> set[str]:
    """The claim's stems that belong to a name or are a figure."""
    return {stem for name in claim.names for stem in _stems_of(name, claim)} | {
        word for word in claim.weights if word[:1] == "n" and word[1:2].isdigit()
    }


def subject(claim: Claim, lost: Sequence[str], ground: Ground) -> str:
    """The claim's first word of its own, as written, where the passage has it in no form; "" otherwise."""
    first = next(iter(claim.weights), "")
    if first not in lost:
        return ""
    written = next((word for word in WORD.findall(claim.text) if first in stems(word)), "")
    return "" if ground.names.know(fold(written), written) else written


def _surroundings(claim: Claim, ground: Ground) -> list[float]:
    """For each name word and figure of the claim that the passage has: the best share of neighbours found beside it.

    A name or a figure that stands elsewhere in the passage, in another matter, has none of them there.
    """
    line = [word for word in claim.words if word in claim.weights]
    facts = facts_of(claim)
    shares = []
    for at, word in enumerate(line):
        if word not in facts:
            continue
        beside = set(line[max(0, at - BESIDE) : at] + line[at + 1 : at + 1 + BESIDE]) - {word}
        total = sum(claim.weights[one] for one in beside)
        found = [
            _beside(word, part, beside, claim.weights)
            for part, have in zip(ground.words, ground.sets, strict=True)
            if word in have
        ]
        if found and total:
            shares.append(max(found) / total)
    return shares


def _beside(word: str, part: Sequence[str], beside: set[str], weights: dict[str, float]) -> float:
    best = 0.0
    for at, other in enumerate(part):
        if other == word:
            near = beside.intersection(part[max(0, at - NEAR) : at + NEAR + 1])
            best = max(best, sum(weights[one] for one in near))
    return best


def _inverted(claim: Claim, words: Sequence[str]) -> float:
    """Share of the claim's adjacent names that the nearest sentences have in the other order, passives aside."""
    places = []
    for name in claim.names:
        found = [words.index(stem) for stem in _stems_of(name, claim) if stem in words]
        if found and all(words.count(words[at]) == 1 for at in found):
            places.append(found[-1])
    pairs = list(pairwise(places))
    if ("by" in claim.words) != ("by" in words):
        return 0.0
    return sum(a > b for a, b in pairs) / len(pairs) if pairs else 0.0


def similarity(ground: Ground, vector: Vectors) -> Vectors:
    """Cosines of the claim with the ground's own vector and with each of its sentences, (1 + sentences,)."""
    return np.asarray(ground.rows @ vector, dtype=np.float32)
