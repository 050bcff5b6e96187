"""How retrieval grows with the index: from a thousand passages to a million.

    python -m bench.scale --data DATA_DIR [--sizes 1000,10000,100000,1000000] [--questions 300] [--core N]

The passages are made by bench.synthetic from the index of bench.pool, and written to the index's own stores in the
order that `Index.sync` keeps: vectors, terms, manifest. In indexes of more than 10,000, vectors go to the same Chroma
collection without the copy of text and metadata that LlamaIndex's node adds. For each size
`assistant.retrieve.retrieve` answers XQuAD's questions in a new process, on one core with one thread. Writing goes on
where it was stopped; bench/SCALE.md, SCALE.json and SCALE.svg hold what is measured. Where other programs share the
core, milliseconds exceed CPU milliseconds, unevenly from size to size: compare CPU milliseconds then.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, cast

import numpy as np

from assistant.retrieve import retrieve
from assistant.settings import Settings
from bench import scale_report, synthetic
from bench.cold import pin
from bench.pool import questions
from bench.synthetic import BLOCK, PER_DOCUMENT, Base
from index import Index
from index.embed import Vectors
from index.index import silent
from index.store import Stores
from index.store.rows import NewDocument

WITH_NODES = 10_000  # an index of up to so many passages is written with LlamaIndex's nodes
WARM = 30  # questions that are not counted
NEAREST = (10, 100)  # how many neighbours recall is measured on
ABOUT = " ".join(f"{synthetic.__doc__}\n{(__doc__ or '').split(chr(10) * 2)[2]}".split())
PASSAGES = Settings().read.passages

Figures = dict[str, Any]


def grow(place: Path, base: Base, size: int) -> None:
    """Write passages until the index holds `size`; what an interrupted call left behind is cleared first."""
    index = Index.open(place, create=True)
    with index._writer(silent) as sync:
        sync.clear_leftovers()
        while (held := index.manifest.counts()[1]) < size:
            start = time.process_time()
            first = held % BLOCK // PER_DOCUMENT
            made = list(synthetic.documents(base, held // BLOCK))[first : first + (size - held) // PER_DOCUMENT]
            store(sync.stores, made, nodes=size <= WITH_NODES)
            used = time.process_time() - start
            print(
                f"{time.strftime('%H:%M:%S')} {index.manifest.counts()[1]:,} of {size:,}, {used:.1f} CPU s", flush=True
            )
    index.close()


def store(stores: Stores, made: Sequence[NewDocument], nodes: bool) -> None:
    """Write documents to the three stores, in the order that keeps them safe."""
    passages = [passage for one in made for passage in one.passages]
    rows = [vectors[0] for one in made for vectors in one.vectors]
    stores.manifest.announce(one.document.id for one in made)
    if nodes:
        stores.vectors.add(passages, rows)
    else:
        with stores.vectors._using() as collection:
            collection.add(
                ids=[one.id for one in passages],
                embeddings=np.array(rows),
                metadatas=[{"document_id": one.document} for one in passages],
            )
    stores.terms.write(add=passages)
    stores.manifest.replace(made, [])


def measure(place: Path, base: Base, asked: Sequence[str]) -> Figures:
    """Figures of the index as it is; runs in a process of its own."""
    before = time.perf_counter()
    index = Index.open(place)
    held = min(index.vectors.count(), index.terms.count())
    opened = time.perf_counter()
    retrieve(index, asked[0], Settings().retrieve, PASSAGES)
    first = time.perf_counter()
    for question in asked[1:WARM]:
        retrieve(index, question, Settings().retrieve, PASSAGES)
    asked = asked[WARM:]
    whole = timed(lambda question: retrieve(index, question, Settings().retrieve, PASSAGES), asked)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # before the exact search takes its own
    return {
        "passages": held,
        "questions": len(asked),
        "open_s": opened - before,
        "first_question_s": first - opened,
        **whole,
        "parts_cpu_ms": parts(index, asked),
        "peak_mb": peak,
        "disk_mb": disk(place),
        **recall(index, base, held, asked),
    }


def timed(step: Callable[[str], object], asked: Sequence[str]) -> Figures:
    """Median and 95th percentile of wall and CPU milliseconds of a step over the questions."""
    wall, cpu = [], []
    for question in asked:
        start, used = time.perf_counter(), time.process_time()
        step(question)
        wall.append(1000 * (time.perf_counter() - start))
        cpu.append(1000 * (time.process_time() - used))
    return {
        f"{kind}_ms_p{share}": float(np.percentile(values, share))
        for kind, values in (("wall", wall), ("cpu", cpu))
        for share in (50, 95)
    }


def parts(index: Index, asked: Sequence[str]) -> Figures:
    """Median CPU milliseconds of each part of a retrieval: what grows, and what does not."""
    vectors = {question: index.embedder.question(question) for question in asked}
    k = Settings().retrieve.candidates
    near = {question: index.vectors.nearest(vectors[question], k) for question in asked}
    steps: dict[str, Callable[[str], object]] = {
        "embed the question": index.embedder.question,
        "vectors": lambda question: index.vectors.nearest(vectors[question], k),
        "terms": lambda question: index.terms.matching(question, k),
        "which are live": lambda question: index.manifest.live(id for id, _ in near[question]),
        "passages": lambda question: index.passages(id for id, _ in near[question][:PASSAGES]),
    }
    return {name: timed(step, asked)["cpu_ms_p50"] for name, step in steps.items()}


def recall(index: Index, base: Base, size: int, asked: Sequence[str]) -> Figures:
    """Share of the truly nearest passages that the approximate search finds, over all questions."""
    vectors = np.array([index.embedder.question(question) for question in asked])
    best = nearest(base, size, vectors, max(NEAREST))
    found = [[id for id, _ in index.vectors.nearest(vector, max(NEAREST))] for vector in vectors]
    return {
        f"recall_at_{k}": float(np.mean([len(set(a[:k]) & set(b[:k])) / k for a, b in zip(best, found, strict=True)]))
        for k in NEAREST
    }


def nearest(base: Base, size: int, vectors: Vectors, k: int) -> list[list[str]]:
    """Ids of the `k` nearest of the first `size` passages for each vector, by comparing with every one of them."""
    scores = np.full((len(vectors), k), -2.0, dtype=np.float32)
    numbers = np.zeros((len(vectors), k), dtype=np.int64)
    for block in range(-(-size // BLOCK)):
        part = synthetic.vectors(base, block)[: size - block * BLOCK]
        both = np.concatenate([scores, vectors @ part.T], axis=1)
        ids = np.concatenate(
            [numbers, np.broadcast_to(block * BLOCK + np.arange(len(part)), (len(vectors), len(part)))], 1
        )
        top = np.argpartition(-both, k - 1, axis=1)[:, :k]
        scores, numbers = np.take_along_axis(both, top, axis=1), np.take_along_axis(ids, top, axis=1)
    order = np.argsort(-scores, axis=1, kind="stable")
    return [
        [f"{number // PER_DOCUMENT:016x}-{number % PER_DOCUMENT}" for number in row]
        for row in np.take_along_axis(numbers, order, axis=1).tolist()
    ]


def disk(place: Path) -> dict[str, float]:
    """Megabytes of each store."""
    parts = {"vectors": place / "vectors", "terms": place / "terms"}
    sizes = {
        name: sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
        for name, folder in parts.items()
    }
    return sizes | {"manifest": sum(file.stat().st_size for file in place.glob("manifest.db*")) / 1e6}


def apart(step: Callable[..., object], *arguments: object) -> object:
    """Run a step in a new process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(step, *arguments).result()


def main() -> None:
    """Grow, measure and report, size after size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--pool", type=Path, default=Path("bench/out"), help="where bench.pool keeps its index")
    parser.add_argument("--out", type=Path, default=Path("bench/out/scale"))
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--core", type=int, help="core to run on; default: the first that may be used")
    arguments = parser.parse_args()
    pin(arguments.core)
    os.environ |= {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
    base = Base.kept(arguments.out / "base.npz", arguments.pool / "index" / "manifest.db")
    listed = questions(arguments.data, "xquad")
    asked = [one.text for one in listed[:: max(1, len(listed) // (arguments.questions + WARM))]]
    for size in sorted(int(one) for one in arguments.sizes.split(",")):
        place = arguments.out / str(size)
        apart(grow, place, base, size)
        found = cast(Figures, apart(measure, place, base, asked))
        scale_report.keep(Path(__file__).parent, found, ABOUT)
        print(json.dumps(found, indent=2), flush=True)


if __name__ == "__main__":
    main()
