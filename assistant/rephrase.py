"""A follow-up -> a question that stands alone, and an unclear question -> one to ask back, by a language model."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextvars import Context

from assistant.condense import Message
from assistant.llm.call import Call, Failed, Prompt
from assistant.support.wording import content
from index.store.terms import stems
from prompts import load

TURNS = 6  # messages of the conversation that are told
LONGEST_MESSAGE = 600  # characters of each
LONGEST_QUESTION = 400  # characters of what may come back


def rephrase(question: str, history: Sequence[Message], call: Call, context: Context | None = None) -> str:
    """`question` as one that stands alone. Raises Failed where the model fails or replies with something else."""
    told = [f"{one.get('role', '')}: {' '.join(one['content'].split())[:LONGEST_MESSAGE]}" for one in history[-TURNS:]]
    values = {"question": question, "history": "\n".join(told), "nonce": secrets.token_hex(4)}
    said = _line(call.text(Prompt(*load("condense").fill(**values)), context))
    known = set(stems(question + " " + " ".join(one["content"] for one in history)))
    words = set(stems(said))
    asked = {stem for stem in stems(question) if content(stem)}  # pointing words are replaced, these have to stay
    if not words or len(words & known) < len(words) / 2 or len(words & asked) < len(asked) / 2:
        raise Failed("replied with something other than the question")
    return said


def ask_back(question: str, titles: Sequence[str], call: Call, context: Context | None = None) -> str:
    """One short question that asks what `question` is about. Raises Failed."""
    values = {"question": question, "titles": "\n".join(titles), "nonce": secrets.token_hex(4)}
    said = _line(call.text(Prompt(*load("clarify").fill(**values)), context))
    if not said.endswith("?"):
        raise Failed("replied with something other than a question")
    return said


def _line(said: str) -> str:
    """A reply that is one line of bearable length. Raises Failed."""
    said = said.rpartition("</think>")[2].strip().strip('"“”').strip()
    if not said or "\n" in said or len(said) > LONGEST_QUESTION:
        raise Failed("replied with something other than one line")
    return said
