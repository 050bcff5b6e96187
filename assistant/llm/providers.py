"""A chosen language model -> a LlamaIndex `LLM` for one call, whose connection can be hung up.

The packages' own retries are switched off: `call` retries within one bound of time, whatever the package.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from assistant.llm.line import Line
from assistant.llm.spec import LOCAL_KEY, Spec, check
from assistant.settings import WriterSettings

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

COUNTED: dict[str, Any] = {"stream_options": {"include_usage": True}}  # else a stream tells no tokens
LOCAL_KEY_DEFAULT = "none"  # the client insists on a key; servers that want none ignore it


def build(spec: Spec, settings: WriterSettings, line: Line) -> LLM:
    """The language model, every connection of it on `line`. Raises PackageMissing, BadSettings."""
    check(spec)
    return BUILDERS[spec.kind](spec, settings, line)


def _openai_arguments(spec: Spec, settings: WriterSettings, line: Line) -> dict[str, Any]:
    from openai import DefaultHttpxClient

    return {
        "model": spec.model,
        "temperature": settings.temperature,
        "max_retries": 0,
        "timeout": settings.timeout,
        "http_client": DefaultHttpxClient(event_hooks=line.hooks),
    }


def _openai_like(spec: Spec, settings: WriterSettings, line: Line) -> LLM:
    from llama_index.llms.openai_like import OpenAILike

    return OpenAILike(
        api_base=spec.url,
        api_key=os.environ.get(LOCAL_KEY) or LOCAL_KEY_DEFAULT,
        is_chat_model=True,
        context_window=settings.context,
        max_tokens=settings.max_tokens,
        additional_kwargs=COUNTED,
        **_openai_arguments(spec, settings, line),
    )


def _openai(spec: Spec, settings: WriterSettings, line: Line) -> LLM:
    from assistant.llm.openai_chat import OpenAIChat

    limit = {"max_completion_tokens": settings.max_tokens}  # the newer name, which every chat model there takes
    return OpenAIChat(
        api_base=os.environ.get("OPENAI_BASE_URL"),
        window=settings.context,
        additional_kwargs=COUNTED | limit,
        **_openai_arguments(spec, settings, line),
    )


def _anthropic(spec: Spec, settings: WriterSettings, line: Line) -> LLM:
    from anthropic import DefaultHttpxClient

    from assistant.llm.anthropic_chat import AnthropicChat

    llm: Any = AnthropicChat(
        model=spec.model,
        temperature=settings.temperature,
        max_tokens=settings.max_tokens,
        max_retries=0,
        timeout=settings.timeout,
    )
    llm.window = settings.context
    llm._client = llm._client.copy(http_client=DefaultHttpxClient(event_hooks=line.hooks))
    made: LLM = llm
    return made


def _ollama(spec: Spec, settings: WriterSettings, line: Line) -> LLM:
    from llama_index.llms.ollama import Ollama
    from ollama import Client

    made: LLM = Ollama(
        model=spec.model,
        temperature=settings.temperature,
        context_window=settings.context,
        request_timeout=settings.timeout,
        additional_kwargs={"num_predict": settings.max_tokens},
        client=Client(timeout=settings.timeout, event_hooks=line.hooks),  # at OLLAMA_HOST, or this machine
    )
    return made


def _gguf(spec: Spec, settings: WriterSettings, line: Line) -> LLM:
    from assistant.llm.gguf import Gguf

    return Gguf(
        path=spec.model,
        temperature=settings.temperature,
        max_tokens=settings.max_tokens,
        context=settings.context,
        threads=settings.threads,
    )


BUILDERS = {
    "openai-like": _openai_like,
    "openai": _openai,
    "anthropic": _anthropic,
    "ollama": _ollama,
    "gguf": _gguf,
}


def warm(spec: Spec, settings: WriterSettings) -> None:
    """Import the package, and load the file of a gguf: model, so that the first question does not wait for it."""
    llm = build(spec, settings, Line())
    if spec.kind == "gguf":
        from assistant.llm.gguf import Gguf

        assert isinstance(llm, Gguf)
        llm.load()
