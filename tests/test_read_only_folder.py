"""An index folder that may be read but not written is not called damaged."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Index
from index.embed import Embedder

ROOT = Path(__file__).resolve().parent.parent

# Everything is loaded before the rights are given up, since the program itself may be where only root can read.
ASK = """
import os, sys
from index import Index
from index.errors import AssistantError
from index.store.places import Folder
from index.store.terms import TermStore
from index.store.vectors import VectorStore
from pathlib import Path
folder = Path(sys.argv[1])
own = Index.open(sys.argv[2], create=True)
own.vectors.nearest(own.embedder.question("queen"), 1)
if os.geteuid() == 0:
    os.seteuid(65534)
for ask in (
    lambda: Index.open(folder),
    lambda: VectorStore(Folder(folder / "vectors")),
    lambda: TermStore(folder / "terms"),
):
    try:
        ask()
    except AssistantError as error:
        print(type(error).__name__, error, flush=True)
os._exit(0)
"""


@pytest.fixture
def barred(embedder: Embedder, folder: Path) -> Iterator[Path]:
    """An index that others may read only, in a folder that they can reach."""
    with tempfile.TemporaryDirectory() as place:
        opened = Index.open(Path(place) / "index", create=True, embedder=embedder)
        opened.sync([folder])
        opened.close()
        Path(place).chmod(0o755)
        inside = [opened.folder, *opened.folder.rglob("*")]
        for one in inside:
            one.chmod(0o555 if one.is_dir() else 0o444)
        yield opened.folder
        for one in inside:
            one.chmod(0o755 if one.is_dir() else 0o644)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights are another matter on Windows")
def test_a_folder_that_may_not_be_written_names_the_fix(barred: Path, tmp_path: Path) -> None:
    call = [sys.executable, "-c", ASK, str(barred), str(tmp_path / "own")]
    told = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True).stdout.splitlines()
    assert (
        told
        == [
            f"FolderUnusable The folder {barred} cannot hold an index (it may not be written, which asking needs too): "
            "name another one with --index, or correct its permissions."
        ]
        * 3
    )
