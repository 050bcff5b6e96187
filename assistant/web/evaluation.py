"""Evaluations from the page: one at a time on a server, with progress, until done or stopped; runs are kept."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.web import scores
from assistant.web.evaluation_runs import differ
from assistant.web.scores import Value
from index.errors import AssistantError

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.evaluate import Comparison, QuestionSet, Result, Run

log = logging.getLogger(__name__)

SUFFIXES = (".jsonl", ".csv", ".yaml", ".yml", ".json")
EVERY = 0.3  # seconds between two looks at the progress
BUSY = "An evaluation is running on this server already: wait until it has finished, then try again."
NO_SET = "No question set is chosen: upload one, a JSONL file with a question and its answers on each line."
UNEXPECTED = "The evaluation broke off: try again, and look at the server's output if it happens again."


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
    """Runs question sets over one assistant, and shows the runs that are kept with its index."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._busy = threading.Lock()
        self._doing = Doing()

    def offered(self) -> dict[str, str]:
        """The question sets that the settings name: shown name -> path."""
        found: dict[str, str] = {}
        for path in self._sets():
            name = path.name if path.name not in found else str(path)
            found[name] = str(path.resolve())
        return found

    def _sets(self) -> Iterator[Path]:
        for named in self.assistant.settings.evaluate.sets:
            path = Path(named).expanduser()
            if path.is_dir():
                yield from (one for one in sorted(path.glob("*")) if one.suffix in SUFFIXES)
            elif path.is_file():
                yield path

    def stop(self) -> None:
        """Ask no further question; what is answered so far is shown and kept, and the next run goes on from there."""
        self._doing.stop.set()

    async def run(self, name: str, path: str, baseline: str = "") -> AsyncIterator[Value]:
        """What to show, again and again, and the figures last; where the person leaves, the run stops."""
        if not self._busy.acquire(blocking=False):
            yield scores.problem(BUSY)
            return
        doing = self._doing = Doing()
        running = asyncio.get_running_loop().run_in_executor(None, self._evaluate, name, path, baseline, doing)
        try:
            while not running.done():
                yield scores.running(name, doing.done, doing.total, doing.right)
                await asyncio.wait([running], timeout=EVERY)
            yield running.result()
        finally:
            doing.stop.set()

    def _evaluate(self, name: str, path: str, baseline: str, doing: Doing) -> Value:
        try:
            from assistant.evaluate import read_set

            run = self._asked(read_set(path), doing)
            if not run.results:
                return scores.problem("Stopped at once.")
            return scores.finished(name, run, doing.total, self._compared(run, baseline))
        except AssistantError as error:
            return scores.problem(str(error))
        except Exception:
            log.exception("An evaluation broke off")
            return scores.problem(UNEXPECTED)
        finally:
            self._busy.release()

    def _asked(self, questions: QuestionSet, doing: Doing) -> Run:
        """Ask every question, in a folder of its own or in that of the same run when it was stopped."""
        from assistant.evaluate import evaluate, report, store
        from assistant.evaluate.facts import facts
        from assistant.evaluate.shelf import place
        from index.store.faults import plain_disk_errors

        identity = facts(self.assistant, questions.name, questions.fingerprint)["identity"]
        folder = place(self.assistant.index.folder, questions.name, identity)
        doing.total = len(questions.questions)
        doing.right = sum(one.kind == "right" for one in store.results_in(folder))
        with plain_disk_errors(folder):
            run = evaluate(self.assistant, questions, doing.took, doing.stop.is_set, out=folder)
            report.write(run, None, (), folder)
        return run

    def _compared(self, run: Run, baseline: str) -> Comparison | None:
        """The run against a kept one; None where none is chosen, or it is the run itself. Raises BadRun."""
        from assistant.evaluate import compare, load
        from assistant.evaluate.shelf import find

        return compare(run, load(find(self.assistant.index.folder, baseline))) if differ(run, baseline) else None

    def opened(self, name: str, baseline: str) -> Value:
        """A kept run as it was shown when it had ended, against a baseline where one is chosen."""
        from assistant.evaluate import load
        from assistant.evaluate.shelf import find

        try:
            run = load(find(self.assistant.index.folder, name))
            total = int(run.facts.get("questions", len(run.results)))
            return scores.finished(name, run, total, self._compared(run, baseline))
        except AssistantError as error:
            return scores.problem(str(error))

    def report(self, name: str, baseline: str) -> str:
        """The report of a kept run as one HTML page. Raises BadRun."""
        from assistant.evaluate import load
        from assistant.evaluate.report.page import page
        from assistant.evaluate.shelf import find

        run = load(find(self.assistant.index.folder, name))
        return page(run, self._compared(run, baseline))
