"""The closed vocabularies of the field, each slug with the words that people read.

Sources: the casualty-recording grades are those of Airwars' published method (confirmed, fair, weak,
contested, discounted); location and date precision follow ACLED's and UCDP's code books, from finest to
coarsest; stances and qualifiers are Kharita's own. Nothing here knows colours, shapes or storage.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Vocabulary = Mapping[str, str]


def _frozen(**words: str) -> Vocabulary:
    return MappingProxyType(words)


EVENT_TYPES = _frozen(
    airstrike="Airstrike",
    shelling="Shelling",
    strike_unspecified="Strike (air or artillery not said)",
    ground_offensive="Ground offensive",
    siege="Siege",
    chemical="Chemical attack",
    explosion_ied="Explosion or IED",
    execution="Execution",
    detention_abuse="Abuse in detention",
    allegation="Allegation",
    forced_displacement="Forced displacement",
    transit="Transit of displaced people",
    capitulation="Capitulation",
    labour_action="Labour strike",
    health_service="Health service",
    diplomacy="Diplomacy",
    statement="Statement",
    protest="Protest",
    abduction="Abduction",
    other="Other",
)

PLACE_PRECISIONS = _frozen(
    facility="a facility",
    neighbourhood="a neighbourhood",
    village="a village",
    town="a town",
    city="a city",
    area="an area that is no administrative unit",
    subdistrict="a subdistrict (adm3)",
    district="a district (adm2)",
    governorate="a governorate (adm1)",
    country="a country",
    unknown="not known",
)
"""From finest to coarsest."""

AREA_PRECISIONS = frozenset({"area", "subdistrict", "district", "governorate", "country"})
"""Drawn as an area or a ring, never as a pin."""

FINER_THAN_TOWN = frozenset({"facility", "neighbourhood", "village"})

DATE_PRECISIONS = _frozen(
    day="on that day",
    days="over these days",
    week="in that week",
    month="known to the month",
    year="known to the year",
    open="with an open end",
)

QUALIFIERS = ("exact", "about", "at least", "more than", "up to")

STANCES = _frozen(
    asserts="asserts",
    corroborates="corroborates",
    disputes="disputes",
    denies="denies",
    could_not_verify="could not verify",
    retracts="retracts",
)
OPPOSING_STANCES = frozenset({"disputes", "denies", "could_not_verify", "retracts"})
"""Stances that stand on the other side of the panel from the claim."""

ABOUT = _frozen(
    occurrence="whether it happened",
    perpetrator="who did it",
    weapon="the weapon",
    casualties="the casualties",
    location="the place",
)

GRADES = _frozen(
    confirmed="Confirmed: the party accepted responsibility, or it is on record",
    fair="Fair: two or more credible, independent origins",
    weak="Weak: a single origin",
    contested="Contested: competing claims",
    discounted="Discounted",
)

SENSITIVITIES = _frozen(
    public="Public",
    restricted="Restricted: published at town level or coarser",
    internal="Internal: never published",
)

GROUPS = _frozen(
    civilians="Civilians",
    fighters="Fighters",
    mixed="Civilians and fighters",
    unknown="Group not known",
)

MOVES: Vocabulary = MappingProxyType(
    {"displacement": "Displacement", "return": "Return", "movement": "Movement, of what kind is not said"}
)
"""What kind of movement it is. Returns are never added to displacements."""

MOVED: Vocabulary = MappingProxyType({"displacement": "displaced", "return": "returned", "movement": "moved"})
"""The verb of each kind of movement."""

STOCK_KINDS = _frozen(
    present="People present",
    arrivals="Arrivals, from where is not said",
    returnees="Returnees present",
)
"""What a number of people at a place counts. It is never drawn as an arrow and never added over rounds."""

PLACE_ROLES = _frozen(
    location="at",
    near="near",
    statement_at="statement made at",
    origin="from",
    destination="to",
    transit="through",
)

FIGURE_KINDS = _frozen(killed="killed", injured="injured", displaced="displaced")


def label(vocabulary: Vocabulary, slug: str | None, missing: str = "not given") -> str:
    """The words for `slug`; the slug itself where the vocabulary lacks it, `missing` where there is none."""
    return missing if slug is None else vocabulary.get(slug, slug)


def short(vocabulary: Vocabulary, slug: str | None, missing: str = "not assessed") -> str:
    """The words for `slug` up to the first colon or bracket, for chips and table cells."""
    return label(vocabulary, slug, missing).split(":")[0].split(" (")[0]
