"""Ask your own documents, and trust the answer: question -> passages -> answer with citations."""

from __future__ import annotations

import index.quiet  # noqa: F401  (first, so that no import below reports home)
from assistant.answer import REFUSAL, Answer, Citation, Event, Sentence, Usage
from assistant.assistant import Assistant, query
from assistant.settings import Settings
from index.errors import AssistantError

__all__ = [
    "REFUSAL",
    "Answer",
    "Assistant",
    "AssistantError",
    "Citation",
    "Event",
    "Sentence",
    "Settings",
    "Usage",
    "query",
]
