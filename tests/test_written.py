"""The questions written for this project, which the reader is trained and its refusals are fitted on."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from training.written import FOLDER, HELD_OUT, load_written, written_passages

NAMES = 0.01  # of the questions name something of eight words, as the passage does


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


def test_answers_are_whole_words_of_the_invented_documents() -> None:
    texts = {row["id"]: row["text"] for row in rows("documents.jsonl")}
    answers = [row for row in rows("questions.jsonl") if row["passage"] in texts and row["start"] >= 0]
    assert len(texts) > 500 and len(answers) > 2_000
    for row in answers:
        text, start, end = texts[row["passage"]], row["start"], row["end"]
        assert 0 <= start < end <= len(text) and text[start:end].strip() == text[start:end]
        assert not re.match(r"\w\w", text[start - 1 : start + 1]) or start == 0, row
        assert not re.match(r"\w\w", text[end - 1 : end + 1]), row


def test_no_question_is_asked_twice_of_a_passage_and_half_have_no_answer() -> None:
    asked = rows("questions.jsonl")
    assert max(Counter((row["passage"], row["question"]) for row in asked).values()) == 1
    assert 0.45 < sum(row["start"] < 0 for row in asked) / len(asked) < 0.55


def test_some_passages_are_held_out_and_answers_keep_their_words_below_a_title(data: Path) -> None:
    train, held_out = load_written(data), load_written(data, held_out=True)
    seen = {row["id"] for row in map(json.loads, (data / "reader" / "passages.jsonl").read_text("utf-8").splitlines())}
    left = len(rows("questions.jsonl")) - len(train) - len(held_out)
    assert 0 < left < HELD_OUT * sum(row["passage"] in seen for row in rows("questions.jsonl")) * 1.5
    assert 0.5 * HELD_OUT < len(held_out) / len(train) < 1.5 * HELD_OUT
    assert not {pair.passage for pair in train} & {pair.passage for pair in held_out}
    passages = {text for _, _, text in written_passages(data)}
    for pair in held_out:
        text = pair.passage if pair.passage in passages else pair.passage.partition("\n")[2]
        assert text in passages and pair.answer in text


def test_questions_do_not_copy_their_passages(data: Path) -> None:
    texts = {id: text for id, _, text in written_passages(data)}
    asked = rows("questions.jsonl")
    copied = [row for row in asked if runs(row["question"]) & runs(texts[row["passage"]])]
    assert len(copied) < NAMES * len(asked)


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    """Every run of so many words."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}
