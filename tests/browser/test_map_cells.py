"""The map's own filters and cells in a browser: legend, time slider, address, selection; nothing is ever remounted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from driver import MAP_FRAME, NewReader, Reader
from playwright.sync_api import Locator, expect
from server import ROOT, serving

MANY = 900
ALL = re.compile("Showing 15 of 15 events")


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app with the shipped records and hundreds of places more, each with one event."""
    folder = tmp_path_factory.mktemp("crowded")
    held = {name: json.loads((ROOT / "data" / name).read_text("utf-8")) for name in _FILES}
    town = next(f for f in held["places.geojson"]["features"] if f["id"] == "abu-kamal")
    event = next(e for e in held["events.json"]["events"] if e["id"].startswith("abu-kamal-airstrike"))
    for number in range(MANY):
        lon, lat = 36.5 + number % 30 * 0.15, 33.4 + number // 30 * 0.1
        feature = json.loads(json.dumps(town))
        feature["id"] = feature["properties"]["id"] = f"grid-{number}"
        feature["properties"] |= {"name": f"Grid {number}", "lon": lon, "lat": lat}
        feature["geometry"]["coordinates"] = [lon, lat]
        held["places.geojson"]["features"].append(feature)
        held["events.json"]["events"].append(_copy(event, number))
    for name, value in held.items():
        (folder / name).write_text(json.dumps(value), "utf-8")
    with serving(tmp_path_factory.mktemp("crowded-workspace"), folder) as address:
        yield address


_FILES = ("places.geojson", "events.json", "movements.json")


def _copy(event: dict, number: int) -> dict:  # type: ignore[type-arg]
    held = json.loads(json.dumps(event))
    held |= {"id": f"grid-event-{number}", "title": f"Grid event {number}", "type": ("airstrike", "siege")[number % 2]}
    held["places"][0]["place_id"] = f"grid-{number}"
    for place, claim in enumerate(held["claims"]):
        claim["id"] = f"grid-{number}-{place}"
        claim["responds_to"] = None
    return held


def opened(reader: Reader, path: str = "/") -> Reader:
    """The map page, and a mark on the map's window that only lasts while it is not remounted."""
    reader.open(path)
    expect(reader.map.locator(".leaflet-container[data-painted]")).to_be_attached()
    expect(reader.map.locator(".kharita-toggle").first).to_be_attached()
    reader.page.locator(MAP_FRAME).evaluate("node => { node.contentWindow.__same_map = true }")
    return reader


def assert_same_map(reader: Reader) -> None:
    held = reader.page.locator(MAP_FRAME).evaluate("node => node.contentWindow.__same_map")
    assert held is True, "the map was built anew"


def toggle(reader: Reader, slug: str) -> Locator:
    return reader.map.locator(f'.kharita-toggle[data-type="{slug}"]')


def legend(reader: Reader, *, shown: bool = True) -> None:
    """Opens or closes the legend, which covers a part of a narrow map."""
    reader.map.locator(".kharita-legend").evaluate("(box, shown) => { box.open = shown }", shown)


def handle(reader: Reader, name: str) -> Locator:
    return reader.map.get_by_role("slider", name=f"{name} day")


def test_a_legend_row_changes_the_map_then_widgets_sentence_and_address(reader: Reader) -> None:
    opened(reader)
    legend(reader)
    expect(toggle(reader, "airstrike")).to_have_attribute("aria-pressed", "true")
    toggle(reader, "airstrike").click()
    expect(toggle(reader, "airstrike")).to_have_attribute("aria-pressed", "false")
    expect(reader.marker("abu-kamal")).to_have_count(0)
    expect(reader.summary).to_contain_text("Showing 13 of 15 events")
    expect(reader.page).not_to_have_url(re.compile("type=airstrike"))
    reader.url_has("type=execution")
    expect(reader.tags("filter-type")).not_to_contain_text("Airstrike")
    toggle(reader, "airstrike").click()
    expect(reader.marker("abu-kamal")).to_have_count(1)
    expect(reader.summary).to_contain_text(ALL)
    expect(reader.page).not_to_have_url(re.compile("type="))
    assert_same_map(reader)


def test_the_legend_works_by_keyboard_and_shows_only_one_type(reader: Reader) -> None:
    opened(reader)
    legend(reader)
    only = reader.map.get_by_role("button", name="Show only Airstrike")
    only.focus()
    reader.page.keyboard.press("Enter")
    expect(reader.markers).to_have_count(2)
    expect(reader.summary).to_have_text("Showing 2 of 15 events, airstrike")
    expect(reader.tags("filter-type")).to_contain_text("Airstrike")
    toggle(reader, "labour_action").focus()
    reader.page.keyboard.press("Space")
    expect(reader.markers).to_have_count(3)
    reader.url_has("type=airstrike", "type=labour_action")
    reader.map.get_by_role("button", name="Show all types").click()
    expect(reader.summary).to_contain_text(ALL)
    assert_same_map(reader)


def test_back_undoes_a_choice_in_the_map(reader: Reader) -> None:
    opened(reader)
    legend(reader)
    reader.map.get_by_role("button", name="Show only Airstrike").click()
    expect(reader.summary).to_have_text("Showing 2 of 15 events, airstrike")
    reader.settle()
    reader.page.go_back()
    expect(reader.summary).to_contain_text(ALL)
    expect(toggle(reader, "execution")).to_have_attribute("aria-pressed", "true")
    expect(reader.marker("azaz")).to_have_count(1)
    assert_same_map(reader)


