"""What a piece of a streamed reply says beside its text, wherever its package puts it: counts, and why it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CUT = {"length", "max_tokens"}  # why a reply ended that the limit of tokens cut off


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a request cost, as the model counts it; zeros where it does not say."""

    prompt: int = 0
    completion: int = 0

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(self.prompt + other.prompt, self.completion + other.completion)


def counted(reply: Any) -> Tokens | None:
    """The counts that a piece brings, None where it brings none."""
    inside = reply.raw.get("usage") if isinstance(reply.raw, dict) else None
    for told in (reply.message.additional_kwargs.get("usage"), inside, reply.additional_kwargs):
        if isinstance(told, dict):
            prompt = told.get("prompt_tokens") or told.get("input_tokens") or 0
            completion = told.get("completion_tokens") or told.get("output_tokens") or 0
            if prompt or completion:
                return Tokens(int(prompt), int(completion))
    return None


def reasons(raw: Any) -> list[str | None]:
    """Why the reply ends with this piece, in the words of OpenAI, Anthropic or Ollama; None for each it goes on after.

    Empty for a piece that is in none of their forms, or says nothing about the text.
    """
    if isinstance(raw, dict):
        if "choices" in raw:
            return [one.get("finish_reason") for one in raw["choices"]]
        if "done" in raw:
            return [raw.get("done_reason") or "stop" if raw["done"] else None]
        return [getattr(raw["delta"], "stop_reason", None)] if "delta" in raw else []
    return [one.finish_reason for one in getattr(raw, "choices", [])]
