"""Headers that say something of one end of a movement: where people came from, where they went, in several languages.

`ENDS` is target → spellings, parted by |, for geo.intake.profiles.generic. "Origin state", "From (town)", "province
d'origine" and محافظة المنشأ are made of a word for the end and one for what is told of it.
"""

from __future__ import annotations

_OF_PLACE = {
    "": (
        "place", "name", "place name", "location", "location name", "city", "town", "village", "locality", "settlement",
        "community", "camp", "site",
    ),
    "_country": ("country", "country name", "iso3", "iso2", "country iso"),
    "_admin1": (
        "admin1", "adm1", "admin 1", "governorate", "province", "state", "region", "oblast", "wilaya", "admin1 name",
        "admin1name", "adm1 name", "adm1 en",
    ),
    "_pcode": ("pcode", "p code", "code", "id", "admin1 pcode", "admin1pcode", "adm1 pcode"),
    "_lat": ("lat", "latitude", "y"),
    "_lon": ("lon", "lng", "long", "longitude", "x"),
}  # fmt: skip
_ROMANCE = {
    "": ("lieu", "localité", "ville", "village", "commune", "lugar", "localidad", "ciudad", "municipio"),
    "_country": ("pays", "país"),
    "_admin1": (
        "état", "province", "région", "gouvernorat", "wilaya", "département", "provincia", "departamento", "estado",
        "región", "gobernación",
    ),
}  # fmt: skip
_ARABIC = {
    "": ("مكان", "بلدة", "مدينة", "قرية", "موقع", "منطقة"),
    "_country": ("بلد", "دولة"),
    "_admin1": ("محافظة", "ولاية"),
}
_WORDS = {
    "origin": (
        ("origin", "from", "source", "start", "departure", "o"),
        ("d'origine", "de départ", "de provenance", "de origen", "de procedencia", "de salida"),
        ("المنشأ", "الأصل", "الأصلية", "الأصلي", "المغادرة", "الانطلاق", "النزوح"),
        (
            "origin", "from", "place of origin", "area of origin", "origin place", "from place", "origine", "origen",
            "provenance", "procedencia", "من", "المنشأ", "الأصل", "herkunft", "herkunftsort", "откуда",
            "место выбытия", "звідки", "nereden", "origem",
        ),
    ),
    "destination": (
        ("destination", "dest", "to", "target", "end", "arrival", "displacement", "d"),
        ("de destination", "d'arrivée", "d'accueil", "de destino", "de llegada"),
        ("الوجهة", "الوصول", "المقصد", "الاستقبال"),
        (
            "destination", "dest", "to", "place of destination", "area of destination", "destination place", "to place",
            "destino", "arrivée", "إلى", "الوجهة", "المقصد", "ziel", "zielort", "куда", "место прибытия", "куди",
            "nereye",
        ),
    ),
}  # fmt: skip
"""End → words before or after English ones, behind Romance ones, behind Arabic ones, and headers that stand alone."""


def _spellings(end: str, key: str) -> str:
    english, romance, arabic, alone = _WORDS[end]
    made = [f"{word} {each}" for word in english for each in _OF_PLACE[key]]
    made += [f"{each} of {word}" for word in english if len(word) > 5 for each in _OF_PLACE[key]]
    made += [f"{each} {word}" for word in romance for each in _ROMANCE.get(key, ())]
    made += [f"{each} {word}" for word in arabic for each in _ARABIC.get(key, ())]
    made += [] if key else alone
    # The name of a source of words, unless the table says more.
    return "|".join(each for each in made if each not in {"source name", "name of source"})


ENDS = {f"{end}{key}": _spellings(end, key) for end in _WORDS for key in _OF_PLACE}
