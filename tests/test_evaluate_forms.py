"""Sets in other tools' forms: nothing is lost on the way there and back, and conversations are read as such."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assistant.evaluate import Evidence, Question, read_set
from assistant.evaluate.errors import BadQuestionSet
from assistant.evaluate.formats import WRITERS
from assistant.evaluate.formats.beside import FIELD
from tests.test_cli import failure
from tests.test_cli import run as cli_run

OTHERS = ("ragas", "llamaindex")
TALK = ({"role": "user", "content": "How much was it?"}, {"role": "assistant", "content": "27 euros."})
ASKED = (
    Question("a", "And the year before?", ("25 euros", "25"), (Evidence("a.md", 2, "It was 25 euros."),), True, TALK),
    Question("b", "What is said of bees?", (), (Evidence("bees.md"),), tags=("whole",), type="what"),
    Question("c", "Who won?", answerable=False),
    Question("d", "Who may have won?", answerable=None),
)

words = some.text("aB é蜂1|\n", min_size=1, max_size=12).filter(str.strip)
places = some.builds(Evidence, words, some.none() | some.integers(1, 9), some.just("") | words, some.integers(1, 3))
questions = some.builds(
    Question,
    id=words,
    question=words,
    answers=some.lists(words, max_size=3).map(tuple),
    evidence=some.lists(places, max_size=3).map(tuple),
    answerable=some.sampled_from([True, False, None]),
    conversation=some.sampled_from([(), TALK]),
    tags=some.lists(words, max_size=2).map(tuple),
    type=some.just("") | words,
)


@pytest.mark.parametrize("form", OTHERS)
def test_a_set_comes_back_whole(form: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp(form) / "set.json"

    @settings(max_examples=60, deadline=None)
    @given(some.lists(questions, min_size=1, max_size=4))
    def there_and_back(asked: list[Question]) -> None:
        WRITERS[form](path, asked)
        assert [one.to_dict() for one in read_set(path).questions] == [one.to_dict() for one in asked]

    there_and_back()


@pytest.mark.parametrize(
    ("form", "fields"), [("ragas", ("user_input", "reference")), ("llamaindex", ("query", "reference_answer"))]
)
def test_what_was_changed_in_another_tool_holds(form: str, fields: tuple[str, str], tmp_path: Path) -> None:
    WRITERS[form](tmp_path / "set.json", ASKED)
    value = json.loads((tmp_path / "set.json").read_text("utf-8"))
    row = (value if form == "ragas" else value["examples"])[0]
    question, reference = fields
    row[question], row[reference], row["reference_contexts"] = "And in 2020?", "24 euros", ["It was 24 euros."]
    (tmp_path / "set.json").write_text(json.dumps(value))
    one = read_set(tmp_path / "set.json").questions[0]
    assert one.question == "And in 2020?" and one.answers == ("24 euros", "25") and one.conversation == TALK
    assert one.evidence == (Evidence(quote="It was 24 euros."),)
    row.pop(FIELD)  # as a tool that knows its own fields only writes it
    (tmp_path / "set.json").write_text(json.dumps(value))
    assert read_set(tmp_path / "set.json").questions[0].answers == ("24 euros",)


def test_a_conversation_of_ragas_is_read_as_one(tmp_path: Path) -> None:
    said = [
        {"content": "How much was it?", "type": "human"},
        {"content": "Let me look.", "type": "ai", "tool_calls": [{"name": "look", "args": {}}]},
        {"content": "27", "type": "tool"},
        {"content": "And the year before?", "type": "human"},
        {"content": "25 euros.", "type": "ai"},
    ]
    path = tmp_path / "talk.json"
    path.write_text(json.dumps([{"user_input": said, "reference": "25 euros"}]))
    [one] = read_set(path).questions
    assert one.question == "And the year before?" and one.answers == ("25 euros",)
    assert [message["role"] for message in one.conversation] == ["user", "assistant"]
    path.write_text(json.dumps([{"user_input": said[1:3], "reference": "25 euros"}]))
    with pytest.raises(BadQuestionSet, match="without a message of type 'human'"):
        read_set(path)


def test_the_command_says_what_a_form_does_not_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    WRITERS["jsonl"](tmp_path / "set.jsonl", ASKED)
    assert cli_run(monkeypatch, "questions", "set.jsonl", "--as", "ragas", "--out", "r.json") == 0
    written, said = capsys.readouterr().out.splitlines()[:2]
    assert written == "4 questions written to r.json"
    assert "conversation (1), further accepted answer (1), place without a quote (1), document's name (2)" in said
    assert read_set("r.json").fingerprint == read_set("set.jsonl").fingerprint
    command = ("questions", "set.jsonl", "--as", "jsonl")
    assert cli_run(monkeypatch, *command, "--out", "again.jsonl", "--documents", "docs") == 0
    assert "set.jsonl carries no documents of its own" in capsys.readouterr().out and not Path("docs").exists()
    before = Path("set.jsonl").read_bytes()
    assert "is the set itself" in failure(monkeypatch, capsys, *command, "--out", "./set.jsonl")
    assert Path("set.jsonl").read_bytes() == before
