"""The embedding model that the settings name: the bundled one, or any sentence-transformers model in a folder.

Nothing is ever looked up by a name: what is not a folder is an error.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import safe_open
from tokenizers import Tokenizer

from index.documents import Passage
from index.embed import BATCH, BUNDLED, LONGEST, Embedder, Vectors, fast_arithmetic, unit
from index.errors import ModelMissing, ModelUnsupported
from index.question import Shape
from index.split import HEAD_PIECES, SPECIAL_PIECES

FEWEST = 2 * HEAD_PIECES  # word pieces that a model must take, so that a passage has room beside title and section
MODULES = "modules.json"  # what makes a folder a sentence-transformers model


def open_model(where: str | Path) -> Embedder:
    """The model that the settings call `where`: "bundled" or a folder.

    Raises ModelMissing where there is no such folder, or no model in it. Nothing is loaded yet.
    """
    if str(where) == BUNDLED:
        return Embedder()
    folder = Path(where).expanduser().resolve()
    if not (folder / MODULES).is_file():
        lacking = f"holds no {MODULES}" if folder.is_dir() else "is not a folder"
        raise ModelMissing(
            f"The embedding model '{where}' {lacking}: set 'embedder' to {BUNDLED}, or to the folder of a "
            "sentence-transformers model; nothing is downloaded."
        )
    return Embedder(folder) if is_plain(folder) else AnyEmbedder(folder)


def is_plain(folder: Path) -> bool:
    """Whether a model is BERT, mean pooling and nothing else, in 32 bits and without prompts: what `question` does."""
    try:
        Shape.read(folder)
        modules = [one["type"].rpartition(".")[2] for one in _json(folder / MODULES)]
        prompts = _json(folder / "config_sentence_transformers.json").get("prompts") or {}
        lower = _json(folder / "sentence_bert_config.json").get("do_lower_case")
        with safe_open(folder / "model.safetensors", "np") as stored:
            exact = stored.get_slice("embeddings.word_embeddings.weight").get_dtype() == "F32"
        return (
            modules in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
            and (folder / "tokenizer.json").is_file()
            and not (any(prompts.values()) or lower)
            and exact
        )
    except (OSError, LookupError, ValueError, TypeError, ModelUnsupported):
        return False
    except Exception as error:  # what safetensors raises for a tensor that is not there
        if type(error).__name__ == "SafetensorError":
            return False
        raise


def _json(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


class AnyEmbedder(Embedder):
    """A sentence-transformers model of any kind, with its own prompts for questions and documents where it has some.

    Sentences are embedded by themselves: a model may pool in a way that leaves no token vectors to average. Torch is
    needed for questions too, so that the first one takes some seconds.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._busy = threading.Lock()  # its tokenizer is not safe to share

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The model's own tokenizer without truncation or padding. Raises ModelUnsupported where it has no fast one."""
        parts = _json(self.folder / MODULES)
        file = self.folder / str(parts[0].get("path", "")) / "tokenizer.json"
        if not file.is_file():
            raise ModelUnsupported(
                f"The embedding model in {self.folder} has no tokenizer.json: save it with a fast tokenizer, or take "
                "another model."
            )
        tokenizer = Tokenizer.from_file(str(file))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def longest(self) -> int:
        """Longest text in word pieces, special ones included, that leaves room for the model's document prompt."""
        network = self._network
        prompts = dict(network.prompts or {})
        prompt = next((prompts[name] for name in ("document", "passage", "corpus") if prompts.get(name)), "")
        room = int(network.max_seq_length or LONGEST)
        room -= len(self.tokenizer.encode(prompt, add_special_tokens=False).ids)
        if room < FEWEST:
            raise ModelUnsupported(
                f"The embedding model in {self.folder} takes texts of {room} word pieces only: take one that takes "
                f"{FEWEST} or more."
            )
        return room

    @property
    def limit(self) -> int:
        """Longest passage in word pieces, two special ones included."""
        extra = self.tokenizer.num_special_tokens_to_add(False) - SPECIAL_PIECES
        return min(LONGEST, self.longest - max(0, extra))

    def fits(self, passage: Passage) -> bool:
        """Whether the model sees all of a passage."""
        return len(self.tokenizer.encode(passage.embedded_text).ids) <= self.longest

    @cached_property
    def _network(self) -> Any:
        """The SentenceTransformer, as it was saved. Raises ModelUnsupported where it cannot be loaded."""
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            with self._lock:
                return SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)
        except Exception as error:  # whatever its parts raise
            said = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
            raise ModelUnsupported(
                f"The embedding model in {self.folder} cannot be loaded ({said}): save it again with "
                "sentence-transformers, or take another one."
            ) from error

    def question(self, text: str) -> Vectors:
        """Vector (dim,) of length 1 of a question."""
        with self._busy:
            found = self._network.encode_query([text], convert_to_tensor=True, show_progress_bar=False)
        return np.asarray(unit(found.float().cpu().numpy())[0])

    def passages(self, passages: Sequence[Passage]) -> Iterator[tuple[Passage, Vectors]]:
        """Each passage with its rows (1 + sentences, dim) of length 1: its own vector, then one per sentence."""
        order = sorted(passages, key=lambda passage: len(passage.embedded_text), reverse=True)
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            texts = [text for passage in batch for text in _texts(passage)]
            rows = self._encoded(texts)
            for passage in batch:
                own, rows = np.split(rows, [1 + len(passage.sentences)])
                yield passage, own

    def _encoded(self, texts: list[str]) -> Vectors:
        with self._busy, fast_arithmetic():
            found = self._network.encode_document(
                texts, batch_size=BATCH, convert_to_tensor=True, show_progress_bar=False
            )
        return unit(found.float().cpu().numpy())


def _texts(passage: Passage) -> Iterator[str]:
    """The passage with its title and section, then each of its sentences."""
    yield passage.embedded_text
    for start, end in passage.sentences:
        yield passage.text[start - passage.start : end - passage.start]
