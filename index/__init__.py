"""Documents -> passages -> vectors and terms. It writes, and knows nothing of questions."""

from index import quiet  # noqa: F401  (first, so that no import below reports home)
from index.documents import Document, Heading, Passage, Text
from index.errors import AssistantError
from index.index import Index
from index.plan import Summary

__all__ = ["AssistantError", "Document", "Heading", "Index", "Passage", "Summary", "Text"]
