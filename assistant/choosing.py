"""Which files of folders are indexed: those that the caller's patterns choose, else those that the settings' do."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.settings import Settings
from index.choice import Choice


def chosen(
    settings: Settings,
    include: Sequence[str] | None = None,
    exclude: Sequence[str] | None = None,
    shard: str | None = None,
) -> Choice:
    """The choice for a sync; None leaves patterns to the settings. Raises BadPattern."""
    told = settings.sync
    return Choice.of(told.include if include is None else include, told.exclude if exclude is None else exclude, shard)
