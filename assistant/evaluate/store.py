"""A run on disk: run.json says what was run, summary.json what came out; results.jsonl and traces.jsonl hold a line a
question."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.evaluate.errors import BadRun
from assistant.evaluate.metrics import Figure
from assistant.evaluate.written import plain_write_errors

FORMAT = 1
NEEDED = ("set", "settings_hash", "identity")  # facts without which a run can be neither compared nor gone on with
INSTEAD = "name another run, or run the questions again with another --out"


@dataclass(frozen=True, slots=True)
class Result:
    """One question of a run: the reply in short, its scores and kind. The whole answer is in its trace."""

    id: str
    question: str
    text: str
    refused: bool
    confidence: float
    kind: str
    scores: dict[str, float | None]
    tags: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """What a result rests on: the question as in its set, the answer, the passages found and the gold places.

    `judge` holds the words of a language model that judged the answer.
    """

    id: str
    question: dict[str, Any]
    answer: dict[str, Any]
    found: list[dict[str, Any]]
    gold: list[dict[str, Any]]
    judge: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Run:
    """Results on one set; `facts` say what was run: set, settings and their hash, versions, index, times.

    `complete` is False where the run was stopped. `folder` is None where it was kept in memory only.
    """

    facts: dict[str, Any]
    results: list[Result]
    figures: dict[str, Figure] = field(default_factory=dict)
    complete: bool = False
    folder: Path | None = None
    kept: dict[str, Trace] = field(default_factory=dict)  # traces of a run without a folder

    @property
    def name(self) -> str:
        """What people call the run: its folder's name, or its set's."""
        return self.folder.name if self.folder else str(self.facts["set"])

    def traces(self) -> dict[str, Trace]:
        """The traces by question id; read from the folder each time, since they are large."""
        if self.folder is None:
            return self.kept
        return {row["id"]: Trace(**row) for row in rows(self.folder / "traces.jsonl")}


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file; a last line that a crash cut off does not count."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.endswith("\n"):
                yield json.loads(line)


class Writer:
    """Appends results to a run's folder, each line flushed, so that nothing finished is lost."""

    def __init__(self, folder: Path, facts: Mapping[str, Any]) -> None:
        self.folder = folder
        with plain_write_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            _mended(folder / "results.jsonl")
            _mended(folder / "traces.jsonl")
            if not (folder / "run.json").exists():
                write_json(folder / "run.json", {"format": FORMAT, **facts})

    def add(self, result: Result, trace: Trace) -> None:
        """Store one question; the trace first, so that a result always has one."""
        for name, value in (("traces.jsonl", trace), ("results.jsonl", result)):
            with plain_write_errors(self.folder), (self.folder / name).open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(asdict(value), ensure_ascii=False) + "\n")

    def finish(self, run: Run) -> None:
        """Write the figures; a run is complete once they say so."""
        with plain_write_errors(self.folder):
            write_json(self.folder / "summary.json", summary(run))


def _mended(path: Path) -> None:
    """Cut off a last line that a crash left half written."""
    content = path.read_bytes() if path.exists() else b""
    if content and not content.endswith(b"\n"):
        path.write_bytes(content[: content.rfind(b"\n") + 1])


def summary(run: Run) -> dict[str, Any]:
    """A run without its results, as plain JSON types."""
    kinds: dict[str, int] = {}
    for one in run.results:
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
    return {
        "format": FORMAT,
        "complete": run.complete,
        "facts": run.facts,
        "kinds": kinds,
        "figures": {name: asdict(figure) for name, figure in run.figures.items()},
    }


def write_json(path: Path, value: Any) -> None:
    """Write JSON in one step: a reader sees the old file or the new one."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    part.replace(path)


def results_in(folder: Path) -> list[Result]:
    """The last result of each question in a folder, in the order in which they were first written."""
    by_id = {row["id"]: Result(**{**row, "tags": tuple(row["tags"])}) for row in rows(folder / "results.jsonl")}
    return list(by_id.values())


def load(folder: str | Path) -> Run:
    """The run in a folder, complete or not. Raises BadRun where there is none, or a file of it is damaged."""
    folder = Path(folder)
    facts = _object(folder / "run.json")
    if facts is None:
        raise BadRun(f"There is no run at {folder}: name a folder that 'assistant evaluate --out' has written.")
    try:
        if facts.pop("format", 0) > FORMAT:
            raise BadRun(
                f"The run at {folder} was written by a newer version of this program: upgrade, or run it again."
            )
        run = Run(facts, results_in(folder), folder=folder)
        if value := _object(folder / "summary.json"):
            run.complete, run.facts = bool(value["complete"]), dict(value["facts"])
            run.figures = {name: Figure(**figure) for name, figure in value["figures"].items()}
        if not run.facts.keys() >= set(NEEDED):
            raise KeyError(*NEEDED)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadRun(f"The run at {folder} is damaged: {INSTEAD}.") from None
    return run


def _object(path: Path) -> dict[str, Any] | None:
    """The object in a JSON file, None where the file is not there. Raises BadRun where it holds something else."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return None
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise BadRun(f"{path} is damaged: {INSTEAD}.")
    return value
