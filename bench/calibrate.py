"""Fits the confidence on three sets and reports how it holds on articles that it was not fitted on.

    python -m bench.calibrate --data DATA_DIR --out OUT_DIR [--every 3] [--every-clapnq 1] [--every-written 1]
        [--no-reader] [--write]

Answered questions: CLAPNQ's answerable ones and XQuAD's. Unanswered ones: CLAPNQ's unanswerable ones; XQuAD's with
every paragraph of their own article left out of the index; and near misses of both, in which every sentence that holds
the answer is blanked out, so that all around it is still there. The third set, with the reader: the questions of
`training/written` that it was not trained on, asked over all its passages; the unanswered ones tempt on purpose.
The sets weigh the same, and so do answered and unanswered questions within each, and near misses and others among the
unanswered. All figures are cross-validated in five folds that never split an article. The product's threshold is the
one, rounded to .02, below which a tenth of the answered questions lies; --write stores the model fitted on everything
as assistant/calibration.json.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from assistant.confidence import FILE, READ, UNREAD, Signals, signals
from assistant.evidence import gather
from assistant.rank import rank
from assistant.read import read
from assistant.reader import Reader
from assistant.retrieve import Retrieved, retrieve
from assistant.settings import Settings
from bench.pool import Question, open_pool, open_written, questions
from index import Index, Passage
from training.written import SOURCE, load_written

Array = npt.NDArray[np.float64]
NEAR_MISS = " near miss"
THRESHOLDS = [round(0.1 + 0.02 * step, 2) for step in range(36)]
FALSE_REFUSALS = 0.1  # the aim: nine of ten questions that the documents answer are answered
SHORT = 12  # letters; a shorter sentence is too common to be told from its letters
NAMES = Signals.__slots__
SETTINGS = Settings()


@dataclass(frozen=True)
class Table:
    """One row per question: its signals (rows, signals), whether it is answered, its set and its article."""

    x: Array
    answered: npt.NDArray[np.bool_]
    sets: npt.NDArray[np.str_]
    groups: npt.NDArray[np.str_]

    @property
    def weights(self) -> Array:
        """The sets weigh the same; in each the answered as much as the unanswered of all its kinds."""
        kinds = [(str(name), bool(answered)) for name, answered in zip(self.sets, self.answered, strict=True)]
        rows = Counter(kinds)
        both = {name.removesuffix(NEAR_MISS) for name, _ in rows if name.endswith(NEAR_MISS)}
        halved = {(name, False) for name, _ in rows if name.removesuffix(NEAR_MISS) in both}
        weights = np.array([(0.5 if kind in halved else 1.0) / rows[kind] for kind in kinds])
        return np.asarray(weights / weights.mean(), dtype=np.float64)


def collect(index: Index, data: Path, every: int, with_reader: bool = True, every_clapnq: int = 1) -> Table:
    """Ask every question of CLAPNQ (or each `every_clapnq`-th) and each `every`-th of XQuAD, and keep the signals."""
    rows: list[tuple[Signals, bool, str, str]] = []
    ids = {document.path: document.id for document in index.documents()}
    for name in ("clapnq", "xquad"):
        listed = questions(data, name)[:: every if name == "xquad" else every_clapnq]
        articles: dict[str, set[str]] = defaultdict(set)
        for one in questions(data, name):
            articles[one.group] |= {ids[gold] for gold in one.gold}
        for one in listed:
            found = _found(index, one, set())
            rows.append((_signals(index, found, with_reader), one.answerable, name, one.group))
            if name == "xquad":
                rows.append(
                    (_signals(index, _found(index, one, articles[one.group]), with_reader), False, name, one.group)
                )
            if one.answerable:
                near = blanked(found, one.answers if name == "xquad" else one.quotes)
                rows.append((_signals(index, near, with_reader), False, name + NEAR_MISS, one.group))
    return _table(rows)


def collect_written(index: Index, data: Path, every: int = 1) -> Table:
    """The signals of each `every`-th written question that the reader was not trained on, asked over all passages."""
    asked = [
        Question(str(i), pair.question, (pair.answer,), frozenset(), (), pair.answered, pair.passage[-80:])
        for i, pair in enumerate(load_written(data, held_out=True)[::every])
    ]
    rows = [(_signals(index, _found(index, one, set()), True), one.answerable, SOURCE, one.group) for one in asked]
    return _table(rows)


def _table(rows: Sequence[tuple[Signals, bool, str, str]]) -> Table:
    return Table(
        np.array([row[0].values() for row in rows]),
        np.array([row[1] for row in rows]),
        np.array([row[2] for row in rows]),
        np.array([row[3] for row in rows]),
    )


def joined(one: Table, other: Table) -> Table:
    """Two tables as one."""
    columns = zip(*[(each.x, each.answered, each.sets, each.groups) for each in (one, other)], strict=True)
    return Table(*(np.concatenate(column) for column in columns))


def _found(index: Index, question: Question, without: set[str]) -> Retrieved:
    return retrieve(index, question.text, SETTINGS.retrieve, SETTINGS.read.passages, without)


def blanked(found: Retrieved, answers: tuple[str, ...]) -> Retrieved:
    """The same passages, every sentence that holds an answer, or is part of a quote, replaced by as many spaces."""
    return replace(found, passages=tuple(replace(one, passage=_blank(one.passage, answers)) for one in found.passages))


def _blank(passage: Passage, answers: tuple[str, ...]) -> Passage:
    text, keys = passage.text, [_letters(answer) for answer in answers]
    for start, end in ((a - passage.start, b - passage.start) for a, b in passage.sentences):
        sentence = _letters(text[start:end])
        if any(key in sentence or (len(sentence) > SHORT and sentence in key) for key in keys if key):
            text = text[:start] + " " * (end - start) + text[end:]
    return replace(passage, text=text)


def _letters(text: str) -> str:
    """Letters and digits alone: CLAPNQ's quotes are spaced another way than its passages."""
    return "".join(char for char in text.lower() if char.isalnum())


