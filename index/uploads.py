"""Files that come in through the page: they take the place of older ones only where they can be indexed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import AssistantError, UnreadableFile
from index.given import Paths, paths
from index.read import read
from index.store.faults import plain_folder_errors

SAME_NAME = "Two files called {name} came at once, and only the first was taken: rename the other and add it again."
FOLDER = "{name} is a folder: name the files in it, or bring the index in step with the folder by sync."
ASIDE = ".adding"  # folder, among the uploads, of what is on its way; hidden, so that it is never indexed


@contextmanager
def put(files: Sequence[Path], uploads: Path, live: Callable[[Path], bool]) -> Iterator[list[Path]]:
    """Copies of files in the folder of uploads; where the context fails, the folder holds what it did before, and
    those copies that are `live` by then: the index has them, and another file would belie it.

    The caller holds the writer's lock. Raises DiskFull, FolderUnusable.
    """
    aside, places = uploads / ASIDE, {uploads / file.name: file for file in files}
    new, old = aside / "new", aside / "old"
    changed: list[Path] = []
    shutil.rmtree(aside, ignore_errors=True)  # of a writer that died
    try:
        with plain_folder_errors(uploads.parent):
            for folder in (new, old):
                folder.mkdir(parents=True)
            for place, file in places.items():
                shutil.copy(file, new / place.name)
                if place.exists():
                    shutil.copy2(place, old / place.name)
            for place in places:
                changed.append(place)
                (new / place.name).replace(place)
        yield list(places)
    except BaseException:
        for place in changed:
            with suppress(AssistantError, OSError):  # where nobody can tell, the older file is the safer one
                if live(place):
                    continue
            if (old / place.name).exists():
                (old / place.name).replace(place)
            else:
                place.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def readable(given: Paths) -> tuple[list[Path], list[tuple[str, str]]]:
    """The files that can be read, and (name, reason) of the others: no bad file replaces a good one of its name.

    Raises PathMissing where what is given is no path.
    """
    good: list[Path] = []
    failed: list[tuple[str, str]] = []
    for path in map(Path, paths(given)):
        if path.is_dir():
            failed.append((path.name, FOLDER.format(name=path.name)))
            continue
        if any(path.name == one.name for one in good):
            failed.append((path.name, SAME_NAME.format(name=path.name)))
            continue
        try:
            read(path)
            good.append(path)
        except UnreadableFile as error:
            failed.append((path.name, str(error)))
    return good, failed
