"""Names and codes of countries, and of Syria's governorates, in the spellings of the field.

A name that is not listed gives None: nothing is matched by likeness. Country names and ISO codes are GeoNames'
(CC BY 4.0) with the spellings of UCDP, ACLED, UNHCR and the UN added; label points are Natural Earth's (public domain);
p-codes are OCHA's, UNHCR's codes of countries its own (CC BY 4.0).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from geo.gazetteer.entries import Entry
from geo.geometry import label_point
from geo.paths import DATA_DIR
from geo.text import normal

_GOVERNORATES = {
    "SY01": "Damascus|Dimashq|Damas|Damasco|Damascus City|دمشق",
    "SY02": "Aleppo|Halab|Alep|Alepo|حلب",
    "SY03": "Rural Damascus|Rif Dimashq|Reef Dimashq|Rif Damas|Damascus Countryside|ريف دمشق",
    "SY04": "Homs|Hims|حمص",
    "SY05": "Hama|Hamah|حماة|حماه",
    "SY06": "Lattakia|Latakia|Al Ladhiqiyah|Lattaquié|Latakya|Ladhiqiyah|اللاذقية",
    "SY07": "Idleb|Idlib|Edlib|إدلب|ادلب",
    "SY08": "Al-Hasakeh|Al Hasakah|Hasakah|Hasaka|Hasakeh|Al Hasaka|Hassakeh|Al Hassakeh|Hassaké|الحسكة",
    "SY09": "Deir-ez-Zor|Deir ez Zor|Dayr az Zawr|Deir ez Zour|Deir Ezzor|Deir al Zor|Deir Ezzour|دير الزور",
    "SY10": "Tartous|Tartus|طرطوس",
    "SY11": "Ar-Raqqa|Ar Raqqah|Raqqa|Raqqah|Al Raqqa|Rakka|Er Raqqa|الرقة",
    "SY12": "Dar'a|Daraa|Dara|Deraa|Dar`a|درعا",
    "SY13": "As-Sweida|As Suwayda|As Suwayda'|Sweida|Suwayda|Suweida|As Sweida|Al Suwayda|السويداء",
    "SY14": "Quneitra|Al Qunaytirah|Qunaytirah|Kuneitra|Al Qunaitra|القنيطرة",
}
_ADMIN_WORD = re.compile(
    r"\b(governorate|muhafazat|muhafaza|mohafazat|province|provincia|gouvernorat|gobernación|governorat|mohafaza)\b|محافظة",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(al|ar|as|ad|an|el|er) ")


def _key(name: str) -> str:
    return _ARTICLE.sub("", normal(name))


@cache
def _rows() -> tuple[Mapping[str, str], ...]:
    text = files("geo.gazetteer").joinpath("countries.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _countries() -> Mapping[str, str]:
    """Normal names and ISO 3166-1 alpha-2 and alpha-3 codes → alpha-2."""
    found: dict[str, str] = {}
    for row in _rows():
        names = (row["iso2"], row["iso3"], row["name"], row["name_ar"], *row["other_names"].split("|"))
        found |= {normal(name): row["iso2"] for name in names if name}
    return found


@cache
def _governorates() -> Mapping[str, str]:
    return {_key(name): pcode for pcode, names in _GOVERNORATES.items() for name in names.split("|")}


def country_code(name: str | None) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country by name or code; None where the name is not known.

    >>> country_code("Syria"), country_code("SYR"), country_code("DR Congo (Zaire)"), country_code("Atlantis")
    ('SY', 'SY', 'CD', None)
    """
    return _countries().get(normal(name)) if name else None


def country_name(code: str) -> str:
    """The English name of a country by its ISO 3166-1 alpha-2 code; the code itself where it is none.

    >>> country_name("SD"), country_name("XX")
    ('Sudan', 'XX')
    """
    return next((row["name"] for row in _rows() if row["iso2"] == code), code)


@cache
def _unhcr_codes() -> Mapping[str, str]:
    text = files("geo.gazetteer").joinpath("unhcr_codes.csv").read_text("utf-8")
    return {row["unhcr"]: row["iso3"] for row in csv.DictReader(text.splitlines())}


def unhcr_country(code: str | None) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country by UNHCR's own code, some of which are other countries' ISO codes.

    >>> unhcr_country("AUS"), unhcr_country("ALG"), unhcr_country("DZA")
    ('AT', 'DZ', None)
    """
    return country_code(_unhcr_codes().get((code or "").strip().upper()))


def governorate_pcode(name: str | None) -> str | None:
    """The OCHA p-code of a Syrian governorate by name; None where the name is none of them.

    >>> governorate_pcode("Ar Raqqah Governorate"), governorate_pcode("ريف دمشق"), governorate_pcode("Anbar")
    ('SY11', 'SY03', None)
    """
    return _governorates().get(_key(_ADMIN_WORD.sub(" ", name))) if name else None


def governorate_in_words(name: str) -> str | None:
    """The p-code where the name says that it means the governorate, not a town of that name.

    >>> governorate_in_words("Idlib Province"), governorate_in_words("محافظة إدلب"), governorate_in_words("Idlib")
    ('SY07', 'SY07', None)
    """
    return governorate_pcode(name) if _ADMIN_WORD.search(name) else None


def governorate_name(pcode: str | None) -> str | None:
    """The name of a Syrian governorate by its p-code; None where it is none."""
    names = _GOVERNORATES.get(pcode or "")
    return names.partition("|")[0] if names else None


def country_entries() -> list[Entry]:
    """Every country with its label point."""
    return [
        Entry(
            id=f"country:{row['iso2']}",
            name=row["name"],
            name_ar=row["name_ar"] or None,
            aliases=tuple(each for each in row["other_names"].split("|") if each),
            kind="country",
            lon=float(row["lon"]) if row["lon"] else None,
            lat=float(row["lat"]) if row["lat"] else None,
            country=row["iso2"],
            pcodes=(row["iso2"],),
            codes=(row["iso2"], row["iso3"]),
            source="Country: GeoNames (CC BY 4.0), label point Natural Earth",
        )
        for row in _rows()
    ]


def governorate_entries() -> list[Entry]:
    """Syria's governorates, each with the label point of its outline."""
    text = (DATA_DIR / "basemap" / "governorates.geojson").read_text("utf-8")
    outlines = {each["properties"]["pcode"]: each["geometry"] for each in json.loads(text)["features"]}
    return [_governorate(pcode, names.split("|"), outlines.get(pcode)) for pcode, names in _GOVERNORATES.items()]


def _governorate(pcode: str, names: list[str], outline: Mapping[str, object] | None) -> Entry:
    point = (label_point(outline) if outline else None) or (None, None)
    return Entry(
        id=f"unit:{pcode}",
        name=names[0],
        name_ar=names[-1] if pcode not in {"SY05", "SY07"} else names[-2],
        # "Damascus City" is what data sets call the governorate; a person means the city.
        aliases=tuple(name for name in names[1:] if not name.endswith(" City")),
        kind="governorate",
        lon=point[0],
        lat=point[1],
        country="SY",
        admin1_pcode=pcode,
        pcodes=(pcode,),
        codes=(pcode,),
        source="Governorate: p-code OCHA, label point from Natural Earth",
    )
