"""BEIR folders (Thakur et al., 2021): corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv; retrieval only, no answers."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from assistant.evaluate.errors import BadQuestionSet
from assistant.evaluate.formats.plain import parsed
from assistant.evaluate.questions import Evidence, Question, QuestionSet

SPLITS = ("test", "dev", "train")


def read(folder: Path) -> QuestionSet:
    """The queries of the first split that is there (test, dev, train), with the corpus as documents."""
    split = next((one for one in SPLITS if (folder / "qrels" / f"{one}.tsv").exists()), None)
    if split is None or not (folder / "queries.jsonl").exists() or not (folder / "corpus.jsonl").exists():
        raise BadQuestionSet(f"{folder} is no BEIR folder: it needs corpus.jsonl, queries.jsonl and qrels/test.tsv.")
    documents = {_name(row["_id"]): _text(row) for row in _rows(folder / "corpus.jsonl")}
    judged = _judgements(folder / "qrels" / f"{split}.tsv")
    questions = tuple(
        Question(str(row["_id"]), str(row["text"]), (), tuple(judged[str(row["_id"])]), True, line=line)
        for line, row in enumerate(_rows(folder / "queries.jsonl"), start=1)
        if judged.get(str(row["_id"]))
    )
    return QuestionSet(folder.name, questions, documents)


def _judgements(path: Path) -> dict[str, list[Evidence]]:
    """Relevant documents by query; the first line is a header, the columns are query, document and grade."""
    judged: dict[str, list[Evidence]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in list(csv.reader(lines, delimiter="\t"))[1:]:
            if len(row) >= 3 and int(row[2]) > 0:
                judged[row[0]].append(Evidence(_name(row[1]), grade=int(row[2])))
    return judged


def _rows(path: Path) -> list[dict[str, Any]]:
    lines = parsed(path, lambda text: [json.loads(line) for line in text.split("\n") if line.strip()])
    return list(lines)


def _name(id: str) -> str:
    return re.sub(r"[^0-9A-Za-z._-]+", "-", str(id)) + ".md"


def _text(row: dict[str, Any]) -> str:
    title = str(row.get("title") or "").strip()
    return f"# {title}\n\n{row['text']}\n" if title else f"{row['text']}\n"
