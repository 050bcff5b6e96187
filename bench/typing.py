"""What misspelt words cost: XQuAD's questions with no, one and two words mistyped, with and without looking for the
words that were meant.

    python -m bench.typing --data DATA_DIR --out OUT_DIR [--every 8]

Over the pool of CLAPNQ, XQuAD and Wikipedia distractors. Answered is a question with an accepted answer in the first
two sentences. A mistyped word has five letters or more and has two of them swapped, or one left out, doubled or
exchanged, never the first. `changed` counts, among all of CLAPNQ's and XQuAD's questions as they stand, those that are
asked with another word too than was typed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from contextlib import closing
from pathlib import Path

from assistant import Answer, Assistant
from assistant import ways as answering
from bench.pool import Question, open_pool, questions

WORD = re.compile(r"[A-Za-z]{5,}")
OTHERS = "aeiourstnl"  # letters that are hit in place of the right one


def mistyped(word: str, draw: random.Random) -> str:
    """The word with one mistake, not in its first letter."""
    at = draw.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    made = {
        "swapped": before + after[0] + letter + after[1:],
        "left out": before + after,
        "doubled": before + 2 * letter + after,
        "exchanged": before + draw.choice(OTHERS.replace(letter, "")) + after,
    }
    return made[draw.choice(sorted(made))]


def spoilt(question: str, count: int, draw: random.Random) -> str:
    """The question with so many of its long words mistyped, or all of them."""
    found = list(WORD.finditer(question))
    for match in sorted(draw.sample(found, min(count, len(found))), key=lambda match: -match.start()):
        question = question[: match.start()] + mistyped(match[0], draw) + question[match.end() :]
    return question


def answered(answer: Answer, question: Question) -> bool:
    """Whether the first two sentences hold an accepted answer."""
    said = _plain(" ".join(one.text for one in answer.sentences[:2]))
    return any(_plain(one) in said for one in question.answers)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def share(assistant: Assistant, listed: list[Question], count: int) -> float:
    """Share of the questions that are answered with `count` words mistyped, the same ones each time."""
    draw = random.Random(5)
    return round(sum(answered(assistant.query(spoilt(one.text, count, draw)), one) for one in listed) / len(listed), 3)


def main() -> None:
    """Print the shares, and how many questions as they stand are changed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    parser.add_argument("--every", type=int, default=8)
    arguments = parser.parse_args()
    open_pool(arguments.data, arguments.out).close()
    listed = questions(arguments.data, "xquad")[:: arguments.every]
    every = [one for name in ("clapnq", "xquad") for one in questions(arguments.data, name)]
    looked_for = answering.respell
    with closing(Assistant.open(arguments.out / "index")) as assistant:
        figures = {"looked for": {count: share(assistant, listed, count) for count in (0, 1, 2)}}
        changed = sum(bool(looked_for(one.text, assistant.index)[1]) for one in every)
        answering.respell = lambda question, index: (question, "")  # as before words were looked for
        figures["as typed"] = {count: share(assistant, listed, count) for count in (0, 1, 2)}
    print(json.dumps(figures | {"questions": len(listed), "changed": f"{changed} of {len(every)}"}, indent=2))


if __name__ == "__main__":
    main()
