"""The sentence check: verbatim words are supported, a changed figure, date or name is not."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.support import Checker
from assistant.support.checker import ground_of
from assistant.support.dates import days
from assistant.support.evidence import shorter
from assistant.support.exchange import exchange
from assistant.support.lean import standing
from assistant.support.model import Model
from assistant.support.names import names
from assistant.support.numbers import numbers
from assistant.support.roles import Roles, roles
from assistant.support.signals import NAMES
from index import Index, Passage


@pytest.fixture(scope="module")
def checker(seeds_index: Index) -> Checker:
    return Checker(seeds_index)


@pytest.fixture(scope="module")
def passages(seeds_index: Index) -> list[Passage]:
    found = [p for document in seeds_index.documents() for p in seeds_index.manifest.passages_of(document.id)]
    assert len(found) > 10
    return found


@pytest.fixture(scope="module")
def troops(passages: list[Passage]) -> Passage:
    return next(p for p in passages if "some 2,000 troops" in p.text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2,000 troops", "two thousand troops"),
        ("2,000", "2 000"),
        ("45%", "45 per cent"),
        ("$5.2 million", "5,200,000 dollars"),
        ("the 19th century", "the nineteenth century"),
        ("at 5:30 pm", "at 17:30"),
    ],
)
def test_a_figure_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert numbers(one)[0].found_in(numbers(other)) and numbers(other)[0].found_in(numbers(one))


@pytest.mark.parametrize("other", ["9 May 1945", "1945-05-09", "the 9th of May", "on May 9th"])
def test_a_day_is_the_same_however_it_is_written(other: str) -> None:
    assert days("May 9, 1945")[0].found_in(days(other))


def test_another_figure_unit_or_day_is_another() -> None:
    assert not numbers("2,000")[0].found_in(numbers("3,000"))
    assert not numbers("5 km")[0].found_in(numbers("5 miles"))
    assert not days("9 May")[0].found_in(days("10 May"))


def test_rounding_is_allowed_only_where_the_sentence_says_so() -> None:
    assert numbers("about 2,000")[0].found_in(numbers("1,980"))
    assert not numbers("2,000")[0].found_in(numbers("1,980"))


def test_capitalised_connectors_end_a_name_and_nothing_hangs() -> None:
    assert [name.text for name in names("He joined The Bank of America, De, and Van")] == ["Bank of America"]
    assert [name.text for name in names(f"So Anna {'of ' * 5_000}Bonn")] == ["Anna", "Bonn"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_verbatim_quote_is_supported(checker: Checker, passages: list[Passage], data: st.DataObject) -> None:
    passage = data.draw(st.sampled_from(passages))
    start, end = data.draw(st.sampled_from(passage.sentences))
    quote = passage.text[start - passage.start : end - passage.start]
    if len(quote.split()) < 3:
        return
    (verdict,) = checker.support(quote, [passage])
    assert verdict.supported and verdict.score > 0.95 and not verdict.reasons
    assert verdict.quote is not None and passage.text[slice(*verdict.quote)].strip(".,;:") in quote


def test_a_changed_number_is_never_supported_and_the_reason_names_it(checker: Checker, troops: Passage) -> None:
    (verdict,) = checker.support("Russia and its CSTO allies sent some 3,500 troops.", [troops])
    assert not verdict.supported and verdict.score <= 0.05
    assert ("number", "the number 3,500 is not in the passage") in verdict.reasons


def test_a_number_in_words_is_supported(checker: Checker, troops: Passage) -> None:
    (verdict,) = checker.support("Russia and its CSTO allies sent some two thousand troops.", [troops])
    assert verdict.supported
    assert verdict.quote is not None and "2,000" in troops.text[slice(*verdict.quote)]


def test_a_denial_scores_below_what_it_denies(checker: Checker, troops: Passage) -> None:
    said, denied = (
        checker.support(f"Russia and its CSTO allies {verb} some 2,000 troops in the republic.", [troops])[0]
        for verb in ("sent", "never sent")
    )
    assert denied.score < said.score and not denied.supported


def test_what_one_name_did_is_not_supported_of_another(checker: Checker, troops: Passage) -> None:
    one, other = (
        checker.support(f"{name} sent some 2,000 troops to Kazakhstan.", [troops])[0] for name in ("Russia", "Turkey")
    )
    assert one.score > other.score and not other.supported


def placed(checker: Checker, claim: str, text: str) -> Roles:
    return roles(checker.claim(claim), ground_of(checker.index.embedder, text))


def test_names_in_each_others_place_are_noticed(checker: Checker) -> None:
    text = "In the final of 1998 France defeated Brazil in Paris."
    right = placed(checker, "In 1998 France defeated Brazil.", text)
    wrong = placed(checker, "In 1998 Brazil defeated France.", text)
    assert wrong.exchanged > right.exchanged == right.rival == 0 and wrong.placed < right.placed


def test_the_passive_turns_names_round_without_harm(checker: Checker) -> None:
    found = placed(checker, "Brazil was defeated by France.", "In the final of 1998 France defeated Brazil.")
    assert found.exchanged == found.rival == 0


def test_a_figure_that_belongs_to_something_else_is_noticed(checker: Checker) -> None:
    text = "The bridge is 300 metres long. Its towers rise 90 metres."
    assert placed(checker, "The bridge is 90 metres long.", text).figure > 0
    assert placed(checker, "The bridge is 300 metres long.", text).figure == 0


def test_a_pronoun_stands_for_the_name_before_it(checker: Checker) -> None:
    text = "Marie Curie was born in Warsaw. She won the prize in 1903, as Henri Becquerel did."
    assert placed(checker, "In 1903 Marie Curie won the prize.", text).rival == 0


def exchanged(checker: Checker, claim: str, text: str) -> float:
    ground = ground_of(checker.index.embedder, text)
    return exchange(checker.claim(claim), ground, ground.words[0])


def test_two_names_in_each_others_place_fit_better_exchanged(checker: Checker) -> None:
    text = "After a long vote Tokayev took over the office from Nazarbayev in March."
    assert exchanged(checker, "In March Nazarbayev took over from Tokayev.", text) > 0
    assert exchanged(checker, "In March Tokayev took over from Nazarbayev.", text) <= 0
    assert exchanged(checker, "Nazarbayev was followed in March by Tokayev.", text) == 0  # the passive turns it round


def test_names_that_are_only_listed_may_stand_in_any_order(checker: Checker) -> None:
    assert exchanged(checker, "In 1990 Peru and Chile signed.", "In 1990 the lands of Chile and Peru signed.") == 0


def test_a_long_clause_does_not_part_a_name_from_its_verb() -> None:
    said = "Tokayev, a diplomat who speaks Chinese and had led an office from 2011 to 2013, took over (at once)."
    assert shorter(said).split() == ["Tokayev", "took", "over", "."]
    assert shorter("He sold apples, pears and plums.") == ""


def test_an_added_place_is_not_supported(checker: Checker, troops: Passage) -> None:
    true, false = (
        checker.support(f"Russia and its CSTO allies sent two thousand troops{end}.", [troops])[0]
        for end in ("", " in Brazil")
    )
    assert true.supported and not false.supported
    assert ("name", "the name Brazil is not in the passage") in false.reasons


@pytest.mark.parametrize(
    ("sentence", "before", "alone"),
    [
        ("He was born in 1961.", ["Obama was elected."], "Obama was born in 1961."),
        ("Her prize was shared.", ["In 1903, Marie Curie won."], "Marie Curie's prize was shared."),
        ("She won.", ["The prize was founded by Nobel.", "Who was Marie Curie?"], "Marie Curie won."),
        ("Founded in 1994.", ["Where is Acme?"], "Acme was founded in 1994."),
        ("It is said that he won.", ["Marie Curie won."], "It is said that he won."),
        ("Founded in 1994 by Bell, Acme grew.", ["Where is Nova?"], "Founded in 1994 by Bell, Acme grew."),
        ("He won.", [], "He won."),
    ],
)
def test_a_leaning_sentence_takes_over_the_name_before_it(sentence: str, before: list[str], alone: str) -> None:
    assert standing(sentence, before, lambda word: word == "Obama") == alone


def test_a_pronoun_means_who_the_answer_spoke_of_before(checker: Checker, passages: list[Passage]) -> None:
    resigned = next(p for p in passages if "Nazarbayev resigned on 19 March 2019" in p.text)
    said = "He resigned on 19 March 2019."
    right, wrong = (
        checker.support(said, [resigned], before=(text,))[0]
        for text in ("For decades Nursultan Nazarbayev ruled.", "For decades Jair Bolsonaro ruled.")
    )
    assert right.score > wrong.score and not wrong.supported


def test_a_fragment_that_says_nothing_of_anyone_is_not_supported(checker: Checker, passages: list[Passage]) -> None:
    verdicts = checker.support("Founded in 1994.", passages)
    assert not any(one.supported for one in verdicts) and verdicts[0].reasons[0].kind == "subject"


def test_passages_weighed_together_or_alone_get_the_same_verdict(checker: Checker, passages: list[Passage]) -> None:
    sentence = "Russia and its CSTO allies sent some two thousand troops in the republic."
    together = checker.support(sentence, passages[:8])
    assert together == [checker.support(sentence, [one])[0] for one in passages[:8]]


def test_the_vector_of_a_sentence_with_a_missing_figure_is_not_needed(checker: Checker, troops: Passage) -> None:
    fresh = Checker(checker.index)
    assert not fresh.support("Russia sent some 3,500 troops there.", [troops])[0].supported
    assert fresh._vector.cache_info().misses == 0
    assert fresh.support("Russia sent soldiers there.", [troops]) and fresh._vector.cache_info().misses == 1


def test_what_is_remembered_of_passages_is_bounded_and_follows_their_text(
    checker: Checker, passages: list[Passage], troops: Passage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.support.checker.KEPT", 3)
    sentence = "Russia and its CSTO allies sent some 2,000 troops."
    assert checker.support(sentence, [troops])[0].supported
    frozen = "The lake is frozen in winter."
    changed = replace(troops, start=0, end=len(frozen), text=frozen, sentences=((0, len(frozen)),))
    assert not checker.support(sentence, [changed])[0].supported
    fresh = Checker(checker.index)
    assert len(fresh.support(sentence, passages[:5])) == 5
    assert list(fresh._grounds) == [one.id for one in passages[2:5]]


def test_there_is_one_verdict_for_each_passage_in_order(
    checker: Checker, passages: list[Passage], troops: Passage
) -> None:
    others = [p for p in passages if p.id != troops.id][:4]
    verdicts = checker.support("Russia sent some 2,000 troops.", [*others, troops])
    assert len(verdicts) == 5
    assert max(range(5), key=lambda at: verdicts[at].score) == 4


def test_words_that_the_text_denies_are_no_quote(checker: Checker) -> None:
    text = "It is not true that the bridge was closed in winter. Traffic went on."
    assert checker.compare("The bridge was closed in winter.", text).score < 0.95
    assert checker.compare("Traffic went on.", text).supported


def test_nothing_supports_a_sentence_without_words(checker: Checker, troops: Passage) -> None:
    assert not checker.support("…", [troops])[0].supported


def test_a_long_text_is_one_ground_with_a_vector_for_each_sentence(seeds_index: Index) -> None:
    text = " ".join(f"Sentence {n} speaks of the river and of the town beside it." for n in range(60))
    ground = ground_of(seeds_index.embedder, text)
    assert len(ground.spans) == len(ground.words) == len(ground.rows) - 1


def test_the_stored_model_was_fitted_on_these_signals() -> None:
    assert Model.load().signals == NAMES


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("500 people died in the flood of the valley.", "1,500 people died in the flood of the valley."),
        ("The rate of the bank rose to 5%.", "The rate of the bank rose to 5.3% in March."),
        ("The fee for members is $500.", "The fee for members is €500."),
    ],
)
def test_a_part_of_a_figure_or_another_unit_is_no_quote(checker: Checker, said: str, text: str) -> None:
    assert not checker.compare(said, text).supported
    assert checker.compare(text, text).supported


def test_the_long_s_of_old_prints_is_read_as_an_s() -> None:
    assert [one.value for one in numbers("20 thouſand pounds, two thouſand ships and the ſixth")] == [20_000, 2_000, 6]


def test_a_unit_on_the_next_line_is_not_that_of_a_figure(checker: Checker) -> None:
    text = "Number of rooms in the house: 12\nDays on which it is open: 6"
    found = checker.compare("Number of rooms in the house: 12", text)
    assert found.supported and found.quote == (0, 32)
