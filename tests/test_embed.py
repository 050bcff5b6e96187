"""Questions are embedded without torch, to the vectors that torch would give."""

from __future__ import annotations

import json
import math
import os
import platform
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import torch

from index import Index
from index.documents import Passage
from index.embed import Embedder, bundled_model, unit
from index.errors import ModelUnsupported
from index.passage_model import PassageModel
from index.question import cut, gelu
from index.sentences import sentence_spans

ROOT = Path(__file__).resolve().parent.parent

COLD = """
import sys
from assistant.cli import app

app(["query", "Who makes the Anka drone?", "--index", sys.argv[1]], standalone_mode=False)
slow = {"torch", "transformers", "sentence_transformers", "sklearn", "llama_index", "nltk", "gradio"}
sys.exit(f"loaded: {sorted(slow & set(sys.modules))}" if slow & set(sys.modules) else 0)
"""

ODD = [
    "",
    " ",
    "?",
    "\n\t",
    "a",
    "\x00 null and a\u200bb",
    "🙂🙂",
    "x" * 3000,  # one unknown word
    "How many troops did the CSTO send to Kazakhstan?",
    "naïve café ÀÉ",
    "Что такое НАТО?",
    "日本の首都はどこですか",
    "ما هي عاصمة مصر؟",
    " ".join(f"word{n}" for n in range(126)),  # near the limit of 256 pieces
    "the cat sat on the mat and " * 60 + "then it left",  # beyond it
]


def alike(embedder: Embedder, questions: list[str]) -> list[float]:
    """Cosine between torch's vector and ours, question by question."""
    ours = [embedder.question(question) for question in questions]
    torchs = [np.asarray(embedder.model.get_query_embedding(question)) for question in questions]
    return [float(a @ b) for a, b in zip(ours, torchs, strict=True)]


def test_a_question_has_the_vector_that_torch_gives_it(embedder: Embedder) -> None:
    lengths = [len(embedder.tokenizer.encode(text).ids) for text in ODD]
    assert min(lengths) == 2 and max(lengths) > embedder.limit
    assert min(alike(embedder, ODD)) > 0.999999


def test_questions_in_four_languages_have_the_vectors_that_torch_gives_them(data: Path, embedder: Embedder) -> None:
    rows = map(json.loads, (data / "xquad" / "questions.jsonl").read_text("utf-8").splitlines())
    questions = [row["question"] for row in rows][::30]
    assert len(questions) > 150
    assert min(alike(embedder, questions)) > 0.999999


def test_a_question_lies_beside_the_same_words_as_a_passage(embedder: Embedder) -> None:
    """Passages are embedded in bfloat16 where the processor has it, so the vectors agree less closely."""
    text = "The tide follows the moon."
    passage = Passage("d-0", "d", 0, 0, len(text), text, "", "", None, ((0, len(text)),))
    [(_, rows)] = embedder.passages([passage])
    assert float(rows[0] @ embedder.question(text)) > 0.999


def test_a_few_passages_have_the_same_rows_without_torch_as_with_it() -> None:
    text = "The tide follows the moon. It lags behind by some minutes in most harbours. 🙂 " * 4
    spans = tuple((start, end) for start, end in sentence_spans(text))
    passages = [Passage(f"d-{n}", "d", n, 0, len(text), text, f"Tides {n}", "", None, spans) for n in range(2)]
    embedder = Embedder()
    light = {passage.id: rows for passage, rows in embedder.passages(passages)}
    assert embedder._model is None
    assert embedder.passage_model
    for passage, rows in embedder.passages(passages):
        assert rows.shape == light[passage.id].shape == (1 + len(spans), 384)
        assert (rows * light[passage.id]).sum(axis=1).min() > 0.999


