"""HXL: what a column says by its hashtag (https://hxlstandard.org/standard/1-1final/), attributes in any order.

Tags of before version 1 (#lat_deg, #from_date, #idp_num …) are read too. A table with places of origin and of
destination holds movements; one with only one of the two keeps them as words.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from geo.intake.profiles.profile import Profile
from geo.intake.profiles.words import type_from_words

_RULES: tuple[tuple[str, str, frozenset[str]], ...] = tuple(
    (target, tag, frozenset(attributes.split()))
    for target, tag, attributes in (
        ("date", "#date", "occurred"),
        ("date", "#date", "start"),
        ("date_end", "#date", "end"),
        ("source_date", "#date", "reported"),
        ("date", "#date", ""),
        ("id", "#event", "id"),
        ("id", "#event", "code"),
        ("id", "#incident", "id"),
        ("id", "#meta", "id"),
        ("id", "#activity", "id"),
        ("id", "#activity", "code"),
        ("title", "#event", "name"),
        ("title", "#event", "title"),
        ("subtype", "#event", "subtype"),
        ("type", "#event", "type"),
        ("type", "#cause", "type"),
        ("type", "#event", ""),
        ("type", "#cause", ""),
        ("place_ar", "#loc", "name i_ar"),
        ("place_ar", "#loc", "name ar"),
        ("place", "#loc", "name"),
        ("tags", "#loc", "type"),
        ("place", "#loc", ""),
        ("lat", "#geo", "lat"),
        ("lon", "#geo", "lon"),
        ("point", "#geo", "coord"),
        ("point", "#geo", "latlon"),
        ("precision", "#geo", "precision"),
        ("country", "#country", "code"),
        ("country", "#country", ""),
        ("admin1_pcode", "#adm1", "code"),
        ("admin1", "#adm1", ""),
        ("admin2_pcode", "#adm2", "code"),
        ("admin2", "#adm2", ""),
        ("admin3_pcode", "#adm3", "code"),
        ("admin3", "#adm3", ""),
        *(
            (f"{kind}{bound}", "#affected", f"{attribute} {word}".strip())
            for kind, attributes in (
                ("killed", ("killed", "dead", "deaths")),
                ("injured", ("injured", "wounded")),
                ("displaced", ("idps", "displaced")),
            )
            for attribute in attributes
            for bound, word in (("_min", "min"), ("_max", "max"), ("", ""))
        ),
        ("people", "#affected", ""),
        ("people", "#population", ""),
        ("url", "#meta", "url"),
        ("url", "#source", "url"),
        ("source", "#meta", "source"),
        ("source", "#source", ""),
        ("text", "#description", ""),
        ("text", "#meta", "description"),
        ("text", "#meta", "comment"),
        ("where", "#loc", ""),
        ("participants", "#actor", ""),
    )
)
_OLD = MappingProxyType(
    {
        "#lat_deg": "lat",
        "#lon_deg": "lon",
        "#from_date": "date",
        "#to_date": "date_end",
        "#period_date": "date",
        "#report_date": "date",
        "#idp_num": "displaced",
        "#killed_num": "killed",
        "#injured_num": "injured",
        "#affected_killed": "killed",
        "#adm1_id": "admin1_pcode",
        "#adm2_id": "admin2_pcode",
        "#adm3_id": "admin3_pcode",
        "#adm": "where",
        "#x_uniqueid": "id",
        "#activity_id": "id",
        "#source_lnk": "source",
        "#x_notes": "text",
        "#comments": "text",
        "#event_type": "type",
        "#loctype": "tags",
    }
)
_SUBSETS = frozenset(
    [
        "f",
        "m",
        "i",
        "children",
        "adults",
        "elderly",
        "infants",
        "male",
        "female",
        "male",
        "boys",
        "girls",
        "men",
        "women",
    ]
)
_FLOW = frozenset({"origin", "dest", "destination"})


def target_of(tag: str) -> str | None:
    """What a column with this hashtag says; None where nothing that Kharita keeps.

    >>> target_of("#affected+f+killed"), target_of("#affected+killed"), target_of("#geo +lon"), target_of("#adm1+dest")
    (None, 'killed', 'lon', 'destination_admin1')
    """
    name, *attributes = [part.strip().lower() for part in tag.replace(" ", "").split("+")]
    held = frozenset(attributes)
    if held & _FLOW:
        return _end_of(name, held) or "text"
    if old := _OLD.get(name):
        return old
    if name == "#affected" and held & _SUBSETS:
        return None
    return next((target for target, rule, needs in _RULES if rule == name and needs <= held), None)


_ENDS = MappingProxyType({"#country": "_country", "#adm1": "_admin1", "#adm2": "", "#adm3": "", "#loc": "", "#geo": ""})


def _end_of(name: str, attributes: frozenset[str]) -> str | None:
    """Which part of one end of a movement it says; None for what is no place."""
    end = "origin" if "origin" in attributes else "destination"
    if name not in _ENDS:
        return None
    if name == "#geo":
        return next((f"{end}_{axis}" for axis in ("lat", "lon") if axis in attributes), None)
    if "code" in attributes:
        return f"{end}_country" if name == "#country" else f"{end}_pcode"
    return f"{end}{_ENDS[name]}"


def attributes_of(tag: str) -> int:
    return tag.count("+")


def columns_by_target(columns: Sequence[str], tags: Sequence[str | None]) -> dict[str, list[str]]:
    """Target → columns, those with the fewest attributes first."""
    found: dict[str, list[tuple[int, str]]] = {}
    for name, tag in zip(columns, tags, strict=False):
        if tag and (target := target_of(tag)):
            found.setdefault(target, []).append((attributes_of(tag), name))
    ordered = {target: [name for _, name in sorted(held, key=lambda each: each[0])] for target, held in found.items()}
    return _flows_or_words(ordered)


def _flows_or_words(held: dict[str, list[str]]) -> dict[str, list[str]]:
    """Movements where both ends are places and people are counted; else what speaks of an end is words."""
    ends = {end: [target for target in held if target.startswith(end)] for end in ("origin", "destination")}
    moved = held.get("displaced") or held.get("people")
    if all(ends.values()) and moved:
        kept = {target: names for target, names in held.items() if not target.startswith("displaced")}
        for bound in ("_min", "_max"):
            if f"displaced{bound}" in held:
                kept[f"people{bound}"] = held[f"displaced{bound}"]
        return kept | {"people": moved}
    words = [name for targets in ends.values() for target in targets for name in held[target]]
    kept = {
        target: names for target, names in held.items() if not target.startswith(("origin", "destination", "people"))
    }
    return kept | {"text": [*held.get("text", []), *words]} if words else kept


HXL = Profile(name="hxl", title="HXL-tagged table", types=type_from_words, fields=MappingProxyType({}))
