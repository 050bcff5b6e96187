"""What a passage says otherwise than a claim although it has the claim's words, found by rules that need no fitting.

Each rule is exact about what it looks at: the side of a figure, the group that it belongs to, a member of a small class
of words in another's place, a denial on one side only, what only may be or is thought, two words in each other's place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from assistant.support.bounds import elsewhere, wrong_side
from assistant.support.classes import ENDS, classed, rivals
from assistant.support.clauses import (
    DENIES,
    FALSE,
    STOP,
    Clause,
    clause_of,
    denied_in,
    hedged,
    loose,
    nearest_clause,
    subject_clause,
)
from assistant.support.evidence import Claim, Ground
from assistant.support.names import WORD
from assistant.support.signals import Nearest
from assistant.support.units import UNIT_OF
from assistant.support.wording import content, figure, opposed

ENOUGH = 0.7  # share of the claim's words in a clause from which a denial in it is one of the claim
BESIDE = 3  # content words on each side of a word that make its place
AROUND = 7  # words of the passage within which one of them must stand
MOST = 6  # content words of a claim that is checked to its last word
CLOSE = 4  # words between a verb and who does it, and what it is done to
PREPOSITIONS = frozenset("in on at for by with from to of after before during since until under over into".split())
BEING = frozenset("is are was were be been wa".split())
STRICT = frozenset(("must", "shall", "required", "requir"))
RANKS = frozenset(("second", "third"))
THAT = re.compile(r"\b(?:that|reports?|rumou?rs?|claims?)\b", re.IGNORECASE)
TURNING = ("bl", "ct", "nt", "al", "ar", "it")  # how stems end that "in-" turns round: not "form", not "port"


class Reason(NamedTuple):
    """What speaks against support: the check that failed, and the same in words for a person."""

    kind: str
    text: str


def contradiction(claim: Claim, ground: Ground, near: Nearest) -> Reason | None:
    """The first thing that the passage says otherwise, None where nothing is found."""
    if one := wrong_side(claim, ground):
        return Reason("role", f"the passage has {one} as another bound")
    if one := elsewhere(claim, ground):
        return Reason("role", f"the passage says {one} of something else")
    return _of(claim, ground, _texts(claim, ground, near)[0])


def unquotable(claim: Claim, ground: Ground, start: int, end: int) -> bool:
    """Whether the words between two offsets are only what may be, or what somebody thinks, wants or denies."""
    first, last = next(((a, b) for a, b in ground.spans if a <= start < b), (start, end))
    before, after = ground.text[first:start], ground.text[end:last]
    if FALSE.search(after) and THAT.search(before):
        return True
    if end - start >= last - first - 2 or hedged(claim.words):
        return False
    whole = ground.text[first:last]
    return loose(clause_of(whole), set(claim.weights)) and hedged(clause_of(before).words)


def cancelled(claim: Claim, ground: Ground, near: Nearest) -> bool:
    """Whether a denial on one side is met by its like on the other: "not covered" by "excluded"."""
    clause = subject_clause(claim.weights, _texts(claim, ground, near)[0])
    pairs = _rivals(claim, clause)
    count = _denials(clause, claim, pairs)
    return count > 0 and count % 2 == 0 and all(denial for _, _, denial in pairs)


def _texts(claim: Claim, ground: Ground, near: Nearest) -> list[str]:
    """The nearest sentences, the one that has most of the claim first."""
    texts = [ground.text[a:b] for a, b in ground.spans[near.first : near.last]]
    return sorted(texts, key=lambda text: -_covered(claim, text))


def _covered(claim: Claim, text: str) -> float:
    have = set(clause_of(text).words)
    return sum(weight for word, weight in claim.weights.items() if word in have)


def _of(claim: Claim, ground: Ground, text: str) -> Reason | None:
    """What one sentence of the passage says otherwise."""
    clause = nearest_clause(claim.weights, text)
    if (crossed := _compared(claim.words, clause)) is not None:
        return Reason("opposite", "the passage compares the other way round") if crossed else None
    pairs = _rivals(claim, clause)
    even = _denials(clause, claim, pairs) % 2 == 0
    if even and (pair := next((one for one in pairs if not one[2]), None)):
        return Reason("opposite", f"the sentence says “{pair[0]}” where the passage says “{pair[1]}”")
    if _denied(claim, subject_clause(claim.weights, text)):
        return Reason("negation", "one of sentence and passage denies what the other says")
    if _ranked(claim.words, clause.words):
        return Reason("opposite", "the passage says so of another place in the order")
    if _softened(claim.words, clause.words):
        return Reason("modal", "the passage says “must” where the sentence says “may”")
    if (FALSE.search(text) and _within(claim, text)) or (not hedged(claim.words) and loose(clause, set(claim.weights))):
        return Reason("modal", "the passage says only that it may be so, or that somebody thinks, wants or tries it")
    if _turned(claim, clause) or _other_end(claim.text, clause.text):
        return Reason("role", "words of the sentence stand in each other's place in the passage")
    if name := _other_name(claim, ground, clause):
        return Reason("role", f"the passage says this of {name}")
    if lost := _other_object(claim, ground, clause):
        return Reason("cover", f"the passage has something else in the place of “{lost}”")
    return None


def _denied(claim: Claim, clause: Clause) -> bool:
    """Whether one side denies what the other says: most of one is in the other, and the denials do not match."""
    pairs = _rivals(claim, clause)
    rest = len(claim.weights) - len({mine for mine, _, _ in pairs})
    own = {word for word in clause.words if word != STOP and content(word)}
    alike = len(claim.weights.keys() & own)
    close = alike >= ENOUGH * max(1, rest) or (alike > 1 and alike >= ENOUGH * len(own))
    return close and _denials(clause, claim, pairs) % 2 == 1


def _within(claim: Claim, text: str) -> bool:
    return not FALSE.search(claim.text) and _covered(claim, text) >= 0.75 * sum(claim.weights.values())


def _rivals(claim: Claim, clause: Clause) -> list[tuple[str, str, bool]]:
    """Words of the claim that the clause lacks, and the words of their class that stand in their place; with
    whether they are each other's denial."""
    found = []
    words = [word for word in clause.words if word != STOP]
    for at, mine in enumerate(claim.words):
        if mine in words or not (classed(mine) or mine in claim.weights):
            continue
        for place, its in enumerate(words):
            if its in claim.words:
                continue
            denial = rivals(mine, its)
            denial = True if denial is None and prefixed(mine, its) else denial
            if denial is not None and _in_place(claim, at, words, place):
                found.append((mine, its, denial))
                break
    return found


