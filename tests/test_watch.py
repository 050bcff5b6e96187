"""`assistant index --watch` follows a folder and ends cleanly with Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 120  # for one summary, on a machine that has other work


def test_each_change_gives_one_summary_and_ctrl_c_ends_it(folder: Path, tmp_path: Path) -> None:
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
        watching.send_signal(signal.SIGINT)
        assert watching.wait(timeout=SECONDS) == 0
        assert said.empty(), "the index's own files set off a sync"
        assert watching.stderr and "Traceback" not in watching.stderr.read()
    finally:
        watching.kill()
        listener.join()
        with watching:  # closes the pipes
            pass
