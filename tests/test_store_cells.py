"""The cells of the map: nothing is lost or counted twice at any size of cell; markers stand on real points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from imported_data import two_data_sets
from test_store_sums import choices

from geo.codes import TYPES
from geo.errors import BadInput
from geo.filter import Filter
from geo.mercator import to_mercator
from geo.paths import DATA_DIR
from geo.store import Cells, Store, Window, open_store
from geo.store.embedded import EmbeddedStore

WORLD = Window(20, 0, 0, 4096, 4096)
Spot = tuple[int, int, bool, str]


@pytest.fixture(scope="module", params=["rows", "sums"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Counted out of all rows, and out of the sums that a server makes for itself."""
    workspace = tmp_path_factory.mktemp("cells")
    two_data_sets(workspace)
    held = open_store(DATA_DIR, workspace)
    assert isinstance(held, EmbeddedStore)
    if request.param == "rows":
        held.attached.coarse.level_for = lambda chosen, shift: None  # type: ignore[method-assign]
    yield held
    held.close()


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """Around the region of the data or anywhere; cells of any size, and beyond the edges."""
    shift = draw(st.integers(0, 31))
    w, h = (draw(st.sampled_from([1, 3, 60, 500, 4096])) for _ in range(2))
    if draw(st.booleans()):
        lon, lat = draw(st.sampled_from([(37.0, 34.0), (36.3, 33.5), (180.0, 10.0), (-180.0, 10.0)]))
        x, y = to_mercator(lon, lat)
        return Window(shift, (x >> shift) - w // 2, (y >> shift) - h // 2, w, h)
    side = 2 ** (32 - shift)
    return Window(shift, draw(st.integers(-side, side)), draw(st.integers(-side, side)), w, h)


def spots(store: Store, chosen: Filter, window: Window) -> list[Spot]:
    """(x, y, area, type) of each event at each of its points inside the window, by plain Python."""
    side = 2 ** (32 - window.shift)
    found = []
    for event in store.events(chosen):
        points = {
            (*to_mercator(at.place.lon, at.place.lat), at.place.is_area)
            for at in event.places
            if at.place.lon is not None and at.place.lat is not None
        }
        for x, y, area in points:
            cx, cy = x >> window.shift, y >> window.shift
            if (cx - window.x0) % side < window.w and window.y0 <= cy < window.y0 + window.h:
                found.append((x, y, area, event.type))
    return found


def rows(cells: Cells) -> list[dict[str, object]]:
    starts = np.r_[0, np.cumsum(cells.n_types)]
    return [
        {
            "cell": (int(cells.mx[i]) >> cells.shift, int(cells.my[i]) >> cells.shift, bool(cells.flags[i] & 2)),
            "point": (int(cells.mx[i]), int(cells.my[i])),
            "n": int(cells.n[i]),
            "one": bool(cells.flags[i] & 1),
            "types": [
                (TYPES[kind], int(n))
                for kind, n in zip(
                    cells.types[starts[i] : starts[i + 1]], cells.type_n[starts[i] : starts[i + 1]], strict=True
                )
            ],
        }
        for i in range(len(cells.n))
    ]


@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(choices(), windows(), st.sampled_from([1, 2, 7, 5000]))
@example(Filter(), WORLD, 5000)
@example(Filter(), WORLD, 1)
@example(Filter(), Window(0, to_mercator(36.3, 33.5)[0] - 2048, to_mercator(36.3, 33.5)[1] - 2048, 4096, 4096), 5000)
@example(Filter(), Window(24, -3, 0, 6, 256), 5000)
def test_cells_hold_every_spot_once(both: Store, chosen: Filter, window: Window, max_rows: int) -> None:
    wanted = spots(both, chosen, window)
    cells = both.cells(chosen, window, max_rows)
    found = rows(cells)
    assert cells.shift >= window.shift
    assert len(found) <= max_rows or cells.shift == 31
    assert cells.n.sum() == cells.type_n.sum() == len(wanted)
    by_cell: dict[object, list[Spot]] = {}
    for spot in wanted:
        by_cell.setdefault((spot[0] >> cells.shift, spot[1] >> cells.shift, spot[2]), []).append(spot)
    assert {row["cell"]: row["n"] for row in found} == {cell: len(held) for cell, held in by_cell.items()}
    for row in found:
        held = by_cell[row["cell"]]
        points = {(x, y) for x, y, _, _ in held}
        assert row["point"] in points
        assert row["one"] is (len(points) == 1)
        assert row["types"] == sorted(Counter(s[3] for s in held).items(), key=lambda p: (-p[1], TYPES.index(p[0])))
    for shift in range(window.shift, cells.shift):
        assert len({(x >> shift, y >> shift, area) for x, y, area, _ in wanted}) > max_rows


def test_places_are_known_by_their_numbers(both: Store) -> None:
    cells = both.cells(Filter(), WORLD)
    ids = both.place_ids(int(number) for number in cells.place)
    assert set(ids) == {int(number) for number in cells.place}
    for number, x, y, n, flags in zip(cells.place, cells.mx, cells.my, cells.n, cells.flags, strict=True):
        place = both.places()[ids[int(number)]]
        assert place.lon is not None
        assert place.lat is not None
        assert to_mercator(place.lon, place.lat) == (x, y)
        assert place.is_area is bool(flags & 2)
        if flags & 1:
            assert both.at(Filter(), place.id).n_events == n
    assert both.place_ids([]) == both.place_ids([4_000_000_000]) == {}


def test_one_point_is_one_row_whatever_places_and_data_sets_are_there(both: Store) -> None:
    """Both data sets have places of their own at these points."""
    x, y = to_mercator(37.1, 36.2)
    cells = both.cells(Filter(), Window(2, x - 100 >> 2, y - 100 >> 2, 50, 50))
    assert 1 <= len(cells.n) <= 2
    assert set(cells.mx) == {x}


def test_an_empty_window_is_empty(both: Store) -> None:
    for window in (Window(20, 0, -4096, 4096, 4000), Window(20, 0, 5000, 10, 10), Window(28, 0, 0, 1, 1)):
        cells = both.cells(Filter(datasets=("no-such",)), window)
        assert len(cells.n) == len(cells.types) == 0


@pytest.mark.parametrize("changes", [{"shift": 32}, {"shift": -1}, {"w": 0}, {"h": 4097}, {"x0": 2**40}])
def test_a_window_beyond_the_bounds_is_refused(changes: dict[str, int]) -> None:
    with pytest.raises(BadInput, match="window"):
        Window(**({"shift": 10, "x0": 0, "y0": 0, "w": 10, "h": 10} | changes))


@pytest.mark.parametrize("both", ["sums"], indirect=True)
def test_sums_answer_for_types_alone(both: Store) -> None:
    assert isinstance(both, EmbeddedStore)
    level_for = both.attached.coarse.level_for
    assert [level_for(Filter(types=("airstrike",)), shift) for shift in (31, 20, 19, 18)] == [20, 20, 18, 18]
    assert level_for(Filter(), 17) is None
    for chosen in (Filter(sensitivities=("restricted",)), Filter(date_from=date(2017, 5, 1)), Filter(grades=("fair",))):
        assert level_for(chosen, 31) is None
