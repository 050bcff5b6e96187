"""Can a small language model say in one sentence what the quotes of an answer say?

    python -m bench.phrase --data DATA_DIR --out OUT_DIR [--sets clapnq,xquad] [--count 100] [--read 40]
                           [--model NAME=SPEC]

The product picks the sentences, as for a quoted answer; the model (SmolLM2-135M, or another written as for the setting
`llm`) sees the question and these sentences alone, and writes one sentence, greedily. It would stand in place of the
quotes where the sentence check passes it. What was asked is kept in OUT_DIR/writers and goes on where it was stopped.
Writes PHRASE.md, one section for a set and model; those of others stay. `--read` writes so many pairs of a passed
sentence and its quotes into OUT_DIR/writers/phrase-pairs.md, in random order, to be judged; what was
found is in bench/phrase_read.json.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.evaluate.metrics.answers import contains, token_f1
from assistant.evaluate.metrics.catalogue import columns_of
from assistant.evaluate.store import rows
from assistant.llm.call import Call, Prompt
from assistant.llm.providers import warm
from assistant.llm.spec import Spec, parse
from assistant.settings import WriterSettings
from assistant.support import Checker
from bench import alce
from bench.figures import cell, mean
from bench.machine import machine
from bench.models import flag, model, named
from bench.pairs import READ, Pair, preferred, sheet
from bench.reading import drawn, key
from bench.sample import answer_of, answered, opened, sample, writer
from bench.sections import replace
from index import Index
from index.sentences import sentence_spans

SHORT = WriterSettings(max_tokens=60, timeout=3600, threads=1)
SYSTEM = (
    "You answer a question in one short sentence. Use only the text that you are given, with its own words, "
    "names and numbers."
)
USER = "Text: {text}\n\nQuestion: {question}\n\nAnswer the question in one short sentence from the text."


def phrase(answer: Answer, spec: Spec) -> tuple[str, float]:
    """The first sentence that the model writes for the quotes of an answer, and the processor time in ms."""
    text = " ".join(one.text for one in answer.sentences)
    began = time.process_time()
    reply = Call(spec, SHORT).text(Prompt(SYSTEM, USER.format(text=text, question=answer.question)))
    took = (time.process_time() - began) * 1000
    spans = sentence_spans(reply.strip())
    return (reply.strip()[slice(*spans[0])] if spans else ""), took


def phrased(quoted: Sequence[Mapping[str, Any]], spec: Spec, kept: Path) -> Iterator[dict[str, Any]]:
    """One row per answer that is no refusal: its id, the model's sentence and the time; kept in a file as they come."""
    done = {row["id"]: row for row in rows(kept)}
    for row in quoted:
        answer = answer_of(row)
        if answer.refused:
            continue
        if row["id"] not in done:
            sentence, took = phrase(answer, spec)
            done[row["id"]] = {"id": row["id"], "sentence": sentence, "cpu_ms": took}
            with kept.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(done[row["id"]], ensure_ascii=False) + "\n")
        yield done[row["id"]]


def compared(row: Mapping[str, Any], said: Mapping[str, Any], checker: Checker) -> dict[str, float | None]:
    """Scores of the quotes, of the quotes' first sentence, of the model's sentence, and of what would be shown."""
    answer, accepted = answer_of(row), row["question"]["answers"]
    quotes = " ".join(one.text for one in answer.sentences)
    check = alce.checked(checker, passages=False)
    passes = bool(said["sentence"]) and check(said["sentence"], answer.citations)
    texts = {
        "quotes": quotes,
        "first": answer.sentences[0].text,
        "model": said["sentence"],
        "shown": said["sentence"] if passes else quotes,
    }
    found: dict[str, float | None] = {"passes": float(passes), "cpu_ms model": said["cpu_ms"]}
    found["cpu_ms quotes"] = row["cpu_ms"]
    found["overlap model"] = float(alce.overlapping(said["sentence"], answer.citations))
    for name, text in texts.items():
        found[f"contains {name}"] = contains(text, accepted)
        found[f"f1 {name}"] = token_f1(text, accepted)
        found[f"words {name}"] = float(len(text.split()))
    if passes:
        found["contains passed"] = contains(said["sentence"], accepted)
        found["contains passed, quotes"] = contains(quotes, accepted)
    return found


LINES = (
    ("reference answer contained", "contains {}"),
    ("token F1 with the reference", "f1 {}"),
    ("words", "words {}"),
)
COLUMNS = {
    "quotes": "quotes",
    "first": "first quoted sentence alone",
    "model": "the model's sentence, unchecked",
    "shown": "the model's where it passes, else quotes",
}


