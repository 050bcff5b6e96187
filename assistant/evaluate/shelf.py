"""The runs that are kept with an index: where a new one goes, and which there are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.evaluate.errors import BadRun
from assistant.evaluate.metrics import Figure
from assistant.evaluate.store import FORMAT

RUNS = "runs"  # folder within the index's folder
PLAIN = "-_. ()"  # what a folder's name may hold besides letters and digits


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept run in short: its folder's name, when it ended (ISO 8601, UTC; "" where it did not), and its figures."""

    name: str
    set: str
    finished: str
    complete: bool
    questions: int
    figures: dict[str, Figure]


def shelf(index: Path) -> Path:
    """The folder of the runs that are kept with the index in a folder."""
    return index / RUNS


def place(index: Path, name: str, identity: str) -> Path:
    """The folder of the newest run of that identity that was stopped, else one of its own, not made yet."""
    name = "".join(char if char.isalnum() or char in PLAIN else "-" for char in name).strip(". ") or "set"
    for folder in sorted(shelf(index).glob(f"{name}-*"), reverse=True):
        if _read(folder / "run.json").get("identity") == identity and not _read(folder / "summary.json").get(
            "complete"
        ):
            return folder
    stamp = f"{name}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    taken = shelf(index) / stamp
    again = 2
    while taken.exists():
        taken = shelf(index) / f"{stamp}-{again}"
        again += 1
    return taken


def kept(index: Path) -> list[Kept]:
    """Every run that is kept and has figures, the newest first; folders that hold none are passed over."""
    found = [one for path in shelf(index).glob("*/summary.json") if (one := _kept(path))]
    return sorted(found, key=lambda one: (one.finished, one.name), reverse=True)


def _read(path: Path) -> dict[str, Any]:
    """A file's JSON object; an empty one where the file is missing or holds none."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _kept(path: Path) -> Kept | None:
    value = _read(path)
    try:
        if value["format"] > FORMAT:
            return None
        return Kept(
            name=path.parent.name,
            set=str(value["facts"]["set"]),
            finished=str(value["facts"].get("finished", "")),
            complete=bool(value["complete"]),
            questions=sum(value["kinds"].values()),
            figures={name: Figure(**figure) for name, figure in value["figures"].items()},
        )
    except (KeyError, TypeError, AttributeError):
        return None


def find(index: Path, name: str) -> Path:
    """The folder of the kept run of that name. Raises BadRun where there is none."""
    folder = shelf(index) / name
    if folder.parent != shelf(index) or not (folder / "run.json").exists():
        raise BadRun(f"There is no run '{name}' any more: open the list again.")
    return folder
