"""How ordinary documents are answered: four of the folders in tests/everyday, with the sets of questions beside them.

    python -m bench.everyday [--out OUT_DIR]

Prints, for each set, how many of the answerable questions have an accepted answer in the first two sentences, how
many are refused or answered wrongly, and how many of the others are refused. Of three sets a half was looked at after a
first run: how many of the other half are answered is told too.
"""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from pathlib import Path

from assistant import Assistant
from assistant.evaluate import evaluate
from assistant.evaluate.questions import read_set

SETS = {"first": "first", "second": "second", "third": "third", "forms": "forms", "reworded": "second"}  # and folders
FOLDER = Path(__file__).parent.parent / "tests" / "everyday"


# What was looked at: of `third` the questions on these documents, of the others every second line, from this one on.
LOOKED_AT = frozenset(
    "course_handbook.md dishwasher_manual.html larkfield_minutes.txt mortgage_offer.pdf sleep_light_study.md "
    "travel_expenses_policy.docx".split()
)
EVERY_SECOND = {"forms": 1, "reworded": 0}


def unseen(name: str) -> list[bool]:
    """For each line of a set whether it was in the half that was not looked at; empty for sets without halves."""
    rows = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]
    if name == "third":
        return [row["document"] not in LOOKED_AT for row in rows]
    return [i % 2 != EVERY_SECOND[name] for i in range(len(rows))] if name in EVERY_SECOND else []


def figures(name: str, out: Path) -> str:
    """One line on one of the sets."""
    asked = read_set(FOLDER / f"{name}.jsonl")
    with closing(Assistant.open(out / f"everyday-{name}", create=True)) as assistant:
        assistant.sync([FOLDER / SETS[name]])
        came = list(zip(asked.questions, evaluate(assistant, asked).results, strict=True))
    answers = [one for question, one in came if question.answerable]
    others = [one for question, one in came if not question.answerable]
    right = sum(one.scores["answered"] == 1 for one in answers)
    refused = sum(one.refused for one in answers)
    halves = zip(unseen(name), came, strict=False)
    other = [one for apart, (question, one) in halves if apart and question.answerable]
    told = f"; not looked at {sum(one.scores['answered'] == 1 for one in other)} of {len(other)}" if other else ""
    return (
        f"{name}: answered {right} of {len(answers)}, refused {refused}, wrong {len(answers) - right - refused}; "
        f"without an answer {len(others)}, refused {sum(one.refused for one in others)}{told}"
    )


def main() -> None:
    """Index and ask all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    out = parser.parse_args().out
    for name in SETS:
        print(figures(name, out))


if __name__ == "__main__":
    main()
