"""Which files of folders are indexed: those that the caller's patterns choose, else those that the settings' do."""

from __future__ import annotations

from assistant.settings import Settings
from index.choice import Choice
from index.given import Patterns


def chosen(
    settings: Settings,
    include: Patterns | None = None,
    exclude: Patterns | None = None,
    shard: str | None = None,
) -> Choice:
    """The choice for a sync; None leaves patterns to the settings. Raises BadPattern."""
    told = settings.sync
    return Choice.of(told.include if include is None else include, told.exclude if exclude is None else exclude, shard)
