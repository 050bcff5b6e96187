"""Anthropic's models through LlamaIndex's package, those too that are newer than its list of models."""

from __future__ import annotations

from typing import Any

from llama_index.core.base.llms.types import LLMMetadata
from llama_index.llms.anthropic import Anthropic
from llama_index.llms.anthropic.utils import CLAUDE_MODELS


class AnthropicChat(Anthropic):  # type: ignore[misc]  # the package is optional, so its types are not looked at
    """Any model by its name: the package itself refuses a name that it does not know."""

    window: int = 4096

    @property
    def metadata(self) -> LLMMetadata:
        """What LlamaIndex asks of every model."""
        return LLMMetadata(
            context_window=self.window, num_output=self.max_tokens, is_chat_model=True, model_name=self.model
        )

    @property
    def _model_kwargs(self) -> dict[str, Any]:
        """The request's arguments; no temperature for a model that is not known to take one, as newer ones do not."""
        arguments: dict[str, Any] = dict(super()._model_kwargs)
        if self.model not in CLAUDE_MODELS:
            arguments.pop("temperature", None)
        return arguments
