"""Forms, fact sheets and lists of codes: the line with the label or the code that is asked for, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from assistant import Assistant, Settings
from assistant.codes import CODE
from assistant.labels import label
from index import Index
from index.embed import Embedder

DOCUMENTS = {
    "tenancy.md": "# Tenancy summary\n\nTenant: Maro Lindqvist\nLandlord: Petra Voss\nDeposit: £500\nRent: £950\n"
    "Start: 1 May 2024\nPets: no\n\n## Contact\n\nPhone: 0191 555 0134\n",
    "staff.txt": "Members of staff\n\nHead chef: Anna Rios\nPorter: Ben\nManager: Cyril Okafor\n",
    "run.md": "# Harbour run\n\n**Date:** Sunday 8 June\n\n**Distance:** 10 km\n\n**Check-in:** from 8 am\n\n"
    "**Opening hours:** 8 to 17\n",
    "boiler.md": "# Hearthline boiler\n\n## Faults\n\n- E1: No flame. Check the gas.\n"
    "- E5: Fan fault. Call an engineer.\n\nIf L3 appears, the flue is blocked: ventilate the room.\n",
    "washer.md": "# Brookmere washing machine\n\n| Code | Meaning | Remedy |\n| --- | --- | --- |\n"
    "| E10 | Door not closed | Push the door |\n| E18 | Water does not drain | Clean the filter |\n",
    "thread.txt": "From: Ada <ada@example.org>\nDate: Mon, 4 Mar 2024\nSubject: Trade fair\n\n"
    "The fair is held from 17 to 20 September.\n",
}


@pytest.fixture(scope="module")
def assistant(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("labels")
    (home / "documents").mkdir()
    for name, text in DOCUMENTS.items():
        (home / "documents" / name).write_text(text, "utf-8")
    with closing(Index.open(home / "index", create=True, embedder=embedder)) as index:
        index.sync([home / "documents"])
        yield Assistant(index, Settings())


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("How much is the deposit?", "Deposit: £500"),
        ("Who is the landlord?", "Landlord: Petra Voss"),
        ("Are pets allowed?", "Pets: no"),
        ("When does the tenancy start?", "Start: 1 May 2024"),
        ("Who is the porter?", "Porter: Ben"),
        ("head chef", "Head chef: Anna Rios"),
        ("How long is the harbour run?", "Distance: 10 km"),
        ("When is the harbour run?", "Date: Sunday 8 June"),
        ("When can I check in?", "Check-in: from 8 am"),
        ("What does E18 mean?", "Code: E18; Meaning: Water does not drain; Remedy: Clean the filter"),
        ("e18", "Code: E18; Meaning: Water does not drain; Remedy: Clean the filter"),
        ("My boiler shows E5, what should I do?", "E5: Fan fault. Call an engineer."),
        ("What does L3 on the boiler mean?", "If L3 appears, the flue is blocked: ventilate the room."),
    ],
)
def test_the_line_that_is_asked_for_leads(assistant: Assistant, question: str, line: str) -> None:
    answer = assistant.query(question)
    assert not answer.refused
    assert answer.sentences[0].text == line
    cited = answer.citations[0]
    assert assistant.document(cited.document).text[cited.start : cited.end] == cited.quote


@pytest.mark.parametrize(
    "question",
    ["Who is the gardener?", "What does E99 mean?", "What is the price of E18?", "Who is the driver?"],
)
def test_another_label_or_code_is_no_answer(assistant: Assistant, question: str) -> None:
    assert assistant.query(question).refused


def test_the_heading_of_a_message_is_no_form(assistant: Assistant) -> None:
    answer = assistant.query("When is the trade fair?")
    assert answer.sentences[0].text == "The fair is held from 17 to 20 September."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Deposit: £500", "Deposit"),
        ("• Next service: March", "Next service"),
        ("He came home: it was late.", "He came home"),
        ("At 9:30 the train leaves.", ""),
        ("Model: Orbo; Price: £599", ""),  # a row of a table
        ("Property: Weight; Value: 1 kg", "Weight"),
        ("Living area ..... 68 sq m", "Living area"),
        ("Rate | 4%", "Rate"),
        ("See https://example.org for more.", ""),
        ("Deposit:", ""),
    ],
)
def test_what_a_label_is(text: str, name: str) -> None:
    assert label(text) == name


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("What does E18 mean?", ["E18"]),
        ("error f7 and R-134a", ["f7", "R-134a"]),
        ("in 2024 for 20 people", []),
        ("COVID-19", []),
    ],
)
def test_what_a_code_is(text: str, codes: list[str]) -> None:
    assert CODE.findall(text) == codes
