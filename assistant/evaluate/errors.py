"""Errors of evaluating; each message is one sentence that names the fix."""

from index.errors import AssistantError


class BadQuestionSet(AssistantError):
    """A question set cannot be read or is not sound: correct it."""


class BadLine(BadQuestionSet):
    """One line of a set is no question: correct it. `said` goes on after "Line 3" or "It", and names the fix."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(f"Line {line} {said}")
        self.line = line
        self.said = said


class BadRun(AssistantError):
    """A folder holds no run, or one that cannot be used as asked: name another one."""


class NotWritten(AssistantError):
    """A file or folder cannot be written: name another one, or correct its permissions."""


class BadGate(AssistantError):
    """A condition or a grid cannot be understood: write it as the message says."""


class GateClosed(AssistantError):
    """The run does not meet the conditions it was held to: look at the report."""


class NothingAnswered(AssistantError):
    """Every question ended in an error, so that no figure says anything: mend what the first one says."""


class Interrupted(AssistantError):
    """The person stopped the run: start it again to go on."""
