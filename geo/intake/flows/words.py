"""Words for the kind of a movement and for who moved → slugs of the vocabulary. Words that say neither stay words."""

from __future__ import annotations

import re

from geo.vocab import GROUPS, MOVES

_MOVES = (
    ("return", re.compile(r"\breturn|returnee|\bretour|\bretorn|عودة|عائد", re.IGNORECASE)),
    (
        "displacement",
        re.compile(
            r"displace|\bidps?\b|refugee|fled|flight|evict|evacuat|removal|déplac|desplaz|نزوح|نازح|تهجير",
            re.IGNORECASE,
        ),
    ),
)
_CIVILIANS = re.compile(r"civilian|famil|مدني", re.IGNORECASE)
_FIGHTERS = re.compile(r"fighter|rebel|combatant|militant|مقاتل|مسلح", re.IGNORECASE)


def move_of(text: str | None, usual: str) -> str:
    """
    >>> move_of("IDP movement", "movement"), move_of("Returnees", "movement"), move_of(None, "movement")
    ('displacement', 'return', 'movement')
    """
    held = (text or "").strip().lower()
    if held in MOVES:
        return held
    return next((slug for slug, words in _MOVES if words.search(held)), usual)


def group_of(text: str | None) -> tuple[str, str | None]:
    """The slug, and the words where they say more than it.

    >>> group_of("rebels and civilians"), group_of("fighters"), group_of(None)
    (('mixed', 'rebels and civilians'), ('fighters', None), ('unknown', None))
    """
    held = (text or "").strip()
    if held.lower() in GROUPS:
        return held.lower(), None
    civilians, fighters = bool(_CIVILIANS.search(held)), bool(_FIGHTERS.search(held))
    slug = "mixed" if civilians and fighters else "civilians" if civilians else "fighters" if fighters else "unknown"
    return slug, held or None
