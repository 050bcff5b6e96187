"""How ordinary documents are answered: four of the folders in tests/everyday, with the sets of questions beside them.

    python -m bench.everyday [--out OUT_DIR]

Prints, for each set, how many of the answerable questions have an accepted answer in the first two sentences, how
many are refused or answered wrongly, and how many of the others are refused.
"""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from assistant import Assistant
from assistant.evaluate import evaluate
from assistant.evaluate.questions import read_set

SETS = {"first": "first", "second": "second", "third": "third", "forms": "forms", "reworded": "second"}  # and folders
FOLDER = Path(__file__).parent.parent / "tests" / "everyday"


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
    return (
        f"{name}: answered {right} of {len(answers)}, refused {refused}, wrong {len(answers) - right - refused}; "
        f"without an answer {len(others)}, refused {sum(one.refused for one in others)}"
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