def _signals(index: Index, found: Retrieved, with_reader: bool) -> Signals:
    evidence = gather(index, found)
    evidence = read(_reader(), evidence) if with_reader else evidence
    ranked = rank(evidence)
    return signals(evidence, ranked[0][1] if ranked else None)


@cache
def _reader() -> Reader:
    return Reader.load(threads=SETTINGS.read.threads)


def fit(table: Table, rows: npt.NDArray[np.int64]) -> tuple[float, dict[str, float]]:
    """Bias and weights of the logistic model, on the signals as they are."""
    scaler = StandardScaler().fit(table.x[rows])
    model = LogisticRegression(C=1.0).fit(
        scaler.transform(table.x[rows]), table.answered[rows], sample_weight=table.weights[rows]
    )
    weights = model.coef_[0] / scaler.scale_
    return float(model.intercept_[0] - weights @ scaler.mean_), dict(zip(NAMES, weights.tolist(), strict=True))


def cross_validated(table: Table) -> Array:
    """Probability of each question from a model that saw no question on its article."""
    probability = np.zeros(len(table.answered))
    for train, test in GroupKFold(5).split(table.x, table.answered, table.groups):
        bias, weights = fit(table, train)
        probability[test] = 1 / (1 + np.exp(-(bias + table.x[test] @ np.array(list(weights.values())))))
    return probability