def test_a_widget_changes_the_legend_too(reader: Reader) -> None:
    opened(reader)
    legend(reader)
    reader.pick("filter-type", "Airstrike")
    expect(toggle(reader, "airstrike")).to_have_attribute("aria-pressed", "true")
    expect(toggle(reader, "execution")).to_have_attribute("aria-pressed", "false")


def test_the_days_are_chosen_by_keyboard_and_reach_the_page(reader: Reader) -> None:
    opened(reader)
    handle(reader, "From").focus()
    reader.page.keyboard.press("End")
    reader.page.keyboard.press("ArrowLeft")
    expect(reader.page).to_have_url(re.compile(r"from=2017-05-\d\d"))
    chosen = re.search(r"from=([\d-]+)", reader.page.url)
    assert chosen
    expect(reader.page.locator(".st-key-filter-dates")).to_contain_text(chosen[1].split("-")[0])
    expect(reader.summary).not_to_contain_text(ALL)
    reader.map.get_by_role("button", name="All days").click()
    expect(reader.page).not_to_have_url(re.compile("from="))
    expect(reader.summary).to_contain_text(ALL)
    assert_same_map(reader)


def test_steps_and_play_move_the_days_and_pause_stops(reader: Reader) -> None:
    opened(reader)
    words = reader.map.locator(".kharita-time-words")
    every_day = words.inner_text()
    reader.map.get_by_role("button", name="Later").click()
    expect(words).not_to_have_text(every_day)
    first = words.inner_text()
    reader.map.get_by_role("button", name="Play").click()
    expect(words).not_to_have_text(first)
    reader.map.get_by_role("button", name="Pause").click()
    expect(reader.map.get_by_role("button", name="Play")).to_be_visible()
    reader.url_has("from=")
    assert_same_map(reader)


def test_a_choice_in_the_map_keeps_the_selection(reader: Reader) -> None:
    opened(reader)
    reader.choose_place("abu-kamal", "Abu Kamal")
    reader.close_popup()
    legend(reader)
    reader.map.get_by_role("button", name="Show only Airstrike").click()
    expect(reader.summary).to_have_text("Showing 2 of 15 events, airstrike")
    expect(reader.details).to_contain_text("up to 60 killed")
    legend(reader, shown=False)
    expect(reader.marker("abu-kamal")).to_have_class(re.compile("kharita-selected"))
    reader.url_has("type=airstrike", "place_sel=abu-kamal")


def test_an_older_rerun_does_not_undo_what_was_chosen_since(reader: Reader) -> None:
    opened(reader)
    legend(reader)
    for slug in ("airstrike", "execution", "labour_action"):
        toggle(reader, slug).click()
    reader.page.locator(".st-key-filter-text input").fill("a")
    reader.page.keyboard.press("Enter")
    for slug in ("airstrike", "execution", "labour_action"):
        expect(toggle(reader, slug)).to_have_attribute("aria-pressed", "false")
    reader.settle()
    reader.url_has("q=a")
    expect(reader.page).not_to_have_url(re.compile("type=(airstrike|execution|labour_action)"))


def test_moving_inside_the_margin_asks_nothing(reader: Reader) -> None:
    opened(reader)
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url) if "/map/cells" in request.url else None)
    box = reader.page.locator(MAP_FRAME).bounding_box()
    assert box
    x, y = box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.8
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    reader.page.mouse.move(x - 25, y - 15, steps=4)
    reader.page.mouse.up()
    expect(reader.page).to_have_url(re.compile("at="))
    assert asked == []


def test_many_places_are_drawn_on_canvas_and_one_can_be_chosen(reader_at: NewReader, crowded: str) -> None:
    reader = opened(reader_at(crowded))
    container = reader.map.locator(".leaflet-container")
    expect(container).to_have_attribute("data-drawn", "canvas")
    expect(reader.markers).to_have_count(0)
    x, y = pixel_of(reader, 38.6, 34.8)
    reader.page.mouse.move(x, y)
    expect(reader.map.locator(".kharita-tip")).to_be_visible()
    expect(reader.map.locator(".kharita-tip")).to_contain_text("1 event")
    reader.page.mouse.click(x, y)
    expect(reader.map.locator(".kharita-popup")).to_contain_text("Grid event")
    expect(reader.details).to_contain_text("1 event here")
    reader.url_has("place_sel=grid-")
    assert_same_map(reader)


def test_zooming_in_turns_discs_into_buttons(reader_at: NewReader, crowded: str) -> None:
    reader = opened(reader_at(crowded), "/?at=34.8,38.6,10")
    expect(reader.map.locator(".leaflet-container")).to_have_attribute("data-drawn", "buttons")
    expect(reader.marker("grid-434")).to_have_attribute("aria-label", re.compile(r"^Grid 434: 1 event, "))


def pixel_of(reader: Reader, lon: float, lat: float) -> tuple[float, float]:
    """Where a point of the map is on the page, by the markers' own projection."""
    found = reader.page.locator(MAP_FRAME).evaluate(
        """(frame, [lon, lat]) => {
            const view = frame.contentWindow;
            const map = Object.values(view).find((each) => view.L && each instanceof view.L.Map);
            const at = map.latLngToContainerPoint([lat, lon]);
            const box = frame.getBoundingClientRect();
            return [box.x + at.x, box.y + at.y];
        }""",
        [lon, lat],
    )
    return found[0], found[1]
