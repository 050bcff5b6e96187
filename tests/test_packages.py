"""What is installed is whole: the packages carry their types, and what they read beside their code."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_every_package_that_is_installed_tells_type_checkers_of_its_types() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert packages and all((ROOT / package / "py.typed").exists() for package in packages)
