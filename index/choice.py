"""Which of the files found belong to the index: patterns to include and to exclude, and one shard of many."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from pathspec import GitIgnoreSpec

from index.address import parted
from index.errors import BadPattern, PathMissing
from index.given import HOW, Paths, Patterns, paths, patterns


@dataclass(frozen=True)
class Choice:
    """Patterns as in .gitignore, and a shard as (number from 1, of how many).

    Patterns are matched against the path in the folder that is given, so that they mean the same whatever the index
    holds; the shard is that of the path in the source, so that a document stays in it whichever folder is given.
    A file belongs where `include` is empty or matches, and `exclude` does not match. What patterns leave out is taken
    for deleted, so that a document that must not be indexed goes; what another shard holds is left alone.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    shard: tuple[int, int] | None = None

    @classmethod
    def of(cls, include: Patterns = (), exclude: Patterns = (), shard: str | None = None) -> Choice:
        """A choice from what people write, such as `shard="3/16"`. Raises BadPattern."""
        chosen = cls(patterns(include), patterns(exclude), _shard(shard) if shard else None)
        for written in (chosen.include, chosen.exclude):
            try:
                GitIgnoreSpec.from_lines(written)
            except ValueError as error:
                raise BadPattern(f"A pattern is wrong ({error}): write it as in .gitignore, such as '*.md'.") from error
        return chosen

    @cached_property
    def _included(self) -> GitIgnoreSpec:
        return GitIgnoreSpec.from_lines(self.include)

    @cached_property
    def _excluded(self) -> GitIgnoreSpec:
        return GitIgnoreSpec.from_lines(self.exclude)

    def matches(self, path: str) -> bool:
        """Whether the patterns leave in the file at `path`, relative to the folder that is given."""
        if self.include and not self._included.match_file(path):
            return False
        return not (self.exclude and self._excluded.match_file(path))

    def prunes(self, folder: str) -> bool:
        """Whether nothing under `folder`, relative to the folder that is given, can belong."""
        return bool(self.exclude) and self._excluded.match_file(f"{folder}/")

    def keeps(self, path: str) -> bool:
        """Whether the patterns leave in the file at `path`, and every folder on the way to it."""
        return self.matches(path) and not any(self.prunes(str(one)) for one in PurePosixPath(path).parents[:-1])

    def in_shard(self, path: str) -> bool:
        """Whether the path falls into this shard; every path falls into exactly one, on every machine."""
        if self.shard is None:
            return True
        number, of = self.shard
        return int.from_bytes(hashlib.sha256(path.encode("utf-8", "surrogateescape")).digest()[:8]) % of == number - 1

    def sources(self, given: Paths) -> tuple[list[str], list[str | Path]]:
        """The addresses in this shard among the sources that are given, and the paths.

        Raises BadAddress, and PathMissing where one of them is no source, or there is none.
        """
        if not (listed := paths(given)):
            raise PathMissing(f"No path is given: {HOW}.")
        addresses, others = parted(listed)
        return [one for one in addresses if self.in_shard(one)], others


EVERYTHING = Choice()


def _shard(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip())
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise BadPattern(f"'{text}' is no shard: write 3/16 for the third of sixteen.")
    return int(match[1]), int(match[2])
