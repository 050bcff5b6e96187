"""The default configuration on public sets, with 95% intervals: writes bench/RESULTS.md.

    python -m bench.results --data DATA_DIR [--every 1] [--sets clapnq,mtrag,xquad,cranfield]

CLAPNQ is indexed together with the Wikipedia distractors. With --every N, each N-th question is asked, and each N-th
document that no asked question needs is indexed: a quick look, easier than the whole. Runs are kept in
bench/out/results and go on where they were stopped.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant import Assistant, Settings
from assistant.evaluate import Question, QuestionSet, Run, evaluate, show
from assistant.evaluate.formats.squad import around
from assistant.evaluate.questions import question_from
from bench.pool import rows
from index import Index

SETS = {"clapnq": ("clapnq", "wiki_passages"), "mtrag": ("mtrag",), "xquad": ("xquad",), "cranfield": ("cranfield",)}
GRADES = 5  # Cranfield's grade 1 is best and 4 least: turned round


def questions(data: Path, name: str, every: int) -> tuple[Question, ...]:
    """Each `every`-th question of a set (XQuAD: English), its evidence by the names that the index gives."""
    texts = {row["id"]: row["text"] for row in rows(data / name / "corpus.jsonl")}
    listed = [row for row in rows(data / name / "questions.jsonl") if row.get("lang", "en") == "en"][::every]
    return tuple(question_from(_converted(name, row, texts), line) for line, row in enumerate(listed, start=1))


def _converted(name: str, row: dict[str, Any], texts: dict[str, str]) -> dict[str, Any]:
    evidence = []
    for one in row["evidence"]:
        place: dict[str, Any] = {"document": f"{one['doc_id']}.md"}
        if quote := one.get("quote"):
            text = texts[one["doc_id"]]
            place["quote"] = around(text, text.index(quote)) if name == "xquad" else quote
        if name == "cranfield":
            place["grade"] = GRADES - max(1, int(one["grade"]))
        evidence.append(place)
    return {**row, "evidence": evidence, "tags": [row["type"]]}


def documents(data: Path, name: str, asked: tuple[Question, ...], every: int) -> Iterator[tuple[str, str]]:
    """(file name, Markdown) of each document of a set's index; empty ones are left out."""
    needed = {place.document for one in asked for place in one.evidence}
    for folder in SETS[name]:
        kept = [row for row in rows(data / folder / "corpus.jsonl") if name != "xquad" or row["id"].startswith("xq_en")]
        for number, row in enumerate(kept):
            if row["text"].strip() and (number % every == 0 or f"{row['id']}.md" in needed):
                title = row["title"].replace("_", " ")
                yield f"{row['id']}.md", f"# {title}\n\n{row['text']}\n" if title else f"{row['text']}\n"


def run(data: Path, out: Path, name: str, every: int) -> Run:
    """Index a set's documents, ask its questions, and return the run."""
    asked, home = questions(data, name, every), out / f"{name}-{every}"
    folder = home / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in documents(data, name, asked, every):
        if not (folder / file).exists():
            (folder / file).write_text(text, encoding="utf-8")
    with show.progress(name) as progress:
        index = Index.open(home / "index", create=True)
        index.sync([folder])
        assistant = Assistant(index, Settings())
        assistant.warm().join()
        done = evaluate(assistant, QuestionSet(name, asked), progress, out=home / "run")
    index.close()
    return done


def table(runs: list[Run], every: int) -> str:
    """RESULTS.md: one table, a column a set."""
    names = list(dict.fromkeys(name for one in runs for name in one.figures))
    shown = [(name, metric) for name in names if (metric := show.metric(name)) and metric.group != "cost"]
    thin = f" --every {every}" if every > 1 else ""
    note = (
        f"\nOnly each {every}th question, with each {every}th distracting document: easier than the whole, no result.\n"
        if every > 1
        else ""
    )
    lines = [
        "# Results of the default configuration\n",
        f"`python -m bench.results{thin}`, {datetime.now(UTC):%Y-%m-%d}, {runs[0].facts['cores']} cores; settings "
        f"{runs[0].facts['settings_hash']}. In brackets 95% bootstrap intervals over the questions.\n{note}",
        "| metric | " + " | ".join(one.facts["set"] for one in runs) + " |",
        "| --- |" + " --- |" * len(runs),
        "| questions / documents | " + " | ".join(f"{len(r.results)} / {r.facts['documents']}" for r in runs) + " |",
    ]
    for name, metric in shown:
        cells = [show.figure(one.figures[name], metric.unit) if name in one.figures else "" for one in runs]
        lines.append(f"| {metric.label} (`{name}`) | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n\nWhat each figure means: [docs/evaluation.md](../docs/evaluation.md).\n"


def main() -> None:
    """Run the sets and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("bench/out/results"))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--sets", default=",".join(SETS))
    arguments = parser.parse_args()
    runs = [run(arguments.data, arguments.out, name, arguments.every) for name in arguments.sets.split(",")]
    Path(__file__).with_name("RESULTS.md").write_text(table(runs, arguments.every), encoding="utf-8")


if __name__ == "__main__":
    main()
