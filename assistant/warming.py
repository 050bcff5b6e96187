"""The models of an assistant, loaded before anybody asks."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from index.errors import AssistantError

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def load(assistant: Assistant) -> None:
    """Use each of its models once. What cannot be loaded is left to whoever asks, and is told then."""
    with suppress(AssistantError):
        vector = assistant.index.embedder.question("warm")
        if assistant.reader:
            assistant.reader.read("Is it warm?", ["It is warm."])
        if assistant.index.manifest.counts()[0]:
            assistant.index.nearest(vector, 1)
        if assistant.llm:
            from assistant.llm.providers import warm

            warm(assistant.llm, assistant.settings.writer)
