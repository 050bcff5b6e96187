"""Says when something under the given paths has changed, after some seconds of quiet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from index.errors import PathMissing, WatchFailed

SETTLED_MS = 50  # changes this close together belong together
LOOK_MS = 200  # how often Ctrl-C, and the end of the quiet, are looked for


def changes(paths: Sequence[str | Path], apart: Path, quiet: float, stop: Event | None = None) -> Iterator[None]:
    """Yields once when watching has begun, then whenever files have changed and nothing has for `quiet` seconds.

    Changes in the folder `apart` (the index) and in hidden files do not count. Ends with Ctrl-C or when `stop` is set.
    What changes while the caller is at work counts for the next time. Raises PathMissing, WatchFailed.
    """
    watched = [Path(path).expanduser().resolve() for path in paths]
    for given, path in zip(paths, watched, strict=True):
        if not path.exists():
            raise PathMissing(f"There is no file or folder at '{given}': check the spelling of the path.")

    def counts(_: Change, changed: str) -> bool:
        path = Path(changed)
        if path.is_relative_to(apart):
            return False
        inside = next((path.relative_to(one) for one in watched if path.is_relative_to(one)), path)
        return not any(part.startswith((".", "~$")) for part in inside.parts)

    events = watch(
        *watched,
        watch_filter=counts,
        debounce=max(SETTLED_MS, int(quiet * 1000)),
        step=SETTLED_MS,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=False,
    )
    begun = pending = False
    try:
        for found in events:
            pending = pending or bool(found)
            if not begun or (pending and not found):
                begun, pending = True, False
                yield
    except OSError as error:
        raise WatchFailed(
            f"The system cannot watch these folders ({error}): set WATCHFILES_FORCE_POLLING=1, or watch fewer folders."
        ) from error
