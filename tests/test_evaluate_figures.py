"""Figures say what they seem to: whose words were scored, and what chance alone would show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from scripted_server import scripted
from sklearn.metrics import brier_score_loss

from assistant import Assistant, Settings
from assistant.evaluate import Question, compare, evaluate, show
from assistant.evaluate.metrics import columns_of, figures
from assistant.evaluate.notes import notes
from assistant.evaluate.report.markdown import markdown
from assistant.evaluate.report.page import page
from assistant.evaluate.store import Result, Run
from index import Index

ASKED = (
    Question("a", "How long do worker bees live in summer?", ("six weeks",)),
    Question("b", "At what heat is green tea brewed?", ("80 degrees",)),
)
OFF = "The moon is made of green cheese and mice."


@pytest.fixture
def small(index: Index, folder: Path) -> Assistant:
    """An assistant over three small documents."""
    index.sync([folder])
    return Assistant(index, Settings())


def told(run: Run) -> str:
    """What a run says of its figures, to be found in every form of it."""
    [said] = [one for one in notes(run) if "language model" in one]
    assert said in page(run).replace("&#x27;", "'") and said in markdown(run)
    return said


def test_quotes_in_a_models_place_are_counted(
    small: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with scripted(f"{OFF} [1]") as server:
        asked = replace_llm(small, server.url)
        run = evaluate(asked, ASKED, out=tmp_path / "run", threads=1)
    traces = run.traces()
    assert run.figures["quoted"].value == 1 == np.mean([one.answer["usage"]["quoted"] for one in traces.values()])
    assert run.figures["unsupported"].value == 1 and run.figures["quoted"].count == 2
    assert told(run).startswith("2 of 2 answers are quoted from the documents in the language model's place")
    assert "so the answer is quoted from the documents" in page(run)
    show.run(run)
    assert "2 of 2 answers are quoted" in capsys.readouterr().out
    alone = evaluate(small, ASKED)
    assert "quoted" not in alone.figures and not any("language model" in one for one in notes(alone))
    with scripted("Worker bees live for about six weeks in summer. [1]") as server:
        own = evaluate(replace_llm(small, server.url), ASKED[:1])
    assert own.figures["quoted"].value == 0 and "quoted" not in " ".join(notes(own))
    assert compare(own, run).changes["quoted"].difference == -1
    assert alone.figures["cost"].value == 0 and "cost" not in own.figures  # nobody said what the model costs


def replace_llm(small: Assistant, url: str) -> Assistant:
    return Assistant(small.index, Settings(llm=f"openai-like:{url}#scripted"))


def foretold(random: Random, questions: int, bias: float = 0.0) -> list[dict[str, float | None]]:
    """Scores whose confidence comes true as often as it says, less `bias`."""
    sure = [random.random() for _ in range(questions)]
    return [{"answerable": float(random.random() < one - bias), "confidence": one} for one in sure]


def plain_ece(rows: list[dict[str, float | None]]) -> float:
    """ECE in ten bins by its definition, one bin after the other."""
    total = 0.0
    for bin in range(10):
        mine = [one for one in rows if min(int((one["confidence"] or 0) * 10), 9) == bin]
        if mine:
            sure, true = (sum(one[name] or 0 for one in mine) / len(mine) for name in ("confidence", "answerable"))
            total += len(mine) * abs(sure - true)
    return total / len(rows)


def test_a_perfect_confidence_is_not_called_wrong_on_few_questions() -> None:
    """The bootstrap's own interval lies above 0 in every such world; see also the bias in `ece_chance`."""
    random = Random(5)
    blamed = 0
    for _ in range(40):
        rows = foretold(random, 33)
        found = figures(columns_of(rows))
        assert found["ece"].value == pytest.approx(plain_ece(rows))
        assert found["ece"].low <= found["ece"].value <= found["ece"].high
        blamed += found["ece"].low > 0
    assert blamed <= 4  # 5% of 40 are expected


def test_what_chance_shows_is_what_worlds_of_that_kind_show() -> None:
    random = Random(6)
    rows = foretold(random, 60)
    again = sorted(
        plain_ece([{**one, "answerable": float(random.random() < (one["confidence"] or 0))} for one in rows])
        for _ in range(1000)
    )
    found = figures(columns_of(rows))["ece_chance"]
    assert found.value == pytest.approx(np.mean(again), abs=0.005)
    assert found.low == pytest.approx(again[25], abs=0.015) and found.high == pytest.approx(again[974], abs=0.015)


def test_a_confidence_that_says_too_much_is_seen_and_its_interval_holds_the_truth() -> None:
    random = Random(7)
    whole = [(x + 0.5) / 100_000 for x in range(100_000)]
    truth = float(np.mean([min(0.2, one) for one in whole]))  # the share that comes true is 0.2 less, and not below 0
    held = 0
    for _ in range(20):
        found = figures(columns_of(foretold(random, 200, bias=0.2)))
        assert found["ece"].low > 0 and found["ece"].value > found["ece_chance"].high
        held += found["ece"].low <= truth <= found["ece"].high
    assert held >= 18


def test_the_brier_score_is_that_of_scikit_learn() -> None:
    rows = foretold(Random(8), 50)
    found = figures(columns_of([*rows, {"answerable": None, "confidence": 0.4}]))
    reference = brier_score_loss([one["answerable"] for one in rows], [one["confidence"] for one in rows])
    assert found["brier"].value == pytest.approx(reference) and found["brier"].count == 50 == found["ece"].count
    assert "brier_right" not in found


def run_of(rows: list[dict[str, float | None]]) -> Run:
    results = [Result(f"q{n}", "Who?", "x", False, one["confidence"] or 0, "right", one) for n, one in enumerate(rows)]
    facts = {"set": "s", "settings_hash": "h", "index_fingerprint": "i", "documents": 1, "passages": 1}
    return Run(facts, results, figures(columns_of(rows)), complete=True)


def test_a_calibration_error_within_chance_is_told_as_one() -> None:
    few, many = run_of(foretold(Random(9), 33)), run_of(foretold(Random(9), 300, bias=0.3))
    [said] = notes(few)
    assert said.startswith("ece says nothing against the confidence") and "on 33 questions" in said
    assert said in page(few) and said in markdown(few)
    assert notes(many) == [] and "by chance.</p>" in page(many)
    worse = replace(many, results=run_of(foretold(Random(9), 300)).results)
    assert "ece" in compare(worse, many).changes and "ece_chance" not in compare(worse, many).changes
