"""Finds the words in a passage that answer a question, with a small network that runs on the CPU without torch."""

from assistant.reader.reader import Reader, Reading

__all__ = ["Reader", "Reading"]
