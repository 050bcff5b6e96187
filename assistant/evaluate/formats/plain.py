"""The home form: JSONL with one question a line; and the same fields in CSV and YAML.

In CSV, `answers` and `tags` hold several values apart by " | "; `document`, `page` and `quote` are columns of their
own, and a `review` column leaves out what is not accepted or edited (see `assistant questions`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from assistant.evaluate.errors import BadLine, BadQuestionSet
from assistant.evaluate.fields import COLUMNS, FIELDS
from assistant.evaluate.questions import Problem, Question, question_from
from assistant.evaluate.words import counted

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


def questions_from(
    rows: Iterable[tuple[int, Any]], faults: list[Problem] | None = None, fields: Collection[str] = FIELDS
) -> tuple[Question, ...]:
    """Questions from (line, row) pairs. Raises BadLine where a row is none; with `faults`, such rows are put there."""
    listed = []
    for line, row in rows:
        try:
            listed.append(_question(row, line, fields))
        except BadLine as fault:
            if faults is None:
                raise
            id = row.get("id") if isinstance(row, Mapping) else None
            faults.append(_problem(fault, id))
    return tuple(listed)


def _question(row: Any, line: int, fields: Collection[str]) -> Question:
    if isinstance(row, BadLine):
        raise row
    if not isinstance(row, Mapping):
        raise BadLine(line, "is no question: give an object with the field 'question'.")
    return question_from(row, line, fields)


def _problem(fault: BadLine, id: Any = None) -> Problem:
    return Problem(fault.line, str(id or f"q{fault.line}"), f"It {fault.said}")


def read_jsonl(path: Path, faults: list[Problem] | None = None) -> tuple[Question, ...]:
    """One JSON object a line; empty lines do not count. Raises BadQuestionSet, naming the lines that are no JSON."""
    lines = enumerate(parsed(path, str).split("\n"), start=1)
    rows = [(number, _object(number, line)) for number, line in lines if line.strip()]
    broken = [row for _, row in rows if isinstance(row, BadLine)]
    if broken and faults is None:
        raise broken[0] if len(broken) == 1 else _no_json(path, broken)
    return questions_from(rows, faults)


def _no_json(path: Path, broken: Sequence[BadLine]) -> BadQuestionSet:
    numbers = ", ".join(str(one.line) for one in broken[:MOST_NAMED])
    more = f" and {len(broken) - MOST_NAMED} more" if len(broken) > MOST_NAMED else ""
    return BadQuestionSet(f"{path.name}, lines {numbers}{more}, are not JSON: correct them there.")


def _object(number: int, text: str) -> Any:
    """What a piece of JSON holds; the fault where it is none, so that the lines after it are read too."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        return BadLine(number, f"is not JSON ({error}): correct it there.")


def read_yaml(path: Path, faults: list[Problem] | None = None) -> tuple[Question, ...]:
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
    rows = [(one.start_mark.line + 1, row) for one, row in zip(node.value, value, strict=True)]
    return questions_from(rows, faults)


def read_csv(path: Path, faults: list[Problem] | None = None) -> tuple[Question, ...]:
    """A table with a header row; comma, semicolon or tab between the cells."""
    text = parsed(path, str)
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    if "question" not in (table.fieldnames or ()):
        raise BadQuestionSet(f"{path.name} has no column 'question': name the columns in its first line.")
    rows, waiting = [], 0
    try:
        for row in table:
            review = row.get("review")
            waiting += review is not None and not review.strip()
            if review is None or review.strip().lower() in REVIEWED:
                rows.append((table.line_num, _cells(table.line_num, row)))
    except csv.Error as error:  # most often a quotation mark that is not closed, so that a cell runs to the end
        raise BadQuestionSet(
            f"{path.name} cannot be read after line {table.line_num} ({error}): close the quotation marks there."
        ) from None
    if waiting and not rows:
        raise BadQuestionSet(
            f"{path.name} holds no question yet: {counted(waiting, 'row')} {'waits' if waiting == 1 else 'wait'} for "
            f"review, so write {' or '.join(REVIEWED)} into the column 'review'."
        )
    return questions_from(rows, faults, COLUMNS)


def _cells(line: int, row: Mapping[str, str | None]) -> Any:
    """A row of a table as one of the other forms; the fault where its conversation is not JSON."""
    cells: dict[str, Any] = {name: (value or "").strip() for name, value in row.items() if name}
    cells.pop("review", None)
    for name in ("answers", "tags"):
        if name in cells:
            cells[name] = [one.strip() for one in cells[name].split(BETWEEN.strip()) if one.strip()]
    evidence = {name: cell for name in ("document", "page", "quote") if (cell := cells.pop(name, ""))}
    if not cells.get("answerable"):
        cells.pop("answerable", None)
    for name in ("conversation", "history"):
        if text := cells.pop(name, ""):
            cells[name] = _object(line, text)
            if isinstance(cells[name], BadLine):
                return BadLine(line, f"has a conversation that {cells[name].said}")
    return {**cells, "evidence": [evidence] if evidence else None}


def write_jsonl(path: Path, questions: Iterable[Question]) -> None:
    """Write a set in the home form."""
    lines = (json.dumps(one.to_dict(), ensure_ascii=False) for one in questions)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


READERS: dict[str, Callable[[Path, list[Problem] | None], tuple[Question, ...]]] = {
    ".jsonl": read_jsonl,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".yaml": read_yaml,
    ".yml": read_yaml,
}
