"""The documents as the page lists them, and what adding and deleting them does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.removal import removable
from assistant.removal import remove as take_out
from index.address import is_address
from index.documents import Document
from index.errors import AssistantError
from index.uploads import SAME_NAME

if TYPE_CHECKING:
    from assistant.assistant import Assistant

UPLOADED = "uploads"  # `Document.source` of documents that were added through the page
MAX_UPLOAD = 50 << 20  # bytes of one file
ROWS = 500  # most in a list of documents, in the sidebar and on the Documents tab
NAMED = 4  # most documents that a report names one by one
MANY = 12  # from more rows on, the list can be searched

Progress = Callable[[float, str], Any]  # share done 0..1, what is being done


@dataclass(slots=True)
class Report:
    """What an upload or a deletion came to: names by what was done with them, and (document, reason) for each that
    failed."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)

    def shown(self) -> dict[str, list[str]]:
        """The value of the page's report: a sentence for each kind of good news, and one for each failure."""
        told = (
            ("Added {}.", self.added),
            ("Replaced {} by its new version.", self.replaced),
            ("Here already, unchanged: {}.", self.unchanged),
            ("Deleted {}.", self.deleted),
        )
        done = [sentence.format(one) for sentence, names in told for one in _brief(names)]
        failed = [reason if name in reason else f"{name}: {reason}" for name, reason in self.failed]
        return {"done": done, "failed": failed}


def _brief(names: Sequence[str]) -> Sequence[str]:
    """Names one by one; of many the number and the first few."""
    if len(names) <= NAMED:
        return names
    return [f"{len(names):,} documents ({', '.join(names[:NAMED])} and {len(names) - NAMED:,} more)"]


@dataclass(frozen=True, slots=True)
class Off:
    """What is not searched: names of documents, and of collections. `choice` counts the choices that led there."""

    documents: Collection[str] = ()
    collections: Collection[str] = ()
    choice: int = 0

    @classmethod
    def of(cls, shown: dict[str, Any] | None) -> Off:
        """As the page's list sends it back, which may be None."""
        told = shown or {}
        documents, collections = ([str(one) for one in told.get(key) or ()] for key in ("off", "collectionsOff"))
        choice = told.get("choice")
        return cls(documents, collections, choice if isinstance(choice, int) else 0)


def listed(documents: Sequence[Document], most: int, off: Off | None = None, words: str = "") -> dict[str, Any]:
    """The value of a list of the page: up to `most` rows, uploaded documents first, then by title, of those that have
    all `words` in title or name; and the collections, where there are several."""
    off = off or Off()
    found = [one for one in documents if _has(one, words)] if words else documents
    in_order = sorted(found, key=lambda one: (one.source != UPLOADED, _by_number(one.title), one.name))
    rows = [
        {**_listed(one), "off": one.name in off.documents, "held": one.collection in off.collections}
        for one in in_order[:most]
    ]
    counts = Counter(one.collection for one in documents)
    collections = [
        {"name": name, "count": f"{counts[name]:,}", "off": name in off.collections}
        for name in sorted(counts)
        if len(counts) > 1
    ]
    return {
        "rows": rows,
        "collections": collections or None,
        "collectionsOff": [one["name"] for one in collections if one["off"]] or None,
        "off": [one.name for one in in_order if one.name in off.documents] or None,  # those further down too
        "choice": off.choice,
        "total": f"{len(documents):,}",
        "more": f"{len(found) - most:,}" if found[most:] else "",
        "findable": len(documents) > MANY,
        "words": words,
    }


def _has(document: Document, words: str) -> bool:
    text = f"{document.title} {document.name}".casefold()
    return all(word in text for word in words.casefold().split())


def _by_number(title: str) -> list[tuple[int, str]]:
    """What titles are ordered by: "Report 9" before "Report 10"."""
    parts = re.findall(r"\d+|\D+", title.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _listed(document: Document) -> dict[str, Any]:
    on_the_web = is_address(document.source)
    suffix = document.format if on_the_web else Path(document.name).suffix[1:]
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
        "kind": suffix.upper() or "TEXT",
        "facts": " · ".join(fact for fact in facts if fact),
        "collection": document.collection,
        "removable": removable(document),
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


def searched(assistant: Assistant, off: Off) -> list[str] | None:
    """Names of the documents to search in where those that are `off` are left out; None where all are searched."""
    listed = assistant.documents() if off.documents or off.collections else []
    chosen = [one.name for one in listed if one.name not in off.documents and one.collection not in off.collections]
    return None if len(chosen) == len(listed) else chosen


def add(assistant: Assistant, paths: Sequence[str], progress: Progress) -> Report:
    """Add uploaded files one by one, so that one bad file stops no other; the temporary copies are deleted."""
    report, seen = Report(), set[str]()
    for number, path in enumerate(paths):
        name = Path(path).name
        told = partial(_told, progress, number, len(paths), f"Reading {name} ({number + 1:,} of {len(paths):,})")
        told("", 0, 1)
        if name in seen:
            report.failed.append((name, SAME_NAME.format(name=name)))
            Path(path).unlink(missing_ok=True)
            continue
        seen.add(name)
        try:
            summary = assistant.add_files([path], told)
        except AssistantError as error:
            report.failed.append((name, str(error)))
            continue
        finally:
            Path(path).unlink(missing_ok=True)
        report.added += summary.added
        report.replaced += summary.changed
        report.unchanged += summary.unchanged
        report.failed += summary.failed
    return report


def _told(progress: Progress, before: int, files: int, text: str, _: str, done: float, total: int) -> None:
    """Show how far an upload is: `before` files are done, and a share of the next one."""
    progress((before + done / max(1, total)) / files, text)


def remove(assistant: Assistant, name: str) -> Report:
    """Delete one uploaded document, a web page, or what is left of a file that is gone."""
    try:
        return Report(deleted=take_out(assistant.index, name))
    except AssistantError as error:
        return Report(failed=[(name, str(error))])
