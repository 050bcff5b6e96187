"""The setting `llm` -> which language model, through which package, with which key. Imports no language model."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from assistant.errors import BadSettings, PackageMissing

FORMS = "openai-like:URL#MODEL, openai:MODEL, anthropic:MODEL, ollama:MODEL or gguf:PATH"
LOCAL_KEY = "ASSISTANT_LLM_KEY"  # of OpenAI-compatible servers; most local ones want none


@dataclass(frozen=True, slots=True)
class Needs:
    """What a kind of language model needs: a module, the extra that installs it, and a key if it wants one."""

    module: str
    extra: str
    key: str = ""


KINDS = {
    "openai-like": Needs("llama_index.llms.openai_like", "openai-like"),
    "openai": Needs("llama_index.llms.openai", "openai", "OPENAI_API_KEY"),
    "anthropic": Needs("llama_index.llms.anthropic", "anthropic", "ANTHROPIC_API_KEY"),
    "ollama": Needs("llama_index.llms.ollama", "ollama"),
    "gguf": Needs("xllamacpp", "gguf"),
}


@dataclass(frozen=True, slots=True)
class Spec:
    """A chosen language model: `kind` is a key of KINDS, `model` its name or the path of a file, `url` its server."""

    kind: str
    model: str
    url: str = ""

    @property
    def name(self) -> str:
        """What the answer calls the model; for a file its name without the folders."""
        return Path(self.model).name if self.kind == "gguf" else self.model


def parse(setting: str) -> Spec | None:
    """The language model that `setting` names, None for `quotes`. Raises BadSettings where it names none."""
    if setting == "quotes":
        return None
    kind, _, rest = setting.partition(":")
    url, _, model = rest.rpartition("#") if kind == "openai-like" else ("", "", rest)
    wrong = kind not in KINDS or not model.strip() or (kind == "openai-like" and not url.startswith("http"))
    if wrong:
        raise BadSettings(f"There is no writer '{setting}': set ASSISTANT_LLM to quotes, {FORMS}.")
    return Spec(kind, model.strip(), url.rstrip("/"))


def check(spec: Spec) -> None:
    """Raises PackageMissing or BadSettings, naming the fix, where the package, the key or the file is missing."""
    needs = KINDS[spec.kind]
    if not _installed(needs.module):
        raise PackageMissing(
            f"The writer '{spec.kind}' needs a package that is not installed: "
            f"run 'pip install -e \".[{needs.extra}]\"' in the project's folder."
        )
    if needs.key and not os.environ.get(needs.key):
        raise BadSettings(f"The writer '{spec.kind}' needs a key: put it into the environment as {needs.key}.")
    if spec.kind == "gguf" and not Path(spec.model).expanduser().is_file():
        raise BadSettings(f"There is no model file at {spec.model}: correct the path in ASSISTANT_LLM=gguf:PATH.")


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # its parent is not installed either
        return False
