"""What the tests share: one real embedding model, and real indexes of `seeds/` and XQuAD in temporary folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

if "PYTEST_XDIST_WORKER" in os.environ:  # workers share the cores: threads that wait for one another cost half the time
    os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest

import index.quiet
from assistant import Assistant, Settings
from index import Index
from index.embed import Embedder

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
DATA = ROOT.parent / "shared" / "data"


# Files that take longest, the longest first. Begun last, one of them would go on alone.
LONGEST = """
test_answers test_retrieve test_reembed test_watch test_embed test_evaluate test_doctor test_mcp test_ways test_reading
test_crash test_parts test_llm_local test_readers_writers test_cli test_tracing test_offline test_serve test_written
test_rest
""".split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first, but for those with a browser, which need the processor at once.

    With `--no-loadscope-reorder` workers begin them in this order.
    """
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Keeps a sentence with a figure for the end of the run's output, from any worker."""
    return lambda sentence: record_property("figure", sentence)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome)]
    figures = [value for report in reports for name, value in report.user_properties if name == "figure"]
    if figures:
        terminalreporter.section("figures")
        terminalreporter.write("".join(f"{value}\n" for value in figures))


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test works in a folder of its own, with no settings from outside."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return Embedder()


@pytest.fixture(scope="session")
def seeds_index(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    index = Index.open(tmp_path_factory.mktemp("seeds") / "index", create=True, embedder=embedder)
    index.sync([SEEDS])
    yield index
    index.close()


@pytest.fixture(scope="session")
def assistant(seeds_index: Index) -> Assistant:
    return Assistant(seeds_index, Settings())


@pytest.fixture
def index(embedder: Embedder, tmp_path: Path) -> Iterator[Index]:
    """An empty index."""
    opened = Index.open(tmp_path / "index", create=True, embedder=embedder)
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three small documents."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "bees.md").write_text(
        "# Bees\n\nA hive holds one queen. Worker bees live for about six weeks in summer.\n"
    )
    (folder / "tides.txt").write_text("The tide follows the moon. A spring tide comes twice in a lunar month.\n")
    (folder / "tea.html").write_text(
        "<html><head><title>Tea</title></head><body><main><h1>Tea</h1>"
        "<p>Green tea is brewed at 80 degrees. Black tea needs boiling water.</p></main></body></html>"
    )
    return folder


@pytest.fixture
def data() -> Path:
    """The public question sets; tests that need them say so where they are not there."""
    if not DATA.is_dir():
        pytest.skip(f"the public question sets are not at {DATA}")
    return DATA
