"""Shipped weights -> a checkpoint to train on from: python -m training.thaw --reader DIR --model DIR --out DIR

The int8 weights are turned back into numbers as they stand, which costs what quantising cost. Writes OUT_DIR/stable.pt,
for `training.train --from-stable` and for averages by `training.export`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.model import SpanReader
from training.train import Settings, State, make_optimizer, save

PRODUCTS = ("qkv", "out", "up", "down")  # the matrices of a layer, in the order of the network


def thawed(path: Path) -> dict[str, Tensor]:
    """The state of `SpanReader` from an int8 file that `training.export` wrote."""
    graph = onnx.load(path).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}

    def plain(name: str) -> Tensor:
        """A quantised tensor, of one scale a column or a single one, as fp32."""
        numbers, zero = stored[f"{name}_quantized"].astype(np.float32), stored[f"{name}_zero_point"]
        return torch.from_numpy((numbers - zero.astype(np.float32)) * stored[f"{name}_scale"])

    state = {name: torch.from_numpy(array.copy()) for name, array in stored.items() if name[0] not in "/o"}
    state = {name: one for name, one in state.items() if name.endswith((".weight", ".bias"))}
    state |= {f"{name}.weight": plain(f"{name}.weight") for name in ("words", "positions", "kinds")}
    products = [node.input[1] for node in graph.node if node.op_type == "MatMulInteger"]
    for i, name in enumerate(products):
        layer, kind = divmod(i, len(PRODUCTS))
        state[f"layers.{layer}.{PRODUCTS[kind]}.weight"] = plain(name.removesuffix("_quantized")).T.contiguous()
    (head,) = (node.input[1] for node in graph.node if node.op_type == "MatMul" and node.input[1] in stored)
    state["head.weight"] = torch.from_numpy(stored[head].copy()).T.contiguous()
    return state


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reader", type=Path, required=True, help="folder of reader.onnx")
    parser.add_argument("--model", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    settings = Settings(data=Path(), model=given.model, out=given.out)
    model = SpanReader(json.loads((given.model / "config.json").read_text(encoding="utf-8")))
    model.load_state_dict(thawed(given.reader / "reader.onnx"))
    given.out.mkdir(parents=True, exist_ok=True)
    save(given.out / "stable.pt", model, make_optimizer(model, settings), State(), settings)


if __name__ == "__main__":
    main()
