"""The language model as judge: LlamaIndex's evaluators, real replies read, failures counted, never the only figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_index.core.base.llms.types import CompletionResponse, CompletionResponseGen, LLMMetadata
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.llms.custom import CustomLLM
from scripted_server import scripted
from sklearn.metrics import cohen_kappa_score

from assistant import Assistant, Settings
from assistant.errors import BadSettings
from assistant.evaluate import Question, evaluate, gate, load
from assistant.evaluate.judge import PATIENCE, Judge, yes_or_no
from assistant.evaluate.metrics import columns_of, figures
from assistant.evaluate.metrics.agreement import agreement, kappa
from assistant.evaluate.metrics.intervals import whole
from assistant.evaluate.report.page import page
from index import Index

QUESTIONS = (
    Question("a", "How long do worker bees live in summer?", ("six weeks",)),
    Question("b", "At what heat is green tea brewed?", ("90 degrees",)),
    Question("c", "Who won the 1998 football world cup?", answerable=False),
)


class Queued(CustomLLM):
    """A language model that says what a test queues; `asked` holds what it was told."""

    _replies: list[str | Exception] = PrivateAttr()
    asked: list[str]

    def __init__(self, *replies: str | Exception) -> None:
        super().__init__(asked=[])
        self._replies = list(replies)

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="queued")

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        self.asked.append(prompt)
        reply = self._replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return CompletionResponse(text=reply)

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        yield self.complete(prompt)


def judge(*replies: str | Exception) -> tuple[Judge, Queued]:
    model = Queued(*replies)
    return Judge(lambda: model, "queued"), model


@pytest.fixture
def small(index: Index, folder: Path) -> Assistant:
    index.sync([folder])
    return Assistant(index, Settings())


def test_the_judge_adds_its_figures_and_how_far_they_agree(small: Assistant, tmp_path: Path) -> None:
    one, model = judge("RIGHT", "YES", "Wrong. It says 80.", "yes")
    run = evaluate(small, QUESTIONS, out=tmp_path / "run", threads=1, judge=one)
    assert len(model.asked) == 4  # nothing for the refusal
    assert "Expected: six weeks" in model.asked[0] and "Worker bees live for about six weeks" in model.asked[0]
    assert "{" not in model.asked[0] and model.asked[1].count("Worker bees live") >= 2
    assert [result.scores.get("judge_correct") for result in run.results] == [1.0, 0.0, None]
    found = run.figures
    assert [found[f"judge_{name}"].value for name in ("correct", "faithful", "failed")] == [0.5, 1, 0]
    assert found["judge_correct_correct_kappa"].value == found["judge_correct_correct_agree"].value == 1
    assert found["judge_correct_correct_kappa"].count == 2
    assert "judge_faithful_support_recall_kappa" not in found  # both say yes of all, which is no evidence of agreement
    assert found["correct"].value == evaluate(small, QUESTIONS).figures["correct"].value
    stored = load(tmp_path / "run")
    assert stored.facts["judge"] == "queued" and stored.traces()["b"].judge["correct"] == "Wrong. It says 80."
    assert "Wrong. It says 80." in page(stored)
    assert stored.facts["identity"] != evaluate(small, QUESTIONS).facts["identity"]


def test_a_judge_that_fails_or_rambles_is_counted_and_stops_nothing(small: Assistant) -> None:
    one, _ = judge("I should think that it is fine", "YES", ValueError("no"))
    run = evaluate(small, QUESTIONS, threads=1, judge=one)
    assert run.complete and run.results[0].kind == "right"
    assert [result.scores.get("judge_failed") for result in run.results] == [1.0, 1.0, None]
    assert run.results[0].scores["judge_faithful"] == 1 and "judge_correct" not in run.figures
    assert (
        "no verdict" in run.traces()["a"].judge["fault"] and "failed (ValueError)" in run.traces()["b"].judge["fault"]
    )
    assert run.figures["judge_failed"].value == 1
    assert "judge_failed" not in evaluate(small, QUESTIONS).figures


def test_a_judge_that_always_fails_is_left_alone_soon(small: Assistant) -> None:
    one, model = judge(*[ValueError("down")] * 20)
    asked = [Question(str(n), "How long do worker bees live in summer?", ("six weeks",)) for n in range(PATIENCE + 3)]
    run = evaluate(small, asked, threads=1, judge=one)
    assert len(model.asked) == PATIENCE and run.figures["judge_failed"].count == len(asked)


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("RIGHT", 1),
        ("**Right**", 1),
        ("wrong.", 0),
        ("<think>RIGHT? Perhaps.</think>\nWRONG", 0),
        ("The answer names the year.\n\nRIGHT", 1),
        ("That is not right", None),
        ("", None),
        ("5", None),
    ],
)
def test_only_a_plain_verdict_counts(reply: str, verdict: float | None) -> None:
    assert yes_or_no(reply, "RIGHT", "WRONG") == verdict


def test_kappa_is_that_of_scikit_learn() -> None:
    random = np.random.default_rng(3)
    one, other = random.integers(0, 2, 60).astype(float), random.integers(0, 2, 60).astype(float)
    other[:30] = one[:30]
    columns = {"one": one, "other": other}
    assert kappa("one", "other")(columns, whole(60))[0] == pytest.approx(cohen_kappa_score(one, other))
    assert agreement("one", "other")(columns, whole(60))[0] == (one == other).mean()
    columns["other"] = np.where(np.arange(60) < 5, math.nan, other)
    assert kappa("one", "other")(columns, whole(60))[0] == pytest.approx(cohen_kappa_score(one[5:], other[5:]))
    scores: Sequence[dict[str, float | None]] = [{"judge_correct": 1.0, "correct": 1.0}] * 3
    assert "judge_correct_correct_kappa" not in figures(columns_of(scores))


def test_the_configured_model_is_asked_within_its_bounds(small: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted("RIGHT", "YES", 401) as server:
        monkeypatch.setenv("ASSISTANT_EVALUATE__JUDGE", f"openai-like:{server.url}#scripted")
        settings = Settings.load(writer={"timeout": 10.0, "retries": 0})
        run = evaluate(small, QUESTIONS[:2], threads=1, judge=Judge.of(settings))
        system, user = server.requests[0]["messages"]
    assert system["role"] == "system" and "RIGHT or WRONG" in system["content"] and "six weeks" in user["content"]
    assert run.results[0].scores["judge_correct"] == run.results[0].scores["judge_faithful"] == 1
    assert run.results[0].scores["judge_tokens"] == 2 * 930
    assert run.traces()["b"].judge["fault"] == "The judge refused the key (HTTP 401)."
    assert gate.failures([gate.parse("judge_correct < 0.5", False)], run) == []


def test_without_a_language_model_there_is_no_judge() -> None:
    with pytest.raises(BadSettings, match="A judge is a language model, and none is set"):
        Judge.of(Settings())
    with pytest.raises(BadSettings, match="There is no judge 'nonsense'"):
        Judge.of(Settings(evaluate={"judge": "nonsense"}))  # type: ignore[arg-type]
