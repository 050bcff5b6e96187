"""OpenDocument spreadsheets and presentations are read as those of Excel and PowerPoint are."""

from __future__ import annotations

from pathlib import Path

import opendocument as made
import pytest
from opendocument import cell, frame, row, sheet, slide, typed
from test_read import blocks, read_bytes, why_not
from test_read_formats import FRUIT, FRUIT_LINES, titles

from index.read import ods


def test_each_row_of_a_spreadsheet_names_its_columns(tmp_path: Path) -> None:
    fruit = [row(*map(cell, line)) for line in FRUIT]
    data = made.spreadsheet(sheet("Fruit", *fruit), sheet("Empty"), sheet("Notes", row(cell("Picked by hand."))))
    text = read_bytes(tmp_path, "a.ods", data)
    assert text.format == "ods" and titles(text) == [(2, "Fruit"), (2, "Notes")]
    assert blocks(text) == ["Fruit", *FRUIT_LINES, "Notes", "Picked by hand."]


def test_values_are_shown_much_as_a_program_shows_them(tmp_path: Path) -> None:
    names = row(*map(cell, ("Day", "Weight", "Share", "Price", "Open", "Sum", "At")))
    values = row(
        typed("date", "2024-03-01T00:00:00", "01.03.24", "date-value"),
        typed("float", "1234.5", "1.234,50"),
        typed("percentage", "0.125", "12,5 %"),
        typed("currency", "900", "900,00 CHF"),
        typed("boolean", "true", "TRUE", "boolean-value"),
        '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
        "<text:p>#N/A</text:p></table:table-cell>",
        typed("date", "2024-03-01T08:30:00", "08:30", "date-value"),
    )
    text = read_bytes(tmp_path, "a.ods", made.spreadsheet(sheet("S", names, values, row(*map(cell, "abcdefg")))))
    first = "Day: 2024-03-01; Weight: 1234.5; Share: 12,5 %; Price: 900,00 CHF; Open: TRUE; At: 2024-03-01 08:30:00"
    assert blocks(text)[1] == first


def test_comments_hidden_sheets_and_copies_of_other_files_are_left_out(tmp_path: Path) -> None:
    hides = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="ta9" style:family="table">{hides}</style:style>'
    commented = (
        "<table:table-cell><office:annotation><text:p>A comment.</text:p></office:annotation>"
        "<text:p>Seen <text:span>here</text:span></text:p><text:p>and there.</text:p></table:table-cell>"
    )
    link = f"<table:dde-links><table:dde-link>{sheet('Link', row(cell('Copied.')))}</table:dde-link></table:dde-links>"
    hidden = sheet("Hidden", row(cell("Secret.")), style="ta9")
    data = made.spreadsheet(sheet("Shown", row(commented)), hidden, link, styles=styles, title="A book of sheets")
    text = read_bytes(tmp_path, "a.ods", data)
    assert text.text == "Shown\n\nSeen here and there." and text.title == "A book of sheets"


def test_repeats_and_merged_cells_keep_the_columns(tmp_path: Path) -> None:
    names = row(*map(cell, ("Name", "Q1", "Q2", "Q3")))
    merged = row(
        cell("Ann", number_columns_spanned="2"),
        "<table:covered-table-cell><text:p>under it</text:p></table:covered-table-cell>",
        cell("5", number_columns_repeated="2"),
    )
    gap = row(cell("Bob"), cell("", number_columns_repeated="2"), cell("7"))
    grouped = f"<table:table-row-group>{row(cell('Cid'), cell('1'), repeated=3)}</table:table-row-group>"
    head = f"<table:table-header-rows>{names}</table:table-header-rows>"
    text = read_bytes(tmp_path, "a.ods", made.spreadsheet(sheet("S", head, merged, gap, grouped)))
    assert blocks(text)[1:] == ["Name: Ann; Q2: 5; Q3: 5", "Name: Bob; Q3: 7", *["Name: Cid; Q1: 1"] * 3]


def test_a_spreadsheet_that_is_a_trap_costs_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    same = row(cell("x" * 5000, number_columns_repeated="16384"), repeated=1048576)
    assert len(read_bytes(tmp_path, "a.ods", made.spreadsheet(sheet("S", same))).text) < 2_000_000
    monkeypatch.setattr(ods, "_MOST_EMPTY", 1000)
    wide = row(cell("a"), cell("", number_columns_repeated="900"), cell("b"))
    assert read_bytes(tmp_path, "b.ods", made.spreadsheet(sheet("S", wide), sheet("T", wide)))
    assert "empty cells" in why_not(tmp_path, "c.ods", made.spreadsheet(sheet("S", wide, wide)))


