"""The README says what the code does."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from assistant.cli import app
from assistant.settings import table

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")


def test_every_command_is_documented() -> None:
    for name in get_command(app).commands:  # type: ignore[attr-defined]
        assert f"`assistant {name}" in README


def test_every_setting_is_documented_with_its_default() -> None:
    assert table() in README


def test_the_readme_indexes_from_python(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder.parent / "notes.md").write_text("# Notes\n\nWorker bees dance at the hive.\n")
    code = next(one for one in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "create=True" in one)
    assert folder.name == "documents"
    exec(code, {})
    shown = capsys.readouterr().out
    assert "['bees.md', 'tea.html', 'tides.txt'] []" in shown and "six weeks" in shown and "notes.md" in shown


def test_files_that_the_readme_names_exist() -> None:
    for name in ("docs/screenshot.png", "training/README.md", "docs/examples.py", "LICENSE", "assistant.toml"):
        assert (Path(__file__).resolve().parent.parent / name).exists()
