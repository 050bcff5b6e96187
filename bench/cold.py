"""Seconds of one question from the command line, cold and warm, over `seeds/`.

    python -m bench.cold [--runs 5] [--core N]

Cold is a new process each time, files already in the disk cache, from start to exit; warm is one question of many in a
process that has its models loaded. Both run on one core with one thread. Prints medians as JSON; where other programs
share the core, the seconds exceed the CPU seconds, which tell what the work itself costs.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = (
    "How many troops did the CSTO send to Kazakhstan?",
    "Who makes the Anka drone?",
    "When did Nazarbayev resign?",
    "Why did Kazakhstan give up its nuclear weapons?",
    "What is the capital of Australia?",
)

Cost = tuple[float, float]  # seconds, CPU seconds


def pin(core: int | None) -> int | None:
    """Keep this process and those it starts on one core, its first unless told; None where that cannot be done."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    core = min(os.sched_getaffinity(0)) if core is None else core
    os.sched_setaffinity(0, {core})
    return core


def run(*arguments: str) -> Cost:
    """Cost of one `assistant` command in a process of its own, from start to exit; it must succeed."""
    return child("-m", "assistant", *arguments)


def child(*arguments: str) -> Cost:
    """Cost of a new Python process with these arguments, from start to exit; it must succeed."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    elapsed, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return elapsed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cold(index: str, runs: int) -> list[Cost]:
    """Cost of each of `runs` new processes that answer one question, after one that fills the disk cache."""
    run("query", QUESTIONS[0], "--index", index)
    return [run("query", QUESTIONS[n % len(QUESTIONS)], "--index", index) for n in range(runs)]


def warm(index: str, runs: int) -> list[Cost]:
    """Cost of each of the questions, asked `runs` times over in this process with its models loaded."""
    from assistant import Assistant  # here, after the threads are set

    assistant = Assistant.open(index)
    assistant.query(QUESTIONS[0])
    costs = []
    for question in QUESTIONS * runs:
        start, cpu = time.perf_counter(), time.process_time()
        assistant.query(question)
        costs.append((time.perf_counter() - start, time.process_time() - cpu))
    assistant.close()
    return costs


def medians(name: str, costs: list[Cost]) -> dict[str, float]:
    """Median seconds and CPU seconds, as they are printed."""
    seconds, cpu = (round(statistics.median(column), 4) for column in zip(*costs, strict=True))
    return {f"{name} seconds": seconds, f"{name} CPU seconds": cpu}


def main() -> None:
    """Index the seeds, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--core", type=int, help="core to run on; default: the first that may be used")
    arguments = parser.parse_args()
    core = pin(arguments.core)
    os.environ |= {"OMP_NUM_THREADS": "1", "ASSISTANT_READ__THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        run("index", "seeds", "--index", folder)
        found = medians("cold", cold(folder, arguments.runs)) | medians("warm", warm(folder, arguments.runs))
    print(json.dumps({"runs": arguments.runs, "core": core, **found}, indent=2))


if __name__ == "__main__":
    main()
