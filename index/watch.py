"""Says when something under the given paths has changed, after some seconds of quiet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event
from time import monotonic

from watchfiles import Change, watch

from index.errors import PathMissing, WatchFailed

SETTLED_MS = 50  # changes this close together belong together
LOOK_MS = 200  # how often Ctrl-C, and the end of the quiet, are looked for
LONGEST = 10  # times the quiet that is asked for, after which what never gets quiet is told all the same
AGAIN_SECONDS = 10.0  # after which a caller who could not work tries again


def changes(
    paths: Sequence[str | Path], apart: Path, quiet: float, stop: Event | None = None, again: Event | None = None
) -> Iterator[None]:
    """Yields once when watching has begun, then whenever files have changed and nothing has for `quiet` seconds.

    Where it never gets quiet, as with a log, it yields after LONGEST times as long. Changes in the folder `apart` (the
    index) and in hidden files do not count. Ends with Ctrl-C or when `stop` is set.
    What changes while the caller is at work counts for the next time, and a caller who sets `again` gets a next time
    after AGAIN_SECONDS though nothing has changed. Raises PathMissing, WatchFailed.
    """
    watched = [Path(path).expanduser().resolve() for path in paths]
    for given, path in zip(paths, watched, strict=True):
        if not path.exists():
            raise PathMissing(f"There is no file or folder at '{given}': check the spelling of the path.")

    def counts(_: Change, changed: str) -> bool:
        path = Path(changed)
        inside = next((path.relative_to(one) for one in watched if path.is_relative_to(one)), None)
        if inside is None or path.is_relative_to(apart):
            return False
        return not any(part.startswith((".", "~$")) for part in inside.parts)

    begun = pending = False
    again, last = again or Event(), monotonic()
    first = changed = last
    try:
        for found in _events(watched, counts, stop):
            now = monotonic()
            first = now if found and not pending else first
            pending, changed = pending or found, now if found else changed
            due = pending and (now - changed >= quiet or now - first >= LONGEST * quiet)
            if not begun or due or (again.is_set() and monotonic() - last >= AGAIN_SECONDS):
                begun, pending = True, False
                again.clear()
                yield
                last = monotonic()
    except (OSError, RuntimeError) as error:  # the latter from the watcher itself, of a name that is no text
        raise WatchFailed(
            f"The system cannot watch these folders ({error}): set WATCHFILES_FORCE_POLLING=1, or watch fewer folders."
        ) from error


def _events(watched: Sequence[Path], counts: Callable[[Change, str], bool], stop: Event | None) -> Iterator[bool]:
    """Whether something has changed that counts, each time it has been looked for.

    Of a file the folder is watched, since saving often puts a new file into the place of the old one.
    """
    folders = [path for path in watched if path.is_dir()]
    parents = {path.parent for path in watched if not path.is_dir()}
    looks = [
        watch(
            *places,
            watch_filter=counts,
            debounce=LOOK_MS,
            step=SETTLED_MS,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
            recursive=recursive,
        )
        for places, recursive in ((folders, True), (parents, False))
        if places
    ]
    for found in zip(*looks, strict=False):
        yield any(found)
