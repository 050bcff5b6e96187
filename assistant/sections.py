"""Sections that a question asks for by their heading: "What are the limitations of the study?" under "5. Limitations".

What stands there seldom says that it is a limitation, so that neither vectors nor reader find it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from assistant.evidence import Candidate, Evidence
from assistant.labels import words_of_label
from assistant.several import is_several
from index.store.terms import question_stems, stems

HEADED = 8.0  # margin, in nats, of the best sentence under the heading that is asked for
READ = -6.0  # a margin below it says that the reader sees no answer in any sentence: then the first one leads
PARTS = frozenset(  # of a document, each with a heading of that name
    "abstract background conclusion discussion introduction methodology purpose scope summary".split()
)
VALUES = frozenset(stems("price cost fee fees date deadline budget website phone email address rent deposit time name"))
NUMBER = re.compile(r"^\W*(?:(?:section|part|chapter|article)\s+)?[\dIVXivx]*(?:\.\d+)*[.):]?\s+(?=\D)", re.IGNORECASE)
ASKS = re.compile(r"\W*(?:(?:and|please|so)\W+)*(?:what|which|list|describe|explain|tell|show|give)\b", re.IGNORECASE)
ASKS_OTHERS = re.compile(r"\b(?:who|whom|whose|when|where|why|how|can|may|must|should|will)\b", re.IGNORECASE)
FEW = 4  # words of a question without a verb, "limitations of the study"
ASIDE = frozenset(  # what documents and their parts are called
    stems(
        "study paper report article document book policy agreement contract manual handbook leaflet guide letter text "
        "author authors main key important list describe explain tell show give section chapter please "
        "say state mention name use find"
    )
)


def headed(evidence: Evidence) -> Evidence:
    """The evidence with the sentences of a section whose heading is asked for as sure answers, the likeliest first."""
    question = evidence.found.question
    few = len(question.split()) <= FEW
    if ASKS_OTHERS.search(question) or not (ASKS.match(question) or few):
        return evidence
    asked = frozenset(question_stems(question))
    sections: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, one in enumerate(evidence.sentences):
        if one.source.passage.section and _asked_for(one, asked):
            sections[one.source.passage.document, one.source.passage.section].append(i)
    listed = list(evidence.sentences)
    for places in sections.values():
        best = max(listed[i].margin for i in places)
        raised = places if best > READ else [min(places, key=lambda i: listed[i].start)]
        shift = max(0.0, HEADED - max(listed[i].margin for i in raised))
        for i in raised:
            one = listed[i]
            listed[i] = replace(one, margin=one.margin + shift, odds=max(one.odds, one.margin + shift))
    return replace(evidence, sentences=tuple(listed))


def _asked_for(one: Candidate, asked: frozenset[str]) -> bool:
    """Whether the question has all words of the heading over a sentence, and no others but those of the title."""
    passage = one.source.passage
    above, _, heading = passage.section.rpartition(" › ")
    heading = NUMBER.sub("", heading)
    name = words_of_label(heading)
    if not _of_several(heading) or name & VALUES:
        return False
    return bool(name) and name <= asked and asked - name - ASIDE <= set(stems(f"{passage.title} {above}"))


def _of_several(heading: str) -> bool:
    """Whether several things may stand under a heading, or a part of any document does: no single fact is asked for."""
    return any(word in PARTS or is_several(word) for word in heading.lower().split()[-1:])
