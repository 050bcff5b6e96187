"""How questions that are made of several are answered: those of tests/everyday, with an answer to each part.

    python -m bench.several [--whole] [--out OUT_DIR]

Prints, for each of the two sets, how many questions have an accepted answer to every part among the sentences that
answer (not those found beside), and of those with a part that the documents do not answer, how many answer the other
part and say that one is missing. With --whole no question is taken apart, as if `assistant/parts.py` were not there.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

from assistant import Answer, Assistant, compound
from assistant.parts import Part

FOLDER = Path(__file__).parent.parent / "tests" / "everyday"
SETS = {"several_first": ("first",), "several_second": ("second", "lists", "defined")}  # folders that are asked
TOLD = compound.MISSING.split("{")[0]


def questions(name: str) -> list[dict[str, Any]]:
    """The rows of one set: `question`, its `kind`, and its `parts` with the `answers` accepted for each."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]


def counted(asked: Iterable[tuple[dict[str, Any], Answer]]) -> Counter[str]:
    """By kind (all parts can be answered: "both", one cannot: "half", one question alone: "single") how many questions,
    how many "right" in all parts that can be answered, and how many "told" that something is missing."""
    counts: Counter[str] = Counter()
    for row, answer in asked:
        said = " ".join(" ".join(one.text for one in answer.sentences if not one.further).lower().split())
        right = [any(one.lower() in said for one in part["answers"]) for part in row["parts"] if part["answers"]]
        counts[row["kind"]] += 1
        counts[f"{row['kind']} right"] += all(right)
        counts[f"{row['kind']} told"] += answer.refused or TOLD in answer.note
        counts["parts"] += len(right)
        counts["parts right"] += sum(right)
    return counts


def figures(name: str, out: Path) -> str:
    """One line on one of the sets."""
    with closing(Assistant.open(out / name, create=True)) as assistant:
        assistant.sync([FOLDER / folder for folder in SETS[name]])
        counts = counted((row, assistant.query(row["question"])) for row in questions(name))
    return (
        f"{name}: all parts answered {counts['both right']} of {counts['both']}, parts {counts['parts right']} of "
        f"{counts['parts']}; {counts['half']} with a part that has no answer: the other answered "
        f"{counts['half right']}, told {counts['half told']}; {counts['single']} single questions: right "
        f"{counts['single right']}"
    )


def main() -> None:
    """Index and ask both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    parser.add_argument("--whole", action="store_true")
    chosen = parser.parse_args()
    for name in SETS:
        if chosen.whole:
            with patch.object(compound, "parts", lambda question: (Part(question, question),)):
                print(figures(name, chosen.out))
        else:
            print(figures(name, chosen.out))


if __name__ == "__main__":
    main()
