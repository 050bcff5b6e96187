"""Scores a reader on XQuAD English: python -m training.evaluate --xquad XQUAD_DIR [--model FOLDER | --checkpoint ...]

Prints exact match and F1 (normalised as SQuAD does) with the gold paragraph given, the AUROC of the margin between
the gold paragraph and the nearest wrong ones, the same of the written questions that were held out (answered against
unanswered ones over the same passages), and the time to read 20 passages of about 180 tokens.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.evaluate.metrics.answers import exact_match, token_f1
from assistant.reader import Reader
from training.data import Overlap
from training.written import load_written

WRONG = 4  # nearest wrong paragraphs asked for each sampled question


@dataclass(frozen=True)
class Question:
    """A question, its answers and its paragraph."""

    text: str
    answers: tuple[str, ...]
    paragraph: str


def load_xquad(folder: Path) -> list[Question]:
    """The English questions in file order."""
    rows = map(json.loads, (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines())
    texts = {row["id"]: row["text"] for row in rows if row["id"].startswith("xq_en_")}
    found = map(json.loads, (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        Question(row["question"], tuple(row["answers"]), texts[row["evidence"][0]["doc_id"]])
        for row in found
        if row["lang"] == "en"
    ]


def short_answers(reader: Reader, questions: list[Question]) -> tuple[float, float]:
    """Exact match and F1 with the gold paragraph given, each 0..1."""
    scores = []
    for question in questions:
        found = reader.read(question.text, [question.paragraph])[0].text
        scores.append((exact_match(found, question.answers), token_f1(found, question.answers)))
    exact, mean_f1 = np.mean(scores, axis=0)
    return float(exact), float(mean_f1)


def auroc(right: list[float], wrong: list[float]) -> float:
    """Probability that a right score is above a wrong one, ties counted half."""
    ordered = np.sort(wrong)
    below = np.searchsorted(ordered, right, "left") + np.searchsorted(ordered, right, "right")
    return float(below.mean() / 2 / len(wrong))


def told_apart(reader: Reader, questions: list[Question], every: int) -> tuple[float, int]:
    """AUROC of the margin, gold paragraph against near ones without the answer, and the number of questions used."""
    overlap = Overlap(sorted({question.paragraph for question in questions}))
    sample = questions[::every]
    right, wrong = [], []
    for question in sample:
        near = overlap.nearest(question.text, WRONG * 4)
        held = [answer.lower() for answer in question.answers]
        others = [t for t in near if t != question.paragraph and not any(answer in t.lower() for answer in held)]
        margins = [reading.margin for reading in reader.read(question.text, [question.paragraph, *others[:WRONG]])]
        right.append(margins[0])
        wrong += margins[1:]
    return auroc(right, wrong), len(sample)


def held_out(reader: Reader, sets: Path) -> tuple[float, float, float, int]:
    """Exact match and F1 of the answered written questions, AUROC of their margins against the unanswered, and how
    many there are of both; `sets` is the folder of the public sets."""
    pairs = load_written(sets, held_out=True)
    read = [(pair, reader.read(pair.question, [pair.passage])[0]) for pair in pairs]
    scores = [
        (exact_match(found.text, (pair.answer,)), token_f1(found.text, (pair.answer,)))
        for pair, found in read
        if pair.answered
    ]
    exact, mean_f1 = np.mean(scores, axis=0)
    margins = [[found.margin for pair, found in read if pair.answered == answered] for answered in (True, False)]
    return float(exact), float(mean_f1), auroc(*margins), len(pairs)


def speed(reader: Reader, questions: list[Question], tokens: int = 180, count: int = 20, repeats: int = 10) -> float:
    """Median milliseconds to read count passages of about that many tokens for one question."""
    words = " ".join(question.paragraph for question in questions[::7]).split()
    size = int(tokens / 1.35)  # pieces a word in these paragraphs
    passages = [" ".join(words[i * size : (i + 1) * size]) for i in range(count)]
    took = []
    for question in questions[:repeats]:
        began = time.perf_counter()
        reader.read(question.text, passages)
        took.append(time.perf_counter() - began)
    return float(np.median(took) * 1000)


def report(folder: Path, questions: list[Question], every: int, sets: Path) -> None:
    """Prints all figures for a model folder."""
    reader = Reader.load(folder, threads=1)
    exact, mean_f1 = short_answers(reader, questions)
    area, used = told_apart(reader, questions, every)
    size = (folder / "reader.onnx").stat().st_size / 1e6
    print(f"XQuAD en, {len(questions)} questions: exact match {exact:.4f}, F1 {mean_f1:.4f}")
    print(f"right against near wrong paragraphs, {used} questions: AUROC {area:.4f}")
    exact, mean_f1, area, used = held_out(reader, sets)
    print(f"written, held out, {used} questions: exact match {exact:.4f}, F1 {mean_f1:.4f}, AUROC {area:.4f}")
    for threads in (1, 2):
        timed = speed(Reader.load(folder, threads=threads), questions)
        print(f"20 passages of 180 tokens, {threads} thread(s): {timed:.0f} ms; file {size:.1f} MB", flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--xquad", type=Path, required=True, help="its folder, among the other public sets")
    parser.add_argument("--model", type=Path, default=Path("assistant/reader/model"), help="folder with reader.onnx")
    parser.add_argument("--checkpoint", type=Path, help="score this checkpoint in fp32 instead")
    parser.add_argument("--base", type=Path, help="folder of all-MiniLM-L6-v2, needed with --checkpoint")
    parser.add_argument("--every", type=int, default=4, help="use every n-th question for the AUROC")
    given = parser.parse_args()
    questions = load_xquad(given.xquad)
    if given.checkpoint is None:
        report(given.model, questions, given.every, given.xquad.parent)
        return
    from training.export import export  # here, because it needs torch

    with tempfile.TemporaryDirectory() as folder:
        export([given.checkpoint], given.base, Path(folder), "fp32", None)
        report(Path(folder), questions, given.every, given.xquad.parent)


if __name__ == "__main__":
    main()
