"""Make the index hold what the files hold: what changed is read, split, embedded and stored; the rest costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import PurePosixPath
from threading import Event

from index.ahead import one_ahead
from index.documents import Document, Passage
from index.embed import Embedder, Vectors
from index.errors import AssistantError, FileOutOfReach, UnreadableFile
from index.heap import give_back
from index.plan import READ_VERSION, Job, Plan, Planner, Summary, hash_of
from index.read import bytes_of, read_bytes
from index.split import VERSION as SPLIT_VERSION
from index.split import Splitter
from index.store import Stores
from index.store.rows import NewDocument, Stamp
from index.walk import Scope

Progress = Callable[[str, float, int], None]  # what is being done, documents done, documents in all

BATCH_PASSAGES = 512  # documents are stored together up to about so many passages: bounded memory, few commits
TOLD = 16  # passages between two words on how far embedding is


def recipe(embedder: Embedder) -> str:
    """What is done to a file's bytes: documents with another recipe are read and embedded again."""
    return f"{READ_VERSION}/{SPLIT_VERSION}/{embedder.fingerprint}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A document about to be stored; `rows` are the vectors of its passages by id, where there are some already."""

    document: Document
    stamp: Stamp
    passages: Sequence[Passage]
    job: Job
    rows: dict[str, Vectors] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents that are stored together; with the files that could not be read, it ends the first `until` jobs."""

    drafts: Sequence[Draft]
    until: int


@dataclass
class Sync:
    """One run over a scope of files, writing to the three stores; the caller holds the writer's lock.

    Files are read and split in a second thread while those before them are embedded.
    """

    stores: Stores
    embedder: Embedder
    progress: Progress
    summary: Summary = field(default_factory=Summary)
    _stopped: Event = field(default_factory=Event)

    def run(self, scope: Scope) -> Summary:
        """Bring the index in step with `scope`; a file that cannot be read keeps its last good version."""
        self._stopped.clear()
        self.clear_leftovers()
        plan = Planner(self.stores.manifest, recipe(self.embedder)).run(scope)
        if plan.jobs or plan.gone:
            _ = self.stores.vectors  # a server that is not there is noticed before anything is embedded
        else:
            self.stores.look()
        self._note(plan)
        done, total = 0, len(plan.jobs)
        if plan.jobs:
            self.progress(plan.jobs[0].found.path, 0, total)
        for batch in one_ahead(self._batches(plan.jobs), self._stopped.set):
            self._store(batch.drafts, told=partial(self._told, batch, done, total))
            done = batch.until
            give_back()
        if plan.gone:
            self._store([], [id for id, _ in plan.gone])
        self.summary.removed += [name for _, name in plan.gone]
        self.progress("", total, total)
        return self.summary

    def _batches(self, jobs: Sequence[Job]) -> Iterator[Batch]:
        """The jobs' documents, read and split, in batches of about BATCH_PASSAGES."""
        drafts: list[Draft] = []
        for number, job in enumerate(jobs, start=1):
            if self._stopped.is_set():
                return
            if draft := self._draft(job):
                drafts.append(draft)
            if sum(len(one.passages) for one in drafts) >= BATCH_PASSAGES or number == len(jobs):
                yield Batch(drafts, number)
                drafts = []

    def _told(self, batch: Batch, before: int, total: int, share: float) -> None:
        """Say how far the run is, once a share (0..1) of a batch is embedded; `before` jobs were done before it."""
        last = batch.drafts[-1].document.path if batch.drafts else ""
        self.progress(last, before + (batch.until - before) * share, total)

    def remove(self, document: Document) -> None:
        """Take one document out of the index."""
        self._store([], [document.id])
        self.summary.removed.append(document.name)

    def clear_leftovers(self) -> None:
        """Delete from vectors and terms what an interrupted writer left there."""
        if leftovers := self.stores.manifest.unsettled():
            self._erase(leftovers)

    def _note(self, plan: Plan) -> None:
        """Keep what the plan found out without reading anything."""
        self.summary.unchanged += plan.unchanged
        self.summary.failed += plan.failed
        self.summary.moved += plan.moved
        self.summary.passed = plan.passed
        if plan.placed:
            self.stores.manifest.place(plan.placed)
        if plan.touched:
            self.stores.manifest.touch(plan.touched)
        if plan.failed_again or plan.forget:
            self.stores.manifest.remember(plan.failed_again, plan.forget)

    def _draft(self, job: Job) -> Draft | None:
        """The document of a job; None, with the reason in the summary and the manifest, where it cannot be read."""
        if job.moved:
            return self._moved(job)
        try:
            data = bytes_of(job.found.file)
            if (content := hash_of(data)) != job.stamp.hash:
                job = job.holding(content, len(data))
                if job.stamp.id == job.replaces:  # what the index has is back in its place
                    self.summary.unchanged.append(job.name)
                    return None
            text = read_bytes(data, job.found.file.name)
        except UnreadableFile as error:
            self.summary.failed.append((job.name, str(error)))
            if not isinstance(error, FileOutOfReach):
                self.stores.manifest.remember([replace(job.failure, reason=str(error))])
            return None
        title = text.title or _title(job.found.path)
        passages = Splitter(self.embedder.tokenizer, self.embedder.limit).split(text, job.stamp.id, title)
        document = Document(
            id=job.stamp.id,
            name=job.name,
            title=title,
            source=job.found.source,
            path=job.found.path,
            format=text.format,
            text=text.text,
            pages=len(text.pages),
            passages=len(passages),
            bytes=job.stamp.bytes,
            indexed_at=datetime.now(UTC).isoformat(timespec="seconds"),
            collection=job.collection,
        )
        return Draft(document, job.stamp, passages, job)

    def _moved(self, job: Job) -> Draft:
        """The document at its new path, with the passages and vectors that it has; a title made from the old name
        follows the new one."""
        manifest, id = self.stores.manifest, job.stamp.id
        old = manifest.document(str(job.replaces))
        assert old is not None  # the plan was made under the writer's lock
        title = _title(job.found.path) if old.title == _title(old.path) else old.title
        document = replace(old, id=id, name=job.name, title=title, path=job.found.path, collection=job.collection)
        passages, rows = [], {}
        before = manifest.passages_of(old.id)
        kept = manifest.vectors([one.id for one in before])
        for one in before:
            passages.append(replace(one, id=f"{id}-{one.ordinal}", document=id, title=title))
            rows[passages[-1].id] = kept[one.id]
        return Draft(document, job.stamp, passages, job, rows)

    def _store(
        self, drafts: Sequence[Draft], gone: Sequence[str] = (), told: Callable[[float], None] = lambda share: None
    ) -> None:
        """Vectors and terms first, then the manifest in one step, then the deletion of what was replaced.

        `told` hears which share (0..1) of the passages is embedded.
        """
        manifest = self.stores.manifest
        passages = [passage for draft in drafts for passage in draft.passages]
        rows = {id: vectors for draft in drafts for id, vectors in draft.rows.items()}
        new = [passage for passage in passages if passage.id not in rows]
        told(0.0)
        for count, (passage, embedded) in enumerate(self.embedder.passages(new), start=1):
            rows[passage.id] = embedded
            if count % TOLD == 0:
                told(count / len(new))
        manifest.announce([draft.document.id for draft in drafts])
        if passages:
            self.stores.vectors.add(passages, [rows[passage.id][0] for passage in passages])
            self.stores.terms.write(add=passages)
        gone = [*gone, *(draft.job.replaces for draft in drafts if draft.job.replaces)]
        live = [
            NewDocument(one.document, one.stamp, one.passages, [rows[p.id] for p in one.passages]) for one in drafts
        ]
        manifest.replace(live, gone)
        if gone:
            with suppress(AssistantError):  # it is done all the same: what stays behind is unsettled and never found
                self._erase(gone)
        for draft in drafts:
            self._count(draft.job)
        self.summary.passages += len(passages)

    def _count(self, job: Job) -> None:
        if job.moved:
            self.summary.renamed.append((job.moved, job.name))
        else:
            (self.summary.changed if job.replaces else self.summary.added).append(job.name)

    def _erase(self, documents: Sequence[str]) -> None:
        self.stores.vectors.remove(documents)
        self.stores.terms.write(add=[], remove=documents)
        self.stores.manifest.settle(documents)


def _title(path: str) -> str:
    return " ".join(PurePosixPath(path).stem.replace("_", " ").replace("-", " ").split())
