"""Prints the command-line examples of the README, run for real: `python docs/examples.py`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (
    ("index", "seeds"),
    ("query", "How many troops did the CSTO send to Kazakhstan?"),
    ("query", "What is the capital of Australia?"),
)


def main() -> None:
    """Run each command on a fresh index of seeds/ and print it with its output, as Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        for command, argument in COMMANDS:
            call = [sys.executable, "-m", "assistant", command, argument, "--index", f"{folder}/.assistant"]
            done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
            shown = f'"{argument}"' if " " in argument else argument
            print(f"```console\n$ assistant {command} {shown}\n{done.stdout.replace(f'{folder}/', '').rstrip()}\n```\n")


if __name__ == "__main__":
    main()
