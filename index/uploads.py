"""Files that come in through the page: they take the place of older ones only where they can be indexed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.store.faults import plain_folder_errors

ASIDE = ".adding"  # folder, among the uploads, of what is on its way; hidden, so that it is never indexed


@contextmanager
def put(files: Sequence[Path], uploads: Path) -> Iterator[list[Path]]:
    """Copies of files in the folder of uploads; where the context fails, the folder holds what it did before.

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
            if (old / place.name).exists():
                (old / place.name).replace(place)
            else:
                place.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
