"""Sentences on short everyday texts, true ones in other words and false ones: which of them the check lets through.

    python -m bench.support_everyday [--out OUT_DIR] [--held-out] [--list]

The texts (leases, leaflets, minutes, news, price lists, manuals, papers) and the sentences were written for this,
before the check was changed by them. They are halved by text, at random: rules are made by one half, and the other
(`--held-out`) is looked at when they are done. Nothing is fitted on either. `--list` prints what was judged wrongly.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant.support import Checker, Support
from bench.pool import rows, told, write
from index import Index

FILE = Path(__file__).with_suffix(".jsonl")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence on one text. `kind` is how it is true (in other words, another form of a figure, a denial, ...) or
    what makes it false (a denial, a unit, the figure of another group, one word of a small class for another, ...)."""

    text: str
    kind: str
    claim: str
    supported: bool
    held_out: bool


def sentences() -> Iterator[Said]:
    """All of them, in the order of the file."""
    for row in rows(FILE):
        held_out = hashlib.md5(row["id"].encode()).digest()[0] % 2 == 1
        for one in row["claims"]:
            yield Said(row["id"], one["kind"], one["claim"], one["supported"], held_out)


def judged(index: Index, listed: Sequence[Said]) -> list[Support]:
    """The best verdict of the passages of each sentence's text."""
    checker = Checker(index)
    passages = {one.name: list(index.manifest.passages_of(one.id)) for one in index.documents()}
    return [
        max(checker.support(one.claim, passages[f"{one.text}.md"]), key=lambda found: (found.supported, found.score))
        for one in listed
    ]


def table(listed: Sequence[Said], found: Sequence[Support]) -> str:
    """By kind: of the false sentences those that pass, and of the true ones those that are refused."""
    lines = []
    for supported, what in ((False, "false sentences that pass"), (True, "true sentences that are refused")):
        side = [(one.kind, one.supported != it.supported) for one, it in zip(listed, found, strict=True)]
        side = [(kind, wrong) for (kind, wrong), one in zip(side, listed, strict=True) if one.supported == supported]
        every, wrong = Counter(kind for kind, _ in side), Counter(kind for kind, bad in side if bad)
        lines.append(f"{what}: {wrong.total()} of {every.total()}")
        lines += [f"  {kind:12}{wrong[kind]:4} of {every[kind]:3}" for kind in sorted(every)]
    return "\n".join(lines)


def main() -> None:
    """Index the texts, judge one half of the sentences, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    parser.add_argument("--held-out", action="store_true", help="the half by which no rule was made")
    parser.add_argument("--list", action="store_true", help="print the sentences that were judged wrongly")
    arguments = parser.parse_args()
    listed = [one for one in sentences() if one.held_out == arguments.held_out]
    folder = write(((row["id"], row["id"], row["text"]) for row in rows(FILE)), arguments.out / "support-everyday")
    with closing(Index.open(arguments.out / "support-everyday-index", create=True)) as index:
        index.sync([folder], told)
        found = judged(index, listed)
    for one, it in zip(listed, found, strict=True):
        if arguments.list and one.supported != it.supported:
            what = "refused" if one.supported else "passed"
            why = "; ".join(reason.text for reason in it.reasons)
            print(f"{what:8}{one.kind:11}{it.score:.2f} {one.text}: {one.claim} {why}")
    print("\n" + table(listed, found))


if __name__ == "__main__":
    main()
