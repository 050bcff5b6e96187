"""Make the index hold what the files hold: what changed is read, split, embedded and stored; the rest costs nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from index.documents import Document, Passage
from index.embed import Embedder
from index.errors import UnreadableFile
from index.read import read
from index.split import VERSION as SPLIT_VERSION
from index.split import Splitter
from index.store.manifest import Manifest, NewDocument, Stamp
from index.store.terms import TermStore
from index.store.vectors import VectorStore
from index.walk import Found, Scope

Progress = Callable[[str, int, int], None]  # what is being done, documents done, documents in all

READ_VERSION = "read-2"  # raise it when the readers give another text, so that documents are read again
BATCH_PASSAGES = 512  # documents are stored together up to about so many passages: bounded memory, few commits


@dataclass(slots=True)
class Summary:
    """What a sync did, as document names; `failed` pairs a name with the reason in one sentence."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    passages: int = 0

    @property
    def documents(self) -> int:
        """Documents seen that are live now."""
        return len(self.added) + len(self.changed) + len(self.unchanged)


@dataclass(frozen=True, slots=True)
class _Job:
    found: Found
    stamp: Stamp
    replaces: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is read and split, but not embedded yet; `replaces` is the id of its older version."""

    document: Document
    stamp: Stamp
    passages: Sequence[Passage]
    replaces: str | None


@dataclass
class Sync:
    """One run over a scope of files, writing to the three stores; the caller holds the writer's lock."""

    manifest: Manifest
    vectors: VectorStore
    terms: TermStore
    embedder: Embedder
    progress: Progress
    summary: Summary = field(default_factory=Summary)
    _names: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def recipe(self) -> str:
        """What was done to a file's bytes: documents with another recipe are read and embedded again."""
        return f"{READ_VERSION}/{SPLIT_VERSION}/{self.embedder.fingerprint}"

    def run(self, scope: Scope) -> Summary:
        """Bring the index in step with `scope`; a file that cannot be read keeps its last good version."""
        self.clear_leftovers()
        self._names = self.manifest.names()
        jobs, gone = self._plan(scope)
        batch: list[Draft] = []
        for number, job in enumerate(jobs):
            self.progress(job.found.path, number, len(jobs))
            if (draft := self._draft(job)) is None:
                continue
            batch.append(draft)
            if sum(len(one.passages) for one in batch) >= BATCH_PASSAGES:
                self._store(batch)
                batch = []
        if batch or gone:
            self._store(batch, gone)
        self.progress("", len(jobs), len(jobs))
        return self.summary

    def remove(self, document: Document) -> None:
        """Take one document out of the index."""
        self.summary.removed.append(document.name)
        self._store([], [document.id])

    def clear_leftovers(self) -> None:
        """Delete from vectors and terms what an interrupted writer left there."""
        if leftovers := self.manifest.unsettled():
            self._erase(leftovers)

    def _plan(self, scope: Scope) -> tuple[list[_Job], list[str]]:
        """Jobs for files that are new or different, and ids of documents whose files are gone."""
        sources = {found.source for found in scope.files} | {source for source, _ in scope.folders}
        known = {source: self.manifest.stamps(source) for source in sources}
        jobs = [job for found in scope.files if (job := self._job(found, known[found.source].get(found.path)))]
        present = {(found.source, found.path) for found in scope.files}
        gone = []
        for source, stamps in known.items():
            for path, stamp in stamps.items():
                if (source, path) not in present and scope.covers(source, path):
                    gone.append(stamp.id)
                    self.summary.removed.append(path)
        return jobs, gone

    def _job(self, found: Found, old: Stamp | None) -> _Job | None:
        try:
            state = found.file.stat()
            if old and (old.bytes, old.modified, old.recipe) == (state.st_size, state.st_mtime_ns, self.recipe):
                self.summary.unchanged.append(found.path)
                return None
            content = hashlib.sha256(found.file.read_bytes()).hexdigest()
        except OSError as error:
            self._failed(found, f"{found.path} cannot be opened ({error.strerror}): check its permissions.")
            return None
        if old and (old.hash, old.recipe) == (content, self.recipe):
            self.manifest.touch(old.id, state.st_mtime_ns)
            self.summary.unchanged.append(found.path)
            return None
        identity = f"{found.source}\0{found.path}\0{content}\0{self.recipe}"
        new = hashlib.sha256(identity.encode()).hexdigest()[:16]
        stamp = Stamp(new, content, self.recipe, state.st_size, state.st_mtime_ns)
        return _Job(found, stamp, old.id if old else None)

    def _failed(self, found: Found, reason: str) -> None:
        self.summary.failed.append((found.path, reason))

    def _draft(self, job: _Job) -> Draft | None:
        """Read and split one file; None, with the reason in the summary, where it cannot be read."""
        try:
            text = read(job.found.file)
        except UnreadableFile as error:
            self._failed(job.found, str(error))
            return None
        title = text.title or Path(job.found.path).stem.replace("_", " ").replace("-", " ")
        passages = Splitter(self.embedder.tokenizer, self.embedder.limit).split(text, job.stamp.id, title)
        document = Document(
            id=job.stamp.id,
            name=self._name(job.found),
            title=title,
            source=job.found.source,
            path=job.found.path,
            format=text.format,
            text=text.text,
            pages=len(text.pages),
            passages=len(passages),
            bytes=job.stamp.bytes,
            indexed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        return Draft(document, job.stamp, passages, job.replaces)

    def _name(self, found: Found) -> str:
        """What people call the document: its path in its source, led by more of the way there where that is taken."""
        key = (found.source, found.path)
        choices = (found.path, f"{Path(found.source).name}/{found.path}", f"{found.source}/{found.path}")
        name = next(choice for choice in choices if self._names.get(choice, key) == key)
        self._names[name] = key
        return name

    def _store(self, drafts: Sequence[Draft], gone: Sequence[str] = ()) -> None:
        """Vectors and terms first, then the manifest in one step, then the deletion of what was replaced."""
        passages = [passage for draft in drafts for passage in draft.passages]
        rows = {passage.id: embedded for passage, embedded in self.embedder.passages(passages)}
        self.manifest.announce([draft.document.id for draft in drafts])
        if passages:
            self.vectors.add(passages, [rows[passage.id][0] for passage in passages])
            self.terms.write(add=passages)
        gone = [*gone, *(draft.replaces for draft in drafts if draft.replaces)]
        new = [NewDocument(one.document, one.stamp, one.passages, [rows[p.id] for p in one.passages]) for one in drafts]
        self.manifest.replace(new, gone)
        if gone:
            self._erase(gone)
        for draft in drafts:
            (self.summary.changed if draft.replaces else self.summary.added).append(draft.document.name)
        self.summary.passages += len(passages)

    def _erase(self, documents: Sequence[str]) -> None:
        for document in documents:
            self.vectors.remove(document)
        self.terms.write(add=[], remove=documents)
        self.manifest.settle(documents)
