"""Fits the sentence check on claims that people labelled and on true sentences made false, and reports how it holds.

    python -m bench.support --data DATA_DIR --out OUT_DIR [--write]

Every figure is cross-validated in folds that never split an article or a claim. Partially supported counts as not
supported; claims labelled generic say nothing and are left out. Sources weigh the same, and in each the
supported as much as the others. The threshold of `supported` is chosen inside the training folds. Signals were chosen
by the figures of one half of the articles and claims (`--choose` prints them); what is reported is of the other half.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from assistant.support.checker import CONTRADICTED, VERBATIM, Checker, ground_of, verbatim
from assistant.support.evidence import Ground
from assistant.support.model import FILE, Model
from assistant.support.signals import NAMES
from bench.pool import rows
from bench.support_cases import Case, labelled, made
from index import Index
from index.sentences import sentence_spans

Array = npt.NDArray[np.float64]
SEED = 7
FOLDS = 5
FALSE_ALARMS = 0.05
# Which way each signal may push: +1 more is better supported, -1 worse, 0 free.
DIRECTIONS = {
    "coverage": 1, "coverage_whole": 1, "rarest_missing": -1, "subject_missing": -1, "bigrams": 1, "run": 1, "order": 1,
    "cosine": 1, "cosine_whole": 1, "numbers_missing": -1, "numbers_far": -1, "names_missing": -1, "names_far": -1,
    "surroundings": 1, "surroundings_mean": 1, "inverted": -1, "exchange": -1, "strangers": -1,
    "placed": 1, "placed_mean": 1, "rival": -1, "exchanged": -1, "figure_rival": -1,
    "replaced": -1, "replaced_facts": -1, "denied": -1, "opposed": -1, "opinion": -1,
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """One row per case: its signals (rows, signals), whether it is verbatim, whether one of its figures is missing."""

    cases: list[Case]
    x: Array
    verbatim: npt.NDArray[np.bool_]
    contradicted: npt.NDArray[np.bool_]

    def part(self, chosen: npt.NDArray[np.bool_]) -> Table:
        """Some of the rows."""
        cases = [case for case, mine in zip(self.cases, chosen, strict=True) if mine]
        return Table(cases, self.x[chosen], self.verbatim[chosen], self.contradicted[chosen])

    @property
    def held_out(self) -> npt.NDArray[np.bool_]:
        """Whether a row is of the half by which nothing was chosen."""
        return np.array([hashlib.md5(group.encode()).digest()[0] % 2 == 1 for group in self.groups])

    @property
    def supported(self) -> npt.NDArray[np.bool_]:
        return np.array([case.supported for case in self.cases])

    @property
    def sources(self) -> npt.NDArray[np.str_]:
        return np.array([case.source.split("_")[0].split()[0] for case in self.cases])

    @property
    def kinds(self) -> npt.NDArray[np.str_]:
        return np.array([case.kind for case in self.cases])

    @property
    def groups(self) -> npt.NDArray[np.str_]:
        return np.array([case.group for case in self.cases])

    @property
    def weights(self) -> Array:
        """Sources weigh the same, and in each the supported as much as the others."""
        keys = np.array([f"{a} {b}" for a, b in zip(self.sources, self.supported, strict=True)])
        weights = np.array([1 / (keys == key).sum() for key in keys])
        return np.asarray(weights / weights.mean(), dtype=np.float64)


def collect(checker: Checker, cases: Sequence[Case]) -> Table:
    """The signals of every case."""
    grounds: dict[str, Ground] = {}
    x, words, numbers = [], [], []
    for at, case in enumerate(cases):
        print(f"\r{at + 1}/{len(cases)}", end="", flush=True)
        if (ground := grounds.get(case.evidence)) is None:
            ground = grounds[case.evidence] = ground_of(checker.index.embedder, case.evidence, case.title)
        claim = checker.claim(case.claim)
        found, lacking, _ = checker.measure(claim, ground)
        x.append(found.values())
        words.append(verbatim(case.claim, ground) is not None)
        numbers.append(bool(lacking.numbers or lacking.days))
    print()
    return Table(list(cases), np.array(x), np.array(words), np.array(numbers))


def fit(table: Table, chosen: npt.NDArray[np.int64]) -> HistGradientBoostingClassifier:
    """Small trees, held to the directions that the signals can only mean."""
    chosen = chosen[~table.verbatim[chosen]]
    return HistGradientBoostingClassifier(
        max_iter=200, learning_rate=0.06, max_leaf_nodes=8, min_samples_leaf=30, l2_regularization=5.0,
        monotonic_cst=[DIRECTIONS.get(name, 0) for name in NAMES], random_state=SEED,
    ).fit(table.x[chosen], table.supported[chosen], sample_weight=table.weights[chosen])  # fmt: skip


def predict(model: HistGradientBoostingClassifier, table: Table, chosen: npt.NDArray[np.int64]) -> Array:
    """What the checker would score, its two rules included."""
    p = model.predict_proba(table.x[chosen])[:, 1]
    p = np.where(table.contradicted[chosen], np.minimum(p, CONTRADICTED), p)
    return np.asarray(np.where(table.verbatim[chosen], VERBATIM, p))


def cross_validated(table: Table) -> tuple[Array, Array]:
    """Score of each case from a model that saw nothing of its group, and the threshold chosen without its fold."""
    scores, cuts = np.zeros(len(table.cases)), np.zeros(len(table.cases))
    for train, test in GroupKFold(FOLDS).split(table.x, groups=table.groups):
        scores[test] = predict(fit(table, train), table, test)
    for train, test in GroupKFold(FOLDS).split(table.x, groups=table.groups):
        cuts[test] = best_cut(table.supported[train], scores[train], table.weights[train])
    return scores, cuts


def best_cut(supported: npt.NDArray[np.bool_], scores: Array, weights: Array) -> float:
    """The threshold with the best weighted balanced accuracy."""
    options = np.unique(np.round(np.quantile(scores, np.linspace(0.02, 0.98, 97)), 3))
    return float(max(options, key=lambda cut: balanced(supported, scores >= cut, weights)))


def balanced(supported: npt.NDArray[np.bool_], said: npt.NDArray[np.bool_], weights: Array | None = None) -> float:
    """Mean of the shares found right among supported and others."""
    weights = np.ones(len(said)) if weights is None else weights
    shares = [np.average(said[supported == side] == side, weights=weights[supported == side]) for side in (True, False)]
    return float(np.mean(shares))


def report(table: Table, scores: Array, cuts: Array) -> dict[str, Any]:
    """AUROC and balanced accuracy by source, and what is found of each corruption at 5% false alarms."""
    figures: dict[str, Any] = {}
    full = np.array([case.source for case in table.cases])
    for name, mine in {**{one: full == one for one in np.unique(full)}, "begin": table.sources == "begin"}.items():
        y, s = table.supported[mine], scores[mine]
        figures[name] = {
            "cases": int(mine.sum()),
            "auroc": round(float(roc_auc_score(y, s)), 3),
            "balanced_accuracy": round(balanced(y, s >= cuts[mine]), 3),
        }
    gold = table.kinds == "gold"
    alarm = float(np.quantile(scores[gold], FALSE_ALARMS))
    figures["corruptions"] = {
        "threshold": round(alarm, 3),
        "gold_passed": round(float((scores[gold] >= alarm).mean()), 3),
    }
    for kind in sorted(set(table.kinds) - {"gold", ""}):
        mine = table.kinds == kind
        figures["corruptions"][kind] = {
            "cases": int(mine.sum()),
            "found": round(float((scores[mine] < alarm).mean()), 3),
            "found_at_own_threshold": round(float((scores[mine] < cuts[mine]).mean()), 3),
        }
    figures["corruptions"]["gold_refused_at_own_threshold"] = round(float((scores[gold] < cuts[gold]).mean()), 3)
    return figures


def exported(model: HistGradientBoostingClassifier, threshold: float, figures: dict[str, Any]) -> dict[str, Any]:
    """The model as JSON: see assistant/support/model.py."""
    trees = []
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        trees.append(
            [
                [-1, 0.0, 0, 0, round(float(n["value"]), 6)]
                if n["is_leaf"]
                else [int(n["feature_idx"]), float(n["num_threshold"]), int(n["left"]), int(n["right"]), 0.0]
                for n in nodes
            ]
        )
    bias = float(np.ravel(model._baseline_prediction)[0])
    return {"signals": NAMES, "bias": bias, "threshold": threshold, "figures": figures, "trees": trees}


def faithfulness(checker: Checker, data: Path) -> dict[str, float]:
    """Spearman's rank correlation of the mean support of a response's sentences with people's faithfulness."""
    corpus = {row["id"]: row for row in rows(data / "mtrag" / "corpus.jsonl")}
    contexts = {row["id"]: row["context_docs"] for row in rows(data / "mtrag" / "questions.jsonl")}
    grounds: dict[str, Ground] = {}
    mine, people = [], []
    for row in rows(data / "mtrag" / "human_ratings.jsonl"):
        ids = contexts[row["question_id"]]
        if not ids:  # nothing was found for the question, so there is nothing to be faithful to
            continue
        for id in ids:
            if id not in grounds:
                grounds[id] = ground_of(checker.index.embedder, corpus[id]["text"], corpus[id]["title"])
        text = row["response"]
        claims = [checker.claim(text[a:b]) for a, b in sentence_spans(text)]
        here = [grounds[id] for id in ids]
        scores = [max(one.score for one in checker.judge(claim, here)) for claim in claims if claim.words]
        if not scores:
            continue
        mine.append(float(np.mean(scores)))
        people.append(float(np.mean([float(v) for v in row["human"]["faithfulness"].values()])))
    return {"responses": len(mine), "spearman": round(float(spearmanr(mine, people).statistic), 3)}


def main() -> None:
    """Collect, cross-validate, print, and with --write store the model fitted on everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("bench/out"), help="where bench.pool keeps its index")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--choose", action="store_true", help="print the half by which signals are chosen, and stop")
    arguments = parser.parse_args()
    index = Index.open(arguments.out / "index")
    table = collect(Checker(index, Model((), 0.0, (), 0.5)), [*labelled(arguments.data), *made(arguments.data)])
    scores, cuts = cross_validated(table)
    part = table.held_out != arguments.choose
    figures = report(table.part(part), scores[part], cuts[part])
    if arguments.choose:
        print(json.dumps(figures, indent=2))
        return
    everything = np.arange(len(table.cases))
    threshold = best_cut(table.supported, scores, table.weights)
    stored = exported(fit(table, everything), threshold, figures)
    figures["mtrag faithfulness"] = faithfulness(Checker(index, Model.of(stored)), arguments.data)
    print(json.dumps(figures, indent=2))
    if arguments.write:
        FILE.write_text(json.dumps(stored) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
