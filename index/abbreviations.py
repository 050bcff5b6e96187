"""Abbreviations, of documents and of language models alike: does a sentence go on behind this full stop?

English first; the German, French and Spanish ones that no English sentence ends in. Upper case tells names ("Gen. Lee",
"Sept. 3") from words ("the sun. 3 people"), so a set says whether it counts.
"""

from __future__ import annotations

import re

WINDOW = 40  # characters on either side of a full stop that `goes_on` looks at

TITLES = frozenset(
    "Mr Mrs Ms Mx Messrs Dr Drs Prof Gen Col Lt Maj Capt Cmdr Sgt Adm Sen Rep Gov Rev Hon Fr Mt Mts Ft Fig Figs Eq Eqs"
    " Mme Mlle MM Sra Srta Dña Hr Frl Hrsg".split()
)
BEFORE_MORE = frozenset(  # in any case; no sentence ends in them
    "e.g i.e cf vs v viz incl excl approx ca z.b d.h u.a geb gest vgl bzw ggf evtl inkl exkl zzgl sog bspw ej p.ej"
    " p.ex".split()
)
BEFORE_NAMES = frozenset("St Av Avda av Univ Natl Intl Mio Mrd Tsd".split())  # and at the end: "in Elm St. They"
COMPANIES = frozenset("Inc Ltd Co Corp Bros Jr Sr".split())  # as often at the end as not
BEFORE_FIGURES = frozenset(  # in any case
    "no nos nr núm art arts sec secs sect para paras par ch chap chaps cl cls reg regs sch sched ss vol vols fig figs"
    " pp pg pgs pág págs eq eqs pt pts ext tel tél max min temp avg est al ibid fn op env aprox abs bd kap ziff anm"
    " rn rz str stat supp ver ref refs rev tit div".split()
)
BEFORE_FIGURES_UPPER = frozenset(
    "App Apps Tab Ex Exs Cap Cat Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri"
    " Sat Sun".split()
)
UNITS = frozenset("min sec secs s l c pt pts h m g t".split())  # behind a figure these end a sentence: "20 min. 5 came"
WEEKDAYS = frozenset("Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun".split())
MONTHS = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\b"

STARTERS = (  # what begins a sentence and no name
    r"(?:The|They|This|That|These|Those|There|It|In|On|At|By|From|As|If|When|While|After|Before|Although|Though"
    r"|However|But|Its|His|Her|Their|Our|Some|Many|Both|Each|Since|During|Under|Despite|Because|Then|Thus|Also|Nobody"
    r"|(?:He|She|We|You|An|A|So|No|Not|My|For|To|All|What|Who|How|Why|With|Please)(?=\s+(?!and\b|et\b)[a-z]|$))(?=[\s,]|$)"
)
BEGINS = re.compile(STARTERS + r"|(?:Der|Die|Das|Dies\w*|Er|Sie|Es|Eine?|Im|Am|Wir|Ich)\s")
FIGURE = re.compile(
    r"[(\[#§~±<>≤≥$€£¥+−-]{0,3}\s?(?:\d|[IVXLCDM]{2,}\b|[B-HJ-Z]\b|[A-Z]\d|I(?=[.,;:)\]]| of\b|$)|(?<=\()[a-z]\))"
)
LAST_WORD = re.compile(r"(?:(?<=[(\[“‘\"'«/,;–—-])|^)([^\W_]+(?:\.[^\W_]+)*)\.$")
AFTER_FIGURE = re.compile(r"(?<!\d)\d{1,3}(?:[.,]\d+)?\s?[^\W\d_]+\.$")  # four digits are a year: "Act 1998 s. 4"
INITIAL = re.compile(r"\b[A-Z]\.$")
SPLIT_SHORT = re.compile(r"(?:(?<![^\W_])[a-z]|\b([A-Z])\1)\.$")  # the first half of "z. B.", "u. a.", "EE. UU."
SHORT_HALF = re.compile(r"(?:[A-Za-z]|([A-Z])\1)\.")
GERMAN_MONTH = re.compile(
    r"(?:Januar|Jänner|Februar|März|Mai|Juni|Juli|Oktober|Dezember)\b|(?:April|August|September|November)\s\d{4}\b"
)
GERMAN_ORDINAL = re.compile(
    r"\b(?:[Dd](?:e[rmns]|ie|as)|[AaIi]m|[Vv]om|[Zz]u[mr]|[Bb]eim|[Bb]is|[Aa]b|[Ss]eit|und)\s\d{1,2}\.$"
)
DATE = re.compile(r"(?<!\d)\d{1,2}\.(?:\s?\d{1,2}\.\n(?:19|20)\d\d|\n\d{1,2}\.\s?(?:19|20)\d\d)\b")  # "3. 5. 2010"
IN_CONTEXT = (
    re.compile(  # Spanish "Sr. García", not "Ali Berg Sr."; "(Ed. Smith)" and "2nd ed. London", not "I met Ed."
        r"(?:^|\b[a-zñ]+\s|\b(?:El|Al|Del)\s)Sr\.$|\bp\.\s?ex\.$|(?:^|[(,]\s?|\d(?:st|nd|rd|th)?\s)[Ee]ds?\.$"
    )
)


def goes_on(before: str, after: str, names: bool = False) -> bool:
    """Whether the sentence that `before` ends in, with a full stop, goes on in `after`, which begins with no space.

    `after` may be a word alone. `names`: whether to take "Inc." and the like before a capital for the middle of a name.
    """
    before, after = before[-WINDOW:], after[:WINDOW]
    if not before.endswith(".") or not after:
        return False
    last = before.rsplit(None, 1)[-1]
    if INITIAL.search(last) or (last[-2:-1].isdigit() and _is_ordinal(before, after)):
        return True
    found = LAST_WORD.search(last)
    return found is not None and _abbreviates(found[1], before, after, names)


def _abbreviates(word: str, before: str, after: str, names: bool) -> bool:
    lower = word.lower()
    spelt_out = len(word) > 1 and word.isupper()  # "in Los Angeles, CA."
    if word in TITLES or (lower in BEFORE_MORE and not spelt_out):
        return True
    if lower in ("sr", "ex", "ed", "eds") and IN_CONTEXT.search(before):
        return True
    if len(word) <= 2 and SPLIT_SHORT.search(before) and SHORT_HALF.match(after):
        return True
    if word in BEFORE_NAMES or (names and word in COMPANIES):
        return not BEGINS.match(after)
    if word in WEEKDAYS and re.match(MONTHS, after):
        return True
    if not (lower in BEFORE_FIGURES or word in BEFORE_FIGURES_UPPER or (len(word) == 1 and word.islower())):
        return False
    if lower == "al" and after[0] == "(":
        return True
    figure = FIGURE.match(after)
    if figure is None or (word in ("no", "al") and after[0].isupper()):  # "He said no. U.S. troops left."
        return False
    return not (lower in UNITS and AFTER_FIGURE.search(before))


def _is_ordinal(before: str, after: str) -> bool:
    """German ones: "am 3. Oktober", "im 19. Jahrhundert"; an English sentence may well end in "by 3."."""
    if DATE.search(f"{before[-8:]}\n{after[:8]}"):
        return True
    if GERMAN_ORDINAL.search(before) and not re.match(STARTERS, after):
        return after[0].isupper() and not re.search(r"\bI am \d+\.$", before)
    return bool(GERMAN_MONTH.match(after)) and bool(re.search(r"(?<!\d)\d{1,2}\.$", before))
