"""CPU milliseconds that the sentence check takes, over the pool of bench/pool.py.

    OMP_NUM_THREADS=1 python -m bench.support_time --data DATA_DIR --out OUT_DIR [--core N]

Answers of four sentences are checked against six passages each, of 150 to 230 words. Sentences are a passage's own with
one word put in, so that none is a quote. `fresh` is the first sentence of an answer, whose passages were never seen;
`seen` the three that follow; `answer` the mean of the four. One core, one thread, medians and ninth deciles.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np

from bench.cold import pin
from bench.pool import open_pool
from index import Index, Passage

SEED = 3
ANSWERS, SENTENCES, PASSAGES = 40, 4, 6
LENGTH = range(150, 231)  # words of a passage
PUT_IN = "indeed"

Answer = tuple[list[str], list[Passage]]


def answers(index: Index) -> Iterator[Answer]:
    """Sentences and the passages that they are checked against."""
    random = Random(SEED)
    passages = [one for batch in index.manifest.batches(512) for one in batch if len(one.text.split()) in LENGTH]
    random.shuffle(passages)
    for at in range(0, min(ANSWERS * PASSAGES, len(passages) - PASSAGES), PASSAGES):
        chosen = passages[at : at + PASSAGES]
        yield [_reworded(random.choice(chosen), random) for _ in range(SENTENCES)], chosen


def _reworded(passage: Passage, random: Random) -> str:
    start, end = random.choice([span for span in passage.sentences if span[1] - span[0] > 40] or passage.sentences)
    words = passage.text[start - passage.start : end - passage.start].split()
    return " ".join([*words[: len(words) // 2], PUT_IN, *words[len(words) // 2 :]])


def measured(index: Index) -> dict[str, list[float]]:
    """Milliseconds of each sentence by kind."""
    from assistant.support import Checker

    checker = Checker(index)
    found: dict[str, list[float]] = {"fresh": [], "seen": [], "answer": []}
    for number, (sentences, passages) in enumerate(answers(index)):
        took = []
        for sentence in sentences:
            began = time.process_time()
            checker.support(sentence, passages)
            took.append((time.process_time() - began) * 1000)
        if number:  # the first loads the models
            found["fresh"].append(took[0])
            found["seen"] += took[1:]
            found["answer"].append(sum(took) / len(took))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("bench/out"), help="where bench.pool keeps its index")
    parser.add_argument("--core", type=int)
    arguments = parser.parse_args()
    core = pin(arguments.core)
    found = measured(open_pool(arguments.data, arguments.out))
    told = {
        kind: {"median": round(float(np.median(took)), 2), "ninth decile": round(float(np.quantile(took, 0.9)), 2)}
        for kind, took in found.items()
    }
    print("\n" + json.dumps({"core": core, "sentences": len(found["seen"]), **told}, indent=2))


if __name__ == "__main__":
    main()
