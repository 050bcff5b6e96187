"""Who writes the answers: the writer of the settings, quotes, or a language model that runs on this machine.

Models are looked for when a page is loaded, on loopback alone, and asked for nothing unless a person chooses one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import BadSettings
from assistant.llm.discover import local_models
from assistant.llm.spec import parse

if TYPE_CHECKING:
    from assistant.assistant import Assistant

QUOTES = "quotes"


class Writers:
    """The choice that the page offers, as (label, setting); only what was offered can be chosen."""

    def __init__(self, assistant: Assistant) -> None:
        self.own = assistant.settings.llm
        self._assistants = {self.own: assistant}
        self._offered = {self.own: _label(self.own), QUOTES: _label(QUOTES)}

    def offered(self) -> list[tuple[str, str]]:
        """The writer of the settings first, then quotes and what runs on this machine now."""
        found = {one.setting: f"{one.model} ({one.server})" for one in local_models()}
        self._offered |= {setting: label for setting, label in found.items() if setting not in self._offered}
        listed = [setting for setting in self._offered if setting in found or setting in (self.own, QUOTES)]
        return [(self._offered[setting], setting) for setting in listed]

    def label(self, setting: str) -> str:
        """What the page calls a writer."""
        return self._offered.get(setting, setting)

    def assistant(self, setting: str | None) -> Assistant:
        """The assistant whose answers this writer writes, that of the settings where none is named.

        Raises BadSettings for a writer that was not offered, PackageMissing where its package is not installed.
        """
        setting = setting or self.own
        if setting not in self._offered:
            raise BadSettings(f"The writer '{setting}' is not offered here: load the page again and choose another.")
        if setting not in self._assistants:
            self._assistants[setting] = self._assistants[self.own].written_by(setting)
        return self._assistants[setting]


def _label(setting: str) -> str:
    spec = parse(setting)
    return spec.name if spec else "Quotes, no language model"
