"""Evaluation: sets are checked, metrics agree with references, runs survive a stop, gates catch a regression."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import ir_measures
import numpy as np
import pytest
from ir_measures import RR, R, Success, nDCG
from scipy.stats import binomtest

from assistant import Assistant, Settings, cli
from assistant.answer import Sentence
from assistant.evaluate import Question, QuestionSet, compare, evaluate, gate, load, read_set, scoring, sweep, validate
from assistant.evaluate.errors import BadGate, BadQuestionSet, BadRun
from assistant.evaluate.formats import WRITERS
from assistant.evaluate.gold import ranking
from assistant.evaluate.metrics import answers, citations, columns_of, figures, retrieval
from assistant.evaluate.metrics.calibration import ece
from assistant.evaluate.metrics.intervals import draws, mcnemar
from assistant.evaluate.questions import Evidence
from assistant.evaluate.report.cards import marked
from assistant.evaluate.report.markdown import markdown
from assistant.evaluate.report.page import page
from assistant.settings import ReadSettings
from index import Index
from index.errors import ServerLost
from tests.test_cli import run as cli_run

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "tests" / "questions" / "seeds.jsonl"
SET = """\
{"id": "a", "question": "How long do worker bees live in summer?", "answers": ["six weeks"], "evidence": [{"document": "bees.md", "quote": "Worker bees live for about six weeks in summer."}], "tags": ["bees"]}
{"id": "b", "question": "At what heat is green tea brewed?", "answers": ["80 degrees"], "evidence": [{"document": "tea.html"}], "tags": ["tea"]}

