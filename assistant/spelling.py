"""Names that look like settings and are none, so that a misspelt one does not pass unnoticed."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from difflib import get_close_matches

from assistant.errors import BadSettings

log = logging.getLogger(__name__)

PREFIX = "ASSISTANT_"
ALIKE = 0.65  # difflib's ratio of two names from which one is taken for the other, misspelt


def variable(setting: str) -> str:
    """The environment variable of a setting such as "read.passages"."""
    return PREFIX + setting.replace(".", "__").upper()


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like `name`; empty where none is."""
    found = get_close_matches(name, list(known), n=1, cutoff=ALIKE)
    return found[0] if found else ""


def check_environment(names: Iterable[str], settings: Collection[str], others: Collection[str]) -> None:
    """Raise BadSettings for a variable that is a misspelt setting; warn of one that only has the prefix.

    `names` are all variables there are, `settings` such as "read.passages", and `others` further variables of this
    program. A name that is like none of them may belong to another program, so it is no error.
    """
    known = [*map(variable, settings), *others]
    for name in sorted(names):
        if not name.upper().startswith(PREFIX) or any(_within(name.upper(), one) for one in known):
            continue
        short = (one.removeprefix(PREFIX) for one in known)
        if meant := nearest(name.upper().removeprefix(PREFIX), short):
            raise BadSettings(f"There is no setting {name}: write {PREFIX}{meant}, or unset it.")
        log.warning("assistant: there is no setting %s: the environment variable has no effect.", name)


def _within(name: str, known: str) -> bool:
    """Whether a variable is a known one, the whole branch that it belongs to as JSON, or something inside it."""
    return name == known or known.startswith(f"{name}__") or name.startswith(f"{known}__")