def test_a_long_sheet_is_not_held_as_a_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells_of, held = ods._cells, []

    def counting(element, *rest):  # type: ignore[no-untyped-def]
        held.append(len(element.getparent()))
        return cells_of(element, *rest)

    monkeypatch.setattr(ods, "_cells", counting)
    rows = [row(cell(f"Station {number}"), typed("float", str(number), str(number))) for number in range(5000)]
    text = read_bytes(tmp_path, "a.ods", made.spreadsheet(sheet("S", row(cell("Name"), cell("Height")), *rows)))
    assert blocks(text)[-1] == "Name: Station 4999; Height: 4999"
    assert len(held) == 5002 and max(held) < 500, "the parser reads some way ahead, and nothing is kept"


def test_a_slide_is_a_page_and_its_title_a_heading(tmp_path: Path) -> None:
    furniture = frame("Confidential", role="footer", y=18) + frame("3", role="page-number", y=18)
    empty = '<draw:frame presentation:class="outline" presentation:placeholder="true"><draw:text-box/></draw:frame>'
    first = slide(frame("Below", y=9), frame("Harvest", role="title", y=1), frame("Apples", "Pears"), furniture, empty)
    second = slide(made.table(FRUIT), frame("Where it grows", role="title", y=1), notes="Say this slowly.")
    third = slide('<draw:custom-shape svg:x="1in" svg:y="1in"><text:p>In a shape</text:p></draw:custom-shape>')
    text = read_bytes(tmp_path, "a.odp", made.presentation(first, second, slide(), third))
    assert text.format == "odp" and text.title == "Harvest" and len(text.pages) == 4
    assert titles(text) == [(2, "Harvest"), (2, "Where it grows"), (3, "Notes"), (2, "Slide 4")]
    told = ["Harvest", "Apples", "Pears", "Below", "Where it grows", *FRUIT_LINES, "Notes", "Say this slowly."]
    assert blocks(text) == [*told, "Slide 4", "In a shape"]
    assert text.page_at(text.text.index("Where")) == 2 and text.page_at(text.text.index("In a shape")) == 4


def test_groups_lists_and_charts_of_a_slide_are_read_in_their_place(tmp_path: Path) -> None:
    group = (
        f"<draw:g>{frame('Right', x=9, y=4)}<draw:g>{frame('Left', x=1, y=4)}</draw:g></draw:g>"
        '<draw:frame svg:y="8cm"><draw:object xlink:href="./Object 1"/><draw:image xlink:href="./x.png"/></draw:frame>'
    )
    items = "<text:list><text:list-item><text:p>One</text:p></text:list-item></text:list>"
    listed = f'<draw:frame svg:y="6cm"><draw:text-box>{items}</draw:text-box></draw:frame>'
    lines = row(*map(cell, ("2021", "5"))) + row(*map(cell, ("2022", "7")))
    figures = f"<table:table><table:table-header-rows>{row(cell(''), cell('Trains'))}</table:table-header-rows>{lines}"
    chart = made.document(
        "chart",
        f"<chart:chart><chart:title><text:p>Freight</text:p></chart:title>{figures}</table:table></chart:chart>",
    )
    data = made.presentation(slide(group, listed), more={"Object 1/content.xml": chart}, title="Rail")
    text = read_bytes(tmp_path, "a.odp", data)
    assert text.title == "Rail"
    assert blocks(text) == ["Slide 1", "Left", "Right", "One", "Freight", "2021; Trains: 5", "2022; Trains: 7"]


