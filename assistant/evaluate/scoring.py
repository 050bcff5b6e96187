"""One answered question -> its scores, and what kind of failure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from assistant.answer import Answer, Citation, Usage
from assistant.evaluate.gold import Gold, Place, ranking
from assistant.evaluate.metrics import answers, citations, retrieval
from assistant.evaluate.questions import Question

if TYPE_CHECKING:
    from assistant.assistant import Assistant

Scores = dict[str, float | None]

LOST = "evidence that no document holds"
RANKED = ("hit@1", "hit@5", "hit@10", "recall@5", "recall@10", "mrr@10", "ndcg@10")

RIGHT = "right"
WRONG_PASSAGE = "wrong passage"
WRONG_ANSWER = "right passage, wrong answer"
SHOULD_REFUSE = "should have refused"
SHOULD_ANSWER = "should not have refused"
WRONG_CITATION = "wrong citation"
FAILED = "failed"
UNJUDGED = "not judged"
FAILURES = (SHOULD_REFUSE, WRONG_PASSAGE, WRONG_ANSWER, WRONG_CITATION, SHOULD_ANSWER, FAILED)


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, in the currency of the person's choice."""

    prompt: float = 0.0
    completion: float = 0.0


def scores(
    assistant: Assistant,
    question: Question,
    answer: Answer,
    found: Sequence[Citation],
    places: Sequence[Place],
    lost: int = 0,
) -> Scores:
    """Every score of one question that it has the means for; `found` are the retrieved passages, best first.

    `places` are those of its evidence, `lost` the number of pieces that no document holds: these count as not found.
    """
    judged: Scores = {
        "answerable": None if question.answerable is None else float(question.answerable),
        "refused": float(answer.refused),
        "confidence": answer.confidence,
        "error": 0.0,
        **_written(answer),
    }
    if question.answerable is False:
        judged["wrong_answer"] = float(not answer.refused)
        judged["right"] = None if answer.refused else 0.0
    elif question.answerable:
        judged["over_refusal"] = float(answer.refused)
        judged |= _words(question, answer)
    if places or lost:
        missing = {f"{LOST} {number}": 1 for number in range(lost)}
        judged |= _ranking(Gold(assistant.index).grades(places) | missing, found, places)
        if question.conversation:
            judged["followup_recall@5"] = judged.get("recall@5")
        if not answer.refused:
            judged["citation_recall"] = citations.recall(answer.sentences, answer.citations, places)
            judged["citation_precision"] = citations.precision(answer.citations, places)
    recall, precision = citations.supported(answer.sentences, answer.citations, partial(_supports, assistant))
    judged |= {"support_recall": recall, "support_precision": precision}
    judged["verbatim"] = citations.verbatim(answer.citations, lambda name: assistant.document(name).text)
    judged["correct"] = _correct(question, answer, judged)
    if question.answerable and not answer.refused:
        judged["right"] = judged["correct"]
    return judged


def _written(answer: Answer) -> Scores:
    """What became of a language model's own words in an answer that was given; nothing where none was asked."""
    used = answer.usage
    if answer.refused or used.model == Usage().model:
        return {}
    counts = {name: float(getattr(used, name)) for name in ("unsupported", "repointed", "unknown")}
    return {"quoted": float(used.quoted), **counts}


def _words(question: Question, answer: Answer) -> Scores:
    """Scores of the shown words; a refusal shows none."""
    if not question.answers:
        return {}
    texts = [one.text for one in answer.sentences]
    text = " ".join(texts)
    return {
        "exact_match": answers.exact_match(leading(answer), question.answers),
        "f1": answers.token_f1(leading(answer), question.answers),
        "answer_f1": answers.token_f1(text, question.answers),
        "answered": answers.contains(" ".join(texts[:2]), question.answers),
        "contains": answers.contains(text, question.answers),
        "values": answers.same_values(text, question.answers),
    }


def _supports(assistant: Assistant, sentence: str, one: Citation) -> bool:
    """Whether a citation's passage supports a sentence; one that is the quote itself needs no further look."""
    if " ".join(sentence.split()) in " ".join(one.quote.split()):
        return True
    return assistant.checker.compare(sentence, one.passage, one.title).supported


def leading(answer: Answer) -> str:
    """The words that lead the answer; the whole first sentence where none stand out."""
    if not answer.sentences:
        return ""
    first = answer.sentences[0]
    return first.text[slice(*first.lead)] if first.lead else first.text


def _ranking(grades: Mapping[str, int], found: Sequence[Citation], places: Sequence[Place]) -> Scores:
    if not grades:
        return {}
    whole = all(place.whole for place in places)
    order = ranking(((one.document, one.start) for one in found), dict(grades), whole)
    return {
        **{f"hit@{k}": retrieval.hit(order, grades, k) for k in (1, 5, 10)},
        **{f"recall@{k}": retrieval.recall(order, grades, k) for k in (5, 10)},
        "mrr@10": retrieval.reciprocal_rank(order, grades, 10),
        "ndcg@10": retrieval.ndcg(order, grades, 10),
    }


def _correct(question: Question, answer: Answer, judged: Scores) -> float | None:
    """Whether the reply is right.

    Where accepted answers are short, one must stand in the answer, or its numbers and dates; where there are none, or
    all are longer than `answers.LONG` words, the answer must cite gold evidence; None where there is none of that.
    """
    if question.answerable is None:
        return None
    if not question.answerable:
        return float(answer.refused)
    if answer.refused:
        return 0.0
    if any(len(one.split()) <= answers.LONG for one in question.answers):
        return float(answers.holds(" ".join(one.text for one in answer.sentences), question.answers))
    if (cited := judged.get("citation_precision")) is not None:
        return float(cited > 0)
    return judged.get("contains")


def kind(question: Question, answer: Answer, judged: Mapping[str, float | None]) -> str:
    """Which of the kinds above the reply is."""
    if judged["correct"] is None:
        return UNJUDGED
    if not question.answerable:
        return RIGHT if answer.refused else SHOULD_REFUSE
    if answer.refused:
        return SHOULD_ANSWER
    if not judged["correct"]:
        return WRONG_PASSAGE if judged.get("hit@10") == 0 else WRONG_ANSWER
    return WRONG_CITATION if judged.get("citation_precision") == 0 else RIGHT


def failed(question: Question) -> Scores:
    """Scores of a question that raised an error: everything that it would be judged by is wrong."""
    judged: Scores = {"error": 1.0, "refused": 0.0}
    judged["answerable"] = None if question.answerable is None else float(question.answerable)
    if question.answerable is not None:
        judged["correct"] = judged["right"] = 0.0
    if question.answerable is False:
        judged["wrong_answer"] = 1.0
    elif question.answerable and question.answers:
        judged |= dict.fromkeys(("exact_match", "f1", "answer_f1", "answered", "contains"), 0.0)
        judged["values"] = answers.same_values("", question.answers)
    if any(one.grade > 0 for one in question.evidence):
        judged |= dict.fromkeys((*RANKED, "citation_recall", "citation_precision"), 0.0)
        if question.conversation:
            judged["followup_recall@5"] = 0.0
    return judged