def test_many_passages_have_the_same_rows_where_pytorch_lacks_the_quick_products(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without oneDNN's operators for bfloat16, and in 32 bits, as on a processor without it."""
    texts = [f"The tide at harbour {n} follows the moon. " * (1 + n) for n in range(6)]
    batch = [cut(embedder.tokenizer.encode(text).ids, embedder.limit) for text in texts]
    usual = embedder.passage_model.tokens(batch)

    called = []

    def lacking(*_: object) -> None:
        called.append(True)
        raise RuntimeError("Didn't find engine for operation")

    made = {}
    with monkeypatch.context() as patched:
        patched.setattr(torch.ops.mkldnn, "_reorder_linear_weight", lacking)
        made["no operators"] = PassageModel(embedder.folder, embedder.shape)
        assert called or not torch.cpu._is_avx512_bf16_supported()
        patched.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
        made["32 bits"] = PassageModel(embedder.folder, embedder.shape)
    for model in made.values():
        for text, (one, other) in zip(texts, zip(usual, model.tokens(batch), strict=True), strict=True):
            assert one.shape == other.shape == (len(cut(embedder.tokenizer.encode(text).ids, embedder.limit)), 384)
            mean, same = (unit(rows.mean(axis=0)) for rows in (one, other))
            assert np.abs(mean - same).max() < 1e-2 and float(mean @ same) > 0.999


def test_gelu_is_exact_to_32_bits() -> None:
    x = np.linspace(-12, 12, 100_001, dtype=np.float32)
    exact = [value * 0.5 * math.erfc(-value / math.sqrt(2)) for value in x.tolist()]
    assert np.abs(gelu(x) - exact).max() < 5e-7


def test_threads_that_ask_at_once_all_get_their_own_vector() -> None:
    embedder = Embedder()  # not loaded yet, so the threads also race for that
    texts = [f"Where does river number {n} rise?" for n in range(8)]
    found: dict[str, np.ndarray] = {}
    threads = [
        threading.Thread(target=lambda text=text: found.update({text: embedder.question(text)})) for text in texts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(found[text], embedder.question(text)) for text in texts)


@pytest.mark.parametrize(
    ("file", "name", "value"),
    [
        ("config.json", "model_type", "mpnet"),
        ("config.json", "hidden_act", "relu"),
        ("1_Pooling/config.json", "pooling_mode_cls_token", True),
    ],
)
def test_a_model_of_another_kind_is_refused_before_anything_is_embedded(
    tmp_path: Path, file: str, name: str, value: object
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(bundled_model(), folder, ignore=shutil.ignore_patterns("*.safetensors"))
    config = json.loads((folder / file).read_text("utf-8"))
    (folder / file).write_text(json.dumps(config | {name: value}), encoding="utf-8")
    with pytest.raises(ModelUnsupported, match="use one that is"):
        _ = Embedder(folder).limit


def test_a_question_on_the_command_line_loads_nothing_that_takes_seconds(seeds_index: Index) -> None:
    arguments = [sys.executable, "-c", COLD, str(seeds_index.folder)]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and "Turkish Aerospace Industries" in " ".join(done.stdout.split()), done.stderr[-2000:]


GROWTH = """
import random, resource
from index.embed import Embedder
model, draw = Embedder().passage_model, random.Random(0)
def peak(rounds):
    for _ in range(rounds):
        length = draw.randint(10, 250)
        model.tokens([[101] + [2000 + n] * (length + n) + [102] for n in range(2)])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
first = peak(30)
print((peak(80) - first) / 1024)
"""


def test_memory_does_not_grow_with_the_lengths_of_passages_met() -> None:
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    arguments = [sys.executable, "-c", GROWTH]
    done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert float(done.stdout) < 100  # MB; without a bound on what oneDNN keeps it is several hundred


HOLES = """
import os
from pathlib import Path
from index.heap import give_back
def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
texts = [b"x" * 60_000 for _ in range(2_000)]
last = texts.pop()  # the heap cannot shrink below it
del texts
before = held()
give_back()
print(before - held())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries give memory back by themselves")
def test_memory_that_was_freed_goes_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", HOLES], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(done.stdout) > 80  # MB of 120
