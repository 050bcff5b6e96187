"""Does a question ask for several things? By its form alone: "which documents", "what are the steps", "what to pack".

English only, and no part of speech is known: a word is taken for a plural by its ending, and for the noun that is asked
for by where it stands, before the verb.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.store.terms import STOP_WORDS, stems

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SINGULAR = frozenset(
    "always analysis as basis boss bus business campus class address access across chaos christmas census process "
    "success progress does gas has his is its lens less loss mass miss news perhaps plus process status "
    "this thus unless us was yes s business press stress pass glass grass dress cross tennis previous various serious "
    "famous religious besides sometimes towards".split()
)
IRREGULAR = frozenset("children criteria data feet men media people phenomena staff teeth women".split())
TOGETHER = frozenset(  # one word for several things
    "agenda checklist contents curriculum equipment itinerary inventory kit lineup list menu method plan procedure "
    "process programme program recipe schedule syllabus timetable".split()
)
ENDS_NOUN = STOP_WORDS | frozenset(
    "after against before between during must need needs off out over per shall under until via within without".split()
)
VERBS = frozenset(  # they look like plurals after the noun: "which bus goes"
    "applies belongs closes comes contains costs covers ends falls gets gives goes happens helps holds includes keeps "
    "lasts leads leaves makes means needs opens pays plays runs says sells shows sits speaks stands starts stops takes "
    "uses wants weighs works writes".split()
)
WHICH = re.compile(r"\b(?:what|which)\b", re.IGNORECASE)
ARE = re.compile(r"\b(?:what|who)(?:\s+(?:else|all))?(?:\s+(?:are|were)|['’]re)\b", re.IGNORECASE)
WHO = re.compile(
    r"\bwho(?:\s+(?:else|all))?\s+(?:attended|came|joined|participated|took\s+part|sits?\s+on|belongs?\s+to|"
    r"(?:is|was)\s+(?:at|in|on|there|present|absent|invited|involved)|(?:has|have|had)\s+(?:to\s+)?(?:come|attend))\b",
    re.IGNORECASE,
)
OPEN = re.compile(  # nobody knows of how many before the answer: "what must be packed", "what does the price include"
    r"\bwhat(?:\s+(?:else|all|exactly))?\s+(?:to|must|should|shall|can|may|do|does|did|will|would|has|have|had|needs?|"
    r"(?:is|was|gets?)\s+(?:not\s+)?(?:\w+ed|(?:in|on)\s+\w+))\b|"
    r"\bwhat(?:'s|\s+is)\s+(?:all\s+)?(?:in|on)\s+(?:the|my|our)\b|\bwhat\s+(?:happened|comes?\s+with)\b",
    re.IGNORECASE,
)
HOW = re.compile(r"\bhow\s+(?:do|does|did|can|could|should|must|would|to|is|are)\b", re.IGNORECASE)
ORDER = re.compile(r"\W*(?:please\s+)?(?:list|name|give|enumerate|show)\s+(?:me\s+)?(?:all|the|every)\b", re.IGNORECASE)
ASKING = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b", re.IGNORECASE)
YES_OR_NO = re.compile(r"\W*(?:is|are|was|were|do|does|did|can|could|may|must|should|will|would|has|have|had)\b", re.I)
COMPARING = re.compile(
    r"\b(?:than|most|least|best|worst|\w{3,}est|how\s+(?:much|many|long|far|often))\b", re.IGNORECASE
)
NO_SUPERLATIVE = frozenset("guest guests forest harvest interest request rest test tests west latest honest".split())
STEPS = frozenset(stems("steps procedure process method recipe instructions directions"))


@dataclass(frozen=True, slots=True)
class Several:
    """How several things are asked for: `nouns` are the stems of what they are called, none where that stays open.

    `steps` are to be taken one after another, and only all of them answer.
    """

    nouns: frozenset[str]
    steps: bool = False


def several(question: str) -> Several | None:
    """What a question for several things asks for, None for any other question."""
    if any(one[0].lower() not in NO_SUPERLATIVE for one in COMPARING.finditer(question)):
        return None  # one of them, or a figure
    if HOW.search(question):
        return Several(frozenset(), steps=True)
    nouns = _nouns(question)
    open_ended = ARE.search(question) or WHO.search(question) or OPEN.search(question)
    if not nouns and not open_ended:
        return None
    return Several(frozenset(stems(" ".join(nouns))), steps=not STEPS.isdisjoint(stems(" ".join(nouns))))


def _nouns(question: str) -> list[str]:
    """The words for the things that are asked for, where one of them is a plural or means several."""
    if match := ARE.search(question) or ORDER.match(question):
        return _several(_phrase(question[match.end() :], leading=True))
    if match := WHICH.search(question):
        found = _phrase(question[match.end() :])
        rest = question[match.end() :].split()
        if not found and rest[:1] and rest[0].lower() in ("is", "was"):  # "what is the procedure for"
            return [word for word in _phrase(question[match.end() :], leading=True) if word in TOGETHER]
        return _several(found)
    if ASKING.search(question) or YES_OR_NO.match(question):
        return []
    return _several([match[0].lower() for match in WORD.finditer(question)])  # a few words: "plum cake ingredients"


def _phrase(text: str, *, leading: bool = False) -> list[str]:
    """The words of a text up to the one that ends its noun, in lower case; with `leading`, after articles and verbs."""
    words = [match[0].lower() for match in WORD.finditer(text)]
    if leading:
        while words and words[0] in ENDS_NOUN:
            del words[0]
    ends = (i for i, word in enumerate(words) if word in ENDS_NOUN or (i and word in VERBS))
    end = next(ends, len(words))
    return words[:end]


def _several(words: list[str]) -> list[str]:
    return [word for word in words if is_several(word)]


def is_several(word: str) -> bool:
    """Whether a word, in lower case, stands for several things."""
    return word in IRREGULAR or word in TOGETHER or _plural(word)


def _plural(word: str) -> bool:
    return (
        len(word) > 3
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is", "'s", "’s"))
        and word not in SINGULAR
    )
