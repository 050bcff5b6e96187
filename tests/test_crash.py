"""Writers die by kill -9 at random points while another process asks questions; CRASH_KILLS says how many."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import Index
from index.embed import Embedder
from tests.test_index import consistent

ROOT = Path(__file__).resolve().parent.parent
KILLS = int(os.environ.get("CRASH_KILLS", "6"))
SEED = int(os.environ.get("CRASH_SEED", "20"))
BETWEEN = 0.5  # share of the kills that wait for a writer to have begun with the stores; the others come at any time
SUBJECTS = "glacier harbour orchard violin lantern compass saffron granite".split()

Versions = dict[str, int]  # marker of a document -> its version


class Corpus:
    """Small documents that say which they are and of which version: "Item 7 version 3"."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = folder, chance
        self.live: Versions = {}
        self.paths: dict[str, Path] = {}
        self.next = 0
        folder.mkdir()
        for _ in range(8):
            self._add()

    def _write(self, item: str) -> None:
        number, subject = int(item), self.chance.choice(SUBJECTS)
        mark = f"Item {item} version {self.live[item]}"
        text = "\n\n".join(f"{mark}, part {part}: the {subject} of place {number}." for part in range(3))
        self.paths[item].write_text(f"# Item {item}\n\n{text}\n")

    def _add(self) -> None:
        item, self.next = str(self.next), self.next + 1
        self.live[item], self.paths[item] = 1, self.folder / f"item-{item}.md"
        self._write(item)

    def change(self) -> None:
        """Add one, change two, rename one, delete one: about the work of half a second."""
        self._add()
        chosen = self.chance.sample(sorted(self.live), 4)
        for item in chosen[:2]:
            self.live[item] += 1
            self._write(item)
        self.paths[chosen[2]] = self.paths[chosen[2]].rename(self.folder / f"moved-{chosen[2]}-{self.next}.md")
        if len(self.live) > 9:
            self.live.pop(chosen[3])
            self.paths.pop(chosen[3]).unlink()


class Writers:
    """The process that forks writers."""

    def __init__(self, corpus: Corpus, where: Path) -> None:
        self.order = f"{corpus.folder}\t{where}\n"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm_writer"],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self) -> int:
        """Id of a writer that has just begun."""
        self._say(self.order)
        return int(self._said("began"))

    def ended(self) -> int:
        """Status with which the writer ended."""
        self._say("wait\n")
        return int(self._said("ended"))

    def _say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def _said(self, word: str) -> str:
        assert self.process.stdout
        said = self.process.stdout.readline().split()
        assert said[:1] == [word], said
        return said[1]

    def finish(self) -> None:
        """A sync that nobody disturbs."""
        self.start()
        assert self.ended() == 0


@pytest.fixture
def writers(tmp_path: Path) -> Iterator[Callable[[Corpus, Path], Writers]]:
    started: list[Writers] = []

    def start(corpus: Corpus, where: Path) -> Writers:
        started.append(Writers(corpus, where))
        return started[-1]

    yield start
    for one in started:
        with one.process:
            one.process.kill()


def versions(texts: list[str]) -> list[tuple[str, int]]:
    """(item, version) of each passage."""
    return [(m[1], int(m[2])) for text in texts for m in [re.search(r"Item (\d+) version (\d+)", text)] if m]


def ask(index: Index, allowed: dict[str, set[int]], subject: str) -> None:
    """What a question brings is of an allowed version, each passage once."""
    ids = [id for id, _ in index.nearest(index.embedder.question(f"the {subject}"), 20)]
    matching = [id for id, _ in index.matching(subject, 20)]
    assert len(set(ids)) == len(ids) and len(set(matching)) == len(matching)
    passages = index.passages([*ids, *matching]).values()
    places = Counter((one.document, one.start) for one in passages)
    assert all(count == 1 for count in places.values())
    for item, version in versions([one.text for one in passages]):
        assert version in allowed.get(item, set()), f"item {item} version {version} is dead"


def nothing_is_lost(index: Index) -> None:
    """Every live passage is found by its own vector and by its own words, and no document is live twice."""
    documents = index.documents()
    assert len({(one.source, one.path) for one in documents}) == len(documents)
    items = Counter(one.title for one in documents)
    for document in documents:
        for passage in index.manifest.passages_of(document.id):
            own = index.manifest.vectors([passage.id])[passage.id][0]
            assert passage.id in {id for id, _ in index.nearest(own, 60)}
            assert passage.id in {id for id, _ in index.matching(f"Item {document.title.split()[1]}", 200)}
    assert max(items.values()) <= 2  # a rename that is half done may not be seen as two documents for long


def test_nothing_is_lost_doubled_or_dead_whenever_a_writer_is_killed(
    embedder: Embedder, tmp_path: Path, writers: Callable[[Corpus, Path], Writers]
) -> None:
    chance = random.Random(SEED)
    corpus, where = Corpus(tmp_path / "corpus", chance), tmp_path / "index"
    writer = writers(corpus, where)
    writer.finish()
    reader = Index.open(where, embedder=embedder)  # stays open, as a serving process would
    start = time.monotonic()
    corpus.change()
    writer.finish()
    usual, killed, midway = time.monotonic() - start, 0, 0
    while killed < KILLS:
        before = dict(corpus.live)
        corpus.change()
        allowed = {item: {before.get(item, 0), corpus.live.get(item, 0)} for item in {*before, *corpus.live}}
        between = chance.random() < BETWEEN
        wait = 5 * usual if between else chance.uniform(0.02, usual)
        writing, end = writer.start(), time.monotonic() + wait
        while time.monotonic() < end and not (between and reader.manifest.unsettled()):
            if not between or chance.random() < 0.1:  # else look again at once: the moment is short
                ask(reader, allowed, chance.choice(SUBJECTS))
        os.kill(writing, signal.SIGKILL)  # one that was quicker is a zombie until it is waited for
        status = writer.ended()
        killed += os.WIFSIGNALED(status)
        midway += bool(reader.manifest.unsettled())
        for subject in SUBJECTS[:3]:
            ask(reader, allowed, subject)
        nothing_is_lost(reader)
        writer.finish()
        now = {item: {version} for item, version in corpus.live.items()}
        for subject in SUBJECTS:
            ask(reader, now, subject)
        nothing_is_lost(reader)
        fresh = Index.open(where, embedder=embedder)
        consistent(fresh)
        texts = [p.text for d in fresh.documents() for p in fresh.manifest.passages_of(d.id)]
        assert dict(versions(texts)) == corpus.live
        fresh.close()
    reader.close()
    print(f"{killed} writers killed, {midway} of them between two stores; a sync took {usual:.2f} s")
    assert midway >= KILLS // 20  # that many at least die where something is half done
