"""What a sweep calls best is more than chance: of many values, on few questions, and whatever the clock says."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from assistant.evaluate import show, sweep
from assistant.evaluate.comparing import compare
from assistant.evaluate.metrics import columns_of, figures
from assistant.evaluate.metrics.intervals import at_once
from assistant.evaluate.standing import standings
from assistant.evaluate.store import Result, Run

CELL = "answer.min_confidence"


def run_of(correct: list[bool], ms: float = 100.0, **more: float) -> Run:
    rows: list[dict[str, float | None]] = [{"correct": float(one), "ms": ms, **more} for one in correct]
    results = [Result(f"q{n}", "Who?", "x", False, 0.5, "right", row) for n, row in enumerate(rows)]
    return Run({"set": "s", "settings_hash": "h"}, results, figures(columns_of(rows)), complete=True)


def cells(*runs: Run) -> list[tuple[sweep.Cell, Run]]:
    return [({CELL: str(number)}, run) for number, run in enumerate(runs)]


def best(*runs: Run) -> list[str]:
    return [row[-1] for row in sweep.table(cells(*runs))[1:]]


def test_settings_that_make_no_difference_have_no_best() -> None:
    """Of eight values, a single 95% interval between the highest and the lowest would name one far more often."""
    random = Random(3)
    named = single = 0
    for _ in range(60):
        runs = [run_of([random.random() < 0.6 for _ in range(60)]) for _ in range(8)]
        named += any(best(*runs))
        order = sorted(runs, key=lambda one: one.figures["correct"].value)
        single += bool(compare(order[-1], order[0]).changes["correct"].sure)
    assert named <= 6 < 15 <= single  # 3 of 60 are expected


def test_a_real_difference_is_found_and_what_lies_between_is_not_called_worse() -> None:
    random = Random(4)
    good, poor = ([random.random() < share for _ in range(100)] for share in (0.9, 0.5))
    near = [one if n else not one for n, one in enumerate(good)]
    assert best(run_of(good), run_of(poor), run_of(near)) == ["correct", "", "correct"]
    assert best(run_of(good), run_of(good)) == ["", ""]


def test_a_handful_of_questions_names_no_best() -> None:
    """4 of 11 turned right are p = 0.125 by McNemar's test, though the bootstrap's interval lies above 0."""
    before, after = [False] * 4 + [True] * 7, [True] * 11
    assert compare(run_of(after), run_of(before)).changes["correct"].sure == 1
    assert best(run_of(before), run_of(after)) == ["", ""]
    [said, _] = sweep.remarks(cells(run_of(before), run_of(after)))
    assert said.startswith("correct: no value is surely better than another on 11 questions; the most is 1.000 against")
    assert said.endswith("a difference of 0.364, which McNemar's test allows to be chance.")
    [said, _] = sweep.remarks(cells(run_of([True] * 6 + [False] * 5), run_of([True] * 5 + [False] * 6)))
    low, high = (float(end.replace("−", "-")) for end in said.rsplit("[")[1].rstrip("].").split(", "))
    assert low < 0 < 1 / 11 < high <= 1


def test_the_clock_names_no_best() -> None:
    quick, slow = run_of([True] * 30 + [False] * 10), run_of([True] * 30 + [False] * 10, ms=400)
    assert best(quick, slow) == ["", ""]
    said = sweep.remarks(cells(quick, slow))
    assert said[0] == "The same in all: correct." and said[-1].startswith("ms_p50 is of one run each")
    assert all(one in sweep.markdown(sweep.table(cells(quick, slow)), said) for one in said)


def test_the_margin_of_two_is_about_two_standard_errors() -> None:
    generator = np.random.default_rng(0)
    found, drawn = np.array([0.5, 0.5]), 0.5 + 0.1 * generator.standard_normal((2, 4000))
    assert at_once(found, drawn)[0, 1] == pytest.approx(1.96 * 0.1 * 2**0.5, rel=0.05)
    ten = at_once(np.full(10, 0.5), 0.5 + 0.1 * generator.standard_normal((10, 4000)))
    assert ten[0, 9] == pytest.approx(4.474 / 2**0.5 * 0.1 * 2**0.5, rel=0.05)  # studentised range of ten, 95%


def test_only_questions_that_all_runs_have_are_compared() -> None:
    long, short = run_of([True] * 40), run_of([False] * 20)
    [one] = standings([long, short], ["correct"])
    assert one.questions == 20 and one.values == (1.0, 0.0) and one.best == {0}


def test_a_narrow_terminal_cuts_no_name(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    names = [CELL, *sweep.QUALITY, sweep.COST, sweep.BEST]
    show.rows([names, ["0.5", *["0.727"] * 6, "153", "correct"]])
    out = capsys.readouterr().out
    assert "…" not in out and max(map(len, out.splitlines())) <= 60
    letters = sorted(char for char in "".join([*names, "correct"]) if char.isalpha())
    assert sorted(char for char in out if char.isalpha()) == letters
