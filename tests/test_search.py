"""The search box and the section of gazetteers, as scripts: found in two scripts, the map moved, files in and out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.filter import MAX_ZOOM, parse
from geo.gazetteer import Entry
from geo.ui.search import RESULTS, zoom_of
from geo.vocab import PLACE_PRECISIONS

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("app.py", "pages/1_Displacement.py", "pages/2_Briefing.py", "pages/3_Data.py", "pages/4_Method.py")


pytestmark = pytest.mark.usefixtures("fresh_workspace")


def run(page: str = "app.py") -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if page != "app.py":
        test.switch_page(page)
    return checked(test.run())


def checked(test: AppTest) -> AppTest:
    assert not test.exception, [each.message for each in test.exception]
    return test


def searched(test: AppTest, text: str) -> AppTest:
    return checked(test.text_input(key="search-text").input(text).run())


def results(test: AppTest) -> list[str]:
    held = [button for button in test.button if str(button.key).startswith("search-result-")]
    return [button.label.replace("\\", "") for button in held]


def chosen(test: AppTest, start: str) -> AppTest:
    label = next(label for label in results(test) if label.startswith(f"**{start}**"))
    return checked(test.button(key=f"search-result-{results(test).index(label)}").click().run())


def captions(test: AppTest) -> str:
    return "\n".join(str(each.value) for each in test.caption).replace("\\", "")


def query(test: AppTest, key: str) -> list[str]:
    held = test.query_params[key]
    return [held] if isinstance(held, str) else [*held]


def at(test: AppTest) -> tuple[float, float, float]:
    found = parse({"at": query(test, "at")}).view.at
    assert found is not None
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_the_box_and_it_finds_both_scripts(page: str) -> None:
    test = searched(run(page), "ادلب")
    assert any(label.startswith("**Idlib** إدلب · a city, Idleb") for label in results(test))
    chosen(test, "Idlib")
    lat, lon, zoom = at(test)
    assert (round(lat, 3), round(lon, 3), zoom) == (35.929, 36.635, 12)
    assert "The map is there." in captions(test)


def test_a_page_that_nobody_searches_on_loads_no_gazetteer() -> None:
    code = "import sys, geo.ui.frame, geo.ui.map; assert not [m for m in sys.modules if m.startswith('geo.gazetteer')]"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True)


def test_nothing_is_listed_before_something_is_typed() -> None:
    test = run()
    assert results(test) == []
    assert "at" not in test.query_params


def test_at_most_twelve_and_the_beginning_of_a_name_is_enough() -> None:
    test = searched(run(), "a")
    assert len(results(test)) == RESULTS
    assert results(searched(test, "hamour"))[0].startswith("**Hamouriya** حمورية")
    assert results(searched(test, "الغوطة"))[0].startswith("**East Ghouta**")
    searched(test, "xqzv")
    assert results(test) == []
    assert "No place is called xqzv" in captions(test)


def test_a_place_with_events_can_become_the_filter() -> None:
    test = chosen(searched(run(), "Kaboun"), "Qaboun")
    assert "Show only its 3 events" in [button.label for button in test.button]
    checked(test.button(key="search-filter").click().run())
    assert test.multiselect(key="filter-place").value == ["qaboun"]
    assert query(test, "place") == ["qaboun"]
    assert "at" in test.query_params


def test_places_of_one_name_are_listed_with_how_far_apart_they_are() -> None:
    test = searched(run(), "صلخد")
    assert "2 places are called" not in captions(test)
    test = searched(test, "Salakhed")
    assert "2 places are called Salakhed: choose the one that is meant." in captions(test)
    assert results(test)[0].endswith("44.1 km from the next")


def test_a_place_without_a_point_moves_nothing() -> None:
    test = chosen(searched(run(), "برزة"), "Barzeh, Homs Governorate")
    assert "at" not in test.query_params
    assert "No source gives its point" in captions(test)


def test_to_choose_a_place_again_is_a_new_view() -> None:
    test = chosen(searched(run(), "Azaz"), "Azaz")
    first = at(test)
    chosen(searched(searched(test, ""), "Azaz"), "Azaz")
    again = at(test)
    assert first != again
    assert abs(first[0] - again[0]) < 0.001


def test_the_search_keeps_the_filter() -> None:
    test = run()
    checked(test.multiselect(key="filter-type").set_value(["airstrike"]).run())
    chosen(searched(test, "Azaz"), "Azaz")
    assert query(test, "type") == ["airstrike"]
    assert test.multiselect(key="filter-type").value == ["airstrike"]


def test_hostile_text_is_text() -> None:
    test = searched(run(), "![x](http://x.example/p.png)<b>")
    assert "No place is called" in captions(test)
    assert not [each for each in test.caption if "![" in each.value]


def test_zooms_are_those_of_the_map() -> None:
    for kind in PLACE_PRECISIONS:
        assert 0 <= zoom_of(Entry("x", "X", kind, "s")) <= MAX_ZOOM
    wide = Entry("x", "X", "governorate", "s", box=(-180.0, -80.0, 180.0, 80.0))
    narrow = Entry("x", "X", "governorate", "s", box=(36.0, 33.0, 36.0, 33.0))
    assert zoom_of(wide) < zoom_of(Entry("x", "X", "governorate", "s", box=(36.0, 33.0, 38.0, 34.0))) < zoom_of(narrow)


def test_a_gazetteer_comes_in_is_found_and_goes() -> None:
    test = run("pages/3_Data.py")
    text = "name,name_ar,lat,lon\nTestville <b>,تستفيل,35.5,38.5\n,,35,38\n"
    test.file_uploader(key="gazetteer-file").upload("mine.csv", text.encode())
    checked(test.run())
    said = "\n".join(str(each.value) for each in test.markdown).replace("\\", "")
    assert "2 rows = 1 loaded + 1 rejected" in said
    assert "row 3: name: got nothing" in said
    checked(test.text_input(key="gazetteer-licence").input("CC0").run())
    checked(test.button(key="gazetteer-add").click().run())
    assert "licence: CC0" in captions(test)
    searched(test, "تستفيل")
    assert results(test)[0].startswith("**Testville <b>** تستفيل")
    checked(test.button(key="gazetteer-remove-0").click().run())
    assert "licence: CC0" not in captions(test)
    assert not [label for label in results(searched(test, "تستفيل")) if "Testville" in label]
    assert "Spelt in another way, perhaps" in captions(test)


def test_a_file_that_holds_no_places_is_refused_with_words() -> None:
    test = run("pages/3_Data.py")
    test.file_uploader(key="gazetteer-file").upload("mine.csv", b"a,b\n1,2\n")
    checked(test.run())
    assert "a column with names of places" in test.error[0].value.replace("\\", "")
