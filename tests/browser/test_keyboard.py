"""Everything on the page is reached and used by keyboard alone, and seen where the keyboard is."""

from __future__ import annotations

from pathlib import Path

from browsing import EXAMPLES, Site
from playwright.sync_api import Page, expect

FOCUSED = """() => {
  const node = document.activeElement;
  const box = node.closest('#ask') || node;
  const style = getComputedStyle(box);
  return {
    name: node.getAttribute('aria-label') || node.closest('label')?.innerText.trim() || node.innerText.trim(),
    seen: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
  };
}"""


def test_tab_reaches_everything_and_shows_where_it_is(chat: Page) -> None:
    chat.locator("#ask .submit-button").focus()
    reached = {}
    for key in (*["Tab"] * 40, *["ArrowRight"] * 3):  # tabs are one stop, with arrow keys among them
        if key == "ArrowRight" and "Documents" not in reached:
            chat.get_by_role("tab", name="Chat").focus()
        chat.keyboard.press(key)
        found = chat.evaluate(FOCUSED)
        reached[found["name"]] = found["seen"]
    wanted = [
        "Skip to the question",
        "New conversation",
        "Export",
        "Theme",
        "Chat",
        "Documents",
        "Evaluation",
        "Question",
        "Ask",
    ]
    assert {name: reached.get(name) for name in (*wanted, "THE ANKA DRONE")} == dict.fromkeys(
        (*wanted, "THE ANKA DRONE"), True
    )
    assert any(name.startswith("Select example 1") for name in reached)


def test_the_chat_is_used_by_keyboard_alone(chat: Page, site: Site) -> None:
    chat.get_by_role("button", name="Select example 1").focus()
    chat.keyboard.press("Enter")
    expect(chat.locator("#chatbot .foot")).to_be_visible(timeout=30_000)
    expect(chat.get_by_role("log")).to_contain_text(EXAMPLES[0])  # read out as it comes
    site.assistant.pace = 1.5
    chat.locator("#ask textarea").focus()
    chat.keyboard.type(EXAMPLES[2])
    chat.keyboard.press("Enter")
    stop = chat.get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    stop.focus()
    chat.keyboard.press("Enter")
    expect(chat.locator("#chatbot .thought-group").last).to_contain_text("Stopped")
    expect(chat.locator("#ask textarea")).to_be_focused()


def test_a_document_is_deleted_by_keyboard_and_the_focus_stays_near(chat: Page, site: Site, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("kiln.txt", "loom.txt")]
    for file in files:
        file.write_text(f"The {file.stem} is by the river.\n", "utf-8")
    site.assistant.add_files(files)
    chat.get_by_role("tab", name="Documents").press("Enter")
    delete = chat.locator(".document-delete")
    expect(delete).to_have_count(2)
    for rest in (1, 0):
        delete.first.focus()
        chat.keyboard.press("Enter")
        expect(delete.first).to_have_text("Really delete?")
        chat.keyboard.press("Enter")
        expect(delete).to_have_count(rest, timeout=15_000)
        expect(delete.first if rest else chat.locator("#upload button")).to_be_focused()


def test_the_keyboard_skips_the_documents_and_moves_among_tabs_with_arrows(chat: Page) -> None:
    skip = chat.get_by_role("link", name="Skip to the question")
    chat.get_by_role("tab", name="Documents").click()
    skip.focus()
    expect(skip).to_be_in_viewport()
    chat.keyboard.press("Enter")
    expect(chat.locator("#ask textarea")).to_be_focused()
    chat.get_by_role("tab", name="Chat").focus()
    for key, name in (("ArrowLeft", "Evaluation"), ("Home", "Chat"), ("ArrowRight", "Documents")):
        chat.keyboard.press(key)
        expect(chat.get_by_role("tab", name=name, selected=True)).to_be_focused()
        expect(chat.get_by_role("tabpanel", name=name)).to_be_visible()
        expect(chat.locator('#tabs [role="tab"][tabindex="0"]')).to_have_count(1)
    toggle = chat.get_by_role("button", name="Documents and settings")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    chat.keyboard.press("Tab")
    expect(chat.locator(".sidebar :focus")).to_have_count(0)


def test_a_screen_reader_can_tell_a_question_from_its_answer_and_each_runs_in_its_direction(chat: Page) -> None:
    chat.locator("#ask textarea").fill("מה הקנס על איחור?")
    chat.keyboard.press("Enter")
    asked = chat.get_by_role("group", name="Your question")
    expect(asked).to_contain_text("?")
    first, last = asked.locator(".question").evaluate(
        """node => [0, node.textContent.length - 1].map(at => {
            const one = document.createRange();
            one.setStart(node.firstChild, at);
            one.setEnd(node.firstChild, at + 1);
            return one.getBoundingClientRect().x;
        })"""
    )
    assert last < first
    expect(chat.get_by_role("group", name="Answer")).to_have_count(1, timeout=30_000)
    expect(chat.get_by_role("group", name="Search")).to_have_count(1)
