"""The map of many movements in a browser: marks, folding, side by side, keyboard, people present, and no remount."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from driver import NewReader, Reader
from playwright.sync_api import FrameLocator, Locator, expect
from server import serving

sys.path.insert(0, str(Path(__file__).parents[1]))

from incoming import figure, place
from incoming_flows import imported_flows, movement, stock

N_PLACES, N_PAIRS = 120, 900
DATASET = "many"
PRESENT = 40_000


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with 900 pairs over 120 places, both ways between two of them, ranges, and people present at one."""
    rng = random.Random(7)
    workspace = tmp_path_factory.mktemp("crowded")
    places = [
        place(
            key=n, name=f"Place {n}", name_ar=None, precision="town", lon=rng.uniform(36, 41), lat=rng.uniform(33, 36.5)
        )
        for n in range(1, N_PLACES + 1)
    ]
    pairs = [rng.sample(range(1, N_PLACES + 1), 2) for _ in range(N_PAIRS - 2)]
    rows = [
        [1, 2, figure(9_000, most=30_000)],
        [2, 1, figure(8_000)],
        *([*pair, figure(rng.randint(1, 500))] for pair in pairs),
    ]
    held = [
        movement(id=f"m{n}", title=f"Place {a} to Place {b}", origins=[a], destinations=[b], people=people)
        for n, (a, b, people) in enumerate(rows)
    ]
    there = stock(place_key=1, people=figure(PRESENT, most=60_000), date_start=date(2017, 5, 1))
    imported_flows(workspace, held, [there], places, DATASET)
    with serving(workspace) as address:
        yield address


@pytest.fixture
def many(reader_at: NewReader, crowded: str) -> Reader:
    reader = reader_at(crowded, viewport={"width": 1500, "height": 950})
    reader.open(f"/Displacement?dataset={DATASET}&at=34.8,38.5,7.5")
    expect(arrows(reader.map).first).to_be_attached()
    return reader


def arrows(flows: FrameLocator) -> Locator:
    return flows.locator("g.kharita-flow")


def painted(reader: Reader) -> int:
    return int(reader.map.locator(".leaflet-container").get_attribute("data-painted") or 0)


def test_near_places_are_one_mark_and_small_flows_are_told(many: Reader) -> None:
    flows = many.map
    expect(flows.locator(".kharita-node-many").first).to_be_visible()
    assert 20 < arrows(flows).count() < N_PAIRS
    folded = flows.locator(".kharita-folded")
    expect(folded).to_contain_text(re.compile(r"\d+ smaller flows not drawn"))
    before = arrows(flows).count()
    folded.get_by_role("button", name="Draw smaller flows").click()
    expect(folded.get_by_role("button", name="Only the largest")).to_be_visible()
    assert arrows(flows).count() > before
    folded.locator("summary").click()
    expect(folded).to_contain_text("Within one place, or places drawn as one")


def test_marks_stand_on_their_points_and_figures_keep_off_legend_and_buttons(many: Reader) -> None:
    flows = many.map
    expect(flows.locator(".kharita-flow-figure").first).to_be_visible()
    off = flows.locator(".kharita-node-many").first.evaluate(
        """(node) => { const box = node.getBoundingClientRect(), pane = node.parentElement.getBoundingClientRect();
        const at = L.DomUtil.getPosition(node); return Math.hypot(box.x + box.width / 2 - pane.x - at.x,
        box.y + box.height / 2 - pane.y - at.y); }"""
    )
    assert off < 1
    covered = flows.locator(".leaflet-container").evaluate(
        """(map) => { const boxes = (of) => [...map.querySelectorAll(of)].map((each) => each.getBoundingClientRect());
        const controls = boxes('.leaflet-control').filter(({ width }) => width);
        return boxes('.kharita-flow-button').filter((a) => controls.some((b) => a.left < b.right && b.left < a.right
        && a.top < b.bottom && b.top < a.bottom)).length; }"""
    )
    assert covered == 0


def test_names_are_read_above_arrows(many: Reader) -> None:
    depth = "(node) => Number(getComputedStyle(node).zIndex)"
    labels, flows = (many.map.locator(f".leaflet-kharita-{name}-pane").evaluate(depth) for name in ("labels", "flows"))
    assert labels > flows


def test_the_whole_world_is_seen_and_drawn(many: Reader) -> None:
    """Far outside of the detailed part there is land, and the map goes out to all of it."""
    many.open(f"/Displacement?dataset={DATASET}&at=20,60,1.5")
    land = many.map.locator(".leaflet-kharita-land-pane canvas")
    expect(land).to_be_attached()
    colours = land.evaluate(
        """(canvas) => { const map = canvas.closest('.leaflet-container').getBoundingClientRect();
        const at = canvas.getBoundingClientRect(), scale = canvas.width / at.width, pen = canvas.getContext('2d');
        const lon = (deg) => map.width / 2 + ((deg - 60) / 360) * 256 * 2 ** 1.5; const y = (lat) => {
        const u = (deg) => Math.log(Math.tan(Math.PI / 4 + (deg * Math.PI) / 360)) / (2 * Math.PI);
        return map.height / 2 - (u(lat) - u(20)) * 256 * 2 ** 1.5; };
        return [[90, 60], [55.5, 32], [-30, 40]].map(([x, lat]) => [...pen.getImageData((map.x - at.x + lon(x)) * scale,
        (map.y - at.y + y(lat)) * scale, 1, 1).data].slice(0, 4).join()); }"""
    )
    siberia, iran, atlantic = colours
    assert siberia == iran != atlantic


