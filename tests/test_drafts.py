"""Drafted questions: evidence to the letter, repeats and failures counted, bounded requests, a review that is kept."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from scripted_server import Scripted, garbage, scripted

from assistant import Assistant, Settings, cli
from assistant.evaluate import read_set
from assistant.evaluate.draft import NEAR_MISS, draft, write
from assistant.evaluate.errors import BadQuestionSet
from assistant.evaluate.prompted import EACH, PATIENCE, Drafts, objects, passages
from assistant.llm.spec import parse

ROOT = Path(__file__).resolve().parent.parent
BEES = """\
# Bees

A hive holds one queen. Worker bees live for about six
weeks in summer, and those born in autumn live until spring. A colony numbers some 40,000 bees in June.
"""


def row(question: str, answer: str = "", quote: str = "") -> str:
    return json.dumps({"question": question, "answer": answer, "quote": quote})


GOOD = row("How many queens are there?", "one queen", "A hive holds one queen.")
WRAPPED = row(
    "How long does a summer bee live?", "about six weeks", "Worker bees\n live for about six weeks in summer,"
)
REPLY = "\n".join(
    [
        "<think>{not json}</think>Here they are:",
        GOOD,
        f"- {WRAPPED}",
        GOOD,
        row("How many bees?", "50,000", "A colony numbers some 50,000 bees in June."),
        row("How many bees in June?", "a few", "A colony numbers some 40,000 bees in June."),
        row("What does the passage say of queens?", "one queen", "A hive holds one queen."),
        row("How heavy is a queen?"),
        '{"question": 3, "answer"',
    ]
)


@pytest.fixture
def bees(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "bees.md").write_text(BEES, encoding="utf-8")
    return tmp_path / "docs"


def drafts(server: Scripted, most: int = 10, **writer: Any) -> Drafts:
    settings = Settings(writer={"timeout": 60.0, "retries": 0, **writer})  # type: ignore[arg-type]
    spec = parse(f"openai-like:{server.url}#scripted")
    assert spec
    return Drafts(spec, settings.writer, most)


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *given: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["assistant", *given])
    code = 0
    try:
        cli.main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, *capsys.readouterr()


def test_drafts_hold_their_evidence_and_wait_for_review(assistant: Assistant, tmp_path: Path) -> None:
    drafted = draft(ROOT / "seeds", 30)
    assert len(drafted) == 30 and len({one.document for one in drafted}) >= 5
    for one in drafted:
        assert " ".join(one.quote.split()) in " ".join(assistant.document(one.document).text.split())
        assert one.answer in " ".join(one.quote.split())
    write(tmp_path / "drafts.csv", drafted)
    with pytest.raises(BadQuestionSet, match="no question"):
        read_set(tmp_path / "drafts.csv")
    (tmp_path / "drafts.csv").write_text((tmp_path / "drafts.csv").read_text("utf-8-sig").replace("\n,", "\naccept,"))
    assert len(read_set(tmp_path / "drafts.csv").questions) == 30


def test_only_what_stands_in_the_passage_is_kept_and_the_rest_is_counted(bees: Path) -> None:
    with scripted(REPLY) as server:
        model = drafts(server)
        made = draft(bees, 10, [model])
        asked = server.requests[0]["messages"][1]["content"]
    assert [one.question for one in made] == [
        "How many queens are there?",
        "How long does a summer bee live?",
        "How heavy is a queen?",
    ]
    assert made[1].quote == "Worker bees live for about six weeks in summer,"  # as the document has it
    assert made[2].kind == NEAR_MISS and not made[2].quote
    assert dict(model.dropped) == {
        "repeated": 1,
        "quote not in the passage": 1,
        "answer not in the quote": 1,
        "names the passage": 1,
        "unreadable": 0,
    }
    assert "A hive holds one queen." in asked and str(EACH) in asked
    assert model.remarks().startswith("Dropped: 1 repeated") and not model.failed


def test_a_model_that_fails_is_asked_no_more_and_never_more_often_than_said(bees: Path) -> None:
    for n in range(PATIENCE + 4):
        (bees / f"more{n}.md").write_text(BEES.replace("one queen", f"one queen, number {n}"), encoding="utf-8")
    with scripted(garbage) as server:
        model = drafts(server)
        with pytest.raises(BadQuestionSet):
            draft(bees, 10, [model])
        assert len(server.requests) == model.failed == PATIENCE
        assert "requests failed: The language model" in model.remarks()
    with scripted("I cannot.") as server:
        model = drafts(server, most=2)
        with pytest.raises(BadQuestionSet):
            draft(bees, 10, [model])
        assert len(server.requests) == 2 and model.dropped["unreadable"] == 2
    with scripted(REPLY) as server:  # no more is asked than is wanted
        assert len(draft(bees, 2, [drafts(server)])) == 2 and len(server.requests) == 2


def test_stopping_keeps_what_is_drafted(bees: Path) -> None:
    made: list[int] = []
    drafted = draft(ROOT / "seeds", 30, progress=made.append, stop=lambda: len(made) >= 4)
    assert len(drafted) == 4 == made[-1]


def test_passages_are_whole_sentences_that_cover_a_long_text() -> None:
    text = " ".join(f"Sentence number {n} tells of the weather on one more day." for n in range(200))
    spans = list(passages(text))
    assert len(spans) > 3 and all(text[start:end].endswith("day.") for start, end in spans)
    assert " ".join(text[start:end] for start, end in spans) == text
    assert objects('x {"a": {"b": 1}} {nonsense} [{"c": 2}]') == [{"a": {"b": 1}}, {"c": 2}]


def test_the_command_asks_the_model_and_keeps_an_earlier_review(
    bees: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with scripted(REPLY) as server:
        monkeypatch.setenv("ASSISTANT_LLM", f"openai-like:{server.url}#scripted")
        code, out, _ = run(monkeypatch, capsys, "questions", str(bees))
    assert code == 0 and "3 questions drafted in questions.csv" in out and "1 quote not in the passage" in out
    with (tmp_path / "questions.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [one["answerable"] for one in listed] == ["true", "true", "false"]
    assert listed[2]["tags"] == "near-miss | bees.md" and not listed[2]["document"]
    code, _, err = run(monkeypatch, capsys, "questions", str(bees))
    assert code == 1 and "may hold your review" in err
    with scripted(401) as server:
        monkeypatch.setenv("ASSISTANT_LLM", f"openai-like:{server.url}#scripted")
        code, _, err = run(monkeypatch, capsys, "questions", str(bees), "--out", "other.csv")
    assert code == 1 and "refused the key (HTTP 401), so no question was drafted" in err and err.count("\n") == 1


def test_where_nothing_can_be_written_no_model_is_asked(
    bees: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with scripted(REPLY) as server:
        monkeypatch.setenv("ASSISTANT_LLM", f"openai-like:{server.url}#scripted")
        for out in ("nodir/q.csv", f"{'x' * 300}.csv"):
            code, _, err = run(monkeypatch, capsys, "questions", str(bees), "--out", out)
            assert code == 1 and f"{out} cannot be written" in err and err.count("\n") == 1
        assert not server.requests
    (tmp_path / "set.jsonl").write_text('{"question": "Who?", "answers": ["x"]}\n')
    code, _, err = run(monkeypatch, capsys, "questions", "set.jsonl", "--as", "ragas", "--out", "nodir/r.json")
    assert code == 1 and "make its folder, or name another place with --out" in err and err.count("\n") == 1
    code, out, _ = run(monkeypatch, capsys, "questions", "set.jsonl", "--as", "ragas", "--out", "r.json")
    assert code == 0 and out == "1 question written to r.json\n"
