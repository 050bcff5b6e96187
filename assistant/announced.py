"""Words over a list that have what is asked for: the list answers, though neither vectors nor reader see that it does.

"The price includes:" says nothing by itself, and under the heading "Ingredients" stands no word of the question.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.evidence import Candidate, Evidence, coverage
from assistant.lists import is_item
from assistant.rows import FOUND
from assistant.several import STEPS, Several, several
from index import Passage
from index.store.terms import stems

DENIED = re.compile(r"\b(?:not|no|never|none|nobody|nothing|except|neither)\b|n['’]t\b", re.IGNORECASE)
COVERED = 0.9  # share of the question's rarity-weighted words that they and their headings must have then
WEAK = frozenset(stems("make do need use have get give take"))  # what is done with any list


def announced(evidence: Evidence) -> Evidence:
    """The evidence with words that announce a list, or the item after a heading that does, as sure answers."""
    asked = several(evidence.found.question)
    if asked is None:
        return evidence
    denied = bool(DENIED.search(evidence.found.question))
    first: dict[str, Candidate] = {}
    for one in evidence.sentences:
        if is_item(one) and _headed(one.source.passage, asked, evidence, denied):
            first.setdefault(one.source.passage.id, one)
    return replace(
        evidence,
        sentences=tuple(
            _found(one) if _announces(one, denied) or one is first.get(one.source.passage.id) else one
            for one in evidence.sentences
        ),
    )


def _found(one: Candidate) -> Candidate:
    return replace(one, margin=max(FOUND, one.margin), odds=max(FOUND, one.odds))


def _announces(one: Candidate, denied: bool) -> bool:
    passage = one.source.passage
    follows = passage.text[one.end - passage.start :].startswith("\n") or one.end == passage.end
    says = one.text.endswith(":") and follows and one.coverage >= COVERED
    return says and bool(DENIED.search(one.text)) == denied


def _headed(passage: Passage, asked: Several, evidence: Evidence, denied: bool) -> bool:
    """Whether the heading over a passage is what is asked for, and with those above has the question's words."""
    heading = passage.section.rpartition(" › ")[2]
    own = frozenset(stems(heading))
    steps = STEPS if asked.steps and own & STEPS else frozenset()
    sought = asked.nouns or frozenset(stems(evidence.found.question)) - WEAK
    if not own or not (own & sought or steps) or bool(DENIED.search(heading)) != denied:
        return False
    rarity = {term: weight for term, weight in evidence.rarity.items() if term not in WEAK}
    return coverage({*stems(f"{passage.title} {passage.section}"), *steps}, rarity) >= COVERED
