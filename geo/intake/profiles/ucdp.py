"""UCDP GED: the 41 columns of 2019, the 49 of 2025, candidate files without a header, and the flat JSON of 11 fields.

Code book: https://ucdp.uu.se/downloads/ged/ged251.pdf. The type of violence says who fights, not with what: no event
becomes an air strike by it. low, best and high are the bounds; event_clarity 2 is a summary of several events.
"""

from __future__ import annotations

from types import MappingProxyType

from geo.intake.profiles.profile import Meaning, Profile

COLUMNS = (
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
)
"""GED 25.1, in the order of the file: what a file without a header is read by."""

TYPE_WORDS = {"1": "State-based conflict", "2": "Non-state conflict", "3": "One-sided violence"}


def ucdp_type(kind: str, finer: str, labour: bool) -> tuple[str, bool]:
    """
    >>> ucdp_type("1.0", "", False), ucdp_type("9", "", False)
    (('other', True), ('other', False))
    """
    return "other", not kind or kind.removesuffix(".0") in TYPE_WORDS


UCDP = Profile(
    name="ucdp",
    title="UCDP GED",
    publisher="UCDP",
    licence="CC BY 4.0",
    url="https://ucdp.uu.se",
    signs=(
        frozenset({"type_of_violence", "where_prec", "date_start"}),
        frozenset({"type_of_violence", "best", "latitude", "longitude"}),
        frozenset({"type_of_violence", "best", "date_start"}),
    ),
    types=ucdp_type,
    places=MappingProxyType(
        {
            "1": Meaning("town", kind_decides=True),
            "2": Meaning("area", role="near", radius_m=25_000.0, kind_decides=True),
            "3": Meaning("district", whole=True),
            "4": Meaning("governorate", whole=True),
            "5": Meaning("area"),
            "6": Meaning("country", whole=True),
            "7": Meaning("unknown"),
        }
    ),
    dates=MappingProxyType({"1": "day", "2": "days", "3": "week", "4": "month", "5": "year"}),
    summaries=frozenset({"2"}),
    fields=MappingProxyType(
        {
            "id": ("id",),
            "type": ("type_of_violence",),
            "tags": ("conflict_name",),
            "date": ("date_start", "date"),
            "date_end": ("date_end",),
            "date_precision": ("date_prec",),
            "place": ("where_coordinates",),
            "where": ("where_description",),
            "country": ("country",),
            "admin1": ("adm_1",),
            "admin2": ("adm_2",),
            "lat": ("latitude",),
            "lon": ("longitude",),
            "precision": ("where_prec",),
            "killed_min": ("low",),
            "killed": ("best",),
            "killed_max": ("high",),
            "participants": ("side_a", "side_b"),
            "source": ("source_office",),
            "source_date": ("source_date",),
            "source_title": ("source_headline", "source_article"),
            "cited": ("source_original",),
            "summary": ("event_clarity",),
        }
    ),
)
