"""What the map draws before the page has said so: choices in the page's lists, and steps of the time slider."""

from __future__ import annotations

import re

from driver import Reader
from playwright.sync_api import Page, Request, expect
from test_map_cells import assert_same_map, handle, opened

_SOCKET_HELD = """
() => {
    const send = WebSocket.prototype.send;
    window.__held = [];
    WebSocket.prototype.send = function (...parts) { window.__held.push(() => send.apply(this, parts)); };
    window.__release = () => { WebSocket.prototype.send = send; window.__held.splice(0).forEach((go) => go()); };
}
"""
"""The page's messages to the server are kept back until `__release()`: what happens meanwhile, the map did alone."""


def cells_asked(page: Page) -> list[str]:
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/map/cells" in request.url:
            asked.append(request.url)

    page.on("request", note)
    return asked


def choose_type(reader: Reader, words: str) -> None:
    box = reader.page.locator(".st-key-filter-type").get_by_role("combobox")
    box.click()
    reader.page.get_by_role("option", name=re.compile(rf"^{words} ")).click()


def test_a_type_is_on_the_map_before_the_page_tells_the_server(reader: Reader) -> None:
    opened(reader)
    reader.page.evaluate(_SOCKET_HELD)
    choose_type(reader, "Airstrike")
    expect(reader.markers).to_have_count(2)
    assert "type=" not in reader.page.url
    reader.page.evaluate("window.__release()")
    reader.url_has("type=airstrike")
    expect(reader.summary).to_have_text("Showing 2 of 15 events, airstrike")
    reader.page.keyboard.press("Escape")
    reader.page.locator('.st-key-filter-type button[aria-label^="Remove Airstrike"]').last.click()
    expect(reader.summary).to_contain_text("Showing 15 of 15 events")
    expect(reader.marker("azaz")).to_have_count(1)
    assert_same_map(reader)


def test_the_address_is_right_where_the_page_never_follows(reader: Reader) -> None:
    """A choice that the server never hears of: the map goes back to what the page says."""
    opened(reader)
    before = reader.marker_count()
    reader.page.evaluate(_SOCKET_HELD)
    choose_type(reader, "Airstrike")
    expect(reader.markers).to_have_count(2)
    expect(reader.markers).to_have_count(before)
    expect(reader.page).not_to_have_url(re.compile("type="))


def test_choices_by_keyboard_and_of_two_lists_add_up(reader: Reader) -> None:
    opened(reader)
    box = reader.page.locator(".st-key-filter-type").get_by_role("combobox")
    box.focus()
    reader.page.keyboard.type("Airstr")
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("Enter")
    reader.url_has("type=airstrike")
    expect(reader.markers).to_have_count(2)
    reader.page.keyboard.press("Escape")
    reader.settle()
    reader.pick("filter-grade", "Contested")
    reader.url_has("type=airstrike", "grade=contested")
    expect(reader.marker("abu-kamal")).to_have_count(1)
    expect(reader.markers).to_have_count(1)


def test_the_next_step_of_the_slider_needs_no_answer(reader: Reader) -> None:
    opened(reader)
    asked = cells_asked(reader.page)
    with reader.page.expect_response(lambda answer: "/map/cells" in answer.url and "from=" in answer.url):
        handle(reader, "From").focus()
    expect(reader.map.locator(".kharita-time-words")).to_be_visible()
    first = [url for url in asked if "from=" in url]
    assert first, "nothing was fetched ahead"
    wanted = re.search(r"from=([\d-]+)", first[0])
    assert wanted is not None
    handle(reader, "From").press("PageUp")
    reader.url_has(f"from={wanted.group(1)}")
    reader.settle()
    assert len([url for url in asked if f"from={wanted.group(1)}" in url]) == 1
