"""Question sets and runs with mistakes in them: each is found, told in one sentence, and hides no other."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from scripted_server import scripted

from assistant import Assistant, Settings
from assistant.evaluate import Question, evaluate, gate, load, read_set, show
from assistant.evaluate.checks import remarks
from assistant.evaluate.draft import NEAR_MISS, Draft
from assistant.evaluate.draft import remarks as draft_remarks
from assistant.evaluate.errors import BadGate, BadQuestionSet, BadRun
from assistant.evaluate.judge import Judge
from assistant.evaluate.notes import notes
from assistant.evaluate.questions import Problem
from assistant.evaluate.store import Result, Run
from index import Index
from tests.test_cli import failure
from tests.test_cli import run as cli_run

SETS = Path(__file__).resolve().parent / "questions"
MIXED = [
    {"question": "How long do worker bees live in summer?", "answers": ["six weeks"], "anwserable": True},
    "not JSON",
    {"question": "At what heat is green tea brewed?", "answers": ["80"], "notes": "hot", "question_type": "number"},
    {"question": "And black tea?", "answers": ["boiling"], "evidence": {"documnet": "tea.html"}},
    {"question": "Which?", "answers": ["x"], "page": "one", "evidence": [{"quote": "x", "page": "one"}]},
    {"question": "", "answerable": False},
]


@pytest.fixture
def small(index: Index, folder: Path) -> Assistant:
    """An assistant over three small documents."""
    index.sync([folder])
    return Assistant(index, Settings())


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A set with a mistake in all lines but the third."""
    path = tmp_path / "set.jsonl"
    path.write_text("".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in MIXED))
    return path


def written(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in rows), encoding="utf-8")
    return path


def test_no_faulty_line_hides_the_mistakes_of_the_others(mixed: Path) -> None:
    faults: list[Problem] = []
    asked = read_set(mixed, faults)
    assert [one.line for one in asked.questions] == [3, 6]
    told = {one.line: one.text for one in faults}
    assert list(told) == [1, 2, 4, 5]
    assert told[1].startswith("It has an unknown field 'anwserable': write 'answerable'")
    assert told[2].startswith("It is not JSON") and "write 'document'" in told[4] and "is no question" in told[5]
    with pytest.raises(BadQuestionSet, match=r"set\.jsonl, line 2, is not JSON"):
        read_set(mixed)


