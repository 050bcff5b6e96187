"""Lists of definitions and cells of several paragraphs: what is said of a thing stands on its line."""

from __future__ import annotations

from html import escape
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_read import read_bytes, saved
from test_read_formats import odt

from index.read.lines import together

LONG = "It keeps copies near to where they are wanted. " * 6

LISTS: list[tuple[str, str]] = [
    ("<dt>Monday</dt><dd>9-17</dd><dt>Tuesday</dt><dd>10-12</dd>", "Monday: 9-17\nTuesday: 10-12"),
    ("<dt>Monday<dd>9-17<dt>Tuesday<dd>10-12", "Monday: 9-17\nTuesday: 10-12"),
    ("<div><dt>Monday</dt><dd>9-17</dd></div><div><dt>Tuesday:</dt><dd>10</dd></div>", "Monday: 9-17\nTuesday: 10"),
    ("<dt>Monday</dt><dt>Friday</dt><dd>9-12</dd><dd>14-17</dd>", "Monday, Friday: 9-12; 14-17"),
    ("<dt><b>Monday</b></dt><dd><p>9-17</p></dd>", "Monday: 9-17"),
    ("<dt>May I smoke?</dt><dd>No.</dd>", "May I smoke? No."),
    ("<dt>Website</dt><dd><a href='/'>Home page</a></dd>", "Website: Home page"),
    ("<dt>Address</dt><dd>12 High Street<br>Oxford</dd>", "Address: 12 High Street; Oxford"),
    ("<dt>Empty</dt><dd></dd><dt>Full</dt><dd>1 litre</dd>", "Empty\nFull: 1 litre"),
    ("<dt>Cache</dt><dd><p>A store.</p><p>It is fast.</p></dd>", "Cache: A store.\n\nIt is fast."),
    ("<dt>Hours</dt><dd><ul><li>Monday 9</li><li>Tuesday 10</li></ul></dd>", "Hours\n\n• Monday 9\n• Tuesday 10"),
    ("<dt>Team</dt><dd><dl><dt>Head</dt><dd>Ann</dd></dl></dd>", "Team\nHead: Ann"),
    (f"<dt>Cache</dt><dd>Short.</dd><dd>{LONG}</dd>", f"Cache: Short.\nCache: {LONG.strip()}"),
    ("<dt><h3>Parking</h3></dt><dd>Behind the house.</dd>", "Parking\n\nBehind the house."),
    ("<dd>No term at all</dd>", "No term at all"),
]


@pytest.mark.parametrize(("source", "shown"), LISTS)
def test_a_term_leads_what_is_said_of_it(source: str, shown: str, tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "a.html", f"<html><body><dl>{source}</dl></body></html>".encode()).text == shown


def test_lists_of_definitions_stand_apart_from_each_other_and_from_text(tmp_path: Path) -> None:
    source = "<p>Before.</p><dl><dt>A1<dd>one</dl><dl><dt>B2<dd>two</dl><p>Behind.</p>"
    assert read_bytes(tmp_path, "a.html", source.encode()).text == "Before.\n\nA1: one\n\nB2: two\n\nBehind."


entry = st.tuples(st.lists(st.from_regex(r"[a-z]{3}", fullmatch=True), min_size=1, max_size=3), st.integers(0, 3))


@given(st.lists(entry, min_size=1, max_size=6), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_no_term_and_no_description_is_lost(
    tmp_path: Path, entries: list[tuple[list[str], int]], in_divisions: bool
) -> None:
    source, wanted = "", []
    for place, (terms, descriptions) in enumerate(entries):
        said = [f"is{place}x{at}" for at in range(descriptions)]
        part = "".join(f"<dt>{one}" for one in terms) + "".join(f"<dd>{one}" for one in said or [""])
        source += f"<div>{part}</div>" if in_divisions else part
        wanted += [f"{', '.join(terms)}: {'; '.join(said)}"] if said else terms
    text = read_bytes(tmp_path, "a.html", f"<p>List</p><dl>{source}</dl>".encode()).text
    assert text.split("\n")[2:] == wanted


PARAGRAPHS: list[tuple[list[str], str]] = [
    (["Clean the hall.", "Lock the door", "Switch off lights"], "Clean the hall. Lock the door; Switch off lights"),
    (["Ann Lee", "12 High Street", "Oxford"], "Ann Lee; 12 High Street; Oxford"),
    (["Unit", "Price"], "Unit Price"),
    (["Clean the hall and", "the stairs"], "Clean the hall and the stairs"),
    (["Bring these:", "Boots (dry)", "Gloves"], "Bring these: Boots (dry); Gloves"),
]


@pytest.mark.parametrize(("paragraphs", "shown"), PARAGRAPHS)
def test_paragraphs_of_a_cell_do_not_run_into_each_other(paragraphs: list[str], shown: str, tmp_path: Path) -> None:
    assert together(paragraphs) == shown
    document = docx.Document()
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "Task", paragraphs[0]
    for one in paragraphs[1:]:
        cells[1].add_paragraph(one)
    assert read_bytes(tmp_path, "a.docx", saved(document)).text == f"Task | {shown}"
    inside = "<br>".join(map(escape, paragraphs))
    page = f"<table><tr><td>Task</td><td>{inside}</td></tr></table>".encode()
    assert read_bytes(tmp_path, "a.html", page).text == f"Task | {shown}"
    cell = "".join(f"<text:p>{escape(one)}</text:p>" for one in paragraphs)
    row = f"<table:table-cell><text:p>Task</text:p></table:table-cell><table:table-cell>{cell}</table:table-cell>"
    table = f"<table:table><table:table-row>{row}</table:table-row></table:table>"
    assert read_bytes(tmp_path, "a.odt", odt(table)).text == f"Task | {shown}"
