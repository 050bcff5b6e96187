"""What the reader is worth: alone, end to end, in refusals and beside a small language model. Writes READER.md.

    python -m bench.reader --data DATA_DIR --out OUT_DIR [--every 3]

Each part is kept in OUT_DIR/reader under a hash of the reader's weights and the calibration, so that a new reader is
measured anew and nothing else twice. The small model's answers are those that `python -m bench.writers --sets xquad`
kept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from assistant.confidence import FILE
from assistant.evaluate.store import rows
from assistant.reader import Reader
from assistant.settings import AnswerSettings, ReadSettings, Settings
from bench.calibrate import collect, cross_validated, report
from bench.pool import questions
from bench.quality import measure
from bench.sample import Timed, opened
from training.evaluate import load_xquad, short_answers, told_apart

WEIGHTS = Path("assistant/reader/model/reader.onnx")
TIMES = ("ms", "ms p95")
ASKED_OF_READER = ("recall@1", "recall@1 reranked", "exact match", "F1", "in the answer")

Figures = dict[str, Any]


def kept(folder: Path, name: str, make: Callable[[], Figures]) -> Figures:
    """A part from its file, or made and filed."""
    mark = hashlib.sha256(WEIGHTS.read_bytes() + FILE.read_bytes()).hexdigest()[:12]
    file = folder / f"{mark}-{name}.json"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(make(), indent=2), encoding="utf-8")
    found: Figures = json.loads(file.read_text(encoding="utf-8"))
    return found


def alone(data: Path, every: int) -> Figures:
    """Exact match and F1 with the right paragraph given, and the AUROC of the margin against near wrong ones."""
    reader, asked = Reader.load(threads=1), load_xquad(data / "xquad")[::every]
    exact, f1 = short_answers(reader, asked)
    return {"questions": len(asked), "exact match": exact, "F1": f1, "auroc": told_apart(reader, asked, 4)[0]}


def end_to_end(data: Path, out: Path, every: int, read: ReadSettings) -> Figures:
    """XQuAD over all 240 paragraphs, nothing refused; times are processor time, on one thread where `read` says so."""
    index = opened(data, out, "xquad")
    assistant = Timed(index, Settings(read=read, answer=AnswerSettings(min_confidence=0.0)))
    assistant.warm().join()
    asked, times = [], []
    for one in questions(data, "xquad")[::every]:
        asked.append(measure(assistant, one))
        times.append(assistant.took)
    index.close()
    means = {name: float(np.mean([one[name] for one in asked])) for name in ASKED_OF_READER}
    middle, high = np.percentile(times, [50, 95])
    return {"questions": len(asked), **means, "ms": float(middle), "ms p95": float(high)}


def refusing(data: Path, out: Path, every: int, with_reader: bool) -> Figures:
    """AUROC, precision and recall of refusals on CLAPNQ and XQuAD at the shipped threshold, cross-validated."""
    index = opened(data, out, "clapnq")
    table = collect(index, data, 3 * every, with_reader, every)
    figures: Figures = report(table, cross_validated(table), Settings().answer.min_confidence)
    index.close()
    return figures


def small_model(out: Path) -> Figures:
    """XQuAD's sample as SmolLM2 answers it, quotes where it gives way, and as quotes answer the same questions."""
    told: Figures = {}
    known = {row["id"]: row for row in rows(out / "writers" / "xquad-quotes.jsonl")}
    written = [row for row in rows(out / "writers" / "xquad-smollm2.jsonl") if row["id"] in known]
    own = [
        row for row in written if "compose" in row["answer"]["timings"] and "quoted from" not in row["answer"]["note"]
    ]
    for name, listed in (
        ("quotes, the same sample", [known[row["id"]] for row in written]),
        ("SmolLM2-135M, quotes where it gives way", written),
        ("SmolLM2-135M, its own answers", own),
    ):
        if listed:
            told[name] = {
                "questions": len(listed),
                "exact match": float(np.mean([row["scores"]["exact_match"] for row in listed])),
                "F1": float(np.mean([row["scores"]["f1"] for row in listed])),
                "in the answer": float(np.mean([row["scores"]["contains"] for row in listed])),
                "ms": float(np.median([row["cpu_ms"] for row in listed])),
            }
    return told


def markdown(parts: Figures, refusals: dict[str, Figures], every: int) -> str:
    """READER.md."""
    columns = ("questions", *ASKED_OF_READER, "auroc", *TIMES)
    sample = SAMPLE if any("SmolLM2" in name for name in parts) else ""
    lines = [HEAD.format(command=f"python -m bench.reader --every {every}", sample=sample)]
    lines += ["| XQuAD | " + " | ".join(columns) + " |", "| --- |" + " ---: |" * len(columns)]
    lines += [
        f"| {name} | " + " | ".join(_shown(part.get(key), key) for key in columns) + " |"
        for name, part in parts.items()
    ]
    keys = ("auroc", "refusal_precision", "refusal_recall", "false_refusals")
    lines += ["", "| refusals | set | " + " | ".join(keys) + " |", "| --- | --- |" + " ---: |" * len(keys)]
    for name, figures in refusals.items():
        for set_name, row in figures.items():
            lines.append(f"| {name} | {set_name} | " + " | ".join(_shown(row[key], key) for key in keys) + " |")
    return "\n".join(lines) + "\n"


def _shown(value: float | None, key: str) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if key in ("questions", *TIMES) else f"{value:.3f}"


SAMPLE = "Of the small model's sample, questions refused count as wrong. "
HEAD = """# What the reader is worth

`{command}`. End to end: all 240 paragraphs are searched and nothing is refused; exact match and F1 are of the
words that lead the answer (its first sentence where none lead). Milliseconds are processor time on one thread for the
whole question, median and 95th percentile. {sample}Refusals are
cross-validated by article, at the threshold in use; without the reader the leading sentence's cosine alone decides.
"""


def main() -> None:
    """Measure what is not kept, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    parser.add_argument("--every", type=int, default=3, help="take each n-th question")
    given = parser.parse_args()
    data, out, every, folder = given.data, given.out, given.every, given.out / "reader"
    parts = {"the reader alone, right paragraph given": kept(folder, f"alone-{every}", lambda: alone(data, every))}
    refusals = {}
    for name, on in (("quotes with the reader", True), ("quotes without the reader", False)):
        read = ReadSettings(reader=on, threads=1)
        parts[name] = kept(folder, f"ends-{on}-{every}", lambda read=read: end_to_end(data, out, every, read))
        refusals[name] = kept(folder, f"refuse-{on}-{every}", lambda on=on: refusing(data, out, every, on))
    twenty = ReadSettings(passages=20, threads=1)  # twice what is read by default
    parts["quotes with the reader, 20 passages"] = kept(
        folder, f"ends-20-{every}", lambda: end_to_end(data, out, every, twenty)
    )
    parts |= small_model(out)
    Path(__file__).with_name("READER.md").write_text(markdown(parts, refusals, every), encoding="utf-8")


if __name__ == "__main__":
    main()
