"""Questions written for this project by a careful reader: answered ones in other words than their passage, and tempting
ones that the passage does not answer.

`training/written` holds them. Documents that were invented for them are there too; other passages are named by their id
in the public sets, and an answer is a place in the passage, so that no text of those sets is kept here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.data import Pair

FOLDER = Path(__file__).with_name("written")
SOURCE = "written"  # how the names of their sources begin
HELD_OUT = 0.06  # of the passages are kept from training, to measure on
HEADED = 0.5  # of the passages that have a title are read below it, as the product reads them


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _chance(id: str) -> float:
    """A number from 0 to 1 that belongs to a passage."""
    return int.from_bytes(hashlib.sha256(id.encode()).digest()[:4], "big") / 2**32


def _passages(sets: Path, folder: Path) -> dict[str, tuple[str, str]]:
    """Title ("" where there is none) and text, white space evened, of every passage that can be asked about."""
    listed = [(row["id"], row["kind"].capitalize(), row["text"]) for row in _rows(folder / "documents.jsonl")]
    listed += [(row["id"], "", row["text"]) for row in _rows(sets / "reader" / "passages.jsonl")]
    listed += [(row["id"], row["title"], row["text"]) for row in _rows(sets / "wiki_passages" / "corpus.jsonl")]
    return {id: (title, " ".join(text.split())) for id, title, text in listed}


def written_passages(sets: Path, folder: Path = FOLDER) -> Iterator[tuple[str, str, str]]:
    """(id, title, text) of every passage that has questions."""
    passages = _passages(sets, folder)
    for id in dict.fromkeys(row["passage"] for row in _rows(folder / "questions.jsonl")):
        yield id, *passages[id]


def load_written(sets: Path, held_out: bool = False, folder: Path = FOLDER) -> list[Pair]:
    """The written questions, those to train on or those held out; `sets` is the folder of the public sets.

    Passages of the public reader sets are in neither where they would be held out: crowd-written questions on them are
    trained on.
    """
    passages = _passages(sets, folder)
    seen = {row["id"] for row in _rows(sets / "reader" / "passages.jsonl")} if held_out else set()
    pairs = []
    for row in _rows(folder / "questions.jsonl"):
        id, start, end = row["passage"], int(row["start"]), int(row["end"])
        folder_of = id.partition(".")[0]  # passages of one invented folder share their subject
        if (_chance(folder_of) < HELD_OUT) != held_out or id in seen:
            continue
        title, text = passages[id]
        if title and _chance("head " + id) < HEADED:
            head = f"{title}\n"
            text, shift = head + text, len(head) if start >= 0 else 0
            start, end = start + shift, end + shift
        pairs.append(Pair(f"{SOURCE} {id.split('_')[0]}", row["question"], text, start, end))
    return pairs
