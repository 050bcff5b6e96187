"""`assistant index --watch` follows folders and files, and ends cleanly with Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

import pytest
from filelock import FileLock

import index.watch as watch_module
from index.lock import LOCK_SECONDS
from index.watch import changes

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 120  # for one summary, on a machine that has other work
QUIET_SECONDS = 2  # in which nothing is to happen


@contextmanager
def watched(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Queue[str]]]:
    """A process that watches a folder, with the index in it, and the lines that it prints."""
    call = [sys.executable, "-m", "assistant", "index", str(folder), "--watch", "--json"]
    environment = {**os.environ, "ASSISTANT_INDEX": str(folder / "inside"), "ASSISTANT_SYNC__DEBOUNCE": "0.3"}
    watching = subprocess.Popen(
        call, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    said: Queue[str] = Queue()

    def listen() -> None:
        assert watching.stdout
        for line in watching.stdout:
            said.put(line)

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield watching, said
    finally:
        watching.kill()
        listener.join()
        with watching:  # closes the pipes
            pass


def ended(watching: subprocess.Popen[str]) -> str:
    """What a process that ends with Ctrl-C has said beside its summaries."""
    watching.send_signal(signal.SIGINT)
    assert watching.wait(timeout=SECONDS) == 0 and watching.stderr
    told = watching.stderr.read()
    assert "Traceback" not in told
    return told


def test_each_change_gives_one_summary_and_ctrl_c_ends_it(folder: Path) -> None:
    with watched(folder) as (watching, said):
        assert len(json.loads(said.get(timeout=SECONDS))["added"]) == 3
        for number in range(3):
            (folder / f"rock-{number}.txt").write_text(f"Summit {number} is made of granite and gneiss.")
        (folder / ".hidden.txt").write_text("Nobody is to see this.")
        added: list[str] = []
        while len(added) < 3:
            added += json.loads(said.get(timeout=SECONDS))["added"]
        assert sorted(added) == ["rock-0.txt", "rock-1.txt", "rock-2.txt"]
        (folder / "rock-0.txt").rename(folder / "stone.txt")
        assert json.loads(said.get(timeout=SECONDS))["renamed"] == [{"from": "rock-0.txt", "to": "stone.txt"}]
        ended(watching)
        assert said.empty(), "the index's own files set off a sync"


def test_a_change_that_meets_a_locked_index_is_tried_again_and_told_once(folder: Path) -> None:
    with watched(folder) as (watching, said):
        said.get(timeout=SECONDS)
        with FileLock(folder / "inside" / "writer.lock"):
            (folder / "rock.txt").write_text("The summit is made of granite and gneiss.")
            assert watching.stderr and "wait until it has finished" in watching.stderr.readline()
            (folder / "rock.txt").write_text("The summit is made of gneiss.")
            time.sleep(LOCK_SECONDS + 1)  # in which it fails again
        assert json.loads(said.get(timeout=SECONDS))["added"] == ["rock.txt"]
        assert "wait until it has finished" not in ended(watching)


@contextmanager
def noticed(paths: list[Path], again: threading.Event | None = None) -> Iterator[Queue[bool]]:
    """Something for every time that `changes` asks for work."""
    stop, times = threading.Event(), Queue[bool]()

    def follow() -> None:
        for _ in changes(paths, Path("/nowhere"), 0.1, stop, again):
            times.put(True)

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        assert times.get(timeout=SECONDS)  # it has begun
        yield times
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("beside", [True, False])
def test_a_file_is_followed_through_every_save_by_rename(beside: bool, folder: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("One.")
    with noticed([note, folder] if beside else [note]) as times:
        for text in ("Two.", "Three.", "Four."):
            (tmp_path / "new").write_text(text)
            (tmp_path / "new").replace(note)
            assert times.get(timeout=SECONDS)
        (tmp_path / "other.md").write_text("Not watched.")
        with pytest.raises(Empty):
            times.get(timeout=QUIET_SECONDS)
        (folder / "bees.md").write_text("Bees dance.")
        if beside:
            assert times.get(timeout=SECONDS)


def test_a_caller_who_could_not_work_gets_another_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "AGAIN_SECONDS", 0.5)
    again = threading.Event()
    with noticed([folder], again) as times:
        again.set()
        assert times.get(timeout=SECONDS) and not again.is_set()
        with pytest.raises(Empty):
            times.get(timeout=QUIET_SECONDS)


def test_nothing_is_told_before_it_has_been_quiet_for_long_enough(folder: Path) -> None:
    stop, told = threading.Event(), Queue[float]()

    def follow() -> None:
        for _ in changes([folder], folder / "index", 1.5, stop):
            told.put(time.monotonic())

    follower = threading.Thread(target=follow, daemon=True)
    follower.start()
    told.get(timeout=SECONDS)  # watching has begun
    for number in range(4):
        (folder / "copy.txt").write_text("half a copy " * (number + 1))
        last = time.monotonic()
        time.sleep(0.4)
    assert told.get(timeout=SECONDS) - last >= 1.4
    stop.set()
    follower.join(timeout=SECONDS)
