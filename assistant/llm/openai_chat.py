"""OpenAI's models through LlamaIndex's package, those too that are newer than its list of models."""

from __future__ import annotations

from typing import Any

from llama_index.core.base.llms.types import LLMMetadata
from llama_index.llms.openai import OpenAI
from llama_index.llms.openai.utils import ALL_AVAILABLE_MODELS


class OpenAIChat(OpenAI):
    """Any chat model by its name: the package itself refuses a name that it does not know."""

    window: int = 4096

    @property
    def metadata(self) -> LLMMetadata:
        """What LlamaIndex asks of every model."""
        return LLMMetadata(
            context_window=self.window, num_output=self.max_tokens or -1, is_chat_model=True, model_name=self.model
        )

    def _get_model_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """The request's arguments; no temperature for a model that is not known to take one, as newer ones do not."""
        arguments: dict[str, Any] = super()._get_model_kwargs(**kwargs)
        if self.model not in ALL_AVAILABLE_MODELS:
            arguments.pop("temperature", None)
        return arguments
