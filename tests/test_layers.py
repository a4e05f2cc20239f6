"""What folium is given: a constant map, messages that hold nothing live, links to our own files only."""

from __future__ import annotations

import json
import re
from datetime import date
from urllib.parse import unquote

import pytest
from streamlit_folium import _get_feature_group_string, _get_map_string, generate_js_hash

from geo import layers
from geo.filter import Filter, View
from geo.layers import MapOptions

OPTIONS = MapOptions(bounds=(35.7, 32.3, 42.4, 37.3), country="SY")
HOSTILE = "</script><script>alert(1)</script>{{ 7*7 }}`${x}`\\\"'\u2028\u202e"


def message(group: layers.MapMessage) -> dict[str, object]:
    held: dict[str, object] = json.loads(unquote(group.message))
    return held


def test_the_script_is_the_same_every_time() -> None:
    scripts = [_get_map_string(layers.build_map(OPTIONS)) for _ in range(2)]
    assert scripts[0] == scripts[1]
    assert "Kharita.start(map_div" in scripts[0]


def test_the_two_maps_are_told_apart() -> None:
    one, two = (_get_map_string(build(OPTIONS)) for build in (layers.build_map, layers.build_flow_map))
    assert generate_js_hash(one, "map") != generate_js_hash(two, "map")


def test_only_our_own_files_are_linked() -> None:
    chart = layers.build_map(OPTIONS)
    html = chart.get_root().render()
    links = re.findall(r'(?:src|href)="([^"]*)"', html)
    assert links
    assert all(link.startswith("../../assets/") for link in links)
    assert "http" not in "".join(links)
    assert "jquery" not in html.lower()


def test_a_message_carries_filter_selection_and_theme() -> None:
    chosen = Filter(types=("airstrike",), date_from=date(2017, 5, 14))
    told = message(layers.query_group(chosen, View(place_sel="azaz", at=(33.5, 36.3, 9)), "dark"))
    assert told["query"] == chosen.to_query()
    assert (told["select"], told["theme"], told["at"], told["tiles"]) == ("azaz", "dark", [33.5, 36.3, 9], None)


def test_tiles_come_only_from_the_list() -> None:
    osm = message(layers.query_group(Filter(), View(tiles="osm"), "light"))["tiles"]
    assert isinstance(osm, dict)
    assert osm["url"].startswith("https://tile.openstreetmap.org/")
    assert message(layers.query_group(Filter(), View(tiles="https://evil/{x}"), "light"))["tiles"] is None


@pytest.mark.parametrize("build", [layers.query_group, layers.flow_group])
def test_hostile_text_is_only_ever_percent_encoded(build: object) -> None:
    group = layers.query_group(Filter(text=HOSTILE), View(place_sel=HOSTILE, movement=HOSTILE), "light")
    chart = layers.build_map(OPTIONS)
    text = _get_feature_group_string(group, map=chart)
    found = re.search(r'Kharita\.applyText\("([A-Za-z0-9_.~%-]*)"\);', text)
    assert found is not None
    assert json.loads(unquote(found.group(1)))["select"] == HOSTILE
    assert "49" not in chart.get_root().render().split("applyText")[-1][:9]


def told_in_map(**parts: object) -> dict[str, object]:
    return {"last_active_drawing": {"properties": {"filter": {"type": [], "from": None, "to": None, "seq": 1} | parts}}}


def test_a_choice_in_the_map_is_read() -> None:
    told = told_in_map(type=["siege", "airstrike"], to="2017-05-16", seq=7)
    assert layers.chosen_in_map(told) == (("airstrike", "siege"), None, date(2017, 5, 16), 7)
    assert layers.chosen_in_map(told_in_map()) == ((), None, None, 1)


@pytest.mark.parametrize(
    "parts",
    [
        {"type": ["nonsense"]}, {"type": "siege"}, {"type": [3]}, {"from": "yesterday"}, {"from": 3}, {"seq": "1"},
        {"seq": True}, {"seq": -1}, {"from": "2017-05-16", "to": "2017-05-01"}, {"type": [HOSTILE]},
    ],
)  # fmt: skip
def test_a_choice_that_makes_no_sense_is_none(parts: dict[str, object]) -> None:
    assert layers.chosen_in_map(told_in_map(**parts)) is None


@pytest.mark.parametrize("value", [None, {}, [], "x", {"last_active_drawing": 3}, {"last_active_drawing": {}}])
def test_no_choice_is_none(value: object) -> None:
    assert layers.chosen_in_map(value) is None


def test_a_message_says_what_the_page_has_seen_and_where_the_selection_stands() -> None:
    spot = layers.Spot(36.123456789, 33.5, area=False)
    told = message(layers.query_group(Filter(), View(place_sel="azaz"), "light", layers.Seen(3, 5), spot=spot))
    assert told["seen"] == [3, 5]
    assert told["spot"] == [36.1234568, 33.5, False]


def test_a_click_is_read() -> None:
    drawing = {"last_active_drawing": {"properties": {"movement_id": "m", "seq": 4}}}
    assert layers.clicked(drawing, "movement_id") == ("m", 4)
    for nothing in (None, {}, {"last_active_drawing": None}, {"last_active_drawing": {"properties": {"place_id": 3}}}):
        assert layers.clicked(nothing, "place_id") is None


def test_a_place_that_was_clicked_by_its_number_is_read() -> None:
    told = {"spot": 7, "rev": "a1", "seq": 4}
    assert layers.clicked_number({"last_active_drawing": {"properties": told}}) == (7, "a1", 4)
    for wrong in ({"spot": "7"}, {"spot": -1}, {"spot": 2**32}, {"spot": True}, {"rev": None}, {"seq": "4"}):
        assert layers.clicked_number({"last_active_drawing": {"properties": told | wrong}}) is None
    assert layers.clicked_number(None) is None