def test_validating_tells_of_every_mistake_and_of_fields_that_are_not_used(
    small: Assistant, mixed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["evaluate", str(mixed), "--validate", "--index", str(small.index.folder)]
    assert cli_run(monkeypatch, *command) == 1
    printed = capsys.readouterr()
    assert [line.split(":")[1] for line in printed.out.splitlines()[:-1]] == ["1", "2", "4", "5", "6"]
    assert printed.out.endswith("2 questions, 5 problems\n")
    assert "The field 'notes' is not used (in 1 question, first in line 3)." in printed.err
    assert "'question_type'" in printed.err and printed.err.count("\n") == 2
    written(mixed, MIXED[2])  # type: ignore[arg-type]
    assert cli_run(monkeypatch, *command) == 0 and capsys.readouterr().out == "1 question, 0 problems\n"


@pytest.mark.parametrize(
    ("name", "meant"),
    [("anwserable", "answerable"), ("Question", "question"), ("tag", "tags"), ("conversations", "conversation")],
)
def test_a_misspelt_field_stops_a_run(name: str, meant: str, tmp_path: Path) -> None:
    with pytest.raises(BadQuestionSet, match=rf"set\.jsonl, line 1, has an unknown field '{name}': write '{meant}'"):
        read_set(written(tmp_path / "set.jsonl", {"question": "Who?", name: "x"}))


def test_fields_of_ones_own_are_kept_out_of_the_way(tmp_path: Path) -> None:
    own = {"notes": 1, "uid": 2, "version": 3, "question_id": 4, "answer_type": 5, "source": 6, "session": 7}
    asked = read_set(written(tmp_path / "a.jsonl", {"id": "a", "question": "Who?", **own}))
    plain = read_set(written(tmp_path / "b.jsonl", {"id": "a", "question": "Who?"}))
    assert asked.questions[0].unused == tuple(own) and len(remarks(asked)) == len(own)
    assert asked.fingerprint == plain.fingerprint and asked.questions == plain.questions


def test_a_table_has_its_own_columns(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text("review,question,answers,document,quote,page,owner\naccept,Who?,x,a.md,x,,me\n")
    assert remarks(read_set(path)) == ["The field 'owner' is not used (in 1 question, first in line 2)."]
    path.write_text("question,documnet\nWho?,a.md\n")
    with pytest.raises(BadQuestionSet, match=r"set\.csv, line 2, has an unknown field 'documnet': write 'document'"):
        read_set(path)


def test_history_is_another_name_of_conversation(tmp_path: Path) -> None:
    said = [{"role": "user", "content": "Who came?"}]
    asked = read_set(written(tmp_path / "set.jsonl", {"question": "When?", "answers": ["x"], "history": said}))
    assert asked.questions[0].conversation == tuple(said) and not asked.questions[0].unused
    with pytest.raises(BadQuestionSet, match="both are there"):
        read_set(written(tmp_path / "set.jsonl", {"question": "When?", "history": said, "conversation": said}))
    with pytest.raises(BadQuestionSet, match="is no object with role and content"):
        read_set(written(tmp_path / "set.jsonl", {"question": "When?", "history": "Who came?"}))
    with pytest.raises(BadQuestionSet, match="a message of the conversation has no content"):
        read_set(written(tmp_path / "set.jsonl", {"question": "When?", "conversation": [{"role": "user"}]}))


def test_what_cannot_be_read_at_all_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "set.csv").write_text('question,answers\nWho?,x\n"' + "long " * 40_000)
    with pytest.raises(BadQuestionSet, match=r"set\.csv cannot be read after line 2 .*close the quotation marks"):
        read_set(tmp_path / "set.csv")
    (tmp_path / "deep.jsonl").write_text("[" * 100_000 + "\n")
    with pytest.raises(BadQuestionSet, match=r"line 1, is not JSON"):
        read_set(tmp_path / "deep.jsonl")
    with pytest.raises(BadQuestionSet, match="check the spelling"):
        read_set("x" * 300)


# Runs


def test_a_damaged_run_is_told_as_one(small: Assistant, tmp_path: Path) -> None:
    run = evaluate(small, [Question("a", "Who?", ("x",))], out=tmp_path / "run")
    assert run.folder and load(run.folder).complete
    whole = (run.folder / "summary.json").read_text("utf-8")
    for name, text in (
        ("summary.json", whole[:100]),
        ("summary.json", '{"complete": true}'),
        ("run.json", "[]"),
        ("run.json", "{}"),
        ("results.jsonl", '{"id": 1}\n'),
    ):
        before = (run.folder / name).read_text("utf-8")
        (run.folder / name).write_text(text)
        if name == "run.json":
            (run.folder / "summary.json").unlink()
        with pytest.raises(BadRun, match=r"is damaged: name another run"):
            load(run.folder)
        (run.folder / name).write_text(before)
        (run.folder / "summary.json").write_text(whole)
    with pytest.raises(BadRun, match="There is no run at"):
        load(tmp_path / "nowhere")


def test_a_folder_that_cannot_take_a_run_is_named(
    small: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["evaluate", "set.jsonl", "--index", str(small.index.folder), "--out"]
    written(tmp_path / "set.jsonl", {"question": "Who?", "answers": ["x"]})
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "guide.md").write_text("Words.")
    assert "docs holds other files: name a new or an empty one with --out" in failure(
        monkeypatch, capsys, *command, "docs"
    )
    (tmp_path / "file").write_text("")
    for out in ("file/run", "x" * 300):
        assert "cannot be written" in failure(monkeypatch, capsys, *command, out)


def test_a_single_collection_is_a_list_of_one(small: Assistant) -> None:
    run = evaluate(small, [Question("a", "Who?", ("x",))], collections="default")
    assert run.facts["collections"] == ["default"] and run.facts["documents"] == 3


def test_what_came_in_place_of_a_right_answer_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = [
        Result(f"q{number}", "Who came?", "Nobody " * 40, False, 0.87, "wrong passage", {}) for number in range(12)
    ]
    failed = Result("q0", "Who?", "", False, 0.0, "failed", {}, error="The server is gone: start it.")
    show.worst(Run({"set": "s"}, [failed, *results[1:]], folder=tmp_path / "run"))
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].strip() == "The server is gone: start it." and len(lines) == 2 * show.SHOWN + 1
    assert lines[3].strip().startswith("confidence 87%: Nobody Nobody") and lines[3].endswith(" …")
    assert max(map(len, lines[:-1])) <= show.WIDTH
    assert lines[-1] == f"  … and 2 more: {tmp_path / 'run' / 'report.html'} shows all of them"


