"""Words that several of the outputs of an evaluation share."""

from __future__ import annotations


def counted(number: int, what: str) -> str:
    """A number of things: "1 question", "2,000 questions"."""
    return f"{number:,} {what}{'s' * (number != 1)}"