def report(table: Table, probability: Array, threshold: float) -> dict[str, dict[str, float]]:
    """Per set: AUROC, refusal precision, recall and F1, share of false refusals, and calibration error."""
    figures = {}
    for name in np.unique(table.sets):
        mine = table.sets == name
        if name.endswith(NEAR_MISS):  # against the answered questions of the same set
            mine |= (table.sets == name.removesuffix(NEAR_MISS)) & table.answered
        answered, p = table.answered[mine], probability[mine]
        refused = p < threshold
        precision = float((refused & ~answered).sum() / max(1, refused.sum()))
        recall = float(refused[~answered].mean())
        figures[str(name)] = {
            "auroc": float(roc_auc_score(answered, p)),
            "refusal_precision": precision,
            "refusal_recall": recall,
            "refusal_f1": 2 * precision * recall / max(1e-9, precision + recall),
            "false_refusals": float(refused[answered].mean()),
            "calibration_error": calibration_error(answered, p),
        }
    return figures


def held_out_threshold(table: Table, candidates: Sequence[float] = THRESHOLDS) -> dict[str, dict[str, float]]:
    """Per set, how a threshold does on articles that neither the model nor the threshold was chosen on.

    In each fold it is the one with the best weighted accuracy on the other folds' own probabilities.
    """
    probability, chosen = np.zeros(len(table.answered)), []
    for train, test in GroupKFold(5).split(table.x, table.answered, table.groups):
        bias, weights = fit(table, train)
        p = 1 / (1 + np.exp(-(bias + table.x @ np.array(list(weights.values())))))
        right = [
            np.average((p[train] >= one) == table.answered[train], weights=table.weights[train]) for one in candidates
        ]
        chosen.append(candidates[int(np.argmax(right))])
        probability[test] = p[test] >= chosen[-1]
    keys = ("refusal_precision", "refusal_recall", "false_refusals")
    figures = {name: {key: row[key] for key in keys} for name, row in report(table, probability, 0.5).items()}
    return {"thresholds": {str(i): one for i, one in enumerate(chosen)}, **figures}


def aimed_threshold(table: Table, probability: Array, share: float = FALSE_REFUSALS) -> float:
    """The probability below which this share of the answered questions lies, the sets weighing the same."""
    order = np.argsort(probability[table.answered])
    weights = table.weights[table.answered][order]
    place = np.searchsorted(np.cumsum(weights) / weights.sum(), share)
    return float(probability[table.answered][order][place])


def calibration_error(answered: npt.NDArray[np.bool_], probability: Array, bins: int = 10) -> float:
    """Expected calibration error (Naeini et al., 2015) over bins of equal width."""
    places = np.minimum((probability * bins).astype(int), bins - 1)
    return float(
        sum(
            (places == one).mean() * abs(answered[places == one].mean() - probability[places == one].mean())
            for one in np.unique(places)
        )
    )


def main() -> None:
    """Collect, cross-validate, print, and with --write store the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    parser.add_argument("--every", type=int, default=3, help="take each n-th question of XQuAD")
    parser.add_argument("--every-clapnq", type=int, default=1, help="take each n-th question of CLAPNQ")
    parser.add_argument("--every-written", type=int, default=1, help="take each n-th of the written questions")
    parser.add_argument("--no-reader", action="store_true", help="fit what is used without it")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    index = open_pool(arguments.data, arguments.out)
    table = collect(index, arguments.data, arguments.every, not arguments.no_reader, arguments.every_clapnq)
    if not arguments.no_reader:  # words and vectors alone do not tell what was written to tempt
        written = open_written(arguments.data, arguments.out)
        table = joined(table, collect_written(written, arguments.data, arguments.every_written))
    probability = cross_validated(table)
    figures = report(table, probability, SETTINGS.answer.min_confidence)
    print(json.dumps(figures, indent=2))
    print(f"a tenth of the answered questions is refused below {aimed_threshold(table, probability):.3f}")
    print(json.dumps({"threshold chosen on other articles": held_out_threshold(table)}, indent=2))
    bias, weights = fit(table, np.arange(len(table.answered)))
    print(json.dumps({"bias": bias, "weights": weights}, indent=2))
    if arguments.write:
        part = UNREAD if arguments.no_reader else READ
        stored = json.loads(FILE.read_text(encoding="utf-8"))
        stored[part] = {"bias": bias, "weights": weights, "figures": figures}
        FILE.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
