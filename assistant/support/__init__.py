"""Does a passage support a sentence? Facts that must agree, and a fitted probability from a few cheap signals."""

from assistant.support.checker import Checker, Support
from assistant.support.contradiction import Reason

__all__ = ["Checker", "Reason", "Support"]
