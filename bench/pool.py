"""The pool that quality is measured on: CLAPNQ, XQuAD (English) and Wikipedia distractors, indexed as a user would.

    python -m bench.pool --data DATA_DIR --out OUT_DIR

Each passage becomes a Markdown file with its title as heading; the index of all of them is kept in OUT_DIR/index and
brought up to date by the next call.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import Index
from training.written import written_passages

SETS = ("clapnq", "wiki_passages", "xquad")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set; `gold` are names of the documents that hold its answer, `quotes` their words."""

    id: str
    text: str
    answers: tuple[str, ...]
    gold: frozenset[str]
    quotes: tuple[str, ...]
    answerable: bool
    group: str  # questions of one group (article) go into the same fold


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def documents(data: Path) -> Iterator[tuple[str, str, str]]:
    """(id, title, text) of every document of the pool."""
    for name in SETS:
        for row in rows(data / name / "corpus.jsonl"):
            if name != "xquad" or row["id"].startswith("xq_en"):
                yield row["id"], row["title"].replace("_", " "), row["text"]


def write(listed: Iterable[tuple[str, str, str]], folder: Path) -> Path:
    """Write documents, each as (id, title, text), into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for id, title, text in listed:
        file = folder / f"{id}.md"
        content = f"# {title}\n\n{text}\n"
        if not file.exists() or file.read_text(encoding="utf-8") != content:
            file.write_text(content, encoding="utf-8")
    return folder


def open_pool(data: Path, out: Path) -> Index:
    """The pool's index, brought up to date."""
    index = Index.open(out / "index", create=True)
    index.sync([write(documents(data), out / "pool")], told)
    return index


def open_written(data: Path, out: Path) -> Index:
    """The index of all passages that questions were written for, brought up to date."""
    listed = ((id, title or id, text) for id, title, text in written_passages(data))
    index = Index.open(out / "written-index", create=True)
    index.sync([write(listed, out / "written")], told)
    return index


def told(what: str, done: int, total: int) -> None:
    """Progress, on one line."""
    print(f"\r{done}/{total}", end="", flush=True)


def questions(data: Path, name: str) -> list[Question]:
    """The questions of `clapnq` or of `xquad` (English)."""
    groups = {row["id"]: row["title"] for row in rows(data / name / "corpus.jsonl")}
    listed = []
    for row in rows(data / name / "questions.jsonl"):
        if row.get("lang", "en") != "en":
            continue
        gold = [evidence["doc_id"] for evidence in row["evidence"]]
        quotes = tuple(evidence["quote"] for evidence in row["evidence"] if evidence.get("quote"))
        group = groups[gold[0] if gold else row["candidate_doc_id"]]
        listed.append(
            Question(
                id=row["id"],
                text=row["question"],
                answers=tuple(row["answers"]),
                gold=frozenset(f"{one}.md" for one in gold),
                quotes=quotes,
                answerable=bool(row["answerable"]),
                group=group,
            )
        )
    return listed


def main() -> None:
    """Write and index the pool."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    arguments = parser.parse_args()
    print("\n", open_pool(arguments.data, arguments.out).manifest.counts())


if __name__ == "__main__":
    main()
