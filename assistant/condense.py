"""A follow-up -> a question that stands alone, without a language model.

A question that leans on the conversation (a pronoun, an ellipsis such as "and in 2021?", hardly a word of its own)
takes over the terms of the last question; one that stands by itself is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.store.terms import STOP_WORDS

Message = dict[str, str]  # {"role": "user" | "assistant", "content": "..."}

LEANING = re.compile(
    r"\b(?:he|him|his|she|her|hers|they|them|their|theirs|it|its|this|that one|these|those|there|then|the same)\b",
    re.IGNORECASE,
)
OPENING = re.compile(r"^\s*(?:and|but|or|so|also|what about|how about|why not|which one|what else)\b", re.IGNORECASE)
FILLER = frozenset(
    [
        "again",
        "also",
        "anything",
        "else",
        "exactly",
        "many",
        "more",
        "much",
        "really",
        "tell",
        "please",
        "explain",
        "show",
        "know",
        "mean",
    ]
)


def condense(question: str, history: Sequence[Message] = ()) -> str:
    """`question` as one that stands alone, given the messages before it, oldest first."""
    earlier = [message["content"] for message in history if message.get("role") == "user"]
    if not earlier or not leans(question):
        return question
    own = {word.lower() for word in words(question)}
    subject = condense(earlier[-1], [{"role": "user", "content": text} for text in earlier[-4:-1]])
    carried = [word for word in words(subject) if word.lower() not in own]
    return f"{question} ({' '.join(carried)})" if carried else question


def leans(question: str) -> bool:
    """Whether a question cannot be understood without what was said before."""
    return bool(OPENING.match(question) or LEANING.search(question)) or not words(question)


def words(question: str) -> list[str]:
    """The words of a question that carry its subject, in order."""
    found = [word.strip("'") for word in re.findall(r"[\w'’.-]*\w", question)]
    return [word for word in found if word.lower() not in STOP_WORDS and word.lower() not in FILLER]
