"""The folium maps of the app: a constant map, and the tiny feature group that carries filter and selection to it.

In come numbers, ids, a Filter and a View, out come folium elements for `st_folium(map, feature_group_to_add=group,
returned_objects=RETURNED)`. The drawing is done by web/kharita-*.js, which reads its data from the routes of geo.web:
no title, name or claim ever enters folium. The map's script is the same for every filter, so the map never remounts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

import folium
from folium.template import Template

from geo import assets, layers_safe
from geo.filter import Filter, View
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
            "minZoom": 3,
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


def query_group(chosen: Filter, view: View, theme: Theme) -> MapMessage:
    """The message that shows `chosen` and highlights the place of `view` on the map of places."""
    return _message(chosen, view, theme, view.place_sel)


def flow_group(chosen: Filter, view: View, theme: Theme) -> MapMessage:
    """The message that shows `chosen` and highlights the movement of `view` on the map of movements."""
    return _message(chosen, view, theme, view.movement)


def _message(chosen: Filter, view: View, theme: Theme, selected: str | None) -> MapMessage:
    tiles = offered().get(view.tiles or "")
    return MapMessage(
        query=chosen.to_query(),
        select=selected,
        theme=theme,
        at=view.at,
        tiles=tiles and {"url": tiles.url, "attribution": tiles.attribution, "max_zoom": tiles.max_zoom},
    )


def clicked(value: Any, key: Literal["place_id", "movement_id"]) -> tuple[str, int] | None:
    """The id that was clicked and its running number, out of what st_folium returned; None where nothing was.

    >>> clicked({"last_active_drawing": {"properties": {"place_id": "azaz", "seq": 2}}}, "place_id")
    ('azaz', 2)
    """
    drawing = (value or {}).get("last_active_drawing") or {}
    properties = drawing.get("properties") or {}
    found, number = properties.get(key), properties.get("seq")
    return (found, number) if isinstance(found, str) and isinstance(number, int) else None
