"""What kind of answer a question asks for, and whether a sentence holds one.

A small network is easily led astray by a sentence that is about the right thing: asked for a price, it points at the
goods. So what the question word asks for (a number, an amount of money, a date, a name) must be in the sentence, and
a sentence that denies what the question takes for granted does not answer it. Answer typing as in Li and Roth (2002),
by rules.
"""

from __future__ import annotations

import re

from index.store.terms import stems

MONEY, NUMBER, DATE, NAME = "money", "number", "date", "name"

QUESTIONS = {
    MONEY: re.compile(
        r"\b(?:how expensive|how much (?:money|does .* cost|did .* (?:cost|pay|spend)|is .* worth)|cost|costs|price|budget|"
        r"salary|revenue|fee|worth)\b"
    ),
    DATE: re.compile(
        r"^(?:since |until |by )?when\b|\b(?:and when|(?:what|which) (?:exact )?(?:year|date|day|month|century|decade)|how long ago)\b"
    ),
    NUMBER: re.compile(
        r"\bhow (?:many|much|long|far|big|tall|old|large|fast|heavy|high|deep|wide|often|great)\b|"
        r"\b(?:number|percentage|percent|share|length|height|size|population|capacity|range|distance|speed|weight|age) of\b"
    ),
    NAME: re.compile(
        r"\b(?:who|whom|whose)\b|^where\b|\bname of\b|\bnamed\b|"
        r"\b(?:which|what) (?:country|countries|city|cities|state|company|companies|person|president|general|river)\b"
    ),
}

_SPELLED = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen half third "
    "quarter twice once single both"
)
A_NUMBER = re.compile(rf"\d|\b(?:{'|'.join(_SPELLED.split())})s?\b", re.IGNORECASE)
A_SUM = re.compile(
    r"[$€£¥₹]|\b(?:USD|EUR|GBP)\b|\b(?:dollars?|euros?|pounds?|cents?|tenge|lira|roubles?|rubles?|yen|yuan|francs?)\b",
    re.IGNORECASE,
)
A_DATE = re.compile(
    r"\b(?:1\d{3}|20\d{2}|\d{1,2}(?:st|nd|rd|th)|\d{3,4}s?|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|spring|summer|autumn|winter|"
    r"century|centuries|decade|yesterday|today|ago|(?:days?|weeks?|months?|years?) (?:after|before|later|earlier|into))\b",
    re.IGNORECASE,
)
CAPITALISED = re.compile(r"\b[^\W\d_a-zà-ÿ][\w'’-]*", re.UNICODE)
DENIAL = re.compile(
    r"\b(?:not|no|never|neither|nor|none|nothing|nobody|without|refus\w+|den(?:y|ies|ied)|reject\w*|fail(?:s|ed)? to)\b|n't\b",
    re.IGNORECASE,
)


def expected(question: str) -> str | None:
    """The kind of answer that a question asks for: "money", "date", "number" or "name"; None where it may be any."""
    plain = question.lower().strip()
    return next((kind for kind, pattern in QUESTIONS.items() if pattern.search(plain)), None)


def holds(kind: str | None, sentence: str, question: str) -> bool:
    """Whether a sentence holds an answer of that kind; a name counts only if the question does not say it itself."""
    if kind == MONEY:
        return bool(A_SUM.search(sentence) and A_NUMBER.search(sentence))
    if kind == NUMBER:
        return bool(A_NUMBER.search(_without(sentence, question)))
    if kind == DATE:
        return bool(A_DATE.search(sentence))
    if kind == NAME:
        return bool(CAPITALISED.search(_without(sentence, question)[1:]))
    return True


def _without(sentence: str, question: str) -> str:
    """The sentence without the words that the question says itself."""
    said = set(stems(question))
    return re.sub(r"[\w'’-]+", lambda word: "" if said.issuperset(stems(word[0])) else word[0], sentence)


def denies(sentence: str, question: str) -> bool:
    """Whether a sentence says no to something that the question takes for granted."""
    return bool(DENIAL.search(sentence)) and not DENIAL.search(question)
