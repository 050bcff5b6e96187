"""What a sync would do, found out by looking at files and manifest only: nothing is read as a document or written."""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from index.address import is_address
from index.placing import Placing
from index.read import empty
from index.store.manifest import Manifest
from index.store.rows import Failure, Stamp
from index.walk import Found, Scope

LARGEST_BLANK = 4096  # bytes
UNSURE = -1  # modification time of a file that changed between the look at it and its reading
READ_VERSION = "read-9"  # raise it when the readers give another text, so that documents are read again


@dataclass(slots=True)
class Summary:
    """What a sync did, or would do, as document names; `renamed` pairs the old name with the new one, `moved` has a
    name with the collections it went from and to, and `failed` a name with the reason in one sentence. `passed` counts
    by ending the files of folders that were left alone since they do not end like a document."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    moved: list[tuple[str, str, str]] = field(default_factory=list)
    passed: dict[str, int] = field(default_factory=dict)
    passages: int = 0

    @property
    def documents(self) -> int:
        """Documents seen that are live now."""
        return len(self.added) + len(self.changed) + len(self.renamed) + len(self.unchanged)


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read, or, where it was `moved` from another path, to be known by another name."""

    found: Found
    name: str
    stamp: Stamp
    collection: str
    replaces: str | None = None
    moved: str | None = None

    @property
    def failure(self) -> Failure:
        """The failure of this file as it is now, without its reason."""
        found, stamp = self.found, self.stamp
        return Failure(found.source, found.path, stamp.hash, READ_VERSION, stamp.bytes, stamp.modified, "")

    def holding(self, content: str, size: int) -> Job:
        """The job of the same file, in which other bytes than the planned ones stood when it was read; `content` is
        their hash, `size` their number. The next look at the file hashes it again, whatever its time says."""
        stamp = self.stamp
        id = id_of(self.found, content, stamp.recipe)
        return replace(self, stamp=replace(stamp, id=id, hash=content, bytes=size, modified=UNSURE))


def id_of(found: Found, content: str, recipe: str) -> str:
    """The id of a document: another place, content or recipe makes it another document."""
    identity = f"{found.source}\0{found.path}\0{content}\0{recipe}"
    return hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()[:16]


@dataclass(slots=True)
class Plan:
    """`jobs` are to be done, `gone` documents (by id and name) are to leave; the rest is known already."""

    jobs: list[Job] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    touched: list[tuple[str, int, str]] = field(default_factory=list)  # document id, new mtime in ns, new validators
    placed: list[tuple[str, str]] = field(default_factory=list)  # document id, new collection
    moved: list[tuple[str, str, str]] = field(default_factory=list)  # the same by name, with the old collection
    failed_again: list[Failure] = field(default_factory=list)  # to be remembered as they are now
    passed: dict[str, int] = field(default_factory=dict)
    forget: list[tuple[str, str]] = field(default_factory=list)  # source, path of failures that are none any more

    def summary(self) -> Summary:
        """What this plan comes to if every file can be read."""
        return Summary(
            added=[job.name for job in self.jobs if not job.replaces],
            changed=[job.name for job in self.jobs if job.replaces and not job.moved],
            renamed=[(job.moved, job.name) for job in self.jobs if job.moved],
            removed=[name for _, name in self.gone],
            unchanged=list(self.unchanged),
            failed=list(self.failed),
            moved=list(self.moved),
            passed=dict(self.passed),
        )


