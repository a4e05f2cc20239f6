"""The online base maps that can be chosen instead of the built-in one; none is used unless a reader asks for it.

A tile request tells its host which area is looked at, so the list is short and its hosts stand in the page's policy.
Addresses and credits come from xyzservices; a provider that needs a key is not offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, reduce
from html.parser import HTMLParser
from operator import getitem

from xyzservices import TileProvider, providers


@dataclass(frozen=True, slots=True)
class Tiles:
    """One online base map. `url` is a Leaflet template, `attribution` plain text."""

    name: str
    label: str
    url: str
    attribution: str
    max_zoom: int


_OFFERED = {
    "osm": ("OpenStreetMap", ("OpenStreetMap", "Mapnik")),
    "topo": ("OpenTopoMap", ("OpenTopoMap",)),
}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _plain(markup: str) -> str:
    parser = _Text()
    parser.feed(markup)
    return " ".join("".join(parser.parts).split())


@cache
def offered() -> dict[str, Tiles]:
    """The online base maps by the name that stands in the URL (`tiles=`)."""
    return {name: _tiles(name, label, reduce(getitem, path, providers)) for name, (label, path) in _OFFERED.items()}


def _tiles(name: str, label: str, provider: TileProvider) -> Tiles:
    url = provider.url.replace("{s}", "a").replace("{r}", "")
    return Tiles(name, label, url, _plain(provider.html_attribution), int(provider.get("max_zoom", 19)))


@cache
def tile_hosts() -> tuple[str, ...]:
    """The hosts of all offered tiles as sources of a content security policy."""
    return tuple(sorted({"/".join(tiles.url.split("/")[:3]) for tiles in offered().values()}))
