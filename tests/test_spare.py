"""Sentences are split without the packages that NLTK could do more with; whoever wants those gets them."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.spare import without

ROOT = Path(__file__).resolve().parent.parent
SPLIT = """
import sys
from index.sentences import sentence_spans
assert sentence_spans("Dr. Brask came. She left.") == [(0, 15), (16, 25)]
assert not {"scipy", "sklearn", "pandas"} & set(sys.modules), "importing NLTK took more than it needs"
import scipy.stats, sklearn
"""


def test_splitting_sentences_imports_little_and_takes_nothing_away() -> None:
    subprocess.run([sys.executable, "-c", SPLIT], cwd=ROOT, check=True, timeout=120)


def test_other_threads_import_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    found: list[str] = []

    def other() -> None:
        import colorsys

        found.append(colorsys.__name__)

    with without("colorsys"):
        with pytest.raises(ModuleNotFoundError):
            import colorsys  # noqa: F401
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert found == ["colorsys"]
