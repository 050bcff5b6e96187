"""What it costs to keep an index of many small files in step with them.

    python -m bench.upkeep [--files 10000] [--core N]

Writes Markdown files of one short passage each (words drawn with a fixed seed), and prints a JSON table of steps. Each
step runs in a process of its own, on one core with one thread: `seconds` is the step alone, `process seconds` all of it
with start and imports, `peak MB` the most memory it held. Where other programs share the core, seconds exceed CPU
seconds, which take in the models that a step loads beforehand. A change counts as live when `retrieve`, the first step
of every question, finds the changed file first.
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
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from assistant.retrieve import retrieve
from assistant.settings import Settings
from bench.cold import pin
from index import Index, Passage
from index.embed import Embedder, Vectors

SEED = 20
WORDS_A_FILE = 40
WORDS = (
    "river market winter bridge letter garden stone harbour council engine forest teacher silver window village "
    "captain summer island record museum valley doctor copper station wheat castle painter railway mountain law "
    "begins ends carries holds opens follows leaves builds finds sells near under behind before after quietly slowly "
    "often never old new narrow distant early wooden northern the a its one every their of and with"
).split()
KEEPERS = ("Ingrid Solheim", "Anders Brekke", "Liv Aasen")  # no word of a generated file
QUESTION = "Who is the lighthouse keeper of Vardo?"

Figures = dict[str, Any]


class CountingEmbedder(Embedder):
    """The embedder, with the number of passages that went through the model."""

    embedded = 0

    def passages(self, passages: Sequence[Passage]) -> Iterator[tuple[Passage, Vectors]]:
        """As in Embedder."""
        self.embedded += len(passages)
        return super().passages(passages)


def write(folder: Path, count: int) -> None:
    """Write the files, a thousand to a folder; every call writes the same."""
    words = random.Random(SEED)
    for number in range(count):
        file = folder / f"{number // 1000:03}" / f"{number:06}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = " ".join(words.choices(WORDS, k=WORDS_A_FILE)).capitalize()
        file.write_text(f"# Note {number}\n\n{text}.\n", encoding="utf-8")


def first(folder: Path, index: Index) -> Figures:
    """Index everything for the first time."""
    start = time.perf_counter()
    summary = index.sync([folder])
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "files": len(summary.added), "files/s": len(summary.added) / seconds}


def unchanged(folder: Path, index: Index) -> Figures:
    """Sync again with nothing changed."""
    start = time.perf_counter()
    summary = index.sync([folder])
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "unchanged": len(summary.unchanged)}


def change(folder: Path, index: Index) -> Figures:
    """Change one file and have it found, models not loaded yet, as from the command line."""
    return _live(folder, index, KEEPERS[0])


def change_running(folder: Path, index: Index) -> Figures:
    """The same in a process that has answered and indexed before, as the page or `--watch` have."""
    assert index.embedder.passage_model
    _live(folder, index, KEEPERS[1])
    return _live(folder, index, KEEPERS[2])


def _live(folder: Path, index: Index, keeper: str) -> Figures:
    file = folder / "000" / "000007.md"
    start = time.perf_counter()
    file.write_text(f"# Note 7\n\nThe lighthouse keeper of Vardo is {keeper}.\n", encoding="utf-8")
    summary = index.sync([folder])
    synced = time.perf_counter()
    found = retrieve(index, QUESTION, Settings().retrieve, 5).passages[0].passage
    done = time.perf_counter()
    assert keeper in found.text, "the changed file was not found first"
    return {
        "seconds": done - start,
        "of these, sync": synced - start,
        "of these, retrieve": done - synced,
        "changed": len(summary.changed),
    }


def rename(folder: Path, index: Index) -> Figures:
    """Rename a file and have it found under its new name."""
    file = folder / "000" / "000007.md"
    start = time.perf_counter()
    file.rename(file.with_name("keeper.md"))
    summary = index.sync([folder])
    found = retrieve(index, QUESTION, Settings().retrieve, 5).passages[0].passage
    seconds = time.perf_counter() - start
    assert index.manifest.document(found.document).path.endswith("keeper.md")  # type: ignore[union-attr]
    return {"seconds": seconds, "renamed": len(summary.renamed)}


STEPS: dict[str, Callable[[Path, Index], Figures]] = {
    "first index": first,
    "sync again, nothing changed": unchanged,
    "one file changed, live, new process": change,
    "one file changed, live, running process": change_running,
    "one file renamed, live, new process": rename,
}


def step(name: str, folder: Path, place: Path) -> Figures:
    """Figures of one step; runs in a process of its own."""
    embedder = CountingEmbedder()
    start = time.perf_counter()
    index = Index.open(place, create=True, embedder=embedder)
    opened = time.perf_counter() - start
    cpu = time.process_time()
    figures = STEPS[name](folder, index)
    figures["CPU seconds"] = time.process_time() - cpu
    index.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"open seconds": opened, **figures, "passages embedded": embedder.embedded, "peak MB": peak}


def apart(name: str, folder: Path, place: Path) -> Figures:
    """Run a step in a new process."""
    start = time.perf_counter()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        figures = pool.submit(step, name, folder, place).result()
    figures["process seconds"] = time.perf_counter() - start
    return {key: round(value, 3) if isinstance(value, float) else value for key, value in figures.items()}


def main() -> None:
    """Write, run the steps, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--core", type=int, help="core to run on; default: the first that may be used")
    arguments = parser.parse_args()
    core = pin(arguments.core)
    os.environ |= {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    with tempfile.TemporaryDirectory() as temporary:
        folder, place = Path(temporary) / "files", Path(temporary) / "index"
        write(folder, arguments.files)
        table = {name: apart(name, folder, place) for name in STEPS}
        disk = sum(file.stat().st_size for file in place.rglob("*") if file.is_file()) / 1e6
    print(json.dumps({"files": arguments.files, "core": core, "index MB": round(disk, 1), **table}, indent=2))


if __name__ == "__main__":
    main()
