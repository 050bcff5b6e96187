"""What a caller in Python asks with, checked before anything is done for it: the command line, REST and MCP check types
themselves, a function that is called does not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from assistant.condense import Message
from assistant.errors import BadQuestion
from index.given import several

ROLES = ("user", "assistant")
HOW = '{"role": "user" or "assistant", "content": "what was said"}'


def plainly(
    question: Any, history: Any = (), documents: Any = None, collections: Any = None
) -> tuple[str, tuple[Message, ...], Collection[str] | None, Collection[str] | None]:
    """The same four as the pipeline takes them. Raises BadQuestion, which says how to write the one that is wrong.

    A single name counts as a list of one, and a history that is None as none. Further fields of a message, such as
    other programs keep in theirs, are left out.
    """
    if not isinstance(question, str):
        raise BadQuestion(f"The question is {_kind(question)}: give it as text.")
    return question, _messages(history), names("documents", documents), names("collections", collections)


def names(what: str, given: Any) -> Collection[str] | None:
    """The names that narrow a question, None where all may be searched; `what` is the argument. Raises BadQuestion."""
    if given is None:
        return None
    listed = several(given, str)
    for one in listed:
        if not isinstance(one, str):
            raise BadQuestion(f"Among {what} is {_kind(one)}: give a list of names, such as {what}=['name'].")
    return listed


def _messages(history: Any) -> tuple[Message, ...]:
    if history is None:
        return ()
    if isinstance(history, str | Mapping) or not isinstance(history, Iterable):
        raise BadQuestion(f"The history is {_kind(history)}: give a list of messages, each as {HOW}.")
    return tuple(_message(one, number) for number, one in enumerate(history, start=1))


def _message(one: Any, number: int) -> Message:
    if not isinstance(one, Mapping):
        raise BadQuestion(f"Message {number} of the history is {_kind(one)}: write it as {HOW}.")
    role, content = one.get("role"), one.get("content")
    if role not in ROLES:
        raise BadQuestion(f"Message {number} of the history has the role {role!r}: write it as {HOW}.")
    if not isinstance(content, str):
        has = "no content" if content is None else f"{_kind(content)} for its content"
        raise BadQuestion(f"Message {number} of the history has {has}: write it as {HOW}.")
    return {"role": role, "content": content}


def _kind(value: Any) -> str:
    """What a value is, for people who write Python."""
    return "None" if value is None else f"a value of the type {type(value).__name__}"
