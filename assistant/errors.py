"""Errors of asking; like those of indexing, each message is one sentence that names the fix."""

from index.errors import AssistantError


class BadQuestion(AssistantError):
    """The question cannot be asked as it is: change it."""


class BadSettings(AssistantError):
    """A setting is unknown or out of bounds: correct it."""


class PortTaken(AssistantError):
    """Another program listens on the port: choose another one."""


class PackageMissing(AssistantError):
    """An optional package is not installed: install it."""
