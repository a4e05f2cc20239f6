"""The readers of our own files: one bad record never loses a good one, and none is lost in silence."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.paths import DATA_DIR as DATA
from geo.read import Loaded, native, read_events, read_movements, read_places
from geo.read.loaded import Loaded as LoadedType

EVENTS = json.loads((DATA / "events.json").read_text("utf-8"))
PLACES = {place.id: place for place in read_places(DATA / "places.geojson").records}
JUNK: list[Any] = [
    None, "", 0, -1, 1.5, 1e308, 10**30, True, [], {}, "x" * 200, "\ud800", "\x00", "<script>", {"a": [1]}, [None],
    "2017-13-45",
]  # fmt: skip


def read(path: Path, held: object) -> Loaded[Any]:
    path.write_text(json.dumps(held), "utf-8")
    return read_events(path, PLACES)


def paths_of(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, inner in pairs for path in paths_of(inner, (*here, key)))]


def test_the_shipped_files_load_whole() -> None:
    places, events = read_places(DATA / "places.geojson"), read_events(DATA / "events.json", PLACES)
    movements = read_movements(DATA / "movements.json", PLACES, events.sources)
    assert [len(events.records), len(movements.records)] == [15, 2]
    assert places.n_in == len(places.records)
    assert (places.problems, events.problems, movements.problems) == ((), (), ())
    assert events.dataset is not None
    assert {event.dataset for event in events.records} == {movement.dataset for movement in movements.records}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_happens_to_a_record_the_rows_add_up(tmp_path: Path, data: st.DataObject) -> None:
    held = copy.deepcopy(EVENTS)
    spoiled = set()
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(held["events"]) - 1))
        spoiled.add(number)
        route = data.draw(st.sampled_from(paths_of(EVENTS["events"][number])))
        junk = data.draw(st.sampled_from(JUNK))
        _put(held["events"], (number, *route), junk, remove=data.draw(st.booleans()))
    loaded = read(tmp_path / "events.json", held)
    assert loaded.n_in == len(held["events"]) == len(loaded.records) + loaded.n_rejected + loaded.n_duplicates
    untouched = {e["id"] for n, e in enumerate(EVENTS["events"]) if n not in spoiled}
    assert untouched <= {event.id for event in loaded.records}
    assert bool(loaded.n_rejected) <= bool(loaded.problems)


def _put(held: Any, route: tuple[Any, ...], junk: Any, *, remove: bool) -> None:
    for key in route[:-1]:
        if not isinstance(held, dict | list) or (
            isinstance(held, list) and not (isinstance(key, int) and key < len(held))
        ):
            return
        if isinstance(held, dict) and key not in held:
            return
        held = held[key]
    last = route[-1]
    if isinstance(held, dict) and last in held:
        if remove:
            del held[last]
        else:
            held[last] = junk
    elif isinstance(held, list) and isinstance(last, int) and last < len(held):
        held[last] = junk


@pytest.mark.parametrize(
    ("alter", "what"),
    [
        ({"type": "nonsense"}, "field type"),
        ({"date_start": "2017-05-20", "date_end": "2017-05-15", "date_precision": "days"}, "dates"),
        ({"places": [{"place_id": "atlantis", "role": "location"}]}, "unknown place"),
        ({"title": "half \ud83d"}, "text"),
        ({"part_of": "abu-kamal-airstrike-2017-05-15"}, "part_of"),
        ({"killed": {"min": 5, "best": None, "max": 2, "qualifier": None, "text": None, "who": None}}, "killed"),
        (
            {"killed": {"min": 10**12, "best": None, "max": None, "qualifier": None, "text": None, "who": None}},
            "killed",
        ),
        ({"killed": {"min": 5.0, "best": None, "max": None, "qualifier": None, "text": None, "who": None}}, "killed"),
    ],
)
def test_a_record_that_contradicts_itself_is_told(tmp_path: Path, alter: dict[str, Any], what: str) -> None:
    held = copy.deepcopy(EVENTS)
    held["events"][4] |= alter
    loaded = read(tmp_path / "events.json", held)
    assert (loaded.n_rejected, len(loaded.records)) == (1, 14)
    assert what in {problem.what for problem in loaded.problems}
    assert all("record 5" in problem.where for problem in loaded.problems)


def test_a_repeated_id_is_a_duplicate_and_the_first_one_stays(tmp_path: Path) -> None:
    held = copy.deepcopy(EVENTS)
    held["events"].append({**held["events"][0], "title": "Another"})
    loaded = read(tmp_path / "events.json", held)
    assert (loaded.n_in, loaded.n_duplicates, len(loaded.records)) == (16, 1, 15)
    assert loaded.records[0].title != "Another"


def test_a_lost_source_hides_no_event(tmp_path: Path) -> None:
    held = copy.deepcopy(EVENTS)
    lost = held["sources"].pop(1)["id"]
    loaded = read(tmp_path / "events.json", held)
    assert len(loaded.records) == 15
    assert [(problem.what, problem.severity) for problem in loaded.problems] == [("unknown source", "warning")]
    assert lost in loaded.problems[0].got


def test_movements_outlive_events_that_cannot_be_read() -> None:
    loaded = read_movements(DATA / "movements.json", PLACES, {})
    assert len(loaded.records) == 2
    assert {problem.what for problem in loaded.problems} == {"unknown source"}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b'{"events": []}', b"\xff\xfe\x00",
        b'{"events": [NaN], "sources": [], "dataset": {}}',
        b"[" * 100_000, b'{"events": {}, "sources": [], "dataset": {}}', b"1" * 5000,
    ],
)  # fmt: skip
def test_a_file_that_is_none_of_ours_gives_one_finding(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "events.json"
    path.write_bytes(content)
    loaded = read_events(path, PLACES)
    assert loaded.records == ()
    assert [problem.what in native.FILE_FINDINGS for problem in loaded.problems] == [True]


def test_a_missing_file_and_a_folder_give_one_finding(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.json", tmp_path):
        assert [problem.what for problem in read_places(path).problems] == ["unreadable file"]


def test_a_deeply_nested_record_is_rejected(tmp_path: Path) -> None:
    held = copy.deepcopy(EVENTS)
    deep: Any = []
    for _ in range(300):
        deep = [deep]
    held["events"][0]["tags"] = deep
    loaded = read(tmp_path / "events.json", held)
    assert (loaded.n_rejected, loaded.problems[0].what) == (1, "nesting")


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "MAX_BYTES", 1000)
    loaded = read_events(DATA / "events.json", PLACES)
    assert [problem.what for problem in loaded.problems] == ["file that is no JSON"]
    assert "of at most" in loaded.problems[0].want


def test_a_byte_order_mark_is_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    path.write_bytes(b"\xef\xbb\xbf" + (DATA / "events.json").read_bytes())
    assert len(read_events(path, PLACES).records) == 15


def test_rows_that_do_not_add_up_are_a_fault_of_the_reader() -> None:
    with pytest.raises(AssertionError, match="2 rows in"):
        LoadedType(records=(), problems=(), source="x", n_in=2, n_rejected=1)


def test_half_a_point_is_rejected(records: Path, change: Callable[..., None]) -> None:
    change("places.geojson", lambda held: held["features"][3]["properties"].update(lat=None))
    loaded = read_places(records / "places.geojson")
    assert loaded.n_rejected == 1
