"""Both forms of the report, written beside the run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.evaluate.comparing import Comparison
from assistant.evaluate.report.markdown import markdown
from assistant.evaluate.report.page import page
from assistant.evaluate.store import Run
from assistant.evaluate.written import plain_write_errors


def write(run: Run, comparison: Comparison | None, broken: Sequence[str], folder: Path) -> None:
    """Write report.html and report.md into a folder; `broken` are the conditions that the run does not meet."""
    with plain_write_errors(folder):
        (folder / "report.html").write_text(page(run, comparison, broken), encoding="utf-8")
        (folder / "report.md").write_text(markdown(run, comparison, broken), encoding="utf-8")
