"""The documents as the page lists them, and what adding and deleting them does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.documents import Document
from index.errors import AssistantError

if TYPE_CHECKING:
    from assistant.assistant import Assistant

UPLOADED = "uploads"  # `Document.source` of documents that were added through the page
MAX_UPLOAD = "50mb"
TITLES = 40  # most in the sidebar
ROWS = 500  # most on the Documents tab

Progress = Callable[[float, str], Any]  # share done 0..1, what is being done


@dataclass(slots=True)
class Report:
    """What an upload or a deletion came to: good news, and (document, reason) for each that failed."""

    done: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)

    def shown(self) -> dict[str, list[str]]:
        """The value of the page's report."""
        failed = [reason if name in reason else f"{name}: {reason}" for name, reason in self.failed]
        return {"done": self.done, "failed": failed}


def listed(documents: Sequence[Document], most: int, off: Collection[str] = ()) -> dict[str, Any]:
    """The value of a list of the page: up to `most` rows, uploaded documents first, then by title.

    `off` are names of documents that are not searched.
    """
    in_order = sorted(documents, key=lambda one: (one.source != UPLOADED, one.title.casefold(), one.name))
    rows = [{**_listed(one), "off": one.name in off} for one in in_order[:most]]
    return {
        "rows": rows,
        "off": [row["name"] for row in rows if row["off"]] or None,
        "total": f"{len(documents):,}",
        "more": f"{len(documents) - most:,}" if documents[most:] else "",
    }


def _listed(document: Document) -> dict[str, Any]:
    suffix = Path(document.name).suffix[1:].upper()
    facts = (
        document.name if document.title != document.name else "",
        _counted(document.pages, "page") if document.pages else "",
        _counted(document.passages, "passage"),
        _size(document.bytes),
        _day(document.indexed_at),
    )
    return {
        "name": document.name,
        "title": document.title,
        "kind": suffix or "TEXT",
        "facts": " · ".join(fact for fact in facts if fact),
        "removable": document.source == UPLOADED,
    }


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _size(count: int) -> str:
    if count < 1_000_000:
        return f"{max(1, round(count / 1_000))} KB"
    return f"{count / 1_000_000:.1f} MB"


def _day(moment: str) -> str:
    try:
        day = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    return f"added {day.day} {day:%b %Y}"


def searched(assistant: Assistant, off: Collection[str]) -> list[str] | None:
    """Names of the documents to search in where those in `off` are left out; None where all are searched."""
    names = [one.name for one in assistant.documents()] if off else []
    chosen = [name for name in names if name not in off]
    return None if len(chosen) == len(names) else chosen


def add(assistant: Assistant, paths: Sequence[str], progress: Progress) -> Report:
    """Add uploaded files one by one, so that one bad file stops no other; the temporary copies are deleted."""
    report = Report()
    for number, path in enumerate(paths):
        name = Path(path).name
        progress(number / len(paths), f"Reading {name}")
        try:
            summary = assistant.add_files([path])
        except AssistantError as error:
            report.failed.append((name, str(error)))
            continue
        finally:
            Path(path).unlink(missing_ok=True)
        report.done += [f"Added {one}." for one in summary.added]
        report.done += [f"Replaced {one} by its new version." for one in summary.changed]
        report.done += [f"{one} is here already, unchanged." for one in summary.unchanged]
        report.failed += summary.failed
    return report


def remove(assistant: Assistant, name: str) -> Report:
    """Delete one uploaded document; documents of indexed folders are not the page's to delete."""
    try:
        if assistant.document(name).source != UPLOADED:
            return Report(
                failed=[(name, f"{name} belongs to an indexed folder: delete it there, then index the folder.")]
            )
        assistant.remove_file(name)
    except AssistantError as error:
        return Report(failed=[(name, str(error))])
    return Report(done=[f"Deleted {name}."])
