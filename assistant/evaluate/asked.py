"""The chosen language model as a LlamaIndex `LLM`, for LlamaIndex's evaluators, within the writer's bounds of time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    CompletionResponse,
    CompletionResponseGen,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.llms.callbacks import llm_chat_callback, llm_completion_callback
from llama_index.core.llms.custom import CustomLLM

from assistant.llm.call import Call, Prompt, Tokens
from assistant.llm.spec import Spec
from assistant.settings import WriterSettings

TASK = "Do what the message asks, and add nothing to it."  # for requests that come without a system message


class Asked(CustomLLM):
    """Asks through `Call`, so that each request ends in time, is tried again and hung up as the writer's are.

    `tokens` adds up what it has cost. Raises what `Call.text` raises.
    """

    _spec: Spec = PrivateAttr()
    _settings: WriterSettings = PrivateAttr()
    _tokens: Tokens = PrivateAttr(default=Tokens())

    def __init__(self, spec: Spec, settings: WriterSettings) -> None:
        super().__init__()
        self._spec = spec
        self._settings = settings

    @classmethod
    def class_name(cls) -> str:
        """Name under which LlamaIndex stores it."""
        return "Asked"

    @property
    def tokens(self) -> int:
        """Tokens of all requests so far, as the model counts them."""
        return self._tokens.prompt + self._tokens.completion

    @property
    def metadata(self) -> LLMMetadata:
        """What LlamaIndex asks of every model."""
        return LLMMetadata(
            context_window=self._settings.context,
            num_output=self._settings.max_tokens,
            is_chat_model=True,
            model_name=self._spec.name,
        )

    @llm_chat_callback()
    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        """One reply; the system messages are its task."""
        task = "\n\n".join(one.content or "" for one in messages if one.role == MessageRole.SYSTEM)
        matter = "\n\n".join(one.content or "" for one in messages if one.role != MessageRole.SYSTEM)
        call = Call(self._spec, self._settings)
        try:
            said = call.text(Prompt(task or TASK, matter))
        finally:
            self._tokens += call.tokens
        return ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=said))

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        """One reply to a plain text."""
        reply = self.chat([ChatMessage(role=MessageRole.USER, content=prompt)])
        return CompletionResponse(text=reply.message.content or "")

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        """The same reply in one piece."""
        yield self.complete(prompt, formatted=formatted)
