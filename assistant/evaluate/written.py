"""Writing where a person asked for it: what the system says against it, as an error that names the fix."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.evaluate.errors import NotWritten
from index.store.faults import plain_disk_errors


@contextmanager
def plain_write_errors(path: Path, option: str = "--out") -> Iterator[None]:
    """NotWritten or DiskFull for the system's errors about a file or folder that is written; `option` names it."""
    try:
        with plain_disk_errors(path.parent):
            yield
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        first = "make its folder, or " if isinstance(error, FileNotFoundError) else ""
        raise NotWritten(f"{path} cannot be written ({why}): {first}name another place with {option}.") from error


def try_out(path: Path) -> None:
    """Raise NotWritten where no file can be written at `path`, before work is done that would be lost with it."""
    with plain_write_errors(path):
        there = path.exists()
        path.open("a").close()  # leaves what is there as it is
        if not there:
            path.unlink()
