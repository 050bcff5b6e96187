"""Parties of a contract: 'Marigold Ashworth (the "Landlord")' is named once, and is "the Landlord" from then on.

A question that names a party is asked in the words of the contract too, and of that contract alone, since every lease
has its Landlord.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from index import Index
from index.store.terms import STOP_WORDS, question_stems, stems

MOST = 4  # names of one question that are looked up
LOOKED_AT = 20  # passages with each
NAME = re.compile(r"\b[A-Z][\w-]+")
# A party's role in brackets after its name and what describes it: (the "Supplier"), (together the "Tenants").
ROLE = re.compile(
    r"""\(\s*(?:(?:hereinafter|hereafter|together|collectively|individually|each|referred\s+to|called|as|or)\b[\s,]*)*
        (?:the\s+["“”'‘]?|["“”'‘](?:the\s+)?)(?P<role>[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)["”“'’]?\s*\)""",
    re.VERBOSE,
)
REACH = 200  # characters before a role in which its party stands
SPOKEN_OF = 3  # times that a document must name a role, once to define it
JOINED = r"\s|\s&\s|\sand\s|\sof\s"  # between the words of a name
TITLE = r"(?:the|Mr|Mrs|Ms|Miss|Dr)\.?\s+"


class InRole(NamedTuple):
    """A question in the words of one contract."""

    question: str
    named: str  # the words of the question that name the party
    role: str


def in_roles(question: str, index: Index, within: Collection[str] | None = None) -> dict[str, InRole]:
    """By the id of each contract that gives roles to parties which the question names: the question in these roles."""
    asked: dict[str, InRole] = {}
    for name in _names(question, index):
        live = index.passages(id for id, _ in index.matching(name, LOOKED_AT, within))
        for passage in live.values():
            for party, role in parties(passage.text):
                before = asked[passage.document].question if passage.document in asked else question
                put = _put(role, party, before) if name in _names_of(party) - set(role.lower().split()) else None
                if put and _spoken_of(role, passage.document, index):
                    asked[passage.document] = put
    return asked


def _names(question: str, index: Index) -> list[str]:
    """Words of the question that may name a party, in lower case: its names, or its rarest words if it has none."""
    names = [name.lower() for name in NAME.findall(question) if name.lower() not in STOP_WORDS]
    if not names:
        rarity = index.terms.rarity(question_stems(question))
        weights = {word: rarity.get("".join(stems(word)), 0.0) for word in re.findall(r"\w{3,}", question.lower())}
        names = sorted((word for word in weights if weights[word]), key=lambda word: -weights[word])
    return list(dict.fromkeys(names))[:MOST]


def parties(text: str) -> Iterator[tuple[str, str]]:
    """The parties that a text gives roles to, each with what stands before its role, and the role."""
    after = 0
    for match in ROLE.finditer(text):
        before = text[max(after, match.start() - REACH) : match.start()]
        yield before.rpartition("\n\n")[2], match["role"]
        after = match.end()


def _names_of(party: str) -> set[str]:
    """The words of a party's name and description that begin with a capital letter, in lower case."""
    return {word.lower() for word in NAME.findall(party)} - STOP_WORDS


def _spoken_of(role: str, document: str, index: Index) -> bool:
    holding = index.matching(role, LOOKED_AT, frozenset({document}))
    texts = (one.text for one in index.passages(id for id, _ in holding).values())
    return sum(len(re.findall(rf"\b{role}\b", text)) for text in texts) >= SPOKEN_OF


def _put(role: str, party: str, question: str) -> InRole | None:
    """The question with the role in place of the longest run of words that it shares with the party's name."""
    names = "|".join(map(re.escape, sorted(_names_of(party), key=len, reverse=True)))
    run = re.compile(rf"(?:{TITLE})?(?P<named>\b(?:{names})\b(?:(?:{JOINED})(?:{names})\b)*)", re.IGNORECASE)
    longest = max(run.finditer(question), key=lambda one: len(one[0]), default=None)
    if longest is None:
        return None
    return InRole(f"{question[: longest.start()]}the {role}{question[longest.end() :]}", longest["named"], role)
