"""The lock that makes one process the writer of an index folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexLocked
from index.store.faults import plain_folder_errors

LOCK_SECONDS = 3.0


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The writer's lock of an index folder. Raises IndexLocked after LOCK_SECONDS, and FolderUnusable."""
    lock = FileLock(folder / "writer.lock")
    with plain_folder_errors(folder):
        try:
            lock.acquire(timeout=LOCK_SECONDS)
        except Timeout:
            raise IndexLocked(
                f"Another process is writing to the index at {folder}: wait until it has finished, then try again."
            ) from None
    try:
        yield
    finally:
        lock.release()
