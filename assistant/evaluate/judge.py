"""A language model as judge beside the figures: LlamaIndex's CorrectnessEvaluator and FaithfulnessEvaluator.

It says of each answer that was given whether it is right (by the prompt `judge`, against the accepted answers) and
whether the passages that it cites support it (by LlamaIndex's own prompt). It changes no other figure.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assistant.answer import Answer
from assistant.errors import BadSettings
from assistant.evaluate.questions import Question
from assistant.evaluate.scoring import Scores
from assistant.llm.call import Failed
from assistant.llm.faults import reason
from assistant.llm.spec import FORMS, check, parse
from assistant.settings import Settings
from prompts import load
from prompts.loader import PLACEHOLDER

if TYPE_CHECKING:
    from llama_index.core.evaluation import EvaluationResult
    from llama_index.core.llms import LLM
    from llama_index.core.prompts import ChatPromptTemplate

log = logging.getLogger(__name__)

PATIENCE = 5  # failures one after the other from which on the judge is not asked any more in this run
NONE = "NONE"  # what the prompt calls the expected answer of a question that the documents do not answer
NAMES = {"question": "query", "answer": "generated_answer", "expected": "reference_answer"}  # ours -> LlamaIndex's

Said = dict[str, str]  # "correct", "faithful" -> the judge's words; "fault" -> why there are none


class Judge:
    """Judges answers; safe to share between threads. `make` gives a language model for one question."""

    def __init__(self, make: Callable[[], LLM], name: str) -> None:
        self.name = name
        self._make = make
        self._failures = 0
        self._lock = threading.Lock()

    @classmethod
    def of(cls, settings: Settings) -> Judge:
        """The judge that the settings name, else the language model that writes.

        Raises BadSettings where neither is a language model or its key or file is missing, PackageMissing.
        """
        named = settings.evaluate.judge or settings.llm
        try:
            spec = parse(named)
        except BadSettings:
            raise BadSettings(f"There is no judge '{named}': set ASSISTANT_EVALUATE__JUDGE to {FORMS}.") from None
        if spec is None:
            raise BadSettings(
                f"A judge is a language model, and none is set: set ASSISTANT_EVALUATE__JUDGE to {FORMS}, "
                "or leave out --judge."
            )
        check(spec)
        from assistant.evaluate.asked import Asked

        return cls(lambda: Asked(spec, settings.writer), spec.name)

    def scores(self, question: Question, answer: Answer) -> tuple[Scores, Said]:
        """The judge's scores of one answer, and its words; nothing for a refusal, which needs no judge.

        A judge that fails, or says neither yes nor no, leaves the score out and counts in `judge_failed`.
        """
        expected = _expected(question)
        if answer.refused or not expected:
            return {}, {}
        if self._failures >= PATIENCE:
            return {"judge_failed": 1.0}, {"fault": f"not asked any more after {PATIENCE} failures in a row"}
        judged, said = self._ask(question, expected, answer)
        with self._lock:
            self._failures = self._failures + 1 if "fault" in said else 0
        return judged, said

    def _ask(self, question: Question, expected: str, answer: Answer) -> tuple[Scores, Said]:
        judged: Scores = {}
        said: Said = {}
        llm = self._make()
        text = " ".join(one.text for one in answer.sentences)
        passages = list(dict.fromkeys(one.passage for one in answer.citations))
        asked = {"query": question.question, "response": text, "contexts": passages, "reference": expected}
        try:
            result = asyncio.run(_correctness(llm, passages).aevaluate(**asked))
            _take("correct", result, yes_or_no(result.feedback, "RIGHT", "WRONG"), judged, said)
            result = asyncio.run(_faithfulness(llm).aevaluate(**asked))
            _take("faithful", result, yes_or_no(result.feedback, "YES", "NO"), judged, said)
        except Failed as failure:
            said["fault"] = f"The judge {failure}."
        except Exception as error:  # whatever a package or LlamaIndex raises: the run goes on
            log.info("The judge failed on %s", question.id, exc_info=True)
            said["fault"] = f"The judge {reason(error)}."
        judged["judge_failed"] = float("fault" in said)
        if tokens := getattr(llm, "tokens", 0):
            judged["judge_tokens"] = float(tokens)
        return judged, said


def _expected(question: Question) -> str:
    """What the judge is told to expect, "" where there is nothing to judge by."""
    if question.answerable is None:
        return ""
    if not question.answerable:
        return NONE
    return " or: ".join(question.answers or [one.quote for one in question.evidence if one.quote])


def _take(name: str, result: EvaluationResult, verdict: float | None, judged: Scores, said: Said) -> None:
    """Keep the judge's words, and its verdict where they hold one."""
    said[name] = (result.feedback or "").strip()
    if verdict is None:
        said["fault"] = f"The judge replied with something that is no verdict: “{said[name][:80]}”."
    else:
        judged[f"judge_{name}"] = verdict


def yes_or_no(reply: str | None, yes: str, no: str) -> float | None:
    """1 or 0 where a reply begins with one of two words, or its last line is one; None for any other reply."""
    plain = (reply or "").rpartition("</think>")[2].strip()
    words = re.findall(r"[A-Za-z]+", plain)
    last = re.findall(r"[A-Za-z]+", plain.splitlines()[-1]) if plain else []
    for word in (words[:1], last if len(last) == 1 else []):
        if word and word[0].upper() in (yes, no):
            return float(word[0].upper() == yes)
    return None


def _correctness(llm: LLM, passages: list[str]) -> Any:
    from llama_index.core.evaluation import CorrectnessEvaluator

    def parsed(reply: str) -> tuple[float | None, str | None]:
        return yes_or_no(reply, "RIGHT", "WRONG"), reply

    return CorrectnessEvaluator(llm, _template(passages), score_threshold=1.0, parser_function=parsed)


def _template(passages: list[str]) -> ChatPromptTemplate:
    """The prompt `judge` with LlamaIndex's names for its places, filled in as far as it does not do so itself."""
    from llama_index.core.base.llms.types import ChatMessage, MessageRole
    from llama_index.core.prompts import ChatPromptTemplate

    prompt = load("judge")
    system, user = (
        PLACEHOLDER.sub(lambda found: f"{{{NAMES.get(found[1], found[1])}}}", part)
        for part in (prompt.system, prompt.user)
    )
    messages = [ChatMessage(role=MessageRole.SYSTEM, content=system), ChatMessage(role=MessageRole.USER, content=user)]
    filled = ChatPromptTemplate(message_templates=messages)
    return filled.partial_format(passages="\n\n".join(passages), nonce=secrets.token_hex(4))


def _faithfulness(llm: LLM) -> Any:
    from llama_index.core.evaluation import FaithfulnessEvaluator

    return FaithfulnessEvaluator(llm)
