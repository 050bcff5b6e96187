"""Conditions that fail a run: `refusal_f1 < 0.8`, `recall@5 drops`, `correct drops by 0.02`, `ms_p95 rises by 50`.

A metric "drops" or "rises" against the baseline where the whole paired 95% interval of the difference lies on that side
of zero; with "by X", where the difference itself is more than X, however unsure.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.evaluate.comparing import Comparison
from assistant.evaluate.errors import BadGate
from assistant.evaluate.metrics.catalogue import FIXED, STEP
from assistant.evaluate.store import Run
from assistant.spelling import nearest

RULE = re.compile(
    r"\s*(?P<name>[\w@]+)\s*(?:(?P<sign><=|>=|<|>)\s*(?P<limit>-?[\d.]+)|(?P<way>drops|rises)(?:\s+by\s+(?P<by>[\d.]+))?)\s*"
)
SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition: against a limit where `sign` is set, else against the baseline in a `way`."""

    text: str
    name: str
    sign: str = ""
    limit: float = 0.0
    way: str = ""
    by: float | None = None


def parse(text: str, baseline: bool, judged: bool = True) -> Rule:
    """The rule in a condition. Raises BadGate where it is none, names no metric, or needs a baseline or a judge that is
    absent."""
    match = RULE.fullmatch(text)
    if match is None:
        raise BadGate(
            f"'{text}' is no condition: write it as 'refusal_f1 < 0.8', 'recall@5 drops' or '... drops by 0.02'."
        )
    name = match["name"]
    groups = {one.name: one.group for one in FIXED}
    if name not in groups and not name.startswith(STEP):
        meant = nearest(name, groups)
        fix = f"write {meant}" if meant else f"take one of {', '.join(groups)}"
        raise BadGate(f"'{name}' in '{text}' is no metric: {fix}.")
    if groups.get(name) == "judge" and not judged:
        raise BadGate(f"'{text}' asks what a judge says: have it judged with --judge.")
    if match["way"] and not baseline:
        raise BadGate(f"'{text}' compares with another run: name it with --baseline.")
    try:
        limit, by = float(match["limit"] or 0), float(match["by"]) if match["by"] else None
    except ValueError:
        raise BadGate(f"'{text}' holds no number that can be read: write it as '0.8'.") from None
    return Rule(text.strip(), name, match["sign"] or "", limit, match["way"] or "", by)


def failures(rules: Sequence[Rule], run: Run, comparison: Comparison | None = None) -> list[str]:
    """One sentence for each rule that fails the run; a metric that the run does not have fails too."""
    found = (_limit(rule, run) if rule.sign else _against(rule, comparison) for rule in rules)
    return [one for one in found if one]


def _limit(rule: Rule, run: Run) -> str:
    if (figure := run.figures.get(rule.name)) is None:
        return f"{rule.text}: this set has no {rule.name}"
    if not SIGNS[rule.sign](figure.value, rule.limit):
        return ""
    return f"{rule.text}: {rule.name} is {figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def _against(rule: Rule, comparison: Comparison | None) -> str:
    change = comparison.changes.get(rule.name) if comparison else None
    if change is None:
        return f"{rule.text}: the two runs have no {rule.name} in common"
    way = 1 if rule.way == "rises" else -1
    broken = change.sure == way if rule.by is None else change.difference * way > rule.by
    if not broken:
        return ""
    return (
        f"{rule.text}: {rule.name} went from {change.before:.3f} to {change.after:.3f} "
        f"({change.difference:+.3f} [{change.low:+.3f}, {change.high:+.3f}])"
    )
