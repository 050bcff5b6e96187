"""A model file (GGUF) in this process, through xllamacpp's llama.cpp, as a LlamaIndex `LLM`."""

from __future__ import annotations

import contextlib
import queue
import secrets
import threading
from collections.abc import Generator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    ChatResponseGen,
    CompletionResponse,
    CompletionResponseGen,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.llms.callbacks import llm_chat_callback, llm_completion_callback
from llama_index.core.llms.custom import CustomLLM

_loading = threading.Lock()


class GgufError(Exception):
    """llama.cpp refused the file or the request."""


@lru_cache(maxsize=1)
def _server(path: str, context: int, threads: int) -> Any:
    """llama.cpp with the model loaded, which takes seconds; the last one used is kept."""
    from xllamacpp import CommonParams, Server

    params = CommonParams()
    params.model.path = path
    params.n_ctx = context
    params.n_parallel = 1
    params.cpuparams.n_threads = threads
    params.swa_full = True
    params.warmup = False
    params.verbosity = -1
    params.api_keys = [secrets.token_urlsafe()]  # it always listens on a port of this machine: for no one
    return Server(params)


class Gguf(CustomLLM):
    """Chat with a GGUF file; its own chat template is used."""

    path: str
    temperature: float = 0.0
    max_tokens: int = 600
    context: int = 4096
    threads: int = 1

    @classmethod
    def class_name(cls) -> str:
        """Name under which LlamaIndex stores it."""
        return "Gguf"

    @property
    def metadata(self) -> LLMMetadata:
        """What LlamaIndex asks of every model."""
        return LLMMetadata(
            context_window=self.context,
            num_output=self.max_tokens,
            is_chat_model=True,
            model_name=Path(self.path).name,
        )

    def load(self) -> Any:
        """The server in this process with the file loaded; loading takes seconds, the second time nothing."""
        with _loading:
            return _server(str(Path(self.path).expanduser()), self.context, self.threads)

    @llm_chat_callback()
    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseGen:
        """The reply, word piece by word piece; closing the generator stops the model."""
        request = {
            "messages": [{"role": one.role.value, "content": one.content or ""} for one in messages],
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
        }

        def replies() -> ChatResponseGen:
            content = ""
            with contextlib.closing(self._chunks(request)) as chunks:
                for chunk in chunks:
                    delta = "".join(one["delta"].get("content") or "" for one in chunk["choices"])
                    content += delta
                    message = ChatMessage(role=MessageRole.ASSISTANT, content=content)
                    counts = dict(chunk.get("usage") or {})
                    yield ChatResponse(message=message, delta=delta, raw=chunk, additional_kwargs=counts)

        return replies()

    def _chunks(self, request: dict[str, Any]) -> Generator[dict[str, Any]]:
        """llama.cpp pushes chunks into a callback; this hands them out as they come. Raises GgufError."""
        server = self.load()
        waiting: queue.SimpleQueue[dict[str, Any] | Exception | None] = queue.SimpleQueue()
        stopped = threading.Event()

        def take(chunk: dict[str, Any]) -> bool:
            waiting.put(chunk)
            return stopped.is_set()  # True aborts

        def run() -> None:
            try:
                server.handle_chat_completions(request, take)
                waiting.put(None)
            except Exception as error:
                waiting.put(error)

        threading.Thread(target=run, name="gguf", daemon=True).start()
        try:
            while (chunk := waiting.get()) is not None:
                if isinstance(chunk, Exception):
                    raise GgufError(str(chunk)) from chunk
                if "error" in chunk:
                    raise GgufError(str(chunk["error"]))
                yield chunk
        finally:
            stopped.set()

    @llm_chat_callback()
    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        """The whole reply."""
        replies: list[ChatResponse] = list(self.stream_chat(messages, **kwargs))
        return replies[-1]

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        """The reply to one message."""
        reply = self.chat([ChatMessage(role=MessageRole.USER, content=prompt)])
        return CompletionResponse(text=reply.message.content or "", raw=reply.raw)

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        """The reply to one message, word piece by word piece."""

        def replies() -> CompletionResponseGen:
            for reply in self.stream_chat([ChatMessage(role=MessageRole.USER, content=prompt)]):
                yield CompletionResponse(text=reply.message.content or "", delta=reply.delta, raw=reply.raw)

        return replies()