def table(judged: Sequence[Mapping[str, float | None]]) -> list[str]:
    """The figures of one set."""
    columns, count = columns_of(judged), len(judged)

    def shown(score: str) -> str:
        return cell(mean(score), columns, count) if score in columns else "none"

    lines = [f"| {count} answers | " + " | ".join(COLUMNS.values()) + " |", "| --- |" + " ---: |" * len(COLUMNS)]
    lines += [
        f"| {label} | " + " | ".join(shown(score.format(key)) for key in COLUMNS) + " |" for label, score in LINES
    ]
    return [
        *lines,
        "",
        f"The check passes {shown('passes')} of the model's sentences; by words in common with the quotes, "
        f"{shown('overlap model')} would pass. Those that the check passes hold the reference answer in "
        f"{shown('contains passed')}, the quotes that they would replace in {shown('contains passed, quotes')}. "
        f"The model takes {shown('cpu_ms model')} ms of one core, the quoted answer {shown('cpu_ms quotes')} ms.\n",
    ]


def pair(row: Mapping[str, Any], sentence: str) -> Pair:
    """The model's sentence beside the quotes that it would replace."""
    answer = answer_of(row)
    return Pair(answer.question, sentence, " ".join(one.text for one in answer.sentences), key(row["id"], sentence))


def section(index: Index, given: argparse.Namespace, set_name: str, name: str, spec: Spec) -> tuple[str, list[Pair]]:
    """The section of one set and model, and the pairs of passed sentences and quotes."""
    kept = given.out / "writers"
    asked = sample(given.data, set_name, given.count, 0)
    quoted = list(answered(writer(index, "quotes"), asked, kept / f"{set_name}-quotes.jsonl"))
    said = {one["id"]: one for one in phrased(quoted, spec, kept / f"{set_name}-phrase-{name}.jsonl")}
    checker = Checker(index)
    judged = [(row, compared(row, said[row["id"]], checker)) for row in quoted if row["id"] in said]
    pairs = [pair(row, said[row["id"]]["sentence"]) for row, scores in judged if scores["passes"]]
    about = (
        f"`python -m bench.phrase --sets {set_name} --count {given.count}{flag(given.model)}`: {given.count} "
        f"answerable questions, of which {given.count - len(judged)} were refused. {machine()}\n"
    )
    return "\n".join([about, *table([scores for _, scores in judged]), preferred(pairs, READ)]), pairs


def main() -> None:
    """Ask, phrase, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    parser.add_argument("--sets", default="clapnq,xquad")
    parser.add_argument("--count", type=int, default=100, help="answerable questions of each set")
    parser.add_argument("--read", type=int, default=0, metavar="N", help="write N pairs of each set for reading")
    parser.add_argument("--model", type=named, default=None, metavar="NAME=SPEC", help="another model than SmolLM2")
    given = parser.parse_args()
    name, setting = given.model or ("smollm2", model())
    spec = parse(setting)
    assert spec is not None
    warm(spec, SHORT)
    found, reading = {}, []
    for one in given.sets.split(","):
        index = opened(given.data, given.out, one)
        found[f"{one}, {name}"], pairs = section(index, given, one, name, spec)
        reading += drawn(pairs, given.read)
        index.close()
    if given.read:
        (given.out / "writers" / "phrase-pairs.md").write_text(sheet(reading), encoding="utf-8")
    replace(Path(__file__).with_name("PHRASE.md"), HEAD, found)


HEAD = """# One sentence of a small model in place of quotes

`python -m bench.phrase`. The model sees the question and the sentences that the product would quote (up to three), and
writes one sentence. In brackets 95% bootstrap intervals over the questions. CLAPNQ's references are whole paragraphs,
so that hardly any answer holds one; XQuAD's are a few words.

**When it would be offered**, declared before the first run. On CLAPNQ and on XQuAD, all of these: the check passes at
least half of the sentences, since else the model is waited for in vain more often than not; those that it passes hold
XQuAD's reference answer no less often than the quotes that they would replace, give or take .05; of those that it
passes, a reader finds .90 borne out by the quotes (what is asked of any language model after the check); and the reader
prefers them to the quotes, as an answer to the question, in more than half of the pairs, the 95% interval above a half.
The reader sees both texts without a name and in an order drawn at random, judges which of them a person who asked would
rather get back, and may say that neither is better, which counts against the model. A machine's measure of fluency
would like a smooth sentence that is wrong; a reader is asked since "reads better" is about readers.
"""


if __name__ == "__main__":
    main()
