"""Reads a prompt and fills it in; a placeholder that is missing or unknown is an error, never an empty place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.errors import AssistantError

FOLDER = Path(__file__).parent
PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
PARTS = re.compile(r"# System\n+(.*?)\n+# User\n+(.*)", re.DOTALL)

# The prompts, and the placeholders of each.
NAMES: dict[str, frozenset[str]] = {
    "write": frozenset({"question", "passages", "nonce", "refusal"}),
    "condense": frozenset({"question", "history", "nonce"}),
    "clarify": frozenset({"question", "titles", "nonce"}),
    "judge": frozenset({"question", "answer", "expected", "passages", "nonce"}),
    "questions": frozenset({"passage", "count", "nonce"}),
}


class BadPrompt(AssistantError):
    """The file of a prompt cannot be used as it is: correct it."""


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt in two parts; `fill` puts values into both."""

    name: str
    system: str
    user: str

    @property
    def placeholders(self) -> frozenset[str]:
        """Names of all placeholders."""
        return frozenset(PLACEHOLDER.findall(self.system + self.user))

    def fill(self, **values: str) -> tuple[str, str]:
        """System and user part with every placeholder replaced. Raises ValueError where names do not match exactly."""
        if wrong := self.placeholders ^ values.keys():
            raise ValueError(f"The prompt '{self.name}' and its values differ in: {', '.join(sorted(wrong))}.")
        system, user = (PLACEHOLDER.sub(lambda found: values[found[1]], part) for part in (self.system, self.user))
        return system, user


@cache
def load(name: str) -> Template:
    """The prompt of that name. Raises BadPrompt where its file is missing, or not as `parse` wants it."""
    path = FOLDER / f"{name}.md"
    try:
        return parse(name, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError) as error:
        raise BadPrompt(f"The prompt {path} cannot be read: put it back, as text in UTF-8.") from error


def parse(name: str, text: str) -> Template:
    """A prompt from the text of its file. Raises BadPrompt where it is not in two parts, or a placeholder is wrong."""
    found = PARTS.fullmatch(text.strip())
    if found is None:
        raise BadPrompt(
            f"The prompt '{name}' needs a part '# System' and then a part '# User': correct {FOLDER / name}.md."
        )
    template = Template(name, found[1], found[2])
    if unknown := template.placeholders - NAMES[name]:
        raise BadPrompt(
            f"The prompt '{name}' has unknown placeholders: {', '.join(sorted(unknown))}; correct {FOLDER / name}.md."
        )
    if missing := NAMES[name] - template.placeholders:
        raise BadPrompt(
            f"The prompt '{name}' lacks placeholders: {', '.join(sorted(missing))}; correct {FOLDER / name}.md."
        )
    return template
