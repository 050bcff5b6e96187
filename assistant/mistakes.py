"""What is wrong with what a program sends, in this project's words rather than in pydantic's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.spelling import nearest

SHOULD = re.compile(r".*? (should .*)")  # "Input should be a valid list"


def mistake(errors: Sequence[Mapping[str, Any]], known: Sequence[str]) -> str:
    """Half a sentence on the worst of pydantic's errors; `known` are the names that there are.

    A name that there is not comes first: most often it is a misspelt one, which is then missing.
    """
    worst = next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])
    where = ".".join(str(part) for part in worst["loc"] if part not in ("body", "query"))
    if worst["type"] == "extra_forbidden":
        meant = nearest(where, known)
        return f"There is no '{where}' ({f'is {meant} meant?' if meant else 'there are ' + ', '.join(known)})"
    if worst["type"] == "missing":
        return f"'{where}' is missing"
    if should := SHOULD.fullmatch(worst["msg"]):
        return f"'{where}' {should[1]}"
    return f"'{where}' is wrong ({worst['msg'].lower()})"
