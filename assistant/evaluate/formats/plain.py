"""The home form: JSONL with one question a line; and the same fields in CSV and YAML.

In CSV, `answers` and `tags` hold several values apart by " | "; `document`, `page` and `quote` are columns of their
own, and a `review` column leaves out what is not accepted or edited (see `assistant questions`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from assistant.evaluate.errors import BadQuestionSet
from assistant.evaluate.questions import Question, question_from

BETWEEN = " | "
REVIEWED = ("accept", "edit")
MOST_NAMED = 20  # faulty lines in one message


def parsed(path: Path, parse: Callable[[str], Any]) -> Any:
    """What `parse` makes of a UTF-8 file (with or without a byte order mark). Raises BadQuestionSet."""
    try:
        return parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise BadQuestionSet(f"{path.name} cannot be read ({reason}): correct it there.") from None


def questions_from(rows: Iterable[tuple[int, Any]]) -> tuple[Question, ...]:
    """Questions from (line, row) pairs. Raises BadQuestionSet where a row is no mapping."""
    listed = []
    for line, row in rows:
        if not isinstance(row, Mapping):
            raise BadQuestionSet(f"Line {line} is no question: give an object with the field 'question'.")
        listed.append(question_from(row, line))
    return tuple(listed)


def read_jsonl(path: Path) -> tuple[Question, ...]:
    """One JSON object a line; empty lines do not count. Raises BadQuestionSet, naming the lines that are no JSON."""
    rows: list[tuple[int, Any]] = []
    faults: list[tuple[int, BadQuestionSet]] = []
    for number, line in enumerate(parsed(path, str).split("\n"), start=1):
        try:
            rows += [(number, _object(path, number, line))] if line.strip() else []
        except BadQuestionSet as fault:
            faults.append((number, fault))
    if len(faults) > 1:
        numbers = ", ".join(str(number) for number, _ in faults[:MOST_NAMED])
        more = f" and {len(faults) - MOST_NAMED} more" if len(faults) > MOST_NAMED else ""
        raise BadQuestionSet(f"{path.name}, lines {numbers}{more}, are not JSON: correct them there.")
    if faults:
        raise faults[0][1]
    return questions_from(rows)


def _object(path: Path, number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise BadQuestionSet(f"{path.name}, line {number}, is not JSON ({error}): correct it there.") from None


def read_yaml(path: Path) -> tuple[Question, ...]:
    """A list of mappings, or a mapping with the list under `questions`."""
    node = parsed(path, lambda text: yaml.compose(text, Loader=yaml.SafeLoader))
    value = parsed(path, yaml.safe_load)
    if isinstance(value, Mapping) and isinstance(value.get("questions"), list):
        value = value["questions"]
        node = next(inner for key, inner in node.value if key.value == "questions")
    if value is None:
        return ()
    if not isinstance(value, list):
        raise BadQuestionSet(f"{path.name} is no list of questions: begin each with '- question:'.")
    return questions_from((one.start_mark.line + 1, row) for one, row in zip(node.value, value, strict=True))


def read_csv(path: Path) -> tuple[Question, ...]:
    """A table with a header row; comma, semicolon or tab between the cells."""
    text = parsed(path, str)
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    if "question" not in (table.fieldnames or ()):
        raise BadQuestionSet(f"{path.name} has no column 'question': name the columns in its first line.")
    rows = []
    for row in table:
        review = row.get("review")
        if review is None or review.strip().lower() in REVIEWED:
            rows.append((table.line_num, _cells(path, table.line_num, row)))
    return questions_from(rows)


def _cells(path: Path, line: int, row: Mapping[str, str | None]) -> dict[str, Any]:
    cells = {name: (value or "").strip() for name, value in row.items() if name}
    for name in ("answers", "tags"):
        if name in cells:
            cells |= {name: [one.strip() for one in cells[name].split(BETWEEN.strip()) if one.strip()]}  # type: ignore[dict-item]
    evidence = {name: cells.pop(name) for name in ("document", "page", "quote") if cells.get(name)}
    if not cells.get("answerable"):
        cells.pop("answerable", None)
    conversation = _object(path, line, cells["conversation"]) if cells.get("conversation") else None
    return {**cells, "evidence": [evidence] if evidence else None, "conversation": conversation}


def write_jsonl(path: Path, questions: Iterable[Question]) -> None:
    """Write a set in the home form."""
    lines = (json.dumps(one.to_dict(), ensure_ascii=False) for one in questions)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


READERS: dict[str, Callable[[Path], tuple[Question, ...]]] = {
    ".jsonl": read_jsonl,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".yaml": read_yaml,
    ".yml": read_yaml,
}
