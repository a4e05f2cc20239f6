"""Names on the printed map: inside what they name, apart from each other, led to their symbols; and borders."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date

import pytest
import shapely
from shapely.geometry import LineString, Point, box

from geo.export import Options, basemap, ground_names
from geo.export.area_names import LEAST_SHARE, AreaName, wish
from geo.export.frame import Frame
from geo.export.labels import EDGE_MM, Rect, Wish, place
from geo.export.layout import PAGES
from geo.export.lettering import size_mm
from geo.export.scene import Panel, scene
from geo.export.selection import gather
from geo.export.sites import main_frame, sites
from geo.filter import Filter, parse
from geo.store.embedded import EmbeddedStore

QUERIES = ["", "type=airstrike", "place=azaz", "type=forced_displacement", "type=abduction", "place=geneva"]


def panels(store: EmbeddedStore, query: str, options: Options) -> list[Panel]:
    drawn = scene(gather(store, parse(query).filter, options))
    return [panel for panel in (drawn.main, drawn.inset) if panel]


def areas(frame: Frame) -> dict[str, shapely.Geometry]:
    held = {str(p["name"]).upper(): g for g, p in basemap.lands(frame)}
    held |= {p["name"].upper(): g for g, p in basemap.layer("governorates").shapes}
    return {name: shapely.make_valid(frame.drawn(g)) for name, g in held.items()}


@pytest.fixture(scope="module")
def options() -> Options:
    return Options(produced_on=date(2017, 5, 17))


@pytest.mark.parametrize("query", QUERIES)
def test_names_of_areas_stand_in_their_own_area(store: EmbeddedStore, query: str, options: Options) -> None:
    for panel in panels(store, query, options):
        known = areas(panel.frame)
        for text in (each for each in panel.texts if each.text in known and each.text.isupper()):
            wide, high = size_mm(text.text, text.sub, text.size)
            own = known[text.text]
            assert own.contains(Point(text.x, text.y + high / 2)), text.text
            name = box(text.x - wide / 2, text.y, text.x + wide / 2, text.y + high)
            assert own.intersection(name).area >= LEAST_SHARE * name.area * 0.99, text.text


def test_neighbours_are_named(store: EmbeddedStore, options: Options) -> None:
    main, *_ = panels(store, "", options)
    names = {text.text for text in main.texts}
    assert names >= {"LEBANON", "ISRAEL", "JORDAN", "IRAQ", "TURKEY"}
    assert "IDLEB" not in names, "the flow names Idlib Governorate already"


def test_a_name_shrinks_loses_a_script_or_goes() -> None:
    name, nothing = AreaName("LEBANON", "لبنان", (9.0, 6.0), "#000000"), shapely.Point()
    wide, high = size_mm("LEBANON", "لبنان", 9.0)

    def first(width: float, height: float, hidden: shapely.Geometry = nothing) -> tuple[float, str] | None:
        found = wish(box(0, 0, width, height), hidden, name)
        return found and (found.size_pt, found.sub)

    assert first(wide + 2, high + 2) == (9.0, "لبنان")
    assert first(wide, high) == (6.0, "لبنان")
    assert first(wide + 2, size_mm("LEBANON", "", 6.0)[1] + 1.2) == (6.0, "")
    assert first(3, 3) is None
    assert first(wide + 2, high + 2, box(-1, -1, wide + 3, high + 3)) is None


def test_no_solid_border_runs_along_a_disputed_line(store: EmbeddedStore, options: Options) -> None:
    held = gather(store, Filter(), options)
    frame = main_frame(held, sites(held), PAGES["a4-landscape"].map_mm)
    solid = shapely.union_all(basemap._solid("countries"))
    lines = [g for g, p in basemap.layer(basemap.DISPUTED).shapes if p["class"] != "Overlay limit"]
    for line in lines:
        inner = line.intersection(box(*solid.bounds))
        assert solid.intersection(inner.buffer(0.0008)).length < 0.01
    drawn = basemap.ground(frame, held.country)
    assert drawn.count('stroke-dasharray="1.2 0.9"') == len(basemap.disputed(frame)) > 5


@pytest.mark.parametrize(("query", "told"), [("", True), ("place=azaz", False), ("type=forced_displacement", True)])
def test_the_legend_tells_of_disputed_lines(store: EmbeddedStore, query: str, told: bool, options: Options) -> None:
    legend = scene(gather(store, parse(query).filter, options)).legend
    assert ("Dashed boundary: disputed or not settled" in [entry.label for entry in legend]) is told


def test_the_legend_lists_every_type_on_the_map(store: EmbeddedStore, options: Options) -> None:
    held = gather(store, Filter(), options)
    drawn = scene(held)
    off = {each.number for each in drawn.unmapped}
    on_map = {event.type for number, event in enumerate(held.events, 1) if number not in off}
    assert {entry.slug for entry in drawn.legend if entry.kind == "type"} == on_map
    assert {"execution", "forced_displacement"} <= on_map


def boxes(panel: Panel) -> Iterator[Rect]:
    for text in panel.texts:
        wide, high = size_mm(f"{text.key} {text.text}".strip(), text.sub, text.size)
        left = text.x - {"left": 0, "center": wide / 2, "right": wide}[text.align]
        yield Rect(left, text.y, left + wide, text.y + high)


@pytest.mark.parametrize("query", QUERIES)
def test_names_keep_apart(store: EmbeddedStore, query: str, options: Options) -> None:
    for panel in panels(store, query, options):
        assert all(a.overlap(b) < 0.5 for a, b in itertools.combinations(boxes(panel), 2))


def test_a_name_that_stands_off_is_tied_to_its_symbol() -> None:
    near = Wish((40, 40), 2, "Qaboun", key="1", must=True)
    walls = [Rect(36, 30, 62, 38), Rect(36, 42, 62, 50), Rect(43, 38, 62, 42), Rect(18, 30, 37, 50)]
    assert place([near], [], (100, 80)).ties == ()
    (tie,) = place([near], walls, (100, 80)).ties
    assert LineString([tie[1], (40, 40)]).length > 2
    assert EDGE_MM < 1


def test_places_without_a_code_of_their_own_are_not_named() -> None:
    frame = Frame(33.4, 35.1, *PAGES["a4-landscape"].map_mm, 1000.0)
    names = {each.text for each in ground_names.wishes(ground_names.Ground(frame, "SY"), frozenset(), shapely.Point())}
    assert "CYPRUS" in names
    assert not {"N. CYPRUS", "AKROTIRI", "DHEKELIA"} & names
