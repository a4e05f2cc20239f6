"""Formats of movements and stocks: UNHCR, IOM DTM, flowmap.blue, matrices of two ends, Kharita's own.

The last three come as tables that a reader has put together (geo.read.flowmap_blue, od_workbook, own_flows).
"""

from __future__ import annotations

from types import MappingProxyType

from geo.intake.profiles.profile import Profile
from geo.vocab import DATE_PRECISIONS

UNHCR_FLOWS = Profile(
    name="unhcr",
    title="UNHCR flows of refugees by year",
    publisher="UNHCR",
    licence="CC BY 4.0",
    url="https://www.unhcr.org/refugee-statistics",
    signs=(frozenset({"year", "coo_iso", "coa_iso", "refugees"}),),
    fields=MappingProxyType(
        {
            "date": ("year",),
            "origin": ("coo_name",),
            "origin_country": ("coo_iso",),
            "destination": ("coa_name",),
            "destination_country": ("coa_iso",),
            "people": ("refugees", "asylum_seekers", "refugee_like", "returned_refugees", "oip"),
        }
    ),
    options=MappingProxyType({"ends": "country"}),
    move="displacement",
)

UNHCR_POPULATION = Profile(
    name="unhcr-population",
    title="UNHCR populations by country of origin and asylum",
    publisher="UNHCR",
    licence="CC BY 4.0",
    url="https://www.unhcr.org/refugee-statistics",
    signs=(
        frozenset({"year", "country_of_origin", "country_of_asylum", "refugees_under_unhcr_s_mandate"}),
        frozenset({"year", "coo_iso", "coa_iso", "refugees", "stateless", "idps"}),
    ),
    fields=MappingProxyType(
        {
            "date": ("year",),
            "country": ("country_of_asylum_iso", "coa_iso", "country_of_asylum", "coa_name"),
            "origin_country": ("country_of_origin_iso", "coo_iso", "country_of_origin", "coo_name"),
            "present": ("refugees_under_unhcr_s_mandate", "refugees"),
            "text": (
                "asylum_seekers",
                "other_people_in_need_of_international_protection",
                "oip",
                "stateless_persons",
                "stateless",
                "idps_of_concern_to_unhcr",
                "idps",
                "returned_refugees",
                "returned_idpss",
                "returned_idps",
                "others_of_concern",
                "others_of_concern_to_unhcr",
                "ooc",
                "host_community",
                "hst",
            ),
        }
    ),
    options=MappingProxyType({"ends": "country"}),
)
"""People present at the end of a year, the number of refugees; other groups stand in the text, never added to it."""

UNHCR_STOCKS = Profile(
    name="unhcr-stocks",
    title="UNHCR populations by country of asylum and origin",
    publisher="UNHCR",
    url="https://www.unhcr.org/refugee-statistics",
    signs=(
        frozenset(
            {
                "country_or_territory_of_asylum_or_residence",
                "country_or_territory_of_origin",
                "total_refugees_and_people_in_refugee_like_situations",
            }
        ),
    ),
    fields=MappingProxyType(
        {
            "date": ("year",),
            "country": ("country_or_territory_of_asylum_or_residence",),
            "origin_country": ("country_or_territory_of_origin",),
            "present": ("total_refugees_and_people_in_refugee_like_situations",),
        }
    ),
    options=MappingProxyType({"ends": "unhcr"}),
)

DTM = Profile(
    name="dtm",
    title="IOM DTM",
    publisher="IOM DTM",
    url="https://dtm.iom.int",
    signs=(frozenset({"numpresentidpind"}), frozenset({"numpresentidpind", "admin0name"})),
    fields=MappingProxyType(
        {
            "id": ("id",),
            "date": ("reportingdate",),
            "round": ("roundnumber",),
            "country": ("admin0pcode", "admin0name"),
            "admin1": ("admin1name",),
            "admin1_pcode": ("admin1pcode",),
            "admin2": ("admin2name",),
            "admin2_pcode": ("admin2pcode",),
            "admin3": ("admin3name",),
            "admin3_pcode": ("admin3pcode",),
            "place": ("locationname", "sitename", "admin4name"),
            "lat": ("latitude",),
            "lon": ("longitude",),
            "present": ("numpresentidpind",),
            "origin": ("idporiginadmin2name", "idporiginadmin1name"),
            "origin_admin1": ("idporiginadmin1name",),
            "origin_pcode": ("idporiginadmin2pcode", "idporiginadmin1pcode"),
            "text": ("assessmenttype", "displacementreason", "operation"),
        }
    ),
)

FLOWMAP = Profile(
    name="flowmap",
    title="flowmap.blue locations and flows",
    signs=(frozenset({"origin_id", "dest_id", "origin_lon", "dest_lon", "flow_count"}),),
    fields=MappingProxyType(
        {
            "origin": ("origin_name",),
            "origin_lon": ("origin_lon",),
            "origin_lat": ("origin_lat",),
            "destination": ("dest_name",),
            "destination_lon": ("dest_lon",),
            "destination_lat": ("dest_lat",),
            "people": ("flow_count",),
            "date": ("flow_time",),
        }
    ),
)

OD_WORKBOOK = Profile(
    name="od-matrix",
    title="Matrices of origin and destination",
    signs=(frozenset({"matrix_cell", "matrix_origin", "matrix_destination"}),),
    fields=MappingProxyType(
        {
            "id": ("matrix_cell",),
            "origin": ("matrix_origin",),
            "destination": ("matrix_destination",),
            "people": ("matrix_people",),
            "people_qualifier": ("matrix_qualifier",),
            "move": ("matrix_move",),
            "date": ("matrix_date",),
            "text": ("matrix_text",),
            "arrivals": ("matrix_arrivals",),
            "returnees": ("matrix_returnees",),
            "place": ("matrix_place",),
            "pcode": ("matrix_pcode",),
            "admin1": ("matrix_admin1",),
            "admin1_pcode": ("matrix_admin1_pcode",),
            "admin2": ("matrix_admin2",),
            "admin2_pcode": ("matrix_admin2_pcode",),
            "admin3": ("matrix_admin3",),
            "admin3_pcode": ("matrix_admin3_pcode",),
        }
    ),
)

OWN_FLOWS = Profile(
    name="kharita-flows",
    title="movements as Kharita writes them",
    signs=(frozenset({"own_id", "own_origins", "own_destinations", "own_record"}),),
    fields=MappingProxyType(
        {
            "id": ("own_id",),
            "title": ("own_title",),
            "origin": ("own_origins",),
            "destination": ("own_destinations",),
            "transit": ("own_transit",),
            "people_min": ("own_people_min",),
            "people": ("own_people",),
            "people_max": ("own_people_max",),
            "people_qualifier": ("own_people_qualifier",),
            "move": ("own_move",),
            "group": ("own_group",),
            "date": ("own_date",),
            "date_end": ("own_date_end",),
            "date_precision": ("own_date_precision",),
            "part_of": ("own_part_of",),
            "duplicate_of": ("own_duplicate_of",),
            "record": ("own_record",),
        }
    ),
    dates=MappingProxyType({slug: slug for slug in DATE_PRECISIONS}),
    options=MappingProxyType({"ends": "records"}),
)
