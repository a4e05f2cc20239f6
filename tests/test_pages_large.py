"""The pages with more events than a page of the table or a printed file holds."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from incoming import event, imported
from test_pages import alerts as alerts_of
from test_pages import run, texts, workspace_in_use

from geo.errors import BadInput
from geo.export import EXPORTS, Options
from geo.filter import Filter
from geo.intake import prepare
from geo.paths import DATA_DIR
from geo.payload_flow_map import pair_of
from geo.payload_flows import flows_payload
from geo.store import current, open_store, protocol
from geo.ui import briefing, briefing_again
from geo.ui.table import ROWS

__all__ = ["workspace_in_use"]
N = 450
OPTIONS = Options(produced_on=date(2017, 5, 17))


@pytest.fixture
def many(workspace_in_use: Path) -> Path:
    first = date(2012, 1, 2)
    days = [first + timedelta(days=n) for n in range(N)]
    imported(
        workspace_in_use, [event(id=f"e{n}", date_start=d, date_end=d, title=f"Event {n}") for n, d in enumerate(days)]
    )
    return workspace_in_use


def test_the_table_turns_its_pages_by_buttons(many: Path) -> None:
    test = run(dataset="a-data-set")
    assert f"Events 1 to {ROWS} of 450, newest first" in texts(test)
    assert test.button(key="events-newer").disabled
    assert "Event 449" in test.dataframe[0].value["Event"].tolist()
    for _ in range((N - 1) // ROWS):
        test.button(key="events-older").click().run()
    assert "Events 401 to 450 of 450" in texts(test)
    assert test.button(key="events-older").disabled
    rows = test.dataframe[0].value["Event"].tolist()
    assert (len(rows), rows[-1]) == (50, "Event 0")
    test.multiselect(key="filter-type").set_value(["shelling"]).run()
    assert f"Events 1 to {ROWS} of 450" in texts(test), "another filter begins at its first page"


def test_a_selected_event_of_another_page_stays_open(many: Path) -> None:
    said = texts(run(dataset="a-data-set", event="a-data-set:e3"))
    assert "Event 3" in said
    assert "does not pass the filter" not in said


def test_a_long_span_is_drawn_by_week(many: Path) -> None:
    assert "By week" in texts(run(dataset="a-data-set"))


def test_the_data_set_is_offered_by_its_title(many: Path) -> None:
    options = run().multiselect(key="filter-dataset").options
    assert [option for option in options if option.startswith("A data set (450)")]


def test_the_briefing_page_says_what_is_too_many(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (briefing, briefing_again, protocol):
        monkeypatch.setattr(module, "WHOLE_EVENTS", 100)
    test = run("pages/2_Briefing.py")
    assert "465 events are too many" in alerts_of(test)
    buttons = {each.label: each.proto.disabled for each in test.get("download_button")}
    assert buttons == {export.label: export.whole for export in EXPORTS.values()}


def test_files_that_hold_all_at_once_refuse_and_the_others_hold_all(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "WHOLE_EVENTS", 100)
    store = open_store(DATA_DIR, many)
    for export in EXPORTS.values():
        if export.whole:
            with pytest.raises(BadInput, match="number of events"):
                export.make(store, Filter(), OPTIONS)
    assert EXPORTS["csv"].make(store, Filter(), OPTIONS).count(b"\r\n") == 466
    assert EXPORTS["geojson"].make(store, Filter(), OPTIONS).count(b'"type":"Feature",') == 465
    store.close()


def test_many_movements_come_as_pairs_pages_and_sums(workspace_in_use: Path, tmp_path: Path) -> None:
    rows = [f"{origin},{end},{n}" for n, (origin, end) in enumerate(MOVED * 60, 1)]
    path = tmp_path / "moved.csv"
    path.write_text("origin,destination,people\n" + "\n".join(rows) + "\n", "utf-8")
    with prepare(path, path.name, workspace=workspace_in_use) as prepared:
        dataset = prepared.apply().id
    test = run("pages/1_Displacement.py", dataset=dataset)
    said = texts(test)
    assert f"Showing {len(rows)} of {len(rows) + 2} movements" in said
    assert f"Movements 1 to 100 of {len(rows):,}" in said
    sums = {pair: sum(n for n, each in enumerate(MOVED * 60, 1) if each == pair) for pair in MOVED}
    came = test.dataframe[-1].value.set_index("Place")["People"].to_dict()
    for end in ("Hamouriya", "Idlib"):
        assert came[end] == f"{sum(n for pair, n in sums.items() if pair[1] == end):,}"
    told = flows_payload(current(), Filter(datasets=(dataset,)))
    assert {flow["people"] for flow in told["flows"]} == set(sums.values())
    assert told["account"]["drawn"]["n"] == len(MOVED)
    assert told["account"]["smaller"]["n"] == told["account"]["unplaced"]["n"] == 0
    assert all(pair_of(flow["id"]) for flow in told["flows"])


MOVED = [("Darayya", "Idlib"), ("Moadamiya", "Idlib"), ("Darayya", "Hamouriya")]
