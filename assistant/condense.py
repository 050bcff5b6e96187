"""A follow-up -> a question that stands alone, without a language model.

A question that leans on the conversation (a pronoun, an ellipsis such as "and in 2021?", hardly a word of its own and
no name) takes over what the conversation keeps coming back to: a few words, so that they do not drown its own. A
question that stands by itself is left as it is. No rule tells every change of subject from a follow-up, so where words
were taken over the question is asked as it was typed too (`assistant/pipeline.py`). The numbers were chosen on half of
MTRAG's conversations (bench/followups.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from assistant.answer import ALSO, REFUSAL
from assistant.support.names import names
from index.store.terms import STOP_WORDS, stems

Message = dict[str, str]  # {"role": "user" | "assistant", "content": "..."}

CARRIED = 3  # words taken over at most
ASKED = 8.0  # how much more a mention by the person counts than one in an answer
FADING = 0.7  # what a mention counts one turn earlier
NAMED = 1.5  # how much more a word of a name counts; set by hand
FEW = 3  # a question with so few words of its own and no name is taken for a follow-up
LONG = 8  # letters from which on a word counts in full: longer words are rarer

INNER = "'’.-"  # what a word may hold, but not end with
LEANING = re.compile(
    r"\b(?:he|him|his|she|her|hers|they|them|their|theirs|it|its|this|that one|these|those|then|the same|"
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )there(?! (?:is|are|was|were)\b))\b",  # not: "is there a lift?"
    re.IGNORECASE,
)
OPENING = re.compile(r"^\s*(?:and|but|or|so|also|what about|how about|why not|which one|what else)\b", re.IGNORECASE)
MARKER = re.compile(rf"\[\d+\]|^{ALSO}:|^{re.escape(REFUSAL)}", re.MULTILINE)  # of an answer's text, not its words
COURTESY = frozenset("thanks thank you very much ok okay hello hi hey bye there help".split())
FILLER = COURTESY | frozenset(
    "again also anything else exactly many more much really tell please explain show know mean yes no".split()
)


def condense(question: str, history: Sequence[Message] = ()) -> str:
    """`question` as one that stands alone, given the messages before it, oldest first."""
    if not any(message.get("role") == "user" for message in history) or not leans(question):
        return question
    carried = topics(question, history)[:CARRIED]
    return f"{question} ({' '.join(carried)})" if carried else question


def leans(question: str) -> bool:
    """Whether a question cannot be understood without what was said before."""
    said = re.findall(r"\w+", question.lower())
    if said and COURTESY.issuperset(said):
        return False  # "thanks" and "hello" ask for nothing
    if OPENING.match(question) or points_back(question):
        return True
    return len(words(question)) <= FEW and not names(question)


def points_back(question: str) -> bool:
    """Whether a pronoun of the question stands for something that was said before."""
    return bool(LEANING.search(question))


def topics(question: str, history: Sequence[Message]) -> list[str]:
    """Words of the conversation that the question does not have, those that come back most and last first."""
    own = set(stems(question))
    weights: dict[tuple[str, ...], float] = defaultdict(float)
    written: dict[tuple[str, ...], str] = {}
    for back, message in enumerate(reversed(history)):
        worth = FADING ** (back // 2) * (ASKED if message.get("role") == "user" else 1.0)
        text = MARKER.sub("", message["content"])
        named = {word for name in names(text) for word in name.text.split()}
        for word in words(text):
            key = tuple(stems(word))
            if len(word) > 2 and key and not own.issuperset(key):
                weights[key] += worth * min(len(word), LONG) / LONG * (NAMED if word in named else 1.0)
                written.setdefault(key, word)
    return [written[key] for key in sorted(weights, key=lambda key: -weights[key])]


def words(question: str) -> list[str]:
    """The words of a question that carry its subject, in order."""
    # A pattern that asked for a letter at the end would go over a long run of dashes once for each of them.
    runs = [run.rstrip(INNER) for run in re.findall(rf"[\w{INNER}]+", question)]
    found = [run.strip("'") for run in runs if run]
    return [word for word in found if word.lower() not in STOP_WORDS and word.lower() not in FILLER]
