"""A process that has the models loaded and forks a writer for each line it reads: `FOLDER<tab>INDEX`.

It prints "began PID" when a writer starts and, for the line after that, "ended STATUS" in the way of waitpid: until
then the process id is given to no other process, so that it is safe to kill. Nothing that has threads, such as Chroma,
is opened before the fork.
"""

from __future__ import annotations

import os
import sys

import index.quiet  # noqa: F401

import chromadb  # noqa: F401  isort: skip
import llama_index.vector_stores.chroma  # noqa: F401
import torch

from index import Index
from index.documents import Passage
from index.embed import Embedder
from index.sentences import sentence_spans


def main() -> None:
    """Fork a writer for each line of standard input, one after the other."""
    torch.set_num_threads(1)
    embedder = Embedder()
    passage = Passage("a-0", "a", 0, 0, 5, "Warm.", "", "", None, ((0, 5),))
    assert list(embedder.passages([passage]))
    assert len(sentence_spans("This is warm. So is that.")) == 2  # imports NLTK, which takes seconds
    while line := sys.stdin.readline():
        folder, where = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            Index.open(where, create=True, embedder=embedder).sync([folder])
            os._exit(0)
        print("began", child, flush=True)
        sys.stdin.readline()
        print("ended", os.waitpid(child, 0)[1], flush=True)


if __name__ == "__main__":
    main()
