"""Tables drawn with bars: each row is a line that names its columns, wherever the table stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_read import blocks, read_bytes

BARE = "| Rank | Nation | Gold |\n| 1 | Venezuela | 5 |\n| 2 | Colombia | 4 |\n"
BORDERED = """\
+----+-----------+-------+
| id | warehouse | boxes |
+----+-----------+-------+
|  1 | Almaty    |    40 |
|  2 | North     |     7 |
+----+-----------+-------+
"""


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_rows_without_a_line_of_dashes_are_a_table(name: str, tmp_path: Path) -> None:
    assert blocks(read_bytes(tmp_path, name, f"Some words before.\n\n{BARE}\nSome words after.")) == [
        "Some words before.",
        "Rank: 1; Nation: Venezuela; Gold: 5",
        "Rank: 2; Nation: Colombia; Gold: 4",
        "Some words after.",
    ]


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_a_border_below_the_first_row_names_the_columns(name: str, tmp_path: Path) -> None:
    assert blocks(read_bytes(tmp_path, name, f"Stock on Monday:\n{BORDERED}\nThe rest is on its way.")) == [
        "Stock on Monday:",
        "id: 1; warehouse: Almaty; boxes: 40",
        "id: 2; warehouse: North; boxes: 7",
        "The rest is on its way.",
    ]


def test_words_alone_stay_cells_divided_by_bars(tmp_path: Path) -> None:
    text = read_bytes(tmp_path, "a.md", "| red | *apple* |\n| green | `pear` |\n")
    assert blocks(text) == ["red | apple", "green | pear"]


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize("line", ["|x| is the size of x|", "|| a || b", "a | b | c", "||", "|-|"])
def test_a_single_line_with_bars_is_no_table(name: str, line: str, tmp_path: Path) -> None:
    assert line in read_bytes(tmp_path, name, f"It is said that\n{line}\nand so on.").text.replace("\\", "")
