"""Who is the Contractor, what is a Business Day: the words of a contract that say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from assistant import Assistant, Settings
from assistant.definitions import asked_for, defined
from index import Index
from index.embed import Embedder
from index.store.terms import stems

CONTRACT = """SERVICE CONTRACT

1. Parties
1.1 Brightwater Cleaning Ltd ("the Contractor") and Holm Dental Practice ("the Client").
1.2 "Business Day" means any day but Saturday and Sunday.

2. Duties
2.1 The Contractor cleans every Business Day, and the Client leaves a key.
2.2 The Contractor is insured. The Client pays the Contractor 640 euros a month.
"""


@pytest.fixture(scope="module")
def assistant(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("definitions")
    (home / "contract.txt").write_text(CONTRACT, "utf-8")
    with closing(Index.open(home / "index", create=True, embedder=embedder)) as index:
        index.sync([home / "contract.txt"])
        yield Assistant(index, Settings())


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("Who is the Contractor?", "Brightwater Cleaning Ltd"),
        ("who is the client", "Holm Dental Practice"),
        ("What is a Business Day?", "any day but Saturday and Sunday."),
        ("What does Business Day mean?", "any day but Saturday and Sunday."),
    ],
)
def test_a_term_is_told_by_its_definition(assistant: Assistant, question: str, lead: str) -> None:
    first = assistant.query(question).sentences[0]
    assert first.lead and first.text[slice(*first.lead)] == lead


def test_another_question_about_the_contractor_is_none_for_its_definition(assistant: Assistant) -> None:
    assert "640 euros" in assistant.query("How much is the Contractor paid a month?").sentences[0].text


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("Who is the Contractor?", "Contractor"),
        ("who's the client here?", "client"),
        ("What does “Service” mean in this agreement?", "Service"),
        ("definition of force majeure", "force majeure"),
        ("Who is responsible for the keys of the building?", ""),
        ("What happens if we pay late?", ""),
    ],
)
def test_the_term_that_is_asked_for(question: str, term: str) -> None:
    assert asked_for(question) == term


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('Ada Holm (hereinafter "the Tenant") rents it.', "Ada Holm"),
        ('between Ada Holm ("Tenant") and Ben Ray ("Landlord")', "Ada Holm"),
        ('"Tenant" means whoever rents the flat.', "whoever rents the flat."),
        ('The "Tenant" pays the rent.', None),
        ('He wrote "tenant" (with a small letter).', None),
    ],
)
def test_where_a_sentence_says_what_a_term_stands_for(text: str, said: str | None) -> None:
    span = defined(stems("tenant"), text)
    assert (text[slice(*span)] if span else None) == said
