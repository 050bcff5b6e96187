"""The span reader: exact offsets, long passages, margins, and agreement with the network it was exported from."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.reader import Reader
from assistant.reader.reader import MODEL
from index.errors import PathMissing

SCORES = Path(__file__).parent / "reader_scores.json"  # written by training/export.py, computed by torch in fp32
NEAR = 1.0  # nat, int8 against fp32, for score and null alike
SURE = -1.0  # above this log-probability no other span comes near, so the words must be the same
QUESTION = "Who repaired the harbour crane?"
RIGHT = (
    "After the storm the harbour crane stood idle for eleven weeks. It was repaired by Ottoline Brask, an engineer "
    "from the neighbouring town, who replaced both cables and the brake."
)
UNRELATED = "Our canteen serves soup, bread and two warm dishes every day. Guests may bring their own cups."
FILLER = "The gardens behind the town hall are open all year, and the benches were painted green last spring. "


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load(threads=1)


def test_the_weights_are_those_named_in_the_card() -> None:
    card = json.loads((MODEL / "reader.json").read_text(encoding="utf-8"))
    assert hashlib.sha256((MODEL / "reader.onnx").read_bytes()).hexdigest() == card["sha256"]


def test_the_answer_is_cut_from_the_passage_by_exact_offsets(reader: Reader) -> None:
    odd = "  “Ünïcode” — \n" + RIGHT.replace("Ottoline", "Ottoliné") + "\t 🙂 \u0301 "
    for passage in (RIGHT, odd, UNRELATED):
        for reading in reader.read_spans(QUESTION, [passage], 5)[0]:
            assert passage[reading.start : reading.end] == reading.text
            assert reading.text
    assert reader.read(QUESTION, [odd])[0].text == "Ottoliné Brask"


def test_an_answer_at_the_end_of_a_long_passage_is_found(reader: Reader) -> None:
    passage = FILLER * 40 + RIGHT
    reading = reader.read(QUESTION, [passage])[0]
    assert reading.text == "Ottoline Brask"
    assert reading.start == passage.index("Ottoline Brask")


def test_an_unrelated_passage_has_a_lower_margin_than_the_right_one(reader: Reader) -> None:
    right, unrelated = reader.read(QUESTION, [RIGHT, UNRELATED])
    assert right.margin > 0 > unrelated.margin


def test_several_spans_do_not_overlap_and_come_best_first(reader: Reader) -> None:
    readings = reader.read_spans(QUESTION, [FILLER * 20 + RIGHT], 4)[0]
    assert len(readings) == 4
    assert [r.margin for r in readings] == sorted((r.margin for r in readings), reverse=True)
    spans = sorted((r.start, r.end) for r in readings)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))


def test_the_odds_of_a_sentence_count_all_that_answers_in_it(reader: Reader) -> None:
    first = FILLER.strip()
    passage = f"{first} {RIGHT}"
    parts = [(0, len(first)), (passage.index(RIGHT), len(passage)), (len(first), len(first) + 1)]
    readings, (filler, right, blank) = reader.read_parts(QUESTION, passage, parts, 3)
    assert readings == reader.read_spans(QUESTION, [passage], 3)[0]
    assert readings[0].text == "Ottoline Brask" and right > readings[0].margin > 0 > filler > -1000 > blank


def test_the_odds_are_those_of_the_window_where_they_are_highest(reader: Reader) -> None:
    passage = FILLER * 40 + RIGHT
    start = passage.index(RIGHT)
    _, (first, right) = reader.read_parts(QUESTION, passage, [(0, len(FILLER)), (start, len(passage))], 1)
    assert right > 0 > first


def test_a_score_does_not_depend_on_the_passages_beside_it(reader: Reader) -> None:
    alone = reader.read(QUESTION, [RIGHT])[0]
    assert reader.read(QUESTION, [UNRELATED, FILLER * 30, RIGHT])[2] == alone


def test_a_passage_without_words_gives_an_empty_reading_with_a_very_low_margin(reader: Reader) -> None:
    empty, blank, right = reader.read(QUESTION, ["", " \n ", RIGHT])
    assert (empty.text, blank.text, right.text) == ("", "", "Ottoline Brask")
    assert empty.margin == blank.margin < -1000
    assert reader.read(QUESTION, []) == []


def test_a_very_long_question_and_an_empty_one_are_read_all_the_same(reader: Reader) -> None:
    for question in ("", QUESTION + " and why?" * 200):
        reading = reader.read(question, [RIGHT])[0]
        assert RIGHT[reading.start : reading.end] == reading.text


def test_scores_agree_with_the_network_that_was_trained(reader: Reader) -> None:
    rows = json.loads(SCORES.read_text(encoding="utf-8"))
    assert len(rows) >= 5
    for row in rows:
        reading = reader.read(row["question"], [row["passage"]])[0]
        assert reading.score == pytest.approx(row["score"], abs=NEAR)
        assert reading.null == pytest.approx(row["null"], abs=NEAR)
        if row["score"] > SURE:
            assert reading.text == row["text"]


def test_reading_needs_neither_torch_nor_transformers() -> None:
    code = (
        "import sys; from assistant.reader import Reader; r = Reader.load(threads=1); r.read('Who?', ['Ann did it.']);"
        "sys.exit(any(name in sys.modules for name in ('torch', 'transformers')))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])


def test_a_folder_without_a_model_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(PathMissing, match=r"reader\.onnx"):
        Reader.load(tmp_path)
