"""The wire formats of language models' servers, as bytes: what each sends for a stream, its counts and its errors."""

from __future__ import annotations

import json
from typing import Any

PROMPT, COMPLETION = 900, 30  # tokens that every whole reply is said to have cost


class OpenAI:
    """Server-sent events of /v1/chat/completions; counts come last, where the client asks for them."""

    path = "/v1/chat/completions"
    kind = "text/event-stream"
    key = "Authorization"

    def start(self) -> bytes:
        return b""

    def piece(self, text: str, finish: str | None = None) -> bytes:
        return self._event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]})

    def end(self, finish: str) -> bytes:
        usage = {"prompt_tokens": PROMPT, "completion_tokens": COMPLETION, "total_tokens": PROMPT + COMPLETION}
        return self.piece("", finish) + self._event({"choices": [], "usage": usage}) + b"data: [DONE]\n\n"

    def half(self) -> bytes:
        return b'data: {"choices": [{"del'

    def fault(self, words: str) -> bytes:
        """An error in the middle of a stream."""
        return f"data: {json.dumps(self.error(words))}\n\n".encode()

    def error(self, words: str) -> dict[str, Any]:
        """The body of an HTTP error."""
        return {"error": {"message": words, "type": "server_error", "code": None}}

    def _event(self, facts: dict[str, Any]) -> bytes:
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", **facts}
        return f"data: {json.dumps(chunk)}\n\n".encode()


class Anthropic:
    """Named server-sent events of /v1/messages; the prompt's count comes first, that of the reply last."""

    path = "/v1/messages"
    kind = "text/event-stream"
    key = "X-Api-Key"

    def start(self) -> bytes:
        usage = {"input_tokens": PROMPT, "output_tokens": 1}
        message = {"id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": "scripted"}
        message |= {"stop_reason": None, "stop_sequence": None, "usage": usage}
        block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
        return self._event({"type": "message_start", "message": message}) + self._event(block) + self._ping()

    def piece(self, text: str, finish: str | None = None) -> bytes:
        delta = {"type": "text_delta", "text": text}
        said = self._event({"type": "content_block_delta", "index": 0, "delta": delta})
        return said + (self.end(finish) if finish else b"")

    def end(self, finish: str) -> bytes:
        reason = {"stop": "end_turn", "length": "max_tokens"}[finish]
        delta = {"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": None}}
        return b"".join(
            self._event(one)
            for one in (
                {"type": "content_block_stop", "index": 0},
                delta | {"usage": {"output_tokens": COMPLETION}},
                {"type": "message_stop"},
            )
        )

    def half(self) -> bytes:
        return b'event: content_block_delta\ndata: {"type": "content_bl'

    def fault(self, words: str) -> bytes:
        return self._event(self.error(words))

    def error(self, words: str) -> dict[str, Any]:
        return {"type": "error", "error": {"type": "overloaded_error", "message": words}}

    def _ping(self) -> bytes:
        return self._event({"type": "ping"})

    def _event(self, facts: dict[str, Any]) -> bytes:
        return f"event: {facts['type']}\ndata: {json.dumps(facts)}\n\n".encode()


class Ollama:
    """One JSON object a line of /api/chat; the last says that it is done, why, and the counts."""

    path = "/api/chat"
    kind = "application/x-ndjson"
    key = "Authorization"

    def start(self) -> bytes:
        return b""

    def piece(self, text: str, finish: str | None = None) -> bytes:
        return self._line(text, {"done": False}) + (self.end(finish) if finish else b"")

    def end(self, finish: str) -> bytes:
        counts = {"prompt_eval_count": PROMPT, "eval_count": COMPLETION, "total_duration": 1, "eval_duration": 1}
        return self._line("", {"done": True, "done_reason": finish, **counts})

    def half(self) -> bytes:
        return b'{"model": "scripted", "mess'

    def fault(self, words: str) -> bytes:
        return f"{json.dumps(self.error(words))}\n".encode()

    def error(self, words: str) -> dict[str, Any]:
        return {"error": words}

    def _line(self, text: str, facts: dict[str, Any]) -> bytes:
        said = {"model": "scripted", "created_at": "2025-01-01T00:00:00Z"}
        said |= {"message": {"role": "assistant", "content": text}, **facts}
        return f"{json.dumps(said)}\n".encode()


Wire = OpenAI | Anthropic | Ollama
WIRES: tuple[Wire, ...] = (OpenAI(), Anthropic(), Ollama())


def wire_of(path: str) -> Wire:
    """The format that is spoken at a path of a server; OpenAI's where no other is."""
    return next((one for one in WIRES if path.partition("?")[0].endswith(one.path)), WIRES[0])
