"""Which sentences can be quoted: all that say something, and no labels of a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.evidence import quotable
from index import Index


@pytest.mark.parametrize(
    "sentence",
    [
        "Shareholders approved the merger on 3 May 2019.",
        "Homeowners must clear the pavement before eight in the morning.",
        "Acceptance of the offer ends on Friday.",
        "Subscribers may cancel at any time.",
        "Previously the fee was 40 euros.",
        "Share capital is 500,000 euros.",
        "Share capital 500,000 euros",
        "Next year the bridge closes for repairs.",
        "Image quality is poor.",
        "Images are kept for ten days.",
        "Photo ID is required.",
        "Cookies are baked for twelve minutes at 180 degrees.",
        "Copyright in the work stays with the author.",
        "Sign in at the front desk when you arrive.",
        "Contact the harbour master before you moor.",
        "Source: the river rises from a spring below Mount Elm and runs west.",
        "Figure 3 shows that turnover rose by a tenth.",
        "More details of the plan emerged on Tuesday, when the mayor spoke.",
    ],
)
def test_a_sentence_that_begins_like_a_label_is_quotable(sentence: str) -> None:
    assert quotable(sentence)


@pytest.mark.parametrize(
    "label",
    [
        "More details on this page",
        "More details about the programme are on our website.",
        "Read more about the history of the bridge",
        "Click here to see all of the pictures.",
        "See also the list of rivers",
        "Photo: Jane Doe, Reuters",
        "Photo by Jane Doe",
        "Image: the old bridge in the winter before it was pulled down.",
        "Source: Statistical Office, 2019",
        "Figure 2: Map of Asia",
        "Share this article with your friends.",
        "Share on social media",
        "Sign up for our newsletter",
        "Accept all cookies and close",
        "Cookies help us deliver our services.",
        "Skip to main content",
        "Next article: river pollution",
        "Contact us today!",
        "Copyright 2020 Example Press and others",
        "© Example Press and its partners",
        "All rights reserved by the publisher.",
        "Related headlines from the region",
    ],
)
def test_a_label_of_a_page_is_not(label: str) -> None:
    assert not quotable(label)


@pytest.mark.parametrize("question", ["How many books can I borrow?", "“Is there a lift, or are there only stairs?”"])
def test_a_question_is_no_answer(question: str) -> None:
    assert not quotable(question)


@pytest.mark.parametrize("amount", ["150 g sugar", "• 3 eggs", "1.2 kg plums", "211 members."])
def test_an_amount_answers_however_short_it_is(amount: str) -> None:
    assert quotable(amount)


@pytest.mark.parametrize("number", ["Item 7.", "22 May 2020.", "6.4 Vehicles.", "Table 1.", "3"])
def test_a_number_of_a_part_or_a_day_alone_does_not(number: str) -> None:
    assert not quotable(number)


def test_a_fact_about_shareholders_is_answered(index: Index, tmp_path: Path) -> None:
    (tmp_path / "minutes.md").write_text("# Minutes\n\nShareholders approved the merger on 3 May 2019.\n")
    index.sync([tmp_path / "minutes.md"])
    answer = Assistant(index, Settings()).query("When did the shareholders approve the merger?")
    assert "3 May 2019" in answer.text


def test_a_line_that_says_who_wrote_answers_what_is_asked_of_it_alone(index: Index, tmp_path: Path) -> None:
    mail = tmp_path / "alder.eml"
    mail.write_text(
        "From: Second Officer Pelle Strand <pelle@ferry.example>\nTo: Safety Desk <safety@ferry.example>\n"
        "Subject: Incident on MV Alder\nContent-Type: text/plain\n\n"
        "Yesterday at 17:40 MV Alder touched the eastern pier at low speed. The bow thruster had failed before.\n"
    )
    index.sync([mail])
    assistant = Assistant(index, Settings(answer={"min_confidence": 0}))

    def quoted(question: str) -> str:
        return " ".join(one.quote for one in assistant.query(question).citations)

    assert "From: " not in quoted("Who is the captain of MV Alder?")
    assert quoted("Who is the second officer?").startswith("From: Second Officer Pelle Strand")
    assert quoted("Who sent the e-mail on MV Alder?").startswith("From: Second Officer Pelle Strand")
