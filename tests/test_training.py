"""What the reader learns from: groups of rivals, how they share batches with single questions, and their losses."""

from __future__ import annotations

import math

import pytest

from training.data import Example, Pair
from training.groups import groups, with_groups

torch = pytest.importorskip("torch")

TEXTS = (
    "The harbour of Lund was dredged in 1998. The work took two years.",
    "The harbour of Malm was dredged in 2004. The work took one year.",
    "Bread rises best in a warm place, under a damp cloth.",
    "Whoever dredged the harbour of Lund, the year 1998 was a dry one.",
)


def pair(question: str, text: str, answer: str) -> Pair:
    start = text.index(answer)
    return Pair("written own", question, text, start, start + len(answer))


def example(rivals: int, length: int = 5) -> Example:
    return Example("written own", tuple(range(length)), 2, 0, 0, rivals)


def test_a_group_is_the_own_passage_and_the_nearest_that_lack_the_answer() -> None:
    asked = [pair("When was the harbour of Lund dredged?", TEXTS[0], "1998")]
    asked += [pair("What covers the dough?", TEXTS[2], "a damp cloth")]
    asked += [pair("How long did Malm's harbour take?", TEXTS[1], "one year"), pair("How was 1998?", TEXTS[3], "dry")]
    found = groups(asked, share=1.0, rivals=1, seed=1)
    assert [one.passage for one in found[0]] == [TEXTS[0], TEXTS[1]]  # the last text is nearer, and holds the year
    assert found[0][0].answered and not found[0][1].answered and found[0][1].question == asked[0].question
    assert groups(asked, share=0.0, rivals=1, seed=1) == []


def test_batches_hold_whole_groups_or_single_questions() -> None:
    single = [[example(0)] * 8 for _ in range(5)]
    grouped = [[example(3, length), *[example(0, length)] * 3] for length in (9, 4, 6, 30, 8)]
    mixed = with_groups(single, grouped, 8, seed=1)
    assert [batch for batch in mixed if not batch[0].rivals] == single
    whole = [batch for batch in mixed if batch[0].rivals]
    assert sorted(len(batch) for batch in whole) == [4, 8, 8]
    assert all([one.rivals for one in batch] == [3, 0, 0, 0] * (len(batch) // 4) for batch in whole)
    assert with_groups(single, [], 8, seed=1) == single


def test_the_windows_that_answer_weigh_as_much_as_their_rivals() -> None:
    from training.loss import told_apart

    logits, target = torch.zeros(4, 5), torch.tensor([2, 0, 0, 0])
    assert told_apart(logits, target, 3).item() == pytest.approx(math.log(5))
    logits[0, 2] = 100.0  # the answering window is certain and right, its rivals are even
    assert told_apart(logits, target, 3).item() == pytest.approx(math.log(5) / 2)
    assert told_apart(logits, target, 0).item() == pytest.approx(math.log(5) * 3 / 4)


def test_an_answer_ranks_by_its_height_above_no_answer_in_its_own_window() -> None:
    from training.loss import ranked

    logits, target = torch.zeros(2, 3), torch.tensor([1, 0])
    even = ranked(logits, target, 1).item()
    assert even == pytest.approx(math.log(4))  # two places in each of two windows
    assert ranked(logits + torch.tensor([[7.0], [-7.0]]), target, 1).item() == pytest.approx(even)
    logits[1, 0] = 5.0  # the rival's window is sure that it holds no answer
    assert ranked(logits, target, 1).item() < even