def test_a_mark_says_what_left_came_and_stayed_and_is_parted_by_zooming_in(many: Reader) -> None:
    flows = many.map
    held = flows.locator('.kharita-node-many[aria-label*="moved within"]').first
    held.focus()
    held.press("Enter")
    popup = flows.locator(".kharita-popup")
    expect(popup).to_contain_text("Drawn together with Place")
    expect(popup).to_contain_text(re.compile(r"left; .* came; .* moved within"))
    before = painted(many)
    popup.get_by_role("button", name="Zoom in").click()
    expect(flows.locator(".leaflet-container")).not_to_have_attribute("data-painted", str(before))


def test_there_and_back_lie_side_by_side_with_the_larger_number_as_a_pale_band(many: Reader) -> None:
    many.open(f"/Displacement?dataset={DATASET}&min_people=7000&at=34.8,38.5,7.5")
    flows = many.map
    expect(arrows(flows)).to_have_count(2)
    there, back = (each.get_attribute("d") or "" for each in flows.locator(".kharita-flow-line").all())
    first, last = (numbers(there)[at] for at in (0, -1))
    assert max(abs(a - b) for a, b in zip(first, numbers(back)[-1], strict=True)) > 3, (
        "the two arrows lie on one another"
    )
    assert max(abs(a - b) for a, b in zip(last, numbers(back)[0], strict=True)) > 3, "the two arrows lie on one another"
    expect(flows.locator(".kharita-flow-most")).to_have_count(1)
    flows.locator(".kharita-legend").evaluate("(box) => { box.open = true; }")
    expect(flows.locator(".kharita-legend")).to_contain_text("the largest number that is said")
    expect(flows.locator(".kharita-legend")).to_contain_text("Width: the minimum that is said, else the best estimate")


def numbers(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def test_flows_and_places_are_reached_by_keyboard_and_tell_the_page(many: Reader) -> None:
    many.open(f"/Displacement?dataset={DATASET}&min_people=7000&at=34.8,38.5,7.5")
    flows = many.map
    flow = flows.locator("button[data-movement]").first
    flow.focus()
    expect(flows.locator(".kharita-flow-tip:visible")).to_contain_text("Place 1 to Place 2")
    flow.press("Enter")
    many.url_has("movement=")
    expect(flows.locator("g.kharita-flow.kharita-selected")).to_have_count(1)
    many.settle()
    node = flows.locator(".kharita-node").first
    node.focus()
    expect(flows.locator(".kharita-flow-tip:visible")).to_contain_text("Place")
    node.press("Enter")
    many.url_has("place_sel=")


def test_people_present_are_circles_of_their_own_and_never_arrows(many: Reader) -> None:
    flows = many.map
    circle = flows.locator("g.kharita-stock")
    expect(circle).to_have_count(1)
    expect(circle.locator("circle")).to_have_count(2)
    circle.focus()
    expect(flows.locator(".kharita-flow-tip:visible")).to_contain_text(
        "at least 40,000, and up to 60,000 · People present"
    )
    expect(flows.locator(".kharita-legend")).to_contain_text("people present")
    flows.locator(".kharita-legend").evaluate("(box) => { box.open = true; }")
    flows.get_by_role("button", name="Hide people present").click()
    expect(circle).to_have_count(0)
    assert "40,000" not in " ".join(flows.locator(".kharita-flow-button").all_inner_texts())


def test_the_map_never_remounts_and_the_last_filter_wins(many: Reader) -> None:
    many.map.locator(".leaflet-container").evaluate("(map) => { map.dataset.own = 'kept'; }")
    for name in ("Place 1", "Place 10"):
        many.pick("filter-origin", name)
    expect(many.summary).to_contain_text("Place 10")
    expect(many.map.locator(".leaflet-container")).to_have_attribute("data-own", "kept")
    said = many.map.locator("button[data-movement]").first
    expect(said).to_have_attribute("aria-label", re.compile("Place (1|10) to"))


def test_a_phone_shows_the_flows_and_what_is_folded(reader_at: NewReader, crowded: str) -> None:
    reader = reader_at(crowded, viewport={"width": 390, "height": 844}, color_scheme="dark")
    reader.open(f"/Displacement?dataset={DATASET}")
    flows = reader.map
    expect(arrows(flows).first).to_be_attached()
    held, frame = flows.locator(".kharita-folded").bounding_box(), reader.page.locator("iframe").first.bounding_box()
    assert held
    assert frame
    assert held["x"] + held["width"] <= frame["x"] + frame["width"]
