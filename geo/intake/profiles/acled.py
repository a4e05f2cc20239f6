"""ACLED: the current export and the older layouts (upper case, data_id, ALLY_ACTOR_1), by header.

Code book: https://acleddata.com/knowledge-base/codebook/. One fatalities figure is the best estimate; it has no bounds.
Actors are participants, not attacker and victim. Raw rows may not be redistributed.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from geo.intake.profiles.profile import Meaning, Profile

_SUBTYPES = {
    "air drone strike": "airstrike",
    "shelling artillery missile attack": "shelling",
    "remote explosive landmine ied": "explosion_ied",
    "suicide bomb": "explosion_ied",
    "grenade": "explosion_ied",
    "chemical weapon": "chemical",
    "armed clash": "ground_offensive",
    "government regains territory": "ground_offensive",
    "non state actor overtakes territory": "ground_offensive",
    "abduction forced disappearance": "abduction",
    "peaceful protest": "protest",
    "protest with intervention": "protest",
    "excessive force against protesters": "protest",
    "violent demonstration": "protest",
    "agreement": "diplomacy",
}
_KNOWN_OTHER = {
    "attack", "sexual violence", "mob violence", "arrests", "change to group activity", "disrupted weapons use",
    "headquarters or base established", "looting property destruction", "non violent transfer of territory", "other",
}  # fmt: skip
_TYPES = {
    "battles": "ground_offensive",
    "explosions remote violence": "other",
    "violence against civilians": "other",
    "protests": "protest",
    "riots": "protest",
    "strategic developments": "other",
    # the names of the older layouts
    "battle no change of territory": "ground_offensive",
    "battle government regains territory": "ground_offensive",
    "battle non state actor overtakes territory": "ground_offensive",
    "remote violence": "other",
    "riots protests": "protest",
    "strategic development": "other",
    "headquarters or base established": "other",
    "non violent transfer of territory": "other",
    "non violent rebel activity": "other",
}


def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def acled_type(kind: str, finer: str, labour: bool) -> tuple[str, bool]:
    """
    >>> acled_type("Explosions/Remote violence", "Air/drone strike", False), acled_type("Demostrations", "", False)
    (('airstrike', True), ('other', False))
    >>> acled_type("Protests", "Peaceful protest", True)
    ('labour_action', True)
    """
    event, sub = _words(kind), _words(finer)
    known = (not event or event in _TYPES) and (not sub or sub in _SUBTYPES or sub in _KNOWN_OTHER)
    slug = "other" if sub in _KNOWN_OTHER else _SUBTYPES.get(sub) or _TYPES.get(event, "other")
    return ("labour_action" if labour and event in {"protests", "riots protests"} else slug), known


ACLED = Profile(
    name="acled",
    title="ACLED",
    publisher="ACLED",
    licence="ACLED terms of use",
    url="https://acleddata.com",
    redistribution="ACLED: raw rows may not be redistributed",
    figure_words="fatalities as coded by ACLED",
    signs=(
        frozenset({"event_id_cnty", "event_date", "event_type"}),
        frozenset({"data_id", "event_date", "event_type"}),
        frozenset({"event_id_no_cnty", "event_date", "event_type"}),
        frozenset({"event_date", "event_type", "actor1", "geo_precision"}),
    ),
    types=acled_type,
    places=MappingProxyType(
        {
            "1": Meaning("town", kind_decides=True),
            "2": Meaning("town", role="near", kind_decides=True),
            "3": Meaning("governorate", whole=True),
        }
    ),
    dates=MappingProxyType({"1": "day", "2": "week", "3": "month"}),
    fields=MappingProxyType(
        {
            "id": ("event_id_cnty", "data_id", "event_id_no_cnty"),
            "version": ("timestamp",),
            "type": ("event_type",),
            "subtype": ("sub_event_type",),
            "text": ("notes",),
            "tags": ("disorder_type", "civilian_targeting", "tags"),
            "date": ("event_date",),
            "date_precision": ("time_precision",),
            "place": ("location",),
            "country": ("country",),
            "admin1": ("admin1",),
            "admin2": ("admin2",),
            "admin3": ("admin3",),
            "lat": ("latitude",),
            "lon": ("longitude",),
            "precision": ("geo_precision", "geo_precis", "geoprecision"),
            "killed": ("fatalities",),
            "participants": ("actor1", "assoc_actor_1", "ally_actor_1", "actor2", "assoc_actor_2", "ally_actor_2"),
            "source": ("source",),
        }
    ),
)

_COUNTS = MappingProxyType(
    {
        "type": ("event_type",),
        "subtype": ("sub_event_type",),
        "tags": ("disorder_type", "month"),
        "text": ("events", "population_exposure"),
        "country": ("country",),
        "admin1": ("admin1",),
        "admin1_pcode": ("admin1_pcode",),
        "admin2": ("admin2",),
        "admin2_pcode": ("admin2_pcode",),
        "lat": ("centroid_latitude",),
        "lon": ("centroid_longitude",),
        "killed": ("fatalities",),
    }
)
"""A row stands for several events: no column identifies it, and "id" is the number of its region."""

ACLED_WEEKS = replace(
    ACLED,
    name="acled-weeks",
    title="ACLED numbers by week",
    signs=(frozenset({"week", "admin1", "events", "fatalities"}),),
    fields=MappingProxyType({"date": ("week",), **_COUNTS}),
    summaries=frozenset({"sum"}),
    constants=MappingProxyType({"summary": "sum", "date_precision": "2", "precision": "3"}),
)
ACLED_MONTHS = replace(
    ACLED,
    name="acled-months",
    title="ACLED numbers by month or year",
    signs=(
        frozenset({"year", "admin1", "events", "fatalities"}),
        frozenset({"year", "country", "events", "fatalities"}),
    ),
    fields=MappingProxyType({"date": ("year",), **_COUNTS}),
    summaries=frozenset({"sum"}),
    constants=MappingProxyType({"summary": "sum"}),
)
