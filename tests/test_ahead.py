"""The next item is made while the one before is in use, and whoever leaves early is not kept waiting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from index import Index
from index.ahead import one_ahead
from index.embed import Embedder


def nothing() -> None:
    """For sources that end by themselves."""


def test_items_come_in_order_and_the_next_is_made_meanwhile() -> None:
    begun = [Event() for _ in range(4)]

    def source() -> Iterator[int]:
        for number, one in enumerate(begun):
            one.set()
            yield number

    taken = []
    for number in one_ahead(source(), nothing):
        assert number == 3 or begun[number + 1].wait(5)
        taken.append(number)
    assert taken == [0, 1, 2, 3]


def test_what_the_source_raises_is_raised_in_its_place() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ValueError("two")

    items = one_ahead(source(), nothing)
    assert next(items) == 1
    with pytest.raises(ValueError, match="two"):
        next(items)


def test_whoever_leaves_early_stops_the_source() -> None:
    stopped = Event()

    def source() -> Iterator[int]:
        yield 0
        assert stopped.wait(5)

    items = one_ahead(source(), stopped.set)
    assert next(items) == 0
    items.close()  # type: ignore[attr-defined]
    assert stopped.is_set()


def test_progress_moves_within_one_large_document(embedder: Embedder, tmp_path: Path) -> None:
    text = "\n\n".join(f"## Crane {n}\n\nCrane {n} of the harbour was mended in year {1900 + n}." for n in range(60))
    (tmp_path / "cranes.md").write_text(text)
    heard: list[tuple[str, float, int]] = []
    index = Index.open(tmp_path / "index", create=True, embedder=embedder)
    index.sync([tmp_path / "cranes.md"], lambda what, done, total: heard.append((what, done, total)))
    index.close()
    shares = [done / total for _, done, total in heard]
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] == 1
    assert any(0 < share < 1 for share in shares)
    assert {what for what, *_ in heard[:-1]} == {"cranes.md"}
