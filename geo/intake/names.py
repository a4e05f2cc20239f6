"""Names of countries, of Syria's governorates, of kinds of places, in the spellings of the field → codes and slugs.

A name that is not listed gives None: nothing is matched by likeness. Country names and ISO codes are GeoNames'
(CC BY 4.0) with the spellings of UCDP, ACLED and the UN added; p-codes are OCHA's, UNHCR's codes of countries its own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

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

_KINDS = (
    (
        "medical",
        (
            r"hospitals?|clinics?|medical (point|cent(er|re)|facility)|health (cent(er|re)|facility)"
            r"|polyclinic|hôpital|clinique|dispensaire|centro de salud|مستشفى|مستشفي|مشفى|مشفي|مستوصف|عيادة"
            r"|نقطة طبية|مركز صحي"
        ),
    ),
    (
        "shelter",
        (
            r"shelters?|safe ?house|school (used as|turned into) .*|shelter school|collective cent(er|re)"
            r"|abri|refugio|ملجأ|مأوى|مركز إيواء|مركز ايواء"
        ),
    ),
    (
        "facility",
        (
            r"prison|airport|air ?base|air ?field|military base|base|checkpoint|(border )?crossing|camp"
            r"|school|university|mosque|church|refinery|dam|power (station|plant)|oil ?field|gas ?field"
            r"|factory|bridge|barracks|police station|market|سجن|مطار|مدرسة|مسجد|مخيم|حاجز"
        ),
    ),
    ("neighbourhood", r"neighbou?rhood|suburb|quarter|hayy|حي"),
    ("village", r"village|hamlet|settlement|farms?|قرية"),
    ("town", r"town|بلدة"),
    ("city", r"city|مدينة"),
    ("district", r"district|prefecture|county|منطقة"),
    ("governorate", r"governorate|province|state|region|oblast|محافظة"),
    (
        "area",
        (
            r"mountains?|desert|valley|countryside|border|river|lake|road|highway|area|front|coast|sea"
            r"|island|plain|hills?|ghouta|forest|ريف|جبل|بادية"
        ),
    ),
)
_KIND_PATTERNS = tuple((kind, re.compile(rf"(?<![^\W_])({words})(?![^\W_])", re.IGNORECASE)) for kind, words in _KINDS)


def _key(name: str) -> str:
    return _ARTICLE.sub("", normal(name))


@cache
def _countries() -> Mapping[str, str]:
    """Normal names and ISO 3166-1 alpha-2 and alpha-3 codes → alpha-2."""
    text = files("geo.intake").joinpath("countries.csv").read_text("utf-8")
    found: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines()):
        names = (row["iso2"], row["iso3"], row["name"], *row["other_names"].split("|"))
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


@cache
def _unhcr_codes() -> Mapping[str, str]:
    text = files("geo.intake").joinpath("unhcr_codes.csv").read_text("utf-8")
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


def place_kind(name: str | None) -> str | None:
    """What the words of a name say that the place is; None where they say nothing.

    >>> place_kind("Duma city"), place_kind("Ahli Hospital, Azaz"), place_kind("المشفى الأهلي"), place_kind("Azaz")
    ('city', 'medical', 'medical', None)
    """
    if not name:
        return None
    held = re.sub(r"(?<![^\W_])ال(?=\w{3})", "", name)
    return next((kind for kind, pattern in _KIND_PATTERNS if pattern.search(held)), None)
