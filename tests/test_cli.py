"""The command line as people meet it: output, exit codes, and one clear sentence where something is wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import REFUSAL, Assistant, cli, show
from assistant.answer import Usage

ROOT = Path(__file__).resolve().parent.parent


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Exit code of `assistant ARGUMENTS`, run in this process."""
    monkeypatch.setattr(sys, "argv", ["assistant", *arguments])
    try:
        cli.main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a failing call prints."""
    assert run(monkeypatch, *arguments) == 1
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err and printed.err.count("\n") == 1
    return printed.err


def test_index_query_and_documents(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "index", str(folder)) == 0
    assert "3 added, 0 changed, 0 removed, 0 unchanged, 0 failed" in capsys.readouterr().out
    assert run(monkeypatch, "query", "How long do worker bees live in summer?") == 0
    printed = capsys.readouterr().out
    assert "six weeks" in printed and "[1]" in printed and "bees.md" in printed
    assert run(monkeypatch, "query", "--json", "How long do worker bees live in summer?") == 0
    answer = json.loads(capsys.readouterr().out)
    citation = answer["citations"][0]
    assert citation["document"] == "bees.md" and "six weeks" in citation["quote"] and answer["timings"]
    assert run(monkeypatch, "query", "Who won the 1998 football world cup?") == 0
    assert REFUSAL in capsys.readouterr().out
    assert run(monkeypatch, "documents", "--json") == 0
    assert {one["name"] for one in json.loads(capsys.readouterr().out)} == {"bees.md", "tea.html", "tides.txt"}
    assert run(monkeypatch, "doctor") == 0
    assert "FAIL" not in capsys.readouterr().out


def test_what_is_gone_can_be_taken_out_and_what_is_there_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "index", str(folder)) == 0
    assert "delete it there" in failure(monkeypatch, capsys, "remove", "bees.md")
    assert "delete it there" in failure(monkeypatch, capsys, "remove", str(folder))
    assert "'assistant documents' lists" in failure(monkeypatch, capsys, "remove", "nowhere.md")
    (folder / "bees.md").unlink()
    assert f"assistant remove {folder / 'bees.md'}" in failure(monkeypatch, capsys, "index", str(folder / "bees.md"))
    assert run(monkeypatch, "remove", "bees.md") == 0
    assert capsys.readouterr().out.split() == ["removed", "bees.md"]
    folder.rename(folder.with_name("elsewhere"))
    assert f"assistant remove {folder}" in failure(monkeypatch, capsys, "index", str(folder))
    assert run(monkeypatch, "remove", str(folder)) == 0
    assert sorted(capsys.readouterr().out.split()) == ["removed", "removed", "tea.html", "tides.txt"]
    assert run(monkeypatch, "documents", "--json") == 0 and json.loads(capsys.readouterr().out) == []


def test_brackets_in_names_and_titles_are_shown_as_they_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "plan [draft].md").write_text("# Plan [/closed] for :bee: hives\n\nNo hive is moved in winter.\n")
    assert run(monkeypatch, "index", str(folder)) == 0
    assert run(monkeypatch, "documents") == 0
    shown = capsys.readouterr().out
    assert "plan [draft].md" in shown and "Plan [/closed] for :bee: hives" in shown


def test_every_mistake_gives_one_sentence_that_names_the_fix(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert "assistant index FOLDER" in failure(monkeypatch, capsys, "query", "Who?")
    assert "put in files" in failure(monkeypatch, capsys, "index", "empty")
    assert "check the spelling" in failure(monkeypatch, capsys, "index", "nowhere")
    run(monkeypatch, "index", str(folder))
    capsys.readouterr()
    assert "type what you want to know" in failure(monkeypatch, capsys, "query", "  ")
    assert "10,000 characters: shorten it to 2,000" in failure(monkeypatch, capsys, "query", "x" * 10_000)
    assert run(monkeypatch, "query", "How long do worker bees live in summer?") == 0


def test_an_unreadable_file_is_reported_and_the_rest_is_indexed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 cut off")
    assert run(monkeypatch, "index", str(folder)) == 0
    printed = capsys.readouterr().out
    assert "failed   broken.pdf" in printed and "3 added" in printed


def test_wrong_usage_is_exit_code_2(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "query") == 2
    assert run(monkeypatch, "no-such-command") == 2


def test_the_module_and_the_help_of_every_command() -> None:
    for command in ("", "index", "query", "documents", "serve", "doctor"):
        arguments = [sys.executable, "-m", "assistant", *([command] if command else []), "--help"]
        done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
        assert "Usage: assistant" in done.stdout


def in_terminal(columns: int, *arguments: str) -> str:
    """What `assistant ARGUMENTS` prints in a terminal of that width."""
    termios = pytest.importorskip("termios")  # Windows has no pseudo-terminal of this kind
    outer, inner = os.openpty()
    termios.tcsetwinsize(inner, (24, columns))
    surroundings = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    call = [sys.executable, "-m", "assistant", *arguments]
    surroundings |= {"PYTHONPATH": str(ROOT), "TERM": "xterm"}
    with subprocess.Popen(call, stdout=inner, stdin=inner, env=surroundings, close_fds=True) as process:
        os.close(inner)
        printed = b""
        with suppress(OSError):  # how a closed terminal says its end
            while piece := os.read(outer, 4096):
                printed += piece
        os.close(outer)
    assert process.returncode == 0
    return printed.decode()


def test_a_narrow_terminal_gets_narrow_lines(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "an-unusually-long-name-of-a-document.md"
    (folder / name).write_text(
        "# Wax\n\nBees make wax from honey, and a beekeeper melts it into candles that burn long."
    )
    run(monkeypatch, "index", str(folder))
    for arguments in (("documents",), ("query", "What do bees make wax from?")):
        printed = in_terminal(44, *arguments)
        assert name in printed
        lines = [line for line in printed.splitlines() if " · " not in line]
        assert max(map(len, lines)) <= 44


def test_in_a_pipe_each_document_is_one_line_without_colours(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    title = "A title that goes on for much longer than a line of eighty characters could ever hold, and more"
    (folder / "long.md").write_text(f"# {title}\n\nIt is long.\n")
    run(monkeypatch, "index", str(folder))
    capsys.readouterr()
    assert run(monkeypatch, "documents") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5 and "\x1b" not in "".join(lines)
    assert any(line.startswith("long.md") and title in line for line in lines)


def test_ctrl_c_while_indexing_is_one_line_and_the_next_run_goes_on(folder: Path, tmp_path: Path) -> None:
    for number in range(300):
        (folder / f"note-{number}.txt").write_text(f"Note {number} is about hive {number} by the river.\n" * 40)
    call = [sys.executable, "-m", "assistant", "index", str(folder), "--index", str(tmp_path / "idx")]
    with subprocess.Popen(call, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        while not (tmp_path / "idx" / "manifest.db").exists() and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=60)[1]
    assert process.returncode == cli.INTERRUPTED
    assert told == "assistant: stopped; run the command again to go on.\n"
    for file in folder.glob("note-*.txt"):
        file.unlink()
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.endswith(f"0 failed; index in {tmp_path / 'idx'}\n") and done.stderr == ""


def test_a_question_needs_no_quotation_marks(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "index", str(folder))
    capsys.readouterr()
    assert run(monkeypatch, "query", "How", "long", "do", "worker bees", "live in summer?", "--json") == 0
    assert json.loads(capsys.readouterr().out)["question"] == "How long do worker bees live in summer?"


def test_an_empty_index_writes_nothing_into_the_working_directory(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(tmp_path.iterdir())
    assert "name a folder" in failure(monkeypatch, capsys, "index", str(folder), "--index", "")
    monkeypatch.setenv("ASSISTANT_INDEX", "")
    assert "name a folder" in failure(monkeypatch, capsys, "index", str(folder))
    assert sorted(tmp_path.iterdir()) == before


def test_an_output_that_lacks_letters_gets_the_others_and_whole_json(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "pay.md").write_text("# Pay\n\nA beekeeper is paid 900 zł “by the hive” in Łódź.\n", encoding="utf-8")
    run(monkeypatch, "index", str(folder))
    call = [sys.executable, "-m", "assistant", "query", "What is a beekeeper paid?"]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(call, env=surroundings, capture_output=True, check=True)
    assert "900 z? ?by the hive?" in done.stdout.decode("latin-1")
    done = subprocess.run([*call, "--json"], env=surroundings, capture_output=True, check=True)
    assert "zł “by the hive” in Łódź" in json.loads(done.stdout.decode("latin-1"))["citations"][0]["quote"]


def test_an_answer_that_a_failed_model_left_to_quotes_is_signed_as_quoted(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    quoted = assistant.query("Who makes the Anka drone?")
    show.answer(replace(quoted, usage=Usage("x", 1200, quoted=True)))
    assert f"Confidence {quoted.confidence:.0%} · quoted · 1,200 tokens\n" in capsys.readouterr().out
    show.answer(replace(quoted, usage=Usage("x", 1200)))
    assert "· model x · 1,200 tokens\n" in capsys.readouterr().out
