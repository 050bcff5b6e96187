"""Several processes on one index: each sees what another has written, and only one may write."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index import Index

ROOT = Path(__file__).resolve().parent.parent

READER = """
import sys
from index import Index
opened = Index.open(sys.argv[1])
for question in sys.stdin:
    near = opened.nearest(opened.embedder.question(question), 3)
    both = [id for id, _ in near + opened.matching(question, 3)]
    print(" | ".join(" ".join(one.text.split()) for one in opened.passages(both).values()), flush=True)
"""

HOLDER = """
import sys
from pathlib import Path
from index.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


class Program:
    """A Python program that answers a line with a line."""

    def __init__(self, code: str, where: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(where)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def ask(self, question: str) -> str:
        assert self.process.stdin
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        return self.line()


@contextmanager
def program(code: str, where: Path) -> Iterator[Program]:
    one = Program(code, where)
    with one.process:
        yield one
        one.process.kill()


def test_two_readers_follow_what_a_third_process_writes(index: Index, folder: Path) -> None:
    index.sync([folder])
    with program(READER, index.folder) as first, program(READER, index.folder) as second:
        for reader in (first, second):
            assert "one queen" in reader.ask("queen in a hive")
        (folder / "rock.txt").write_text("The summit is made of granite and gneiss.")
        (folder / "bees.md").unlink()
        (folder / "tides.txt").write_text("The tide turns twice a day here.\n")
        index.sync([folder])
        for reader in (first, second):
            assert "granite" in reader.ask("granite summit")
            assert "one queen" not in reader.ask("queen in a hive")
            told = reader.ask("tide")
            assert "twice a day" in told and "moon" not in told


def test_a_second_writer_is_told_so_within_seconds(index: Index, folder: Path) -> None:
    index.sync([folder])
    call = [sys.executable, "-m", "assistant", "index", str(folder), "--index", str(index.folder)]
    with program(HOLDER, index.folder) as holder:
        assert holder.line() == "held"
        start = time.monotonic()
        refused = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        assert refused.returncode == 1 and refused.stderr.count("\n") == 1
        assert "wait until it has finished" in refused.stderr
        assert time.monotonic() - start < 100
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0 and "3 unchanged" in done.stdout
