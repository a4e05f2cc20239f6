"""A name as the keys that it is compared by, in Latin and Arabic script, and the words in it that say a kind of unit.

Two spellings are one name where their keys are the same: the normal form of geo.text, without articles (al-, el-, and
ar-, as-, ez- … before the letter that they take on), without blanks. Likeness is no part of it: see `edits`.
"""

from __future__ import annotations

import re

from geo.gazetteer.entries import POPULATED
from geo.text import normal, words

_SUN_LETTERS = {
    "r": ("ar", "er"),
    "s": ("as", "es", "ash", "esh"),
    "d": ("ad", "ed", "adh", "edh"),
    "n": ("an", "en"),
    "t": ("at", "et", "ath", "eth"),
    "z": ("az", "ez"),
}
_ARTICLES = frozenset({"al", "el"})
_FOLDS = str.maketrans({"ی": "ي", "ک": "ك", "ە": "ه"})

_KINDS: tuple[tuple[frozenset[str], str], ...] = (
    (
        frozenset({"governorate"}),
        r"governorates?|muhafazat|muhafaza|mohafazat|mohafaza|province|state|wilayat?|gov\.?|محافظة|محافظه|ولاية",
    ),
    (frozenset({"subdistrict"}), r"sub-?\s?districts?|nahiyah?|nahya|ناحية|ناحيه"),
    (frozenset({"district"}), r"districts?|mantiqah?|manatiq|منطقة|منطقه|قضاء"),
    (POPULATED, r"city|town|village|neighbou?rhood|city of|town of|مدينة|مدينه|بلدة|بلده|قرية|قريه|حي"),
)
_PATTERNS = tuple((kinds, re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE)) for kinds, found in _KINDS)


def key(name: str) -> str:
    """`name` as it is compared; "" where nothing is left.

    >>> key("Ar-Raqqah") == key("Al Raqqah") == key("Raqqah")
    True
    >>> key("Deir ez-Zor"), key("الغوطة الشرقية"), key("Abu Kamal") == key("Abukamal")
    ('deirzor', 'غوطهشرقيه', True)
    """
    held = words(name.translate(_FOLDS))
    after = [*held[1:], ""]
    return "".join(word for word, following in zip(held, after, strict=False) if not _is_article(word, following))


def _is_article(word: str, after: str) -> bool:
    return bool(after) and (word in _ARTICLES or word in _SUN_LETTERS.get(after[0], ()))


def country_key(name: str) -> str:
    """The key of a country's name, whose articles are a part of it: El Salvador is not Salvador.

    >>> country_key("El Salvador") == country_key("Salvador")
    False
    """
    return normal(name).replace(" ", "")


def without_kind(name: str) -> tuple[str, frozenset[str]] | None:
    """The name without the word that says what it is, and the kinds that the word allows; None without such a word.

    >>> without_kind("Idlib Governorate")[0], without_kind("محافظة إدلب")[0], without_kind("Idlib")
    ('Idlib', 'إدلب', None)
    """
    for kinds, pattern in _PATTERNS:
        rest, n = pattern.subn(" ", name)
        if n:
            bare = re.sub(r"^\s*of\s+", "", " ".join(rest.split())).strip(" ,-–.")
            return (bare, kinds) if key(bare) else None
    return None
