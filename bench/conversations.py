"""What the conversation before a question does to its answer, where it goes on with a subject and where it leaves it.

    python -m bench.conversations --data DATA_DIR --out OUT_DIR [--every 6]

"follow-ups" are MTRAG's, of the half of the conversations that `condense` was not chosen on (how much surer a less
likely way must be was chosen with both halves in view), over its passages; "changed
subject" are each `--every`-th of XQuAD's questions over its paragraphs and CLAPNQ's, each asked after two turns about
another article. Right is an answer, not refused, that leads with a sentence of a right passage. `alone` is the question
without its conversation, `condensed` what `condense` makes of it, and `product` what the product does with both.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant import Answer, Assistant
from assistant.condense import Message, condense
from bench import followups
from bench.pool import Question, open_pool, questions

TURNS = 2  # about another article


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, the messages before it, and the names of the documents that answer it."""

    question: str
    history: tuple[Message, ...]
    gold: frozenset[str]


WAYS: dict[str, Callable[[Assistant, Turn], Answer]] = {
    "alone": lambda assistant, turn: assistant.query(turn.question),
    "condensed": lambda assistant, turn: assistant.query(condense(turn.question, turn.history)),
    "product": lambda assistant, turn: assistant.query(turn.question, history=turn.history),
}


def follow_ups(data: Path) -> list[Turn]:
    """MTRAG's questions with a conversation before them, of every second conversation."""
    held_out = followups.groups(list(followups.turns(data)))["held out, follow-ups"]
    return [Turn(one.question, one.history, one.gold) for one in held_out]


def changed(data: Path, every: int, assistant: Assistant) -> Iterator[Turn]:
    """XQuAD's questions, each after turns about another article, as the product answered them."""
    listed, draw = questions(data, "xquad"), random.Random(1)
    for one in listed[::every]:
        others = [other for other in listed if other.group != one.group]
        group = draw.choice(others).group
        before = draw.sample([other for other in others if other.group == group], TURNS)
        yield Turn(one.text, tuple(talk(assistant, before)), one.gold)


def talk(assistant: Assistant, asked: Iterable[Question]) -> Iterator[Message]:
    """The messages of a conversation of these questions."""
    for one in asked:
        yield {"role": "user", "content": one.text}
        yield {"role": "assistant", "content": assistant.query(one.text).text}


def right(answer: Answer, turn: Turn) -> bool:
    """Whether the answer leads with a sentence of a right passage."""
    return bool(answer.citations) and answer.citations[0].document.rpartition("/")[2] in turn.gold


def shares(assistant: Assistant, turns: Sequence[Turn]) -> dict[str, float]:
    """Share of right answers, by way of asking, over the questions that `condense` changes."""
    touched = [turn for turn in turns if condense(turn.question, turn.history) != turn.question]
    figures = {
        how: round(sum(right(ask(assistant, turn), turn) for turn in touched) / len(touched), 3)
        for how, ask in WAYS.items()
    }
    return figures | {"changed by condense": len(touched), "questions": len(turns)}


def main() -> None:
    """Ask all questions each way and print the shares of right answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    parser.add_argument("--every", type=int, default=6)
    arguments = parser.parse_args()
    followups.open_pool(arguments.data, arguments.out).close()
    open_pool(arguments.data, arguments.out).close()
    with closing(Assistant.open(arguments.out / "mtrag-index")) as assistant:
        found = {"follow-ups": shares(assistant, follow_ups(arguments.data))}
    with closing(Assistant.open(arguments.out / "index")) as assistant:
        turns = list(changed(arguments.data, arguments.every, assistant))
        found["changed subject"] = shares(assistant, turns)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
