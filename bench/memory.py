"""How much memory indexing takes, and what it grows with.

    python -m bench.memory [--documents 300,1200,4800] [--core N]

Writes folders of Markdown documents of two to four passages of very different lengths (words drawn with a fixed seed),
indexes each in a process of its own, on one core with one thread, and prints a JSON table: the most memory that the
process held (VmHWM, where there is one), what it held after each tenth of the documents, and, between two sizes, the
kilobytes that a further passage takes. Chroma holds every vector in memory, 1.5 KB each, and links between them.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from bench.cold import pin
from bench.upkeep import SEED, WORDS
from index import Index

PARAGRAPHS = (2, 4)
LENGTHS = (15, 170)  # words of a paragraph
TENTHS = 10

Figures = dict[str, Any]


def write(folder: Path, count: int) -> None:
    """Write the documents; every call writes the same."""
    draw = random.Random(SEED)
    for number in range(count):
        parts = [_paragraph(draw) for _ in range(draw.randint(*PARAGRAPHS))]
        text = "\n\n".join(f"## Part {at}\n\n{part}" for at, part in enumerate(parts, start=1))
        (folder / f"{number:06}.md").write_text(f"# Note {number}\n\n{text}\n", encoding="utf-8")


def _paragraph(draw: random.Random) -> str:
    words = draw.choices(WORDS, k=draw.randint(*LENGTHS))
    sentences = [" ".join(words[at : at + 15]).capitalize() for at in range(0, len(words), 15)]
    return ". ".join(sentences) + "."


def held_mb() -> float:
    """Memory that this process holds now, in megabytes; the most it has held where the system does not say."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return most_mb()


def most_mb() -> float:
    """The most memory that this process has held, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # unlike the counter below, it begins anew with this program
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def indexed(folder: Path, place: Path) -> Figures:
    """Index the folder, and note the memory as it goes; runs in a process of its own."""
    curve: list[int] = []

    def progress(what: str, done: int, total: int) -> None:
        if done * TENTHS // max(total, 1) >= len(curve):
            curve.append(round(held_mb()))

    start = time.perf_counter()
    index = Index.open(place, create=True)
    index.sync([folder], progress)
    documents, passages = index.manifest.counts()
    seconds = time.perf_counter() - start
    index.close()
    figures = {"documents": documents, "passages": passages, "seconds": round(seconds, 1)}
    return {**figures, "peak_mb": round(most_mb()), "mb_after_each_tenth": curve}


def main() -> None:
    """Write, index, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", default="300,1200,4800")
    parser.add_argument("--core", type=int, help="core to run on; default: the first that may be used")
    arguments = parser.parse_args()
    pin(arguments.core)
    os.environ |= {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    table: list[Figures] = []
    for count in (int(one) for one in arguments.documents.split(",")):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "documents"
            folder.mkdir()
            write(folder, count)
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
                table.append(pool.submit(indexed, folder, Path(temporary) / "index").result())
        if len(table) > 1:
            before, now = table[-2:]
            more = (now["peak_mb"] - before["peak_mb"]) / (now["passages"] - before["passages"])
            now["kb_for_each_further_passage"] = round(1000 * more, 2)
        print(json.dumps(table[-1]), flush=True)


if __name__ == "__main__":
    main()