@pytest.mark.parametrize(("suffix", "kind"), [("ods", "spreadsheet"), ("odp", "presentation")])
def test_what_is_broken_empty_or_locked_is_named_with_its_reason(tmp_path: Path, suffix: str, kind: str) -> None:
    name = f"a.{suffix}"
    whole = (
        made.spreadsheet(sheet("S", row(cell("Words."))))
        if suffix == "ods"
        else made.presentation(slide(frame("Words.")))
    )
    assert read_bytes(tmp_path, name, whole).text.endswith("Words.")
    assert "is empty" in why_not(tmp_path, name, b"")
    assert "cut off" in why_not(tmp_path, name, whole[: len(whole) // 2])
    assert f"no OpenDocument {kind}" in why_not(tmp_path, name, b"Plain words, whatever the name says.")
    assert "holds no text" in why_not(tmp_path, name, made.package(kind, made.document(kind, "")))
    for content in ("<office:document", "", made.document(kind, "<table:table")):
        assert f"broken OpenDocument {kind}" in why_not(tmp_path, name, made.package(kind, content))
    locked = made.package(kind, "\x8f\x02", {"META-INF/manifest.xml": "<manifest:encryption-data/>"})
    assert "password" in why_not(tmp_path, name, locked)
    entities = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    shown = made.document(kind, sheet("S", row(cell("W."))) if suffix == "ods" else slide(frame("W.")))
    trapped = shown.replace("?>", f"?>{entities}", 1).replace("W.", "Words &f; &b;.")
    assert "root:" not in read_bytes(tmp_path, name, made.package(kind, trapped)).text


def test_templates_and_renamed_files_are_read_as_what_they_are(tmp_path: Path) -> None:
    content = made.document("spreadsheet", sheet("S", row(cell("Words."))))
    assert read_bytes(tmp_path, "a.ots", made.package("spreadsheet-template", content)).format == "ods"
    assert read_bytes(tmp_path, "a.odt", made.package("spreadsheet", content)).format == "ods"
    zeros = " " * (80 << 20)
    assert "split it" in why_not(tmp_path, "a.odp", made.package("presentation", zeros))


def test_a_cell_merged_down_stands_in_each_row_that_has_others(tmp_path: Path) -> None:
    covered = "<table:covered-table-cell/>"
    rows = [
        row(*map(cell, ("Team", "Member", "Age", "Town"))),
        row(cell("Red", number_rows_spanned="3"), cell("Ann"), cell("30"), cell("Oslo", number_rows_spanned="2")),
        row(covered, cell("Bob"), cell("40"), covered),
        row(covered),
        row(*map(cell, ("Blue", "Cid", "50", "Rome"))),
    ]
    assert blocks(read_bytes(tmp_path, "a.ods", made.spreadsheet(sheet("S", *rows))))[1:] == [
        "Team: Red; Member: Ann; Age: 30; Town: Oslo",
        "Team: Red; Member: Bob; Age: 40; Town: Oslo",
        "Team: Blue; Member: Cid; Age: 50; Town: Rome",
    ]


def test_names_under_a_cell_merged_across_are_put_together(tmp_path: Path) -> None:
    years = (cell(year, number_columns_spanned="2") + "<table:covered-table-cell/>" for year in ("2023", "2024"))
    rows = [
        row(cell("Region"), *years),
        row(*map(cell, ("", "Units", "Revenue", "Units", "Revenue"))),
        row(*map(cell, ("North", "10", "1000", "12", "1300"))),
    ]
    lines = blocks(read_bytes(tmp_path, "a.ods", made.spreadsheet(sheet("S", *rows))))[1:]
    assert lines == ["Region: North; Units 2023: 10; Revenue 2023: 1000; Units 2024: 12; Revenue 2024: 1300"]


def test_hidden_rows_and_columns_are_left_out_but_not_what_a_click_or_a_filter_shows(tmp_path: Path) -> None:
    def lines_of(columns: str, *rows: str) -> list[str]:
        content = made.sheet("S", *rows).replace('<table:table-column table:number-columns-repeated="16384"/>', columns)
        return blocks(read_bytes(tmp_path, "a.ods", made.spreadsheet(content)))[1:]

    def row_of(words: tuple[str, ...], visibility: str) -> str:
        return row(*map(cell, words)).replace(" ", f' table:visibility="{visibility}" ', 1)

    head, ann = (row(*map(cell, words)) for words in (("Name", "Salary", "Age"), ("Ann", "5000", "30")))
    bob, cid = ("Bob", "6000", "40"), ("Cid", "7000", "50")
    hidden = '<table:table-column table:visibility="collapse"/>'
    columns = f"<table:table-column/>{hidden}<table:table-column/>"
    kept = ["Name: Ann; Age: 30", "Name: Cid; Age: 50"]
    assert lines_of(columns, head, ann, row_of(bob, "collapse"), row_of(cid, "filter")) == kept
    group = f"<table:table-column/><table:table-column-group>{hidden}</table:table-column-group>"
    folded = f"<table:table-row-group>{row_of(bob, 'collapse')}</table:table-row-group>"
    assert lines_of(group, head, ann, folded) == [
        "Name: Ann; Salary: 5000; Age: 30",
        "Name: Bob; Salary: 6000; Age: 40",
    ]