def prefixed(one: str, other: str) -> bool:
    """Whether one stem is the other with a prefix that denies it: safe and unsafe, direct and indirect."""
    short, long = sorted((one.rstrip("e"), other.rstrip("e")), key=len)
    prefix = long.removesuffix(short)
    if len(short) < 3 or prefix == long:
        return False
    return prefix in ("un", "non", "dis") or (prefix in ("in", "im", "ir", "il") and short.endswith(TURNING))


def _in_place(claim: Claim, at: int, words: Sequence[str], place: int) -> bool:
    """Whether a word of the passage has half of the neighbours that the claim's word has."""
    before = [word for word in claim.words[:at] if word in claim.weights][-BESIDE:]
    after = [word for word in claim.words[at + 1 :] if word in claim.weights][:BESIDE]
    beside = {*before, *after} - {claim.words[at]}
    found = beside.intersection(words[max(0, place - AROUND) : place + AROUND + 1])
    return len(found) >= max(1, len(beside) // 2)


def _denials(clause: Clause, claim: Claim, pairs: Sequence[tuple[str, str, bool]]) -> int:
    """How often the two sides deny what the other says; words in the pairs count once for both."""
    paired = {word for mine, its, _ in pairs for word in (mine, its)}
    about = {word for word in claim.weights if word in clause.words} | paired
    own = denied_in(clause_of(claim.text), about, paired) + denied_in(clause, about, paired)
    return own + sum(denial for _, _, denial in pairs)


def _compared(words: Sequence[str], clause: Clause) -> bool | None:
    """Whether a comparison goes the other way: its ends exchanged or its word turned round, but not both; None where
    one of the two compares nothing."""
    theirs = [word for word in clause.words if word != STOP]
    if words.count("than") != 1 or theirs.count("than") != 1:
        return None
    mine, its = words.index("than"), theirs.index("than")
    left = [word for word in words[:mine] if content(word) and not figure(word)]
    right = [word for word in words[mine + 1 :][: CLOSE + 1] if content(word) and not figure(word)]
    kept = any(word in theirs[its + 1 :] for word in right) and any(word in theirs[:its] for word in left)
    crossed = any(word in theirs[:its] and word not in theirs[its:] for word in right) and any(
        word in theirs[its + 1 :] and word not in theirs[:its] for word in left
    )
    if not crossed and not kept:
        return None
    degrees, others = set(words[max(0, mine - 3) : mine]), set(theirs[max(0, its - 3) : its])
    direction = bool(opposed(degrees - {*right, *theirs[its:]}, others - {*right, *left}))
    return crossed != direction


def _ranked(words: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether the passage has "second highest" where the claim has "highest"."""
    for rank, best in pairwise(theirs):
        if best.endswith("est") and (rank in RANKS or figure(rank)) and best in words:
            at = words.index(best)
            return not at or words[at - 1] != rank
    return False


def _softened(words: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether the claim only allows what the passage orders."""
    if "may" not in words or "may" in theirs:
        return False
    verb = words[min(len(words) - 1, words.index("may") + 1)]
    return any(word in STRICT and verb in theirs[at + 1 : at + 4] for at, word in enumerate(theirs))


def _passive(words: Sequence[str]) -> bool:
    """Whether somebody is named by whom it is done; "by 5%" is no such thing."""
    return any(word == "by" and not figure(other) for word, other in pairwise(words))


def _turned(claim: Claim, clause: Clause) -> bool:
    """Whether two words stand in each other's place on the two sides of a verb, passives aside."""
    words, theirs = claim.words, [word for word in clause.words if word != STOP]
    if _passive(words) != _passive(theirs) or not PREPOSITIONS.isdisjoint(words[:1]):
        return False
    once = {word for word in claim.weights if words.count(word) == 1 == theirs.count(word) and not figure(word)}
    for at, pivot in enumerate(words):
        if (pivot not in once and pivot != "to") or theirs.count(pivot) != 1 or words.count(pivot) != 1:
            continue
        place = theirs.index(pivot)
        reach = 1 if pivot == "to" else CLOSE
        if BEING.isdisjoint(words[max(0, at - 2) : at]) != BEING.isdisjoint(theirs[max(0, place - 2) : place]):
            continue
        left, right = words[max(0, at - CLOSE) : at], words[at + 1 : at + 1 + CLOSE]
        there, here = theirs[max(0, place - CLOSE) : place], theirs[place + 1 : place + 1 + CLOSE]
        if reach == 1:
            left, right, there, here = left[-1:], right[:1], there[-1:], here[:1]
        free = [word for n, word in enumerate(left) if word in once and not PREPOSITIONS & set(left[max(0, n - 2) : n])]
        if any(word in here for word in free) and any(word in there for word in right if word in once):
            return True
    return False


def _other_end(claim: str, text: str) -> bool:
    """Whether the passage has the employee where the claim has the employer."""
    mine, theirs = (
        {word.lower().removesuffix("s").removesuffix("'") for word in WORD.findall(one)} for one in (claim, text)
    )
    return any(ENDS.get(word) in theirs - mine for word in mine - theirs)


def _other_name(claim: Claim, ground: Ground, clause: Clause) -> str:
    """The name that opens a clause instead of the one that opens the claim, where the passage has both as names and
    never side by side; "" where there is none."""
    mine = next(iter(claim.weights), "")
    its = next((word for word in clause.words if content(word)), "")
    if min(len(mine), len(its)) < 3 or its in claim.words or mine in clause.words:
        return ""
    if mine in ground.head or not {mine, its} <= ground.called:
        return ""
    if any((mine, its) in pairs or (its, mine) in pairs for pairs in ground.pairs):
        return ""
    rest = claim.weights.keys() - {mine}
    return its if len(rest.intersection(clause.words)) >= ENOUGH * len(rest) else ""


def _other_object(claim: Claim, ground: Ground, clause: Clause) -> str:
    """The claim's last content word where the passage has it nowhere, and another one behind the same words."""
    line = [word for word in claim.words if word in claim.weights]
    if not 2 < len(line) <= MOST or line[-1] in ground.every or not DENIES.isdisjoint(claim.words):
        return ""
    theirs = [word for word in clause.words if content(word)]
    places = [theirs.index(word) if word in theirs else -1 for word in line[:-1]]
    if min(places) < 0 or places != sorted(places) or places[-1] + 1 >= len(theirs):
        return ""
    its = theirs[places[-1] + 1]
    akin = any(word[:4] == line[-1][:4] for word in theirs)
    return "" if its in line or akin or line[-1] in UNIT_OF else line[-1]
