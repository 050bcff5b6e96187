"""Exports a checkpoint for the product: python -m training.export --checkpoint last.pt --model MODEL_DIR --out OUT_DIR

Writes reader.onnx, tokenizer.json and reader.json. --fixture also writes the scores of a few pairs, computed by torch
in fp32, against which the tests hold the exported model.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]
from tokenizers import Tokenizer

from training.data import CLS, SEP
from training.model import SpanReader

OPSET = 17
SMALL = 1024  # tensors with fewer numbers stay fp32
PAIRS = [  # invented, so that they belong to no data set
    (
        "When does the workshop open on Saturdays?",
        "The bicycle workshop on Mill Lane opens at 8 a.m. from Monday to Friday. On Saturdays it opens at half past "
        "nine and closes at noon. It stays shut on Sundays and public holidays.",
    ),
    (
        "Who repaired the harbour crane?",
        "After the storm the harbour crane stood idle for eleven weeks. It was repaired by Ottoline Brask, an engineer "
        "from the neighbouring town, who replaced both cables and the brake.",
    ),
    (
        "How much does the yearly licence cost?",
        "A yearly licence costs 340 euros for up to five users. Each further user adds 25 euros. Schools pay half.",
    ),
    (
        "Why was the north stairway closed?",
        "The north stairway has been closed since March because inspectors found cracks in two of its supports. "
        "Visitors are asked to use the lift or the south stairway until the work is done.",
    ),
    (
        "What is the melting point of the alloy?",
        "Our canteen serves soup, bread and two warm dishes every day. Guests may bring their own cups.",
    ),
]


def load_model(checkpoints: Sequence[Path], model_dir: Path) -> tuple[SpanReader, list[dict[str, Any]]]:
    """The network in eval mode, and the checkpoints' other contents.

    The weights of several checkpoints are averaged (Wortsman et al., "Model soups", 2022), which wants them to share
    a part of their training.
    """
    contents = [torch.load(one, map_location="cpu", weights_only=True) for one in checkpoints]
    weights = [content.pop("model") for content in contents]
    model = SpanReader(json.loads((model_dir / "config.json").read_text(encoding="utf-8")))
    model.load_state_dict({name: sum(one[name] for one in weights) / len(weights) for name in weights[0]})
    return model.eval(), contents


def load_tokenizer(model_dir: Path) -> Tokenizer:
    """The encoder's tokenizer without the cutting and padding that its file asks for."""
    tokenizer = Tokenizer.from_file(str(model_dir / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def write_onnx(model: SpanReader, path: Path) -> None:
    """fp32 ONNX with dynamic batch and length."""
    sample = torch.ones(2, 48, dtype=torch.long)
    names, outputs = ["ids", "kinds", "mask"], ["starts", "ends"]
    axes = {name: {0: "windows", 1: "length"} for name in (*names, *outputs)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracing exporter is deprecated; the new one needs onnxscript
        torch.onnx.export(
            model,
            (sample, sample, sample),
            str(path),
            input_names=names,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def to_fp16(source: Path, target: Path) -> None:
    """Stores large weights as fp16 with a cast back, so that the arithmetic stays fp32."""
    model = onnx.load(source)
    graph, casts = model.graph, []
    for tensor in graph.initializer:
        if tensor.data_type == TensorProto.FLOAT and np.prod(tensor.dims) >= SMALL:
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), name + "_half"))
            casts.append(helper.make_node("Cast", [name + "_half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.save(model, target)


def write_precision(model: SpanReader, path: Path, precision: str) -> None:
    """The ONNX file in fp32, fp16 (storage only) or int8 (weights per channel, activations at run time)."""
    with tempfile.TemporaryDirectory() as folder:
        full = path if precision == "fp32" else Path(folder) / "fp32.onnx"
        write_onnx(model, full)
        if precision == "fp16":
            to_fp16(full, path)
        elif precision == "int8":
            # reduce_range: weights of 7 bits, so that sums of products do not overflow on CPUs without VNNI
            kept = ["/head/MatMul"]
            quantize_dynamic(
                full, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, nodes_to_exclude=kept
            )


def best_span(model: SpanReader, tokenizer: Tokenizer, question: str, passage: str) -> dict[str, Any]:
    """The likeliest span of whole words by torch in fp32, found the slow and plain way."""
    asked = tokenizer.encode(question, add_special_tokens=False)
    text = tokenizer.encode(passage, add_special_tokens=False)
    ids = torch.tensor([[CLS, *asked.ids, SEP, *text.ids, SEP]])
    shift = len(asked.ids) + 2
    kinds = (torch.arange(ids.shape[1]) >= shift).long()[None]
    with torch.no_grad():
        starts, ends = (logits[0].log_softmax(-1).tolist() for logits in model(ids, kinds, torch.ones_like(ids)))
    word, size = text.word_ids, len(text.ids)
    spans = [
        (starts[a + shift] + ends[b + shift], a, b)
        for a in range(size)
        for b in range(a, min(size, a + 30))
        if (a == 0 or word[a - 1] != word[a]) and (b == size - 1 or word[b + 1] != word[b])
    ]
    score, a, b = max(spans)
    answer = passage[text.offsets[a][0] : text.offsets[b][1]]
    scores = {"text": answer, "score": round(score, 4), "null": round(starts[0] + ends[0], 4)}
    return {"question": question, "passage": passage, **scores}


def export(checkpoints: Sequence[Path], model_dir: Path, out: Path, precision: str, fixture: Path | None) -> None:
    """Writes the model folder, and the fixture where a path is given."""
    out.mkdir(parents=True, exist_ok=True)
    model, contents = load_model(checkpoints, model_dir)
    tokenizer = load_tokenizer(model_dir)
    write_precision(model, out / "reader.onnx", precision)
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    settings = contents[0]["settings"]
    card = {
        "sha256": hashlib.sha256((out / "reader.onnx").read_bytes()).hexdigest(),
        "precision": precision,
        "max_length": settings["max_length"],
        "seed": settings["seed"],
        "steps": [content["state"]["step"] for content in contents],
        "batch": settings["batch"],
        "base": "all-MiniLM-L6-v2",
        "data": "SQuADShifts (amazon_reviews, new_wiki, reddit), PolicyQA and training/written",
    }
    (out / "reader.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    if fixture is not None:
        rows = [best_span(model, tokenizer, question, passage) for question, passage in PAIRS]
        fixture.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, nargs="+", required=True, help="several are averaged")
    parser.add_argument("--model", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--precision", choices=["fp32", "fp16", "int8"], default="int8")
    parser.add_argument("--fixture", type=Path, help="JSON file for the scores of a few pairs")
    given = parser.parse_args()
    export(given.checkpoint, given.model, given.out, given.precision, given.fixture)


if __name__ == "__main__":
    main()
