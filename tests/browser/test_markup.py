"""What the page makes of text that it does not trust, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.answer import ALSO, REFUSAL, Answer, Citation, Sentence, text_of
from assistant.web import conversation, markup, panel
from assistant.web.conversation import Turn
from assistant.web.parts import escaped, plain
from assistant.web.snippet import LONGEST, snippet

OWN_TAGS = {"div", "p", "a", "span", "strong", "br", "ol", "li"}
OWN_LINK = re.compile(r"#(cite|near)-[0-9a-f]+-\d+")
HOSTILE = '<img src="http://evil.example/x.png" onerror=alert(1)> ![x](http://evil.example) </div><script>1</script>'

words = st.text() | st.sampled_from(["<b>", "</div>", "[1](#cite-ab-1)", "![](http://e)", "&lt;", "\n\n# x", '"'])
texts = st.lists(words, max_size=6).map("".join)


class Found(HTMLParser):
    """Collects tags, attributes and text of some markup."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def citation(title: str, number: int = 1) -> Citation:
    return Citation(number, "quote", "a.txt", title, 3, "Section", 107, 112, "before quote after", 100, 0.5)


def check(html: str) -> Found:
    found = Found(html)
    assert "\n" not in html
    assert set(found.tags) <= OWN_TAGS
    for name, value in found.attributes:
        assert name in {"class", "href", "title"}
        assert name != "href" or OWN_LINK.fullmatch(value or "")
    return found


@given(texts)
@example(HOSTILE)
@example("half a pair \ud800")
def test_a_question_is_shown_and_does_nothing(question: str) -> None:
    found = check(markup.question(question))
    assert set(found.tags) <= {"div", "br"}


