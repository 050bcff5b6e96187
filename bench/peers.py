"""This project beside its peers, on the same documents, model and core, in one run: prints a table, writes PEERS.md.

    python -m bench.peers --data DATA_DIR [--documents 200] [--every 1] [--core N]

Indexing is measured on longer documents: passages of CLAPNQ and of the Wikipedia distractors, put together to about
1,000 words. Questions are XQuAD's (English), each of its 240 paragraphs a file of an index of its own; a question is
right at k where its paragraph is among the first k files found. Each system runs in a process of its own, on one core
with one thread, its model loaded before the clock starts. txtai joins in where it is installed (txtai and faiss-cpu).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from bench.cold import child, pin
from bench.machine import machine
from bench.peer_systems import SYSTEMS, System, tokens
from bench.pool import documents, questions
from index.embed import Embedder

WORDS = 1000
COLD_RUNS = 3

Figures = dict[str, float]


def write(data: Path, long: Path, xquad: Path, count: int) -> None:
    """Write the long documents, `count` of them from all over the sets, and XQuAD's paragraphs as text files."""
    grouped: list[str] = []
    parts: list[str] = []
    for id, title, text in documents(data):
        if id.startswith("xq_en"):
            (xquad / f"{id}.txt").write_text(f"{title}\n\n{text}\n", encoding="utf-8")
            continue
        parts.append(f"{title}\n\n{text}")
        if sum(len(part.split()) for part in parts) >= WORDS:
            grouped.append("\n\n".join(parts))
            parts = []
    chosen = [grouped[int(at)] for at in np.linspace(0, len(grouped) - 1, min(count, len(grouped)))]
    for number, text in enumerate(chosen):
        (long / f"long_{number:04}.txt").write_text(text + "\n", encoding="utf-8")


def megabytes(folder: Path) -> float:
    """Size of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def measure(name: str, data: Path, long: Path, xquad: Path, place: Path, every: int) -> Figures:
    """Figures of one system; runs in a process of its own."""
    big = SYSTEMS[name](place / "long")
    start, cpu = time.perf_counter(), time.process_time()
    big.index(long)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    total, inside = tokens(Embedder().tokenizer, big.spans())
    files = len(list(long.iterdir()))
    small = SYSTEMS[name](place / "xquad")
    small.index(xquad)
    return {
        "index: seconds for 1,000 documents": 1000 * seconds / files,
        "index: CPU seconds for 1,000 documents": 1000 * cpu / files,
        "index: seconds for 1,000 embedded tokens": 1000 * seconds / inside,
        "index: CPU seconds for 1,000 embedded tokens": 1000 * cpu / inside,
        "share of the documents' tokens embedded": inside / total,
        "disk, MB for 1,000 documents": 1000 * megabytes(place / "long") / files,
        "peak memory while indexing, MB": peak,
        **_asked(small, data, every),
    }


def _asked(system: System, data: Path, every: int) -> Figures:
    system.find("Is it warm?")
    times, cpu, ranks = [], [], []
    for one in questions(data, "xquad")[::every]:
        start, used = time.perf_counter(), time.process_time()
        found = system.find(one.text)
        times.append(1000 * (time.perf_counter() - start))
        cpu.append(1000 * (time.process_time() - used))
        gold = {name.removesuffix(".md") for name in one.gold}
        ranks.append(next((at for at, name in enumerate(found) if name.removesuffix(".txt") in gold), len(found) + 99))
    return {
        "query: ms, median": float(np.percentile(times, 50)),
        "query: ms, 95th percentile": float(np.percentile(times, 95)),
        "query: CPU ms, median": float(np.percentile(cpu, 50)),
        "XQuAD recall@1": float(np.mean(np.array(ranks) < 1)),
        "XQuAD recall@5": float(np.mean(np.array(ranks) < 5)),
    }


def cold(name: str, place: Path) -> Figures:
    """Seconds and CPU seconds of a new Python process that opens an index and finds passages; median of COLD_RUNS."""
    code = (
        "import sys; from pathlib import Path; from bench.peer_systems import SYSTEMS; "
        "SYSTEMS[sys.argv[1]].open(Path(sys.argv[2]), 'Who made the first map?')"
    )
    costs = [child("-c", code, name, str(place)) for _ in range(1 + COLD_RUNS)][1:]  # the first fills the disk cache
    seconds, cpu = (statistics.median(column) for column in zip(*costs, strict=True))
    return {"cold start to first passages: seconds": seconds, "cold start to first passages: CPU seconds": cpu}


def table(found: dict[str, Figures]) -> str:
    """Systems beside each other, one metric a row, as Markdown."""
    lines = [f"| | {' | '.join(found)} |", "| --- |" + " ---: |" * len(found)]
    for metric in next(iter(found.values())):
        values = [one[metric] for one in found.values()]
        digits = 3 if max(values) < 10 else 1
        lines.append(f"| {metric} | {' | '.join(f'{value:,.{digits}f}' for value in values)} |")
    return "\n".join(lines)


def report(found: dict[str, Figures], command: str) -> str:
    """PEERS.md."""
    packages = sorted({package for name in found for package in SYSTEMS[name].packages})
    shares = ", ".join(
        f"{one['index: CPU seconds for 1,000 documents'] / one['index: seconds for 1,000 documents']:.0%}"
        for one in found.values()
    )
    method = " ".join((__doc__ or "").split("\n\n")[2].split())
    about = "\n".join(f"- **{name}**: {SYSTEMS[name].__doc__}" for name in found)
    return f"""# Beside its peers

`{command}`, {datetime.now(UTC):%Y-%m-%d}. {machine()}
Python {platform.python_version()}; {", ".join(f"{one} {version(one)}" for one in packages)}.

{about}

{table(found)}

{method}

All embed with the same all-MiniLM-L6-v2 weights. This project embeds in bfloat16 where the processor has it, and makes
a vector of every sentence in the same pass; the others compute in 32 bits, their default. Its questions search vectors
and terms, those of the others vectors alone, their default. Tokens that a model cuts off count as not embedded.
While indexing they had {shares} of the core. Where that is far from 100%, other programs shared it, unevenly:
compare CPU seconds then; seconds, and the milliseconds of a question, tell little.
"""


def main() -> None:
    """Write the documents, run each system, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--every", type=int, default=1, help="ask each n-th question")
    parser.add_argument("--core", type=int, help="core to run on; default: the first that may be used")
    parser.add_argument("--out", type=Path, default=Path("bench/PEERS.md"))
    arguments = parser.parse_args()
    pin(arguments.core)
    os.environ |= {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
    found: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as temporary:
        long, xquad = Path(temporary) / "long", Path(temporary) / "paragraphs"
        long.mkdir()
        xquad.mkdir()
        write(arguments.data, long, xquad, arguments.documents)
        for name in SYSTEMS:
            if name == "txtai" and not find_spec("txtai"):
                continue
            place = Path(temporary) / f"index-{len(found)}"
            place.mkdir()
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
                task = pool.submit(measure, name, arguments.data, long, xquad, place, arguments.every)
                found[name] = task.result()
            found[name] |= cold(name, place / "xquad")
            print(json.dumps({name: found[name]}, indent=2), flush=True)
    command = f"python -m bench.peers --documents {arguments.documents}"
    command += f" --every {arguments.every}" if arguments.every > 1 else ""
    arguments.out.write_text(report(found, command), encoding="utf-8")
    print(table(found))


if __name__ == "__main__":
    main()
