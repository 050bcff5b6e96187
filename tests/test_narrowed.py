"""Chosen documents are searched by whichever way is quickest, and every way finds the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Index, chosen, search
from index.chosen import Choices

QUESTIONS = ("Who makes the Anka drone?", "How many troops came to Kazakhstan?", "coal and electricity")
WAYS = {  # what forces each: FEW, SHARE, MOST, MARGIN
    "one by one": (10_000, 4, 10_000, 3.0),
    "out of all": (0, 1_000, 10_000, 1_000.0),
    "out of all, and then one by one": (0, 1_000, 10_000, 0.001),
    "by the filters of the stores": (0, 1_000, 0, 0.001),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_finds_the_nearest_of_the_chosen_documents(
    seeds_index: Index, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    for name, value in zip(("FEW", "SHARE", "MOST", "MARGIN"), WAYS[way], strict=True):
        monkeypatch.setattr(search if name == "MARGIN" else chosen, name, value)
    ids = [one.id for one in seeds_index.documents()]
    for question in QUESTIONS:
        vector = seeds_index.embedder.question(question)
        everywhere = {"near": seeds_index.nearest(vector, 1_000), "terms": seeds_index.matching(question, 1_000)}
        for within in (ids[:1], ids[2:5]):
            found = {"near": seeds_index.nearest(vector, 4, within), "terms": seeds_index.matching(question, 4, within)}
            for kind, rows in found.items():
                expected = [one for one in everywhere[kind] if search.document_of(one[0]) in within][:4]
                assert [id for id, _ in rows] == [id for id, _ in expected]
                assert [score for _, score in rows] == pytest.approx([score for _, score in expected], abs=2e-3)


def test_each_way_is_taken_where_it_is_meant_to_be(seeds_index: Index) -> None:
    documents = seeds_index.documents()
    one = Choices(seeds_index.manifest).of([documents[0].id])
    assert one.few and one.passages == documents[0].passages and 0 < one.share < 1
    large = chosen.Chosen(seeds_index.manifest, one.ids, passages=10_000, total=20_000)
    assert not large.few and large.fits and large.share == 0.5
    assert not chosen.Chosen(seeds_index.manifest, one.ids, passages=chosen.MOST + 1, total=10**9).few


def test_what_is_remembered_of_a_choice_follows_the_index(index: Index, folder: Path) -> None:
    index.sync([folder])
    vector = index.embedder.question("How many workers can a hive hold?")
    before = [one.id for one in index.documents()]
    assert len(index.nearest(vector, 9, before)) == 3
    (folder / "bees.md").write_text("# Bees\n\nA hive can hold forty thousand workers.\n")
    index.sync([folder])
    assert len(index.nearest(vector, 9, before)) == 2  # the bees of before are gone
    after = [one.id for one in index.documents()]
    (best, _), *rest = index.nearest(vector, 9, after)
    assert "forty thousand" in index.passages([best])[best].text and len(rest) == 2
    assert index.nearest(vector, 9, ["no such id"]) == [] and len(index._search._choices._kept) <= chosen.REMEMBERED