class Planner:
    """Compares a scope of files with the manifest. Documents with another `recipe` are to be read again."""

    def __init__(self, manifest: Manifest, recipe: str) -> None:
        self.recipe = recipe
        self.manifest = manifest
        self.plan = Plan()
        self._places = Placing({}, None)  # of the source that is looked at
        self._names = manifest.names()
        self._called = {key: name for name, key in self._names.items()}

    def run(self, scope: Scope) -> Plan:
        """The plan for a scope."""
        self.plan.passed = dict(scope.passed)
        by_source: dict[str, list[Found]] = {source: [] for source, _ in scope.folders}
        for found in scope.files:
            by_source.setdefault(found.source, []).append(found)
        for source, files in by_source.items():
            stamps, failures = self.manifest.stamps(source), self.manifest.failures(source)
            self._places = Placing(self.manifest.placed(source), scope.collection)
            present = {found.path for found in files}
            files += scope.standing(source, sorted(stamps.keys() - present), present)
            for found in files:
                self._look(found, stamps.get(found.path), failures.get(found.path))
                self._place(found, stamps.get(found.path))
            present = {found.path for found in files}
            gone = {path: stamps[path] for path in stamps if path not in present and scope.covers(source, path)}
            self._match_renames(source, gone)
            self.plan.gone += [(stamp.id, self._called[source, path]) for path, stamp in gone.items()]
            self.plan.forget += [
                (source, path) for path in failures if path not in present and scope.covers(source, path)
            ]
        self._pages(scope)
        return self.plan

    def _pages(self, scope: Scope) -> None:
        """Web pages of which nothing came, and what else failed: they stay as they are."""
        for found, reason in [*((one, "") for one in scope.same), *scope.failed]:
            old = self.manifest.stamps(found.source).get(found.path)
            self._places = Placing(self.manifest.placed(found.source), scope.collection)
            self._place(found, old)
            if reason:
                self.plan.failed.append((self._name(found), reason))
            elif old:
                self._same(found, self.manifest.failures(found.source).get(found.path))

    def _place(self, found: Found, old: Stamp | None) -> None:
        """Note where a document goes into another collection."""
        if old and (before := self._places.placed[found.path]) != (now := self._places.of(found.path)):
            self.plan.placed.append((old.id, now))
            self.plan.moved.append((self._name(found), before, now))

    def _look(self, found: Found, old: Stamp | None, failure: Failure | None) -> None:
        try:
            state = found.file.stat()
            seen = (state.st_size, state.st_mtime_ns)
            if old and (old.bytes, old.modified, old.recipe) == (*seen, self.recipe):
                self._same(found, failure)
            elif failure and (failure.bytes, failure.modified, failure.recipe) == (*seen, READ_VERSION):
                self.plan.failed.append((self._name(found), failure.reason))
            else:
                self._compare(found, old, failure, seen)
        except OSError as error:  # not remembered: permissions change without a trace on the file
            why = error.strerror or "system error"
            self.plan.failed.append(
                (self._name(found), f"{found.path} cannot be opened ({why}): check its permissions.")
            )

    def _same(self, found: Found, failure: Failure | None) -> None:
        self.plan.unchanged.append(self._name(found))
        if failure:
            self.plan.forget.append((found.source, found.path))

    def _compare(self, found: Found, old: Stamp | None, failure: Failure | None, seen: tuple[int, int]) -> None:
        content, blank = _content(found.file, seen[0])
        failed_before = failure and (failure.hash, failure.recipe) == (content, READ_VERSION)
        reason = empty(found.file.name) if blank else failure.reason if failure and failed_before else ""
        if old and (old.hash, old.recipe) == (content, self.recipe):
            self.plan.touched.append((old.id, seen[1], found.validators))
            self._same(found, failure)
        elif reason:
            self.plan.failed.append((self._name(found), reason))
            row = (content, READ_VERSION, *seen, reason)
            self.plan.failed_again.append(Failure(found.source, found.path, *row))
        else:
            stamp = Stamp(id_of(found, content, self.recipe), content, self.recipe, *seen, found.validators)
            collection = self._places.of(found.path)
            self.plan.jobs.append(Job(found, self._name(found), stamp, collection, old.id if old else None))

    def _match_renames(self, source: str, gone: dict[str, Stamp]) -> None:
        """Turn pairs of a file that is gone and a new one of the same content and ending into renames.

        The ending counts since it has a say in how a file is read. Paired files leave `gone`.
        """
        lost: dict[tuple[str, str], deque[str]] = defaultdict(deque)
        for path, stamp in gone.items():
            if stamp.recipe == self.recipe:
                lost[stamp.hash, _ending(path)].append(path)
        for at, job in enumerate(self.plan.jobs):
            candidates = lost.get((job.stamp.hash, _ending(job.found.path)))
            if job.found.source == source and not job.replaces and candidates:
                path = candidates.popleft()
                old = gone.pop(path)
                before = self._places.placed[path]
                now = self._places.chosen or before
                if now != before:
                    self.plan.moved.append((job.name, before, now))
                self.plan.jobs[at] = Job(job.found, job.name, job.stamp, now, old.id, self._called[source, path])

    def _name(self, found: Found) -> str:
        """What people call the document: its address, or its path in its source, led by more of the way there where
        that is taken."""
        key = (found.source, found.path)
        if key in self._called:
            return self._called[key]
        if is_address(found.source):
            choices: tuple[str, ...] = (found.source,)
        else:
            choices = (found.path, f"{Path(found.source).name}/{found.path}", f"{found.source}/{found.path}")
        name = next(choice for choice in choices if self._names.get(choice, key) == key)
        self._names[name], self._called[key] = key, name
        return name


def _ending(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def hash_of(data: bytes) -> str:
    """What tells one content of a file from another."""
    return hashlib.sha256(data).hexdigest()


def _content(file: Path, size: int) -> tuple[str, bool]:
    """What `hash_of` gives for a file, and whether nothing but white space is in it, which is looked at in small ones;
    of others it is found out when they are read."""
    with file.open("rb") as opened:
        if size > LARGEST_BLANK:
            return hashlib.file_digest(opened, "sha256").hexdigest(), False
        data = opened.read()
    return hash_of(data), not data.strip()
