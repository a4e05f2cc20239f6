"""The folium maps of the app: a constant map, and the tiny feature group that carries filter and selection to it.

In come numbers, ids, a Filter and a View, out come folium elements for `st_folium(map, feature_group_to_add=group,
returned_objects=RETURNED)`. The drawing is done by web/kharita-*.js, which reads its data from the routes of geo.web:
no title, name or claim ever enters folium. The map's script is the same for every filter, so the map never remounts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple, TypeGuard
from urllib.parse import quote

import folium
from folium.template import Template

from geo import assets, layers_safe
from geo.filter import Filter, View, parse
from geo.safe_text import for_folium
from geo.tiles import offered

RETURNED = ("last_active_drawing",)
"""What st_folium returns: panning and zooming then never rerun the script."""

Theme = Literal["light", "dark"]
Language = Literal["both", "en", "ar"]
Bounds = tuple[float, float, float, float]

layers_safe.install()


@dataclass(frozen=True, slots=True)
class MapOptions:
    """What stays the same while a map lives. `bounds` is west, south, east, north; `country` is an ISO code (SY)."""

    bounds: Bounds | None = None
    country: str | None = None
    language: Language = "both"


class KharitaMap(folium.Map):
    """A Leaflet map with our files only: no jQuery, Bootstrap or icon font, no default tiles, no content network."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="folium-map" id="{{ this.get_name() }}" ></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map("{{ this.get_name() }}", {{ this.leaflet|tojson }});
            Kharita.start({{ this.get_name() }}, {{ this.config|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, mode: Literal["places", "flows"], options: MapOptions) -> None:
        super().__init__(tiles=None)
        self.default_js = [_linked("kharita-bundle.js")]
        self.default_css = [_linked("kharita-bundle.css")]
        self.leaflet = {
            "attributionControl": False,
            "zoomSnap": 0.25,
            "wheelPxPerZoomLevel": 90,
            "minZoom": 1 if mode == "flows" else 3,
            "maxZoom": 16,
            "worldCopyJump": False,
        }
        self.config = {
            "mode": mode,
            "bounds": None if options.bounds is None else [round(side, 4) for side in options.bounds],
            "country": None if options.country is None else for_folium(options.country),
            "language": options.language,
        }


def _linked(name: str) -> tuple[str, str]:
    return name.replace(".", "-"), assets.url(name)


class MapMessage(folium.FeatureGroup):
    """An empty feature group whose script hands one message to the map that is already there."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = Kharita.applyText("{{ this.message }}");
        {% endmacro %}
        """
    )

    def __init__(self, **parts: Any) -> None:
        super().__init__(control=False, show=False)
        self._name = "FeatureGroup"
        self.message = for_folium(quote(json.dumps(parts, ensure_ascii=False, sort_keys=True), safe=""))


def build_map(options: MapOptions) -> KharitaMap:
    """The map of places."""
    return KharitaMap("places", options)


def build_flow_map(options: MapOptions) -> KharitaMap:
    """The map of movements."""
    return KharitaMap("flows", options)


class Seen(NamedTuple):
    """The running numbers of the last click and the last choice inside the map that the session knows of."""

    click: int = 0
    choice: int = 0


NEVER = Seen()


class Spot(NamedTuple):
    """Where the selected place is drawn, lon and lat in degrees WGS84, and whether it is an area."""

    lon: float
    lat: float
    area: bool


def query_group(
    chosen: Filter, view: View, theme: Theme, seen: Seen = NEVER, *, spot: Spot | None = None
) -> MapMessage:
    """The message that shows `chosen` and highlights the place of `view`, at `spot`, on the map of places.

    A map that was changed since the choice `seen` keeps its own types and days.
    """
    where = spot and [round(spot.lon, 7), round(spot.lat, 7), spot.area]
    return _message(chosen, view, theme, seen, select=view.place_sel, spot=where)


def flow_group(chosen: Filter, view: View, theme: Theme, seen: Seen = NEVER) -> MapMessage:
    """The message that shows `chosen` and highlights the movement (or pair) and the place of `view` on the map of
    movements."""
    return _message(chosen, view, theme, seen, select=view.movement, spot=view.place_sel)


def _message(chosen: Filter, view: View, theme: Theme, seen: Seen, **selected: Any) -> MapMessage:
    tiles = offered().get(view.tiles or "")
    return MapMessage(
        **selected,
        query=chosen.to_query(),
        theme=theme,
        at=view.at,
        seen=list(seen),
        tiles=tiles and {"url": tiles.url, "attribution": tiles.attribution, "max_zoom": tiles.max_zoom},
    )


def clicked(value: Any, key: Literal["place_id", "movement_id"]) -> tuple[str, int] | None:
    """The id that was clicked and its running number, out of what st_folium returned; None where nothing was.

    >>> clicked({"last_active_drawing": {"properties": {"place_id": "azaz", "seq": 2}}}, "place_id")
    ('azaz', 2)
    """
    properties = _properties(value)
    found, number = properties.get(key), properties.get("seq")
    return (found, number) if isinstance(found, str) and _is_number(number) else None


class Numbered(NamedTuple):
    """A place that was clicked, by the number that the map knows it by in one revision of the store."""

    number: int
    revision: str
    seq: int


def clicked_number(value: Any) -> Numbered | None:
    """The number of the place that was clicked and its running number; None where nothing was, or a place with an id.

    >>> clicked_number({"last_active_drawing": {"properties": {"spot": 7, "rev": "a1", "seq": 2}}})
    Numbered(number=7, revision='a1', seq=2)
    """
    told = _properties(value)
    number, revision, seq = told.get("spot"), told.get("rev"), told.get("seq")
    if _is_number(number, 2**32) and isinstance(revision, str) and _is_number(seq):
        return Numbered(number, revision, seq)
    return None


class Choice(NamedTuple):
    """What was chosen inside the map: event types (empty: all), the days, and the running number of the choice."""

    types: tuple[str, ...]
    date_from: date | None
    date_to: date | None
    number: int


def chosen_in_map(value: Any) -> Choice | None:
    """The types and days that were chosen inside the map, out of what st_folium returned; None where nothing was.

    The value comes from a browser: a choice that the grammar of filters cannot read counts as none.

    >>> told = {"type": ["siege"], "from": None, "to": "2017-05-16", "seq": 3}
    >>> chosen_in_map({"last_active_drawing": {"properties": {"filter": told}}}).types
    ('siege',)
    """
    told = _properties(value).get("filter")
    if not isinstance(told, dict) or not _is_number(told.get("seq")):
        return None
    types, days = told.get("type"), {key: told[key] for key in ("from", "to") if told.get(key) is not None}
    if not _all_text(types) or not _all_text([*days.values()]):
        return None
    asked = parse({"type": types, **days}, "the map")
    if asked.problems:
        return None
    return Choice(asked.filter.types, asked.filter.date_from, asked.filter.date_to, told["seq"])


def _properties(value: Any) -> dict[str, Any]:
    drawing = value.get("last_active_drawing") if isinstance(value, dict) else None
    properties = drawing.get("properties") if isinstance(drawing, dict) else None
    return properties if isinstance(properties, dict) else {}


def _is_number(value: Any, below: int = 2**31) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < below


def _all_text(values: Any) -> TypeGuard[list[str]]:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)
