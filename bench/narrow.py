"""What it costs to ask of one collection of a large index, and what is found there.

    python -m bench.narrow --data DATA_DIR [--documents 12000] [--chosen 11900,6000,1500,300,5] [--core N]

The index is that of bench.scale, eight passages a document. So many of its documents are put into a collection, drawn
with a fixed seed; XQuAD's questions are asked of all documents and of the collection, on one core with one thread, and
the JSON table gives the median CPU milliseconds of a retrieval with the choice of documents (`narrowed`), of the first
one after the index has changed, and of the stores' own filters (`filter`), for comparison. `found` is the share of the
100 truly nearest passages of the collection that the search finds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from assistant.narrow import narrowed
from assistant.retrieve import retrieve
from assistant.settings import Settings
from bench.cold import pin
from bench.pool import questions
from bench.scale import PASSAGES, WARM, apart, grow, timed
from bench.synthetic import PER_DOCUMENT, Base
from index import Index

SEED = 20
FILTERED = 10  # questions asked of the stores' own filters, which take long
NAME = "chosen"

Figures = dict[str, Any]


def measure(place: Path, chosen: Sequence[int], asked: Sequence[str]) -> list[Figures]:
    """A row for all documents, then one for each size of the collection; runs in a process of its own."""
    index = Index.open(place)
    settings = Settings().retrieve

    def ask(question: str, collections: Collection[str] | None) -> None:
        within, _ = narrowed(index, collections=collections)
        retrieve(index, question, settings, PASSAGES, within=within)

    for question in asked[:WARM]:
        ask(question, None)
    ids = index.manifest.ids()
    every = {"documents": "all", "cpu_ms": _median(lambda one: ask(one, None), asked)}
    table: list[Figures] = [{**every, "found": _found(index, ids, None, asked)}]
    for size in chosen:
        drawn = set(random.Random(SEED).sample(ids, size))
        index.manifest.place((id, NAME if id in drawn else "default") for id in ids)
        first = _median(lambda one: ask(one, [NAME]), asked[:1])
        table.append(
            {
                "documents": size,
                "cpu_ms": _median(lambda one: ask(one, [NAME]), asked),
                "first_cpu_ms": first,
                "filter_cpu_ms": _median(lambda one, within=drawn: _filtered(index, one, within), asked[:FILTERED]),
                "found": _found(index, drawn, frozenset(drawn), asked),
            }
        )
    index.manifest.place((id, "default") for id in ids)
    return table


def _median(step: Any, asked: Sequence[str]) -> float:
    return round(float(timed(step, asked)["cpu_ms_p50"]), 1)


def _filtered(index: Index, question: str, within: set[str]) -> None:
    k = Settings().retrieve.candidates
    index.vectors.nearest(index.embedder.question(question), k, within)
    index.terms.matching(question, k, within)


def _found(index: Index, held: Collection[str], within: frozenset[str] | None, asked: Sequence[str]) -> float:
    k = Settings().retrieve.candidates
    ids, rows = index.manifest.own_vectors(held)
    shares = []
    for question in asked:
        vector = index.embedder.question(question)
        best = {ids[at] for at in np.argsort(-(rows @ vector))[:k].tolist()}
        found = {id for id, _ in index.nearest(vector, k, within)}
        shares.append(len(best & found) / len(best))
    return round(float(np.mean(shares)), 4)


def main() -> None:
    """Grow, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--pool", type=Path, default=Path("bench/out"), help="where bench.pool keeps its index")
    parser.add_argument("--out", type=Path, default=Path("bench/out/scale"))
    parser.add_argument("--documents", type=int, default=12_000)
    parser.add_argument("--chosen", default="11900,6000,1500,300,5")
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--core", type=int, help="core to run on; default: the first that may be used")
    arguments = parser.parse_args()
    pin(arguments.core)
    os.environ |= {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
    base = Base.kept(arguments.out / "base.npz", arguments.pool / "index" / "manifest.db")
    size = arguments.documents * PER_DOCUMENT
    place = arguments.out / str(size)
    apart(grow, place, base, size)
    listed = questions(arguments.data, "xquad")
    asked = [one.text for one in listed[:: max(1, len(listed) // arguments.questions)]]
    table = cast(list[Figures], apart(measure, place, [int(one) for one in arguments.chosen.split(",")], asked))
    print(json.dumps(table, indent=2))


if __name__ == "__main__":
    main()
