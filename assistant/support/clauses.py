"""The clause of a passage that a claim is about, what is denied in it, and what is only wished, feared or tried."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.support.numbers import numbers
from assistant.support.wording import NEGATIONS, content, tokens
from index.store.terms import stems

STOP = ","  # stands between the parts of a clause
SPLIT = re.compile(
    r"[;:]\s+|\s[–—-]\s|,?\s(?:but|while|whereas|although|though)\s|\.\s|,\s(?=and\s\w+\s(?:is|are|was|were|has|will)\b)"
)
# What is no denial although it has a word of denial in it.
HARMLESS = re.compile(
    r"\bnot only\b|\b(?:no|not) (?:more|less|fewer|later|earlier) than\b|\bno later\b|\b(?:nor|neither)\b", re.I
)


def _stems(words: str) -> frozenset[str]:
    return frozenset(stems(words))


DENIES = (NEGATIONS - {"nor", "neither"}) | _stems(
    "fail failed refuse refused reject rejected deny denied denies lack lacks unable impossible forbid "
    "forbidden forbade prohibit prohibited ban banned exclude excluded exclusion unsafe illegal nobody"
)
REACH = 4  # content stems after a word of denial that it denies, and words before it where it is a participle
MODALS = frozenset("may might could would should can".split())
ADVERBS = re.compile(r"^(?:be|been|have|has|had|not|never|also|still|only|again|soon|get|to|ever|already)$")
TRIES = _stems(
    "plan planned hope hoped try tried attempt attempted fail failed refuse refused want wanted intend intended aim "
    "aimed ask asked propose proposed offer offered promise promised threaten threatened wish wished expect expected "
    "decline declined seek sought decide decided agree agreed demand demanded consider considered urge urged"
)
THINKS = _stems(
    "believe believed think thought suspect suspected fear feared hope hoped expect expected claim claimed doubt "
    "doubted deny denied demand demanded allege alleged assume assumed predict predicted propose proposed suggest "
    "suggested speculate rumour insist insisted wish wished want wanted reject rejected argue argued"
)
LOOSE = (
    MODALS
    | TRIES
    | THINKS
    | _stems("possible possibly perhaps probably likely potential able allowed permitted must according say said")
)
FALSE = re.compile(r"\b(?:wrong|false|untrue|unfounded|incorrect|baseless|myth|rumou?rs?)\b", re.IGNORECASE)
MOST = 0.6  # of a sentence's share of the claim that makes a clause stand for it
LEAST = 0.25  # of what the best clause has, from which another one with the claim's first word counts
SHARE = 0.6  # of the claim's words that stand in what is thought
INNER = 6  # words between asking somebody and what is asked


BASE = {  # of verbs whose past has another stem
    past: base
    for base, past in (
        pair.split("-")
        for pair in "becom-becam begin-began build-built buy-bought bring-brought break-broke choos-chose come-came "
        "draw-drew drive-drove eat-ate fall-fell find-found fli-flew get-got give-gave go-went grow-grew hold-held "
        "keep-kept know-knew leav-left lose-lost make-made meet-met pay-paid ring-rang rise-rose run-ran say-said "
        "see-saw sell-sold send-sent sing-sang speak-spoke spend-spent stand-stood steal-stole swim-swam take-took "
        "teach-taught tell-told think-thought throw-threw wear-wore win-won write-wrote".split()
    )
}


@dataclass(frozen=True, slots=True)
class Clause:
    """The stems of a clause in order, its parts divided by STOP."""

    text: str
    words: tuple[str, ...]

    @property
    def denials(self) -> list[int]:
        """Where words of denial stand."""
        return [at for at, word in enumerate(self.words) if word in DENIES]


@lru_cache(1 << 12)
def clauses(sentence: str) -> tuple[Clause, ...]:
    """The clauses of a sentence, and the whole of it at the end."""
    parts = [part for part in SPLIT.split(sentence) if part.strip()]
    whole = [clause_of(sentence)] if len(parts) > 1 or not parts else []
    return (*map(clause_of, parts), *whole)


@lru_cache(1 << 12)
def clause_of(text: str) -> Clause:
    """A text as one clause."""
    words: list[str] = []
    for part in re.split(r",\s", HARMLESS.sub(" ", text)):
        words += [*([STOP] if words else []), *tokens(part, numbers(part))]
    return Clause(text, tuple(words))


def nearest_clause(weights: dict[str, float], sentence: str) -> Clause:
    """The clause that has most of a claim's words; the whole sentence where no clause has most of what it has."""
    *parts, whole = clauses(sentence)
    best = max(parts, key=lambda one: _found(weights, one), default=whole)
    return best if _found(weights, best) >= MOST * _found(weights, whole) else whole


def subject_clause(weights: dict[str, float], sentence: str) -> Clause:
    """The nearest clause, or one with the claim's first word where the nearest lacks it: what is denied of one thing
    says nothing of another."""
    nearest = nearest_clause(weights, sentence)
    first = next(iter(weights), "")
    others = [one for one in clauses(sentence)[:-1] if first in one.words]
    if not others or (first in nearest.words and len(nearest.words) < len(clauses(sentence)[-1].words)):
        return nearest
    other = max(others, key=lambda one: _found(weights, one))
    return other if _found(weights, other) >= LEAST * _found(weights, nearest) else nearest


def _found(weights: dict[str, float], clause: Clause) -> float:
    return sum(weights[word] for word in weights.keys() & set(clause.words))


def denied_in(clause: Clause, among: set[str], but: set[str]) -> int:
    """How many words of denial the clause has that deny one of the stems `among`; those in `but` do not count."""
    count = 0
    for at in clause.denials:
        if clause.words[at] in but:
            continue
        after: list[str] = []
        for word in clause.words[at + 1 :]:
            if word == STOP and after:
                break
            if content(word) and word not in DENIES and word != STOP:
                after.append(word)
            if len(after) == REACH:
                break
        before = clause.words[max(0, at - REACH) : at] if clause.words[at] not in NEGATIONS else ()
        count += not among.isdisjoint((*after, *before))
    return count


def loose(clause: Clause, said: set[str]) -> bool:
    """Whether what the claim says is in the clause only what may be, or what somebody thinks, wants or tries.

    `said` are the claim's content stems; its own words of this kind were looked for before.
    """
    words = clause.words
    said = said | {BASE[word] for word in said & BASE.keys()}
    for at, word in enumerate(words):
        if word in MODALS and _next(words, at + 1) in said:
            return True
        if word in TRIES and "to" in words[at + 1 : at + 1 + INNER]:
            to = words.index("to", at + 1)
            if _next(words, to + 1) in said:
                return True
        if word in THINKS and _share(words[at + 1 :], said) >= SHARE:
            return True
    return False


def _share(words: Sequence[str], said: set[str]) -> float:
    return len(said.intersection(words)) / len(said) if said else 0.0


def _next(words: Sequence[str], at: int) -> str:
    """The verb that a modal or "to" leads in."""
    return next((word for word in words[at : at + 4] if not ADVERBS.match(word)), "")


def hedged(words: Sequence[str]) -> bool:
    """Whether a claim itself says that something may be, or is thought or tried."""
    return not LOOSE.isdisjoint(words)
