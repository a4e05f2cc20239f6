"""IDMC internal displacement updates (IDU), CSV or JSON. A row whose places are typed as origin and as
destination is a movement; any other is an event, its places words. Days with a time are
midnights of Auckland in UTC. A figure whose `role` is triangulation checks the recommended one of the same event."""

from __future__ import annotations

from types import MappingProxyType

from geo.intake.profiles.profile import Profile


def idmc_type(kind: str, finer: str, labour: bool) -> tuple[str, bool]:
    """Conflict displaces by force; a disaster is no event type of its own.

    >>> idmc_type("Conflict", "", False), idmc_type("Disaster", "Flood", False)
    (('forced_displacement', True), ('other', True))
    """
    held = kind.strip().lower()
    return ("forced_displacement" if held == "conflict" else "other"), held in {
        "",
        "conflict",
        "disaster",
        "development",
    }


IDMC = Profile(
    name="idmc",
    title="IDMC IDU",
    publisher="IDMC",
    licence="CC BY-IGO",
    url="https://www.internal-displacement.org",
    signs=(
        frozenset({"displacement_type", "figure", "displacement_date"}),
        frozenset({"displacement_type", "figure", "displacement_start_date"}),
    ),
    types=idmc_type,
    move="displacement",
    summaries=frozenset({"Triangulation"}),
    kept_apart="supporting",
    options=MappingProxyType({"moments": "next"}),
    fields=MappingProxyType(
        {
            "id": ("id",),
            "summary": ("role",),
            "title": ("event_name",),
            "type": ("displacement_type",),
            "tags": ("category", "subcategory", "type", "subtype"),
            "text": ("description", "standard_info_text"),
            "date": ("displacement_start_date", "displacement_date"),
            "date_end": ("displacement_end_date",),
            "country": ("country", "iso3"),
            "place": ("locations_name",),
            "where": ("locations_name", "locations_type", "locations_accuracy"),
            "typed_names": ("locations_name",),
            "typed_points": ("locations_coordinates",),
            "typed_kinds": ("locations_type",),
            "people": ("figure",),
            "people_qualifier": ("qualifier",),
            "lat": ("latitude",),
            "lon": ("longitude",),
            "precision": ("locations_accuracy",),
            "displaced": ("figure",),
            "displaced_qualifier": ("qualifier",),
            "source": ("sources", "source"),
            "url": ("source_url", "link"),
        }
    ),
)
