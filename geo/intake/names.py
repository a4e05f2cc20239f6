"""Words in the names of places that say what kind of place it is → slugs.

A name without such a word gives None. Names of countries and units are in geo.gazetteer.units.
"""

from __future__ import annotations

import re

LONGEST_NAME = 300
"""Characters. A cell of more is a text, and would keep browsers busy for minutes: Chromium took 85 s over 100,000."""
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


def place_kind(name: str | None) -> str | None:
    """What the words of a name say that the place is; None where they say nothing.

    >>> place_kind("Duma city"), place_kind("Ahli Hospital, Azaz"), place_kind("المشفى الأهلي"), place_kind("Azaz")
    ('city', 'medical', 'medical', None)
    """
    if not name:
        return None
    held = re.sub(r"(?<![^\W_])ال(?=\w{3})", "", name)
    return next((kind for kind, pattern in _KIND_PATTERNS if pattern.search(held)), None)