{"id": "c", "question": "Who won the 1998 football world cup?", "answerable": false, "answers": []}
"""  # noqa: E501


@pytest.fixture
def small(index: Index, folder: Path) -> Assistant:
    """An assistant over three small documents."""
    index.sync([folder])
    return Assistant(index, Settings())


@pytest.fixture
def questions(tmp_path: Path) -> QuestionSet:
    (tmp_path / "set.jsonl").write_text(SET, encoding="utf-8")
    return read_set(tmp_path / "set.jsonl")


# Question sets


def test_the_home_set_is_sound(seeds_index: Index) -> None:
    assert validate(read_set(SEEDS), seeds_index) == []


def test_every_mistake_in_a_set_is_found_with_its_line(small: Assistant, tmp_path: Path) -> None:
    bad = [
        {
            "id": "a",
            "question": "Who?",
            "answers": ["x"],
            "evidence": [{"document": "bees.md", "quote": "no words"}],
        },
        {"id": "a", "question": "who? ", "answers": [" "]},
        {"id": "b", "question": "", "answerable": True},
        {"id": "c", "question": "What?", "answers": ["x"], "answerable": False},
    ]
    (tmp_path / "bad.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in bad))
    found = [(one.line, one.text.split(":")[0]) for one in validate(read_set(tmp_path / "bad.jsonl"), small.index)]
    assert found == [
        (1, "No document of the index holds “no words” in bees.md"),
        (2, "The id is that of line 1"),
        (2, "The question is that of line 1"),
        (2, "An accepted answer is empty"),
        (3, "The question is empty"),
        (3, "It is answerable but has neither answers nor evidence"),
        (4, "It is not answerable but has answers or evidence"),
    ]


def test_csv_and_yaml_hold_the_same_questions(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(
        "review;id;question;answers;document;page;quote\n"
        "accept;a;How long?;six weeks | 6 weeks;bees.md;;six\n"
        "drop;b;No?;;;;\n"
    )
    (tmp_path / "s.yaml").write_text(
        "- id: a\n  question: How long?\n  answers: [six weeks, 6 weeks]\n  evidence: {document: bees.md, quote: six}\n"
    )
    from_csv, from_yaml = (read_set(tmp_path / name) for name in ("s.csv", "s.yaml"))
    assert from_csv.fingerprint == from_yaml.fingerprint and len(from_csv.questions) == 1
    assert from_yaml.questions[0].answers == ("six weeks", "6 weeks")
    (tmp_path / "broken.jsonl").write_text('{"question": "Who?"}\n{"question": \n')
    with pytest.raises(BadQuestionSet, match="line 2"):
        read_set(tmp_path / "broken.jsonl")


def test_other_tools_sets_are_read_and_written(tmp_path: Path, questions: QuestionSet) -> None:
    context = "Bees are kind. A hive holds four queens. It hums."
    qas = [
        {"id": "1", "question": "How many?", "answers": [{"text": "four", "answer_start": context.index("four")}]},
        {"id": "2", "question": "Why?", "answers": [], "is_impossible": True},
    ]
    squad = {"version": "2.0", "data": [{"title": "Bees", "paragraphs": [{"context": context, "qas": qas}]}]}
    (tmp_path / "squad.json").write_text(json.dumps(squad))
    one, two = read_set(tmp_path / "squad.json").questions
    assert one.evidence[0].quote == "A hive holds four queens." and two.answerable is False
    beir = tmp_path / "beir"
    (beir / "qrels").mkdir(parents=True)
    (beir / "corpus.jsonl").write_text('{"_id": "d/1", "title": "T", "text": "words"}\n')
    (beir / "queries.jsonl").write_text('{"_id": "q1", "text": "Which?"}\n{"_id": "q2", "text": "unjudged"}\n')
    (beir / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td/1\t2\n")
    found = read_set(beir)
    assert [one.evidence[0].grade for one in found.questions] == [2]
    assert found.questions[0].evidence[0].document in found.documents
    for form in ("ragas", "llamaindex"):
        WRITERS[form](tmp_path / f"{form}.json", questions.questions)
        again = read_set(tmp_path / f"{form}.json")
        assert [(one.question, one.answers, one.answerable) for one in again.questions] == [
            (one.question, one.answers, one.answerable) for one in questions.questions
        ]
        assert again.questions[0].evidence[0].quote == questions.questions[0].evidence[0].quote


def test_a_broken_set_of_any_form_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "talk.csv").write_text('question,conversation\nWho?,"[{"\n')
    (tmp_path / "squad.json").write_text('{"data": [{"title": "T", "paragraphs": [{"qas": [{"id": "1"}]}]}]}')
    (tmp_path / "list.json").write_text('[{"user_input": "Who?", "reference": 7}]')
    beir = tmp_path / "beir"
    (beir / "qrels").mkdir(parents=True)
    (beir / "corpus.jsonl").write_text('{"text": "words"}\n')
    (beir / "queries.jsonl").write_text('{"_id": "q1", "text": "Which?"}\n')
    (beir / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\thigh\n")
    for name in ("talk.csv", "squad.json", "list.json", "beir"):
        with pytest.raises(BadQuestionSet, match=name.split(".")[0]):
            read_set(tmp_path / name)


@pytest.mark.parametrize("form", ["ragas", "llamaindex"])
def test_exports_load_in_the_classes_they_are_for(form: str, tmp_path: Path) -> None:
    """Where the installed versions have the classes; docs/evaluation.md says which versions were tried."""
    asked = read_set(SEEDS)
    WRITERS[form](tmp_path / "set.json", asked.questions)
    if form == "llamaindex":
        reason = "the installed llama-index-core has no LabelledRagDataset (dropped after 0.14.20)"
        made = pytest.importorskip("llama_index.core.llama_dataset", reason=reason)
        loaded = made.LabelledRagDataset.from_json(str(tmp_path / "set.json")).examples
        found = [(one.query, one.reference_contexts) for one in loaded]
    else:
        ragas = pytest.importorskip("ragas", reason="Ragas is not installed")
        loaded = ragas.EvaluationDataset.from_list(json.loads((tmp_path / "set.json").read_text("utf-8"))).samples
        found = [(one.user_input, one.reference_contexts) for one in loaded]
    assert found == [(one.question, [place.quote for place in one.evidence]) for one in asked.questions]


# Metrics


def test_supported_sentences_and_followups_are_counted(small: Assistant) -> None:
    texts = ["Worker bees live for about six weeks in summer.", "A hive holds nine queens."]
    whole = small.search("bees", 1)[0]
    cited = tuple(replace(whole, number=n, quote="Bees") for n in (1, 2))
    sentences = [Sentence(texts[0], (1,), True), Sentence(texts[1], (1, 2), True), Sentence("A hive.", (), False)]
    supports = partial(scoring._supports, small)
    assert citations.supported(sentences, cited, supports) == (pytest.approx(1 / 3), pytest.approx(1 / 3))
    assert citations.supported([], [], supports) == (None, None)
    talk = [
        {"role": "user", "content": "How long do worker bees live?"},
        {"role": "assistant", "content": "Six weeks."},
    ]
    run = evaluate(
        small,
        [
            Question("a", "And in which season?", ("summer",), read_evidence("bees.md"), conversation=tuple(talk)),  # type: ignore[arg-type]
            Question("b", "At what heat is green tea brewed?", ("80",), read_evidence("tea.html")),
        ],
    )
    assert run.figures["followup_recall@5"].count == 1 and run.figures["followup_recall@5"].value == 1
    assert run.figures["support_recall"].value == run.figures["support_precision"].value == 1


def test_retrieval_metrics_agree_with_trec_eval() -> None:
    random = Random(1)
    for _ in range(50):
        units = [f"d{n:02d}" for n in range(30)]
        order = random.sample(units, 20)
        relevant = {one: random.randint(1, 3) for one in random.sample(units, random.randint(1, 6))}
        qrels = [ir_measures.Qrel("q", one, grade) for one, grade in relevant.items()]
        run = [ir_measures.ScoredDoc("q", one, 100.0 - rank) for rank, one in enumerate(order)]
        reference = ir_measures.calc_aggregate([nDCG @ 10, RR @ 10, R @ 5, Success @ 5], qrels, run)
        assert retrieval.ndcg(order, relevant, 10) == pytest.approx(reference[nDCG @ 10])
        assert retrieval.reciprocal_rank(order, relevant, 10) == pytest.approx(reference[RR @ 10])
        assert retrieval.recall(order, relevant, 5) == pytest.approx(reference[R @ 5])
        assert retrieval.hit(order, relevant, 5) == reference[Success @ 5]


def test_words_and_values_are_matched() -> None:
    assert answers.exact_match("The  Anka, drone.", ["anka drone"]) == 1
    assert answers.token_f1("a big red dog", ["red dog house"]) == pytest.approx(2 / 3)
    assert answers.token_f1("the", ["dog"]) == 0
    assert answers.contains("Founded in 2012.", ["12"]) == 0 and answers.contains("It is 12.", ["12"]) == 1
    assert answers.same_values("two thousand soldiers came", ["2,000"]) == 1
    assert answers.same_values("on 2019-03-19", ["19 March 2019"]) == 1
    assert answers.same_values("on 20 March 2019", ["19 March 2019"]) == 0
    assert answers.same_values("whoever", ["Ankara"]) is None


def test_set_figures_by_hand() -> None:
    scores = [
        {"answerable": a, "refused": r, "confidence": c}
        for a, r, c in ((1.0, 0.0, 0.9), (1.0, 1.0, 0.2), (0.0, 1.0, 0.1), (0.0, 0.0, 0.8), (0.0, 1.0, 0.0))
    ]
    found = figures(columns_of(scores))
    assert found["refusal_precision"].value == found["refusal_recall"].value == pytest.approx(2 / 3)
    assert found["refusal_recall"].count == found["refusal_precision"].count == 3 and found["refusal_f1"].count == 5
    assert found["refusal_f1"].low <= found["refusal_f1"].value <= found["refusal_f1"].high
    confidence, truth = np.array([[0.85, 0.85, 0.05, 0.05]]), np.array([[1.0, 0.0, 0.0, 0.0]])
    assert ece(confidence, truth)[0] == pytest.approx(0.5 * 0.35 + 0.5 * 0.05)


def test_mcnemar_is_the_binomial_test() -> None:
    for better, worse in ((0, 0), (5, 1), (3, 3), (0, 8)):
        reference = binomtest(better, better + worse).pvalue if better + worse else 1.0
        assert mcnemar(better, worse) == pytest.approx(reference)
    assert draws(5, 3).shape == (3, 5)


# Runs


def test_a_run_is_judged_kept_and_compared(small: Assistant, questions: QuestionSet, tmp_path: Path) -> None:
    heard: list[str] = []
    run = evaluate(small, questions, lambda result, done, total: heard.append(f"{done}/{total}"), out=tmp_path / "run")
    assert heard == ["1/3", "2/3", "3/3"] and run.complete
    assert [one.kind for one in run.results] == ["right"] * 3
    assert run.figures["hit@1"].value == run.figures["verbatim"].value == run.figures["correct"].value == 1
    stored = load(tmp_path / "run")
    assert stored.figures == run.figures and stored.results == run.results
    trace = stored.traces()["a"]
    assert trace.found[0]["document"] == "bees.md" and trace.answer["citations"]
    worse = replace(
        run, results=[replace(run.results[0], scores={**run.results[0].scores, "correct": 0.0}), *run.results[1:]]
    )
    change = compare(worse, stored)
    assert [after.id for _, after in change.worse] == ["a"] and change.better == []
    assert change.changes["correct"].difference == pytest.approx(-1 / 3)


def test_a_stopped_run_goes_on_where_it_was(small: Assistant, questions: QuestionSet, tmp_path: Path) -> None:
    asked: list[str] = []
    out = tmp_path / "run"
    part = evaluate(small, questions, lambda r, d, t: asked.append(r.id), lambda: len(asked) >= 1, out=out, threads=1)
    assert not part.complete and asked == ["a"]
    with (out / "results.jsonl").open("a") as lines:
        lines.write('{"id": "b", "quest')  # as a crash leaves it
    other = QuestionSet("other", questions.questions[:2])
    with pytest.raises(BadRun, match="unfinished"):
        evaluate(small, other, out=out)
    run = evaluate(small, questions, lambda r, d, t: asked.append(r.id), out=out)
    assert run.complete and sorted(asked) == ["a", "b", "c"] and len(load(out).results) == 3


def test_a_failing_question_is_counted_as_wrong(small: Assistant) -> None:
    run = evaluate(small, [Question("x", " ", ("six weeks",))])
    assert run.results[0].kind == "failed" and "empty" in run.results[0].error
    assert run.figures["correct"].value == 0 and run.figures["error"].value == 1


def test_gates(small: Assistant, questions: QuestionSet) -> None:
    run = evaluate(small, questions)
    assert gate.failures([gate.parse("refusal_f1 < 0.8", False), gate.parse("correct <= 0.5", False)], run) == []
    assert "correct is 1.000" in gate.failures([gate.parse("correct > 0.9", False)], run)[0]
    assert gate.failures([gate.parse("tokens drops", True)], run, compare(run, run)) == []
    for text, says in (
        ("recall drops", "no metric"),
        ("correct falls", "no condition"),
        ("correct drops", "--baseline"),
    ):
        with pytest.raises(BadGate, match=says):
            gate.parse(text, baseline=False)


def test_a_run_with_fusion_off_is_caught(index: Index, tmp_path: Path) -> None:
    """The deliberate regression: fusion off. Codes are found by their letters, which vectors blur."""
    home = tmp_path / "parts"
    home.mkdir()
    codes = [f"KX-{n * 7919 % 90000 + 10000}" for n in range(24)]
    common = (
        "The workshop keeps spare parts of many kinds for pumps, engines and boilers, all of them in numbered drawers. "
        "Orders are taken at the counter in the morning and sent out by post on the following day. "
    )
    for n, code in enumerate(codes):
        (home / f"part{n:02d}.txt").write_text(f"{common}Valve {code} costs {n + 20} euros. {common}\n")
    index.sync([home])
    asked = [
        Question(code, f"What does {code} cost?", (f"{n + 20} euros",), read_evidence(f"part{n:02d}.txt"))
        for n, code in enumerate(codes)
    ]
    unread = Settings(read=ReadSettings(reader=False))  # the reader has no say in what is found
    good = evaluate(Assistant(index, unread), asked)
    vectors_only = sweep.settings_for(unread, {"retrieve.vector_weight": "1"})
    bad = evaluate(Assistant(index, vectors_only), asked)
    rules = [gate.parse("hit@1 drops", True), gate.parse("mrr@10 drops", True)]
    assert gate.failures(rules, good, compare(good, good)) == []
    assert len(gate.failures(rules, bad, compare(bad, good))) == 2


def read_evidence(document: str) -> tuple:  # type: ignore[type-arg]
    from assistant.evaluate import Evidence

    return (Evidence(document),)


def test_a_sweep_runs_each_cell_once(small: Assistant, questions: QuestionSet, tmp_path: Path) -> None:
    asked: list[str] = []

    def progress(cell: dict[str, str]) -> Callable[..., None]:
        return lambda result, done, total: asked.append(result.id)

    cells = sweep.grid(["retrieve.vector_weight=0,1", "answer.sentences=1"])
    for _ in range(2):
        done = list(sweep.sweep(small, questions, cells, tmp_path / "sweep", progress))
    assert len(asked) == 6 and [run.facts["settings"]["retrieve"]["vector_weight"] for _, run in done] == [0, 1]
    table = sweep.table(done)
    assert table[0][:2] == ["retrieve.vector_weight", "answer.sentences"]
    assert [row[-1] for row in table] == [sweep.BEST, "", ""]  # three questions tell no difference
    with pytest.raises(BadGate):
        sweep.grid(["retrieve.vector_weight"])


# Report, command line


def test_marks_overlap_and_everything_is_escaped() -> None:
    text = marked("a <b> c", 10, [(12, 15)], [(14, 17)])
    assert text == 'a <mark class="gold">&lt;b</mark><mark class="gold cited">&gt;</mark><mark class="cited"> c</mark>'


def test_the_command_line(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["assistant", *arguments])
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, *capsys.readouterr()

    (tmp_path / "set.jsonl").write_text(SET.replace("Who won", "<script>alert(1)</script> Who won"), encoding="utf-8")
    assert run("index", str(folder))[0] == 0
    assert run("evaluate", "set.jsonl", "--validate")[:2] == (0, "3 questions, 0 problems\n")
    assert run("evaluate", "set.jsonl", "--out", "first")[0] == 0
    page = (tmp_path / "first" / "report.html").read_text("utf-8")
    assert (
        "&lt;script&gt;alert" in page and "<script>alert" not in page and "http" not in page.replace("http-equiv", "")
    )
    code, out, _ = run("evaluate", "set.jsonl", "--out", "second", "--baseline", "first", "--fail-if", "correct drops")
    assert code == 0 and "0 got worse" in out
    code, _, err = run("evaluate", "set.jsonl", "--out", "third", "--fail-if", "hit@5 > 0.5")
    assert code == 1 and "hit@5 is 1.000" in err and err.count("\n") == 1
    (tmp_path / "bad.jsonl").write_text('{"id": "x", "question": ""}\n')
    code, out, _ = run("evaluate", "bad.jsonl", "--validate")
    assert code == 1 and "bad.jsonl:1: x: The question is empty" in out
    assert run("questions", "set.jsonl", "--as", "ragas", "--out", "r.json")[0] == 0
    assert len(json.loads((tmp_path / "r.json").read_text())) == 3


def test_a_run_in_which_every_question_failed_is_no_success(
    index: Index, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*asked: object, **narrowed: object) -> None:
        raise ServerLost("The Chroma server does not answer: start it.")

    index.sync([folder])
    (tmp_path / "set.jsonl").write_text(SET, encoding="utf-8")
    monkeypatch.setattr(Assistant, "query", broken)
    assert cli_run(monkeypatch, "evaluate", "set.jsonl", "--index", str(index.folder), "--out", "run") == 1
    assert "Every question ended in an error, the first in this one: The Chroma server" in capsys.readouterr().err
    assert (tmp_path / "run" / "report.html").is_file()


@pytest.mark.parametrize("gated", [("--fail-if", "hit@5 < 2"), ("--baseline", "first")])
def test_a_sweep_with_a_gate_is_wrong_usage(
    gated: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "set.jsonl").write_text(SET, encoding="utf-8")
    assert cli_run(monkeypatch, "evaluate", "set.jsonl", "--sweep", "answer.sentences=1,2", *gated) == 2
    assert "leave --baseline and --fail-if out" in " ".join(capsys.readouterr().err.split())


def test_a_set_is_asked_of_the_chosen_collection_only(
    index: Index, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    index.sync([folder / "bees.md"], collection="nature")
    index.sync([folder / "tea.html"], collection="kitchen")
    (tmp_path / "set.jsonl").write_text(SET, encoding="utf-8")
    command = ["evaluate", "set.jsonl", "--index", str(index.folder)]
    assert cli_run(monkeypatch, *command, "--collection", "nature", "--out", "run") == 0
    run, traces = load("run"), load("run").traces()
    assert {one.id: one.kind for one in run.results} == {"a": "right", "b": "should not have refused", "c": "right"}
    assert {one["document"] for trace in traces.values() for one in trace.found} == {"bees.md"}
    assert run.facts["collections"] == ["nature"] and run.facts["documents"] == 1
    assert "1 document in nature" in Path("run/report.md").read_text("utf-8")
    assert cli_run(monkeypatch, *command, "--collection", "nature", "--collection", "kitchen", "--out", "both") == 0
    assert load("both").facts["documents"] == 2 and not compare(load("both"), run).same_index
    asked = read_set("set.jsonl")
    cell = (tmp_path / "sweep", lambda _: lambda *_: None)
    for chosen in (["nature"], ["kitchen"], ["kitchen"]):
        [(_, swept)] = sweep.sweep(Assistant(index, Settings()), asked, [{}], *cell, collections=chosen)
        assert swept.facts["collections"] == chosen
    assert cli_run(monkeypatch, *command, "--collection", "natrue", "--out", "none") == 1
    assert "no collection 'natrue'" in capsys.readouterr().err


def test_every_line_that_is_no_json_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"question": "Who?"}\n{oops\n\n{"question": "When?"}\nnothing\n', encoding="utf-8")
    with pytest.raises(BadQuestionSet, match=r"set.jsonl, lines 2, 5, are not JSON"):
        read_set(path)


def test_evidence_that_no_document_holds_counts_as_not_found(small: Assistant, questions: QuestionSet) -> None:
    one, two, _ = questions.questions
    gone = replace(one, evidence=(*one.evidence, Evidence("gone.pdf", quote="no such words")))
    only = replace(two, id="only", answers=(), evidence=(Evidence("gone.pdf"),))
    run = evaluate(small, [gone, only])
    scores = {result.id: result.scores for result in run.results}
    assert scores["a"]["recall@5"] == 0.5 and scores["a"]["hit@1"] == 1
    assert scores["only"]["hit@10"] == scores["only"]["citation_recall"] == scores["only"]["correct"] == 0


def test_what_is_graded_as_irrelevant_is_no_evidence(small: Assistant, questions: QuestionSet) -> None:
    judged = (Evidence("bees.md", grade=0), Evidence("tea.html", grade=0))
    run = evaluate(small, [replace(questions.questions[0], evidence=judged)])
    assert run.results[0].scores.get("recall@5") is None


def test_documents_are_ranked_each_once_where_whole_documents_are_judged() -> None:
    found = [("a", 0), ("a", 90), ("b", 0), ("c", 10)]
    assert ranking(found, {"c": 1}, whole=True) == ["a", "b", "c"]
    assert ranking(found, {"c#10": 1}) == ["a#0", "a#90", "b#0", "c#10"]


def test_a_failed_question_is_wrong_by_all_that_it_is_judged_by(questions: QuestionSet) -> None:
    scores = scoring.failed(questions.questions[0])
    assert scores["recall@5"] == scores["citation_precision"] == scores["values"] == scores["correct"] == 0


def test_a_figure_within_another_is_no_right_answer() -> None:
    assert (
        answers.contains("It was 25 million.", ["2.5 million"])
        == 0
        == answers.contains("At 5 degrees.", ["-5 degrees"])
    )
    assert (
        answers.contains("It was 2.5 million.", ["2.5 million"])
        == 1
        == answers.contains('"Yes", he said.', ["yes he said"])
    )
    for shown, accepted in (
        ("It was 2.5 million.", "5 million"),
        ("1,500 people", "500 people"),
        ("At -5 degrees.", "5 degrees"),
    ):
        assert answers.contains(shown, [accepted]) == 0
    assert answers.contains("From 3-5 degrees, or 7.", ["5 degrees"]) == answers.contains("It has 7.", ["7"]) == 1
    assert answers.same_values("Section 4 applies.", ["4 weeks"]) == 0
    assert answers.values_alone(["4 weeks", "Windows 10", "19 March 2019", "2,000"]) == [
        "4 weeks",
        "19 March 2019",
        "2,000",
    ]


def test_articles_of_one_title_do_not_take_each_others_documents(tmp_path: Path) -> None:
    data = [
        {"title": title, "paragraphs": [{"context": f"Text {number}.", "qas": []}]}
        for number, title in enumerate(["", "", "蜜蜂", "茶"])
    ]
    question = {"id": "1", "question": "Which?", "answers": [{"text": "Text 4", "answer_start": 0}]}
    data.append({"title": "", "paragraphs": [{"context": "Text 4.", "qas": [question]}]})
    (tmp_path / "squad.json").write_text(json.dumps({"data": data}))
    documents = read_set(tmp_path / "squad.json").documents
    assert len(documents) == 5 and sorted(text.split()[-1] for text in documents.values())[0] == "0."


def test_runs_are_compared_on_the_same_words_only(small: Assistant, questions: QuestionSet) -> None:
    before = evaluate(small, questions)
    moved = [replace(one, id=id) for one, id in zip(questions.questions, ("b", "c", "a"), strict=True)]
    with pytest.raises(BadRun, match="in common"):
        compare(evaluate(small, moved), before)
    fewer = compare(evaluate(small, questions.questions[:2]), before)
    assert fewer.common == 2 and "left out: 1 of" in fewer.told
    assert fewer.told in markdown(fewer.run, fewer) and fewer.told in page(fewer.run, fewer)
    whole = compare(before, before)
    assert "3 questions" in whole.told and "left out" not in whole.told
