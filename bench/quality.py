"""Answer quality on XQuAD (English), all 240 paragraphs indexed and nothing else known of where an answer stands.

    python -m bench.quality --data DATA_DIR [--every 1] [--no-reader]

Prints, over the questions: recall@1 and @5 of the fused retrieval, recall@1 after the reader's rerank, exact match and
F1 (SQuAD's normalisation) of the words that lead the answer, the share of answers whose shown sentences contain an
accepted answer (in the first, in the first two, in all), refusals (every question has an answer), and milliseconds.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np

from assistant import Answer, Assistant, Settings
from assistant.evaluate.metrics.answers import contains, exact_match, token_f1
from assistant.rerank import reranked
from assistant.retrieve import retrieve
from assistant.settings import ReadSettings
from bench.pool import Question, documents, questions
from index import Index


def span(answer: Answer) -> str:
    """The words that lead the answer; the whole first sentence where none stand out."""
    if not answer.sentences:
        return ""
    first = answer.sentences[0]
    return first.text[slice(*first.lead)] if first.lead else first.text


def measure(assistant: Assistant, one: Question) -> dict[str, float]:
    """Figures of one question; the answer is judged as if none were refused, and refusals are counted apart."""
    settings = assistant.settings
    found = retrieve(assistant.index, one.text, settings.retrieve, settings.read.passages)
    names = [assistant.document(scored.passage.document).name for scored in found.passages]
    order = list(range(len(names)))
    if assistant.reader:
        readings = assistant.reader.read(one.text, [scored.passage.embedded_text for scored in found.passages])
        scores = reranked([scored.score for scored in found.passages], readings)
        order.sort(key=lambda i: -scores[i])
    start = time.perf_counter()
    answer = assistant.query(one.text)
    elapsed = (time.perf_counter() - start) * 1000
    texts = [sentence.text for sentence in answer.sentences]
    return {
        "recall@1": names[0] in one.gold,
        "recall@5": bool(one.gold & set(names[:5])),
        "recall@1 reranked": names[order[0]] in one.gold,
        "exact match": exact_match(span(answer), one.answers),
        "F1": token_f1(span(answer), one.answers),
        "in the first sentence": contains(" ".join(texts[:1]), one.answers),
        "in the first two": contains(" ".join(texts[:2]), one.answers),
        "in the answer": contains(" ".join(texts), one.answers),
        "would be refused": answer.confidence < Settings().answer.min_confidence,
        "ms": elapsed,
    }


def main() -> None:
    """Index the paragraphs, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--every", type=int, default=1, help="take each n-th question")
    parser.add_argument("--no-reader", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for id, title, text in documents(arguments.data):
            if id.startswith("xq_en"):
                (Path(folder) / f"{id}.md").write_text(f"# {title}\n\n{text}\n", encoding="utf-8")
        index = Index.open(Path(folder) / "index", create=True)
        index.sync([folder])
        never_refuse = Settings().answer.model_copy(update={"min_confidence": 0.0})
        read = ReadSettings(reader=not arguments.no_reader)
        assistant = Assistant(index, Settings().model_copy(update={"answer": never_refuse, "read": read}))
        assistant.warm().join()
        listed = questions(arguments.data, "xquad")[:: arguments.every]
        figures = [measure(assistant, one) for one in listed]
        table = {name: round(float(np.mean([one[name] for one in figures])), 4) for name in figures[0] if name != "ms"}
        times = [one["ms"] for one in figures]
        table |= {f"ms p{p}": round(float(np.percentile(times, p)), 1) for p in (50, 95)}
        print(json.dumps({"questions": len(figures), "reader": read.reader, **table}, indent=2))
        index.close()


if __name__ == "__main__":
    main()