@given(texts, texts, st.booleans())
@example(HOSTILE, HOSTILE, False)
def test_an_answer_holds_no_links_but_its_citations(said: str, title: str, supported: bool) -> None:
    sentence = Sentence(said, (1, 9), supported, (0, len(said) // 2))
    found = check(markup.answer("ab12", (sentence,), {1: citation(title)}))
    assert [value for name, value in found.attributes if name == "href"] == ["#cite-ab12-1"]


@settings(deadline=None)  # the first sentence of all loads what splits sentences
@given(texts, texts)
@example(HOSTILE, HOSTILE)
def test_a_refusal_links_only_to_the_closest_passages(note: str, title: str) -> None:
    answer = Answer("q", REFUSAL, True, 0.1, closest=(citation(title),), note=note)
    found = check(markup.refusal("ab12", answer))
    assert [value for name, value in found.attributes if name == "href"] == ["#near-ab12-1"]
    assert REFUSAL in found.text


def test_hostile_text_is_shown_to_the_letter() -> None:
    assert Found(markup.question(HOSTILE)).text == HOSTILE
    assert Found(markup.notice(HOSTILE)).text == HOSTILE


def test_the_lead_is_bold_and_an_unsupported_sentence_says_so() -> None:
    led = Sentence("Some 2,000 troops were sent.", (1,), True, (0, 17))
    assert "<strong>Some 2,000 troops</strong> were sent." in markup.answer("ab", (led,), {1: citation("T")})
    assert 'class="unsupported"' in markup.answer("ab", (Sentence("So they say.", (), False),), {})


def quoting(number: int, quote: str) -> Citation:
    return Citation(number, quote, "a.txt", "A", None, "", 0, len(quote), quote, 0, 0.9)


QUOTES = ("TAI makes it.", "By TAI, they say.", "Its rival comes from Baykar.")
QUOTED = tuple(Sentence(quote, (number,), True, further=number > 1) for number, quote in enumerate(QUOTES, start=1))


def test_further_quotations_stand_apart_from_the_one_that_answers() -> None:
    citations = {number: quoting(number, quote) for number, quote in enumerate(QUOTES, start=1)}
    html = markup.answer("ab", QUOTED, citations)
    first, _, rest = html.partition(f'<p class="lead-in">{ALSO}</p>')
    assert QUOTES[0] in first and QUOTES[1] not in first
    assert QUOTES[1] in rest and QUOTES[2] in rest
    assert ALSO not in markup.answer("ab", QUOTED[:1], citations)


def test_a_further_quotation_is_bold_only_where_it_leads_with_the_same_words() -> None:
    citations = {number: quoting(number, quote) for number, quote in enumerate(QUOTES, start=1)}
    leads = ((0, 3), (3, 6), (21, 27))
    parts = tuple(replace(part, lead=lead) for part, lead in zip(QUOTED, leads, strict=True))
    assert re.findall("<strong>(.*?)</strong>", markup.answer("ab", parts, citations)) == ["TAI", "TAI"]


def test_the_lines_of_a_quoted_list_stay_lines() -> None:
    listed = Sentence("Two ways:\n- by <sea>\n- by air", (1,), True, lead=(12, 20))
    shown = markup.answer("ab", (listed,), {1: citation("T")})
    assert "Two ways:<br>- <strong>by &lt;sea&gt;</strong><br>- by air" in shown


def test_what_a_language_model_wrote_stays_one_paragraph() -> None:
    written = (Sentence("It is made by TAI.", (1,), True), Sentence("Baykar is its rival.", (3,), True))
    citations = {number: quoting(number, quote) for number, quote in enumerate(QUOTES, start=1)}
    assert ALSO not in markup.answer("ab", written, citations)


def test_a_refusal_says_what_to_do_next() -> None:
    answer = Answer("q", REFUSAL, True, 0.1, closest=(citation("T"),))
    assert markup.NEXT in markup.refusal("ab", answer)
    assert markup.NARROWED in markup.refusal("ab", answer, narrowed=True)


def test_a_refusal_shows_the_words_that_come_closest() -> None:
    told = "The hall is old. " * 20 + "The deposit is 2,000 pounds. It is due in May. " + "The roof is new. " * 20
    start = told.index("The deposit")
    near = replace(citation("Hall"), passage=told, start=start, passage_start=0)
    html = markup.refusal("ab", Answer("What is the deposit of the hall?", REFUSAL, True, 0.1, closest=(near,)))
    found = check(html).text
    assert "… The deposit is 2,000 pounds. It is due in May." in found
    assert len(found) < 700


@given(texts, st.integers(0, 40))
def test_a_snippet_is_short_and_has_words_of_the_passage_only(passage: str, start: int) -> None:
    found = snippet(passage, start).removeprefix("… ").removesuffix(" …")
    assert len(found) <= LONGEST
    assert found in " ".join(passage.split())


@given(st.text(min_size=1), st.data())
def test_the_panel_shows_a_passage_once_and_marks_exactly_its_quotes(passage: str, data: st.DataObject) -> None:
    spans: list[tuple[int, int]] = []
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(passage) - 1))
        spans.append((start, data.draw(st.integers(start + 1, len(passage)))))
    cited = {
        number: Citation(number, passage[start:end], "a", "A", None, "", 50 + start, 50 + end, passage, 50, 0.7)
        for number, (start, end) in enumerate(spans, start=1)
    }
    (card,) = panel.value([Turn("q", citations=cited)])["now"]["cards"]  # one, however many quotes it has
    parts = card["parts"]
    shown = "".join(words for part in parts for key, words in part.items() if key != "numbers")
    assert "".join(shown.split()) == "".join(passage.split())
    within = {at for start, end in spans for at in range(start, end)}
    marked = "".join(part["quote"] for part in parts if "quote" in part)
    assert "".join(marked.split()) == "".join("".join(passage[at] for at in sorted(within)).split())
    numbered = " ".join(part["numbers"] for part in parts if "quote" in part).split()
    assert sorted(numbered) == sorted(str(number) for number in cited)


def test_an_export_sets_further_quotations_apart_even_where_the_answer_was_stopped() -> None:
    citations = {number: quoting(number, quote) for number, quote in enumerate(QUOTES, start=1)}
    said = text_of(QUOTED)
    assert said == f"{QUOTES[0]} [1]\n\n{ALSO}: {QUOTES[1]} [2] {QUOTES[2]} [3]"
    stopped = Turn("Q?", sentences=list(QUOTED), citations=citations, stopped=True)
    assert conversation.export([stopped]).startswith(f"## Q?\n\n{said} (stopped)\n\n[1] ")


def test_an_export_quotes_every_citation() -> None:
    answer = Answer("Q?", "Yes. [1]", False, 0.9, (Sentence("Yes.", (1,), True),), (citation("T"),))
    turn = Turn("Q?", answer=answer, citations={1: citation("T")})
    assert conversation.export([turn]) == "## Q?\n\nYes. [1]\n\n[1] T (a.txt, Section · p. 3)\n\n> quote\n"


@given(st.recursive(st.text("\\${}`a\n") | st.none() | st.booleans() | st.integers(), st.lists))
def test_a_value_that_is_drawn_comes_back_as_it_went(value: object) -> None:
    assert plain(escaped({"value": value})) == {"value": value}
