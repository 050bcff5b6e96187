"""Question sets in the forms that other tools use: each module reads one, and two of them write one as well."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from assistant.evaluate.errors import BadLine, BadQuestionSet
from assistant.evaluate.formats import beir, llamaindex, plain, ragas, squad
from assistant.evaluate.questions import Problem, QuestionSet

HOME = "jsonl"  # the form that shows all of a set
WRITERS = {HOME: plain.write_jsonl, "ragas": ragas.write, "llamaindex": llamaindex.write}


def load(path: Path, faults: list[Problem] | None = None) -> QuestionSet:
    """The set in a file or folder, by its suffix and for JSON by its keys. Raises BadQuestionSet.

    With `faults`, lines of the home form that are no questions are put there.
    """
    try:
        return _load(path, faults)
    except BadLine as fault:
        raise BadQuestionSet(f"{path.name}, line {fault.line}, {fault.said}") from None
    except (
        KeyError,
        IndexError,
        TypeError,
        ValueError,
        AttributeError,
        csv.Error,
    ) as error:  # another tool's form, not kept to
        reason = f"{type(error).__name__}: {error}"
        raise BadQuestionSet(
            f"{path.name} is not quite in the form that it seems to be ({reason}): correct it."
        ) from None


def _load(path: Path, faults: list[Problem] | None) -> QuestionSet:
    if path.is_dir():
        return beir.read(path)
    suffix = path.suffix.lower()
    if suffix in plain.READERS:
        return QuestionSet(path.stem, plain.READERS[suffix](path, faults))
    if suffix == ".json":
        return _from_json(path, faults)
    raise BadQuestionSet(f"{path.name} is in no known form: give .jsonl, .csv, .yaml, .json or a BEIR folder.")


def _from_json(path: Path, faults: list[Problem] | None) -> QuestionSet:
    value: Any = plain.parsed(path, json.loads)
    for matches, parse in (
        (squad.matches, squad.parse),
        (llamaindex.matches, llamaindex.parse),
        (ragas.matches, ragas.parse),
    ):
        if matches(value):
            return parse(path.stem, value)
    if isinstance(value, list):
        return QuestionSet(path.stem, plain.questions_from(enumerate(value, start=1), faults))
    raise BadQuestionSet(f"{path.name} is neither SQuAD, Ragas nor LlamaIndex JSON: convert it to JSONL.")
