"""What the sentence check is fitted and measured on: claims that people labelled, and true sentences made false."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from assistant.support.names import names
from bench.corrupt import added, corruptions, reworded
from bench.pool import rows
from index.sentences import sentence_spans

SEED = 7


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence against one text; `kind` is "" for claims that people labelled, "gold" or what was changed."""

    source: str
    kind: str
    group: str
    claim: str
    evidence: str
    title: str
    supported: bool


def labelled(data: Path) -> Iterator[Case]:
    """The claims with a label by people."""
    for row in rows(data / "support" / "claims.jsonl"):
        if row["label"] != "generic":
            group = row["claim"] if row["source"] == "wice_claim" else row["evidence"]
            yield Case(row["source"], "", group, row["claim"], row["evidence"], "", row["label"] == "supported")


def made(data: Path) -> Iterator[Case]:
    """CLAPNQ's answers and gold sentences, reworded, and each with one thing changed."""
    random = Random(SEED)
    corpus = {row["id"]: row for row in rows(data / "clapnq" / "corpus.jsonl")}
    elsewhere = [one.text for row in corpus.values() for one in names(row["text"])]
    sentences = [(row["text"][a:b], row["text"]) for row in corpus.values() for a, b in sentence_spans(row["text"])]
    sentences = [(text, source) for text, source in sentences if 6 <= len(text.split()) <= 40]
    for row in rows(data / "clapnq" / "questions.jsonl"):
        if not row["evidence"]:
            continue
        passage = corpus[row["evidence"][0]["doc_id"]]
        text, title = passage["text"], passage["title"].replace("_", " ")
        answers = [answer[a:b] for answer in row["answers"][:1] for a, b in sentence_spans(answer)]
        quotes = [reworded(one["quote"], random) for one in row["evidence"][:2] if one.get("quote")]
        for source, listed in (("clapnq answers", answers), ("clapnq quotes", quotes)):
            for gold in listed:
                if len(gold.split()) < 5:
                    continue
                yield Case(source, "gold", title, gold, text, title, True)
                for kind, false in corruptions(gold, text, elsewhere, sentences, random).items():
                    yield Case(source, kind, title, false, text, title, False)
                if false := added(gold, text, elsewhere, Random(gold)):
                    yield Case(source, "added", title, false, text, title, False)
