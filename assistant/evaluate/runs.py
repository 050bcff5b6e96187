"""Ask every question of a set and score the answers, in as many threads as there are cores to spare.

    run = evaluate(assistant, read_set("set.jsonl"), progress=print, stop=event.is_set)

A run with a folder keeps each result as it comes, and goes on from there when it is started again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.asked import names
from assistant.evaluate import scoring, store
from assistant.evaluate.errors import BadQuestionSet, BadRun
from assistant.evaluate.facts import cores, facts
from assistant.evaluate.gold import Gold
from assistant.evaluate.metrics import columns_of, figures
from assistant.evaluate.questions import Question, QuestionSet, read_set
from assistant.evaluate.scoring import FAILED, Prices
from assistant.evaluate.store import Result, Run, Trace, Writer
from assistant.evaluate.written import plain_write_errors
from index.errors import AssistantError

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.evaluate.judge import Judge

Progress = Callable[[Result, int, int], None]  # the newest result, questions done, questions in all

DEPTH = 30  # passages retrieved for the ranking metrics, so that ten documents are among them
KEPT = 10  # of them in the trace


def _silent(result: Result, done: int, total: int) -> None:
    """Progress for callers that show none."""


def evaluate(
    assistant: Assistant,
    questions: QuestionSet | Sequence[Question] | str | Path,
    progress: Progress = _silent,
    stop: Callable[[], bool] = lambda: False,
    *,
    out: Path | None = None,
    threads: int | None = None,
    prices: Prices | None = None,
    judge: Judge | None = None,
    collections: Collection[str] | None = None,
) -> Run:
    """Ask every question and return the run with its figures; a path is that of a question set.

    `progress` hears of each result as it comes, in this thread. Once `stop()` is true no further question is asked, and
    the run comes back with `complete` False. With `out` everything is kept in that folder, and what an earlier,
    stopped run of the same questions, settings and index has answered is not asked again. A `judge` adds its own
    scores to the answers that are given. Raises BadQuestionSet for repeated ids or a file that is no set, BadRun where
    the folder holds something else that is unfinished, and what `Assistant.query` raises of `collections`, which narrow
    every question.
    """
    collections = names("collections", collections)
    asked = _set(questions)
    _unique(asked)
    told = facts(assistant, asked.name, asked.fingerprint, judge.name if judge else "", collections)
    told["questions"] = len(asked.questions)
    earlier, writer = _folder(out, told)
    run = Run(told, [], folder=out)
    done = {one.id: one for one in earlier if not (one.error or one.scores.get("judge_failed"))}
    waiting = [one for one in asked.questions if one.id not in done]
    work = partial(ask, assistant, prices=prices, judge=judge, collections=collections)
    for result, trace in _answers(work, waiting, stop, threads or default_threads(assistant)):
        done[result.id] = result
        if writer:
            writer.add(result, trace)
        else:
            run.kept[result.id] = trace
        progress(result, len(done), len(asked.questions))
    run.results = [done[one.id] for one in asked.questions if one.id in done]
    run.complete = len(run.results) == len(asked.questions)
    run.figures = figures(columns_of([one.scores for one in run.results]))
    run.facts["finished"] = datetime.now(UTC).isoformat(timespec="seconds")
    if writer:
        writer.finish(run)
    return run


def _set(questions: QuestionSet | Sequence[Question] | str | Path) -> QuestionSet:
    if isinstance(questions, str | Path):
        return read_set(questions)
    return questions if isinstance(questions, QuestionSet) else QuestionSet("questions", tuple(questions))


def default_threads(assistant: Assistant) -> int:
    """Questions at a time: the cores that this process may use, over the threads that one question takes."""
    return max(1, cores() // assistant.settings.read.threads)


def _unique(asked: QuestionSet) -> None:
    seen: set[str] = set()
    for one in asked.questions:
        if one.id in seen:
            raise BadQuestionSet(f"Two questions have the id '{one.id}' (line {one.line}): give each its own.")
        seen.add(one.id)


def _folder(out: Path | None, told: dict[str, object]) -> tuple[list[Result], Writer | None]:
    """Results to go on from, and the writer; a finished run in the folder makes room for the new one."""
    if out is None:
        return [], None
    with plain_write_errors(out):
        if out.exists() and not out.is_dir():
            raise BadRun(f"{out} is a file: name a folder with --out.")
        used = out.exists() and any(out.iterdir())
    if used:
        if not (out / "run.json").exists():
            raise BadRun(f"The folder {out} holds other files: name a new or an empty one with --out.")
        earlier = store.load(out)
        if not earlier.complete and earlier.facts["identity"] == told["identity"]:
            return earlier.results, Writer(out, told)
        if not earlier.complete:
            raise BadRun(
                f"{out} holds an unfinished run of another set, index or settings: name another folder with --out, "
                "or remove that one."
            )
        with plain_write_errors(out):
            for name in ("results.jsonl", "traces.jsonl", "summary.json", "run.json"):
                (out / name).unlink(missing_ok=True)
    return [], Writer(out, told)


def _answers(
    work: Callable[[Question], tuple[Result, Trace]],
    questions: Sequence[Question],
    stop: Callable[[], bool],
    threads: int,
) -> Iterator[tuple[Result, Trace]]:
    """Results in the order in which they are done; never more questions under way than threads."""
    waiting = iter(questions)
    running: set[Future[tuple[Result, Trace]]] = set()
    with ThreadPoolExecutor(threads, thread_name_prefix="evaluate") as pool:
        while True:
            while len(running) < threads and not stop() and (one := next(waiting, None)):
                running.add(pool.submit(work, one))
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in done)


def ask(
    assistant: Assistant,
    question: Question,
    prices: Prices | None = None,
    judge: Judge | None = None,
    collections: Collection[str] | None = None,
) -> tuple[Result, Trace]:
    """Ask one question and score the answer; an error of the assistant becomes a failed result."""
    places, lost = Gold(assistant.index, collections).places(question)
    start = time.perf_counter()
    try:
        answer = assistant.query(question.question, question.conversation, collections=collections)
        elapsed = (time.perf_counter() - start) * 1000
        found = assistant.search(answer.standalone_question or question.question, DEPTH, collections=collections)
    except AssistantError as error:
        return _failed(question, error)
    judged = scoring.scores(assistant, question, answer, found, places, lost)
    judged |= _costs(answer, elapsed, prices)
    verdict, said = judge.scores(question, answer) if judge else ({}, {})
    judged |= verdict
    result = Result(
        id=question.id,
        question=question.question,
        text=answer.text,
        refused=answer.refused,
        confidence=answer.confidence,
        kind=scoring.kind(question, answer, judged),
        scores={name: None if value is None else round(value, 6) for name, value in judged.items()},
        tags=question.tags,
    )
    shown = [asdict(replace(one, score=round(one.score, 4))) for one in found[:KEPT]]
    held = [asdict(one) for one in places]
    return result, Trace(question.id, question.to_dict(), answer.to_dict(), shown, held, said)


def _costs(answer: Answer, elapsed: float, prices: Prices | None) -> scoring.Scores:
    """Time, tokens and cost of one answer; the cost by `prices`, else by those of the settings, None without any."""
    used = answer.usage
    cost = 0.0 if used.model == "quotes" else used.cost
    if prices:
        cost = (used.prompt_tokens * prices.prompt + used.completion_tokens * prices.completion) / 1e6
    steps = {f"ms_{step}": taken for step, taken in answer.timings.items()}
    return {"ms": elapsed, **steps, "tokens": float(used.prompt_tokens + used.completion_tokens), "cost": cost}


def _failed(question: Question, error: AssistantError) -> tuple[Result, Trace]:
    result = Result(
        question.id, question.question, "", False, 0.0, FAILED, scoring.failed(question), question.tags, str(error)
    )
    return result, Trace(question.id, question.to_dict(), {}, [], [])
