"""How often a follow-up finds its passages: recall@5 on MTRAG's conversations, by what is asked of the index.

    python -m bench.followups --data DATA_DIR --out OUT_DIR [--model [NAME=SPEC]]

The pool is closed (the passages of these conversations only). The numbers in `assistant/condense.py` were chosen on
every second conversation; "held out" are the others, though a first look at which turns to carry from saw them all.
`last turn` and `two turns` search the question alone and with the user's turn before it; `condensed` searches what
`condense` makes of it, and `by NAME` what a language model makes of it by prompt (SmolLM2-135M, or another written as
for the setting `llm`), or `condense` where its reply is turned down, as in the product. Each is measured with terms
alone (BM25) and as the product retrieves.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.condense import Message, condense
from assistant.llm.call import Call, Failed
from assistant.llm.spec import parse
from assistant.rephrase import rephrase
from assistant.retrieve import retrieve
from assistant.settings import Settings, WriterSettings
from bench.models import model, named
from bench.pool import rows
from index import Index

DEPTH = 5
RETRIEVE = Settings().retrieve
PATIENT = WriterSettings(max_tokens=100, timeout=600)  # a small model on a CPU is slow, and time is no bound here


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation, the messages before it, and the names of the documents that answer it."""

    conversation: str
    question: str
    history: tuple[Message, ...]
    gold: frozenset[str]


def turns(data: Path) -> Iterator[Turn]:
    """Every question of MTRAG that has passages."""
    for row in rows(data / "mtrag" / "questions.jsonl"):
        if row["evidence"]:
            yield Turn(
                conversation=row["id"].rpartition("_")[0],
                question=row["question"],
                history=tuple({"role": m["role"], "content": m["text"]} for m in row["conversation"]),
                gold=frozenset(f"{one['doc_id']}.md" for one in row["evidence"]),
            )


def open_pool(data: Path, out: Path) -> Index:
    """The index of MTRAG's passages, one file each, brought up to date."""
    folder = out / "mtrag"
    folder.mkdir(parents=True, exist_ok=True)
    for row in rows(data / "mtrag" / "corpus.jsonl"):
        file = folder / f"{row['id']}.md"
        if not file.exists():
            file.write_text(f"# {row['title']}\n\n{row['text']}\n" if row["title"] else row["text"], encoding="utf-8")
    index = Index.open(out / "mtrag-index", create=True)
    index.sync([folder], lambda what, done, total: print(f"\r{done}/{total}", end="", flush=True))
    print()
    return index


def two_turns(turn: Turn) -> str:
    """The question with the user's turn before it."""
    users = [message["content"] for message in turn.history if message["role"] == "user"]
    return " ".join([*users[-1:], turn.question])


ASKED: dict[str, Callable[[Turn], str]] = {
    "last turn": lambda turn: turn.question,
    "two turns": two_turns,
    "condensed": lambda turn: condense(turn.question, turn.history),
}


class Rephrased:
    """What a language model makes of each question, asked once a turn; `kept` counts the replies that were taken."""

    def __init__(self, setting: str) -> None:
        spec = parse(setting)
        assert spec is not None, "quotes rephrase nothing"
        self._spec = spec
        self._made: dict[tuple[str, str], str] = {}
        self.kept = self.asked = 0

    def __call__(self, turn: Turn) -> str:
        key = (turn.conversation, turn.question)
        if key not in self._made:
            self._made[key] = self._ask(turn)
        return self._made[key]

    def _ask(self, turn: Turn) -> str:
        local = condense(turn.question, turn.history)
        if not turn.history:
            return local
        self.asked += 1
        print(f"\r{self.asked} rephrased", end="", flush=True)
        try:
            said = rephrase(turn.question, turn.history, Call(self._spec, PATIENT))
        except Failed:
            return local
        self.kept += 1
        return said


def found(index: Index, asked: str, hybrid: bool) -> list[str]:
    """Names of the first DEPTH documents for a question, by passages in order."""
    if hybrid:
        passages = [one.passage for one in retrieve(index, asked, RETRIEVE, 4 * DEPTH).passages]
    else:
        ids = [id for id, _ in index.matching(asked, 4 * DEPTH)]
        live = index.passages(ids)
        passages = [live[id] for id in ids]
    names = {document.id: document.name for document in index.documents()}
    return list(dict.fromkeys(names[one.document] for one in passages))[:DEPTH]


def recall(index: Index, listed: list[Turn], ask: Callable[[Turn], str], hybrid: bool) -> float:
    """Mean share of a question's passages among the first DEPTH."""
    shares = [len(turn.gold & set(found(index, ask(turn), hybrid))) / len(turn.gold) for turn in listed]
    return round(sum(shares) / len(shares), 3)


def groups(listed: list[Turn]) -> dict[str, list[Turn]]:
    """All turns, the two halves by conversation, and turns that open a conversation."""
    order = sorted({turn.conversation for turn in listed})
    return {
        "all": listed,
        "chosen on": [turn for turn in listed if order.index(turn.conversation) % 2 == 0],
        "held out": [turn for turn in listed if order.index(turn.conversation) % 2 == 1],
        "held out, follow-ups": [t for t in listed if order.index(t.conversation) % 2 == 1 and t.history],
    }


def main() -> None:
    """Index the pool, ask every question each way, and print recall@5."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    parser.add_argument("--model", type=named, nargs="?", const=("smollm2", ""), metavar="NAME=SPEC")
    arguments = parser.parse_args()
    index = open_pool(arguments.data, arguments.out)
    ways = dict(ASKED)
    if arguments.model:
        name, setting = arguments.model
        ways[f"by {name}"] = by_model = Rephrased(setting or model())
    figures = {
        name: {
            f"{how}, {'hybrid' if hybrid else 'terms'}": recall(index, listed, ask, hybrid)
            for hybrid in (False, True)
            for how, ask in ways.items()
        }
        | {"questions": len(listed)}
        for name, listed in groups(list(turns(arguments.data))).items()
    }
    print(json.dumps(figures, indent=2))
    if arguments.model:
        print(f"{by_model.kept} of {by_model.asked} replies taken, the others turned down")


if __name__ == "__main__":
    main()