def test_an_accepted_answer_that_the_documents_do_not_have_is_told(
    small: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    life = {"document": "bees.md", "quote": "Worker bees live for about six weeks in summer."}
    rows = [
        {"question": "How long do bees live?", "answers": ["six weaks"], "evidence": life},
        {"question": "How long do bees live then?", "answers": ["seven weeks", "Six weeks"], "evidence": life},
        {"question": "How many weeks do bees live?", "answers": ["6 weeks"], "evidence": life},  # the value is there
        {"question": "Why do bees live?", "answers": ["one " * 20], "evidence": life},  # an essay, which cites
        {"question": "What bees work?", "answers": ["Warker bees"]},
        {"question": "Which?", "answers": ["WORKER  bees"], "history": [{"role": "user", "content": "Do bees work?"}]},
        {"question": "Who?", "answers": ["Nobody"], "evidence": {"document": "gone.md"}},  # the evidence is the mistake
        {"question": "Who won?", "answerable": False},
    ]
    asked = read_set(written(tmp_path / "set.jsonl", *rows))
    said = remarks(asked, small.index)
    assert [one.split(":")[0] for one in said] == ["Line 1, q1", "Line 5, q5"]
    assert "“six weaks” where the evidence is" in said[0] and "“Warker bees” anywhere" in said[1]
    written(tmp_path / "set.jsonl", *rows[:1])
    command = ["evaluate", "set.jsonl", "--validate", "--index", str(small.index.folder)]
    assert cli_run(monkeypatch, *command) == 0  # the words of a model may differ from those of the documents
    assert "the documents do not say “six weaks”" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["seeds", "seeds_heldout"])
def test_the_home_sets_accept_what_the_documents_say(name: str, seeds_index: Index) -> None:
    assert remarks(read_set(SETS / f"{name}.jsonl"), seeds_index) == []


def test_drafts_that_wait_for_review_are_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "faq.md").write_text(
        "Is there a refund?; answer: tickets are refunded up to 24 hours before departure.\n\n"
        "Every employee has 27 days of paid leave a year.\n\nThe Alder was built by Nordwerft in May 2019.\n"
    )
    assert cli_run(monkeypatch, "questions", "docs", "--out", "rev.csv") == 0
    said = capsys.readouterr().out
    assert "1 of 2 are the documents' own sentences with a gap" in said and "refusals are not measured" in said
    text = Path("rev.csv").read_text("utf-8-sig")
    assert "____ of paid leave" in text and "; answer" not in text
    for command in (("--validate",), ()):
        told = failure(monkeypatch, capsys, "evaluate", "rev.csv", *command)
        assert "rev.csv holds no question yet: 2 rows wait for review, so write accept or edit" in told
    near_miss = Draft("Who sails?", "", "a.md", None, "", NEAR_MISS)
    assert draft_remarks([near_miss]) == []


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("recal@5 < 0.5", r"'recal@5' in 'recal@5 < 0.5' is no metric: write recall@5\."),
        ("nonsense > 1", r"is no metric: take one of correct, answered"),
        ("judge_correct < 0.9", r"asks what a judge says: have it judged with --judge"),
    ],
)
def test_a_condition_that_cannot_hold_is_refused_before_the_first_question(
    rule: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path / "set.jsonl", {"question": "Who?", "answers": ["x"]})
    assert re.search(says, failure(monkeypatch, capsys, "evaluate", "set.jsonl", "--fail-if", rule))
    with pytest.raises(BadGate, match=says):
        gate.parse(rule, baseline=False, judged=False)
    assert gate.parse("judge_correct < 0.9", baseline=False, judged=True).name == "judge_correct"


def test_why_a_judge_says_nothing_is_told(small: Assistant, tmp_path: Path) -> None:
    with scripted("Hm.") as server:
        settings = Settings(llm=f"openai-like:{server.url}#scripted")
        asked = [Question("a", "How long do worker bees live in summer?", ("six weeks",))]
        run = evaluate(small, asked, out=tmp_path / "run", judge=Judge.of(settings))
    [said] = [one for one in notes(run) if "judge" in one]
    assert said.startswith(
        "The judge gave no verdict on 1 of 1 answer. The first time: The judge replied with something"
    )
    assert "Hm." in said


def test_a_set_may_be_given_by_its_path(small: Assistant, tmp_path: Path) -> None:
    path = written(tmp_path / "set.jsonl", {"question": "Who?", "answers": ["x"]})
    for given in (path, str(path)):
        run = evaluate(small, given)
        assert run.facts["set"] == "set" and [one.id for one in run.results] == ["q1"]
