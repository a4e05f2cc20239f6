"""The data page as a script: from a dropped file to events on the map, and what can be done with a data set."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parent.parent
HEADER = ["id", "date", "title", "place", "lat", "lon", "killed_min", "killed", "killed_max", "notes"]
ROWS = [
    ["1", "2017-05-14", "Shelling of a market", "Azaz", "36.58487", "37.04316", "1", "2", "3", ""],
    ["2", "2017-05-15", "Figures that contradict", "Azaz", "36.58487", "37.04316", "9", "2", "3", ""],
    ["3", "2017-05-15", "<b>![x](http://x.example/p.png)</b>", "Azaz", "36.58487", "37.04316", "", "", "", "=1+1"],
]


pytestmark = pytest.mark.usefixtures("fresh_workspace")


def page() -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    return checked(test.switch_page("pages/3_Data.py").run())


def checked(test: AppTest) -> AppTest:
    assert not test.exception, [each.message for each in test.exception]
    return test


def texts(test: AppTest) -> str:
    said = [*test.markdown, *test.caption, *test.warning, *test.error, *test.info, *test.success]
    return "\n".join(str(each.value) for each in said).replace("\\", "")


def as_csv(rows: list[list[str]], header: list[str] = HEADER) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows([header, *rows])
    return file.getvalue().encode()


def brought(content: bytes, name: str = "events.csv") -> AppTest:
    test = page()
    test.file_uploader(key="import-files").upload(name, content)
    return checked(test.run())


def read(test: AppTest) -> AppTest:
    """The page once the file was read; each run of a page waits a second for it."""
    checked(test.button(key="import-read-0").click().run())
    for _ in range(60):
        if any(button.key in ("import-apply-0", "import-back-0") for button in test.button):
            return test
        checked(test.run())
    raise AssertionError("the import did not end")


def on_the_map(content: bytes) -> AppTest:
    return checked(read(brought(content)).button(key="import-apply-0").click().run())


def test_a_file_goes_from_the_drop_to_the_map() -> None:
    test = brought(as_csv(ROWS))
    assert "Table with columns of its own" in texts(test)
    assert "Nothing was brought in yet" in texts(test)
    read(test)
    assert "3 rows in the file = 2 loaded + 1 rejected + 0 duplicates" in texts(test)
    assert "Nothing was brought in yet" in texts(test), "it is not on the map before someone says so"
    checked(test.button(key="import-apply-0").click().run())
    assert "events: 2 events are on the map." in texts(test)
    checked(test.switch_page("app.py").run())
    assert "Showing 17 of 17 events" in texts(test)


def test_a_column_can_mean_something_else() -> None:
    test = brought(as_csv(ROWS[:1], [*HEADER[:2], "was war", *HEADER[3:]]))
    checked(test.selectbox(key="import-map-title-0").set_value("was war").run())
    read(test)
    checked(test.button(key="import-apply-0").click().run())
    again = brought(as_csv(ROWS[:1], [*HEADER[:2], "was war", *HEADER[3:]]), "other.csv")
    assert again.selectbox(key="import-map-title-0").value == "was war"
    assert "as you corrected them" in texts(again)


def test_what_is_no_table_is_refused_in_words() -> None:
    test = brought(b"\x89PNG\r\n\x1a\n" + bytes(100), "picture.csv")
    assert len(test.error) == 1
    assert "picture.csv" in texts(test)
    assert not [button for button in test.button if button.key == "import-read-0"]


def test_what_the_whole_file_lacks_and_what_rejects_become_is_told() -> None:
    test = read(brought(as_csv([[*ROWS[0], "x"]], [*HEADER, "colour"])))
    assert "colour: 1 of 11 columns" in texts(test)
    again = brought(as_csv([["2", "A number of people below 0.", *ROWS[0]]], ["row", "reason", *HEADER]), "mended.csv")
    assert "They become a data set of their own beside it" in texts(again)


def test_discarding_leaves_nothing() -> None:
    test = read(brought(as_csv(ROWS)))
    checked(test.button(key="import-discard-0").click().run())
    assert "Nothing was brought in yet" in texts(test)


def test_a_newer_file_says_what_changes_before_it_does() -> None:
    on_the_map(as_csv(ROWS[:1]))
    newer = [[*ROWS[0][:2], "Shelling of a bridge", *ROWS[0][3:]], ["7", *ROWS[0][1:]]]
    test = read(brought(as_csv(newer)))
    assert "1 new, 1 changed, 0 unchanged, 0 gone" in texts(test)
    assert "Changed: Shelling of a bridge" in texts(test)
    checked(test.switch_page("app.py").run())
    assert "Showing 16 of 16 events" in texts(test)


def test_a_data_set_is_hidden_shown_renamed_and_removed() -> None:
    test = on_the_map(as_csv(ROWS[:1]))
    checked(test.button(key="dataset-hide-1").click().run())
    assert "hidden" in texts(test)
    checked(test.button(key="dataset-show-1").click().run())
    test.text_input(key="dataset-title-1").input("Strikes *of* May")
    checked(test.button(key="dataset-rename-1").click().run())
    assert "Strikes *of* May" in texts(test)
    checked(test.button(key="dataset-remove-1").click().run())
    assert "Nothing was brought in yet" in texts(test)


def test_hidden_events_are_in_no_answer() -> None:
    test = on_the_map(as_csv(ROWS[:1]))
    checked(test.button(key="dataset-hide-1").click().run())
    checked(test.switch_page("app.py").run())
    assert "Showing 15 of 15 events" in texts(test)


def test_one_data_set_alone_is_a_filter() -> None:
    test = on_the_map(as_csv(ROWS[:1]))
    checked(test.button(key="dataset-only-1").click().run())
    assert "events" in test.query_params["dataset"]
    checked(test.switch_page("app.py").run())
    assert "Showing 1 of 16 events" in texts(test)


FLOWS = "origin,destination,people\nQaboon,Hamouriya,10\nAbu Kamal,برزة,4\nNowhere,Azaz,5\n".encode()


def test_names_of_places_are_decided_on_the_page_and_remembered() -> None:
    test = read(brought(FLOWS, "flows.csv"))
    labels = [box.label for box in test.selectbox if (box.key or "").startswith("import-place-")]
    assert len(labels) == 3
    assert "برزة" in labels[0]
    assert "not known; these are only spelt alike" in labels[1]
    assert "\u2068برزة\u2069" in labels[0], "an Arabic name does not turn the words behind it round"
    assert all(test.selectbox(key=f"import-place-0-{at}").value is None for at in range(3)), "nothing is preselected"
    test.selectbox(key="import-place-0-0").set_value("barzeh-homs")
    test.selectbox(key="import-place-0-1").set_value("qaboun")
    test.selectbox(key="import-place-0-2").set_value("no such place at all")
    again = next(button for button in test.button if button.label == "Read again with these places")
    checked(again.click().run())
    for _ in range(60):
        if any(button.key == "import-apply-0" for button in test.button):
            break
        checked(test.run())
    left = [box.label for box in test.selectbox if (box.key or "").startswith("import-place-")]
    assert len(left) == 1
    assert "Nowhere" in left[0]
    checked(test.button(key="import-apply-0").click().run())
    later = read(brought(FLOWS, "later.csv"))
    assert len([box for box in later.selectbox if (box.key or "").startswith("import-place-")]) == 1
