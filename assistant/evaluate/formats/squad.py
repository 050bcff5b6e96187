"""SQuAD JSON, versions 1.1 and 2.0 (Rajpurkar et al., 2016 and 2018): each paragraph becomes a document of its own."""

from __future__ import annotations

import re
from typing import Any

from assistant.evaluate.questions import Evidence, Question, QuestionSet
from index.sentences import sentence_spans


def matches(value: Any) -> bool:
    """Whether parsed JSON is of this form."""
    articles = value.get("data") if isinstance(value, dict) else None
    return isinstance(articles, list) and all(isinstance(one, dict) and "paragraphs" in one for one in articles)


def parse(name: str, value: Any) -> QuestionSet:
    """The set, with its paragraphs as documents; the evidence is the sentence of the first answer."""
    documents: dict[str, str] = {}
    questions: list[Question] = []
    stems: set[str] = set()
    for place, article in enumerate(value["data"], start=1):
        title = str(article.get("title") or "article").replace("_", " ")
        stem = re.sub(r"[^0-9A-Za-z]+", "-", title).strip("-") or "article"
        while stem.lower() in stems:  # another article of that title, or one whose title has no Latin letter either
            stem = f"{stem}-{place}"
        stems.add(stem.lower())
        for number, paragraph in enumerate(article["paragraphs"], start=1):
            document = f"{stem}-{number:03d}.md"
            documents[document] = f"# {title}\n\n{paragraph['context']}\n"
            questions += [
                _question(row, document, paragraph["context"], len(questions) + n)
                for n, row in enumerate(paragraph["qas"], 1)
            ]
    return QuestionSet(name, tuple(questions), documents)


def _question(row: dict[str, Any], document: str, context: str, number: int) -> Question:
    impossible = bool(row.get("is_impossible"))
    answers = () if impossible else tuple(dict.fromkeys(str(one["text"]) for one in row["answers"]))
    evidence = (
        () if impossible else (Evidence(document, quote=around(context, int(row["answers"][0]["answer_start"]))),)
    )
    return Question(str(row["id"]), str(row["question"]), answers, evidence, not impossible, line=number)


def around(context: str, start: int) -> str:
    """The sentence of a text that holds the character at `start`: an answer such as "four" alone stands anywhere."""
    return next(context[a:b] for a, b in sentence_spans(context) if start < b)
