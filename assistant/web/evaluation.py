"""Evaluations from the page: one at a time on a server, with progress, until done or stopped."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.web import scores
from assistant.web.scores import Value
from index.errors import AssistantError

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.evaluate import Result

log = logging.getLogger(__name__)

FOLDERS = ("questions", "tests/questions")  # where question sets are looked for, under the working directory
SUFFIXES = (".jsonl", ".csv", ".yaml", ".yml", ".json")
EVERY = 0.3  # seconds between two looks at the progress
BUSY = "An evaluation is running on this server already: wait until it has finished, then try again."
NO_SET = "No question set is chosen: upload one, a JSONL file with a question and its answers on each line."
UNEXPECTED = "The evaluation broke off: try again, and look at the server's output if it happens again."


def offered() -> dict[str, str]:
    """Question sets under the working directory: shown name -> path."""
    found = [path for folder in FOLDERS for path in sorted(Path(folder).glob("*")) if path.suffix in SUFFIXES]
    return {path.name: str(path.resolve()) for path in found}


@dataclass(slots=True)
class Doing:
    """How far a run is."""

    stop: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    total: int = 0
    right: int = 0

    def took(self, result: Result, done: int, total: int) -> None:
        """Count one more result."""
        self.done, self.total = done, total
        self.right += result.kind == "right"


class Evaluation:
    """Runs question sets over one assistant."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._busy = threading.Lock()
        self._doing = Doing()

    def stop(self) -> None:
        """Ask no further question; what is answered so far is shown."""
        self._doing.stop.set()

    async def run(self, name: str, path: str) -> AsyncIterator[Value]:
        """What to show, again and again, and the figures last; where the person leaves, the run stops."""
        if not self._busy.acquire(blocking=False):
            yield scores.problem(BUSY)
            return
        doing = self._doing = Doing()
        running = asyncio.get_running_loop().run_in_executor(None, self._evaluate, name, path, doing)
        try:
            while not running.done():
                yield scores.running(name, doing.done, doing.total, doing.right)
                await asyncio.wait([running], timeout=EVERY)
            yield running.result()
        finally:
            doing.stop.set()

    def _evaluate(self, name: str, path: str, doing: Doing) -> Value:
        try:
            from assistant.evaluate import evaluate, read_set

            questions = read_set(path)
            doing.total = len(questions.questions)
            run = evaluate(self.assistant, questions, doing.took, doing.stop.is_set)
            return scores.finished(name, run, doing.total) if run.results else scores.problem("Stopped at once.")
        except AssistantError as error:
            return scores.problem(str(error))
        except Exception:
            log.exception("An evaluation broke off")
            return scores.problem(UNEXPECTED)
        finally:
            self._busy.release()
