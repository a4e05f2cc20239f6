"""Names and free text in their normal form, for search and matching in Latin and Arabic script.

`normal(text)` is what both sides of every comparison go through. It never changes what is shown.
The Arabic form strips tashkeel and tatweel, folds alef, yeh and teh marbuta, and drops a leading article.
"""

from __future__ import annotations

import re
import unicodedata

_ARABIC_FOLDS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None})
_TASHKEEL = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_QUOTES = re.compile("['’‘ʿʾ`´ʻʼ]")
_SPLIT = re.compile(r"[^\w]+", re.UNICODE)
_LATIN_ARTICLE = re.compile(r"\b[ae]l[-‐‑–](?=\w)")


def words(text: str) -> list[str]:
    """`text` as normal words in order: folded case, no accents, Arabic normal form, no leading ال or al-.

    >>> words("Deir ez-Zōr")
    ['deir', 'ez', 'zor']
    >>> words("الغوطة الشرقيّة")
    ['غوطه', 'شرقيه']
    >>> words("Al-Qabun")
    ['qabun']
    """
    parts = (part for part in _SPLIT.split(_LATIN_ARTICLE.sub("", folded(text))) if part)
    return [_without_article(part) for part in parts]


def folded(text: str) -> str:
    """The part of `words` that looks at each character alone: marks and quotes off, letters folded, case folded."""
    decomposed = unicodedata.normalize("NFKD", _TASHKEEL.sub("", text).translate(_ARABIC_FOLDS))
    return _QUOTES.sub("", "".join(c for c in decomposed if not unicodedata.combining(c))).casefold()


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 3 else word


def normal(text: str) -> str:
    """`text` in its normal form, words joined by one space; "" where nothing is left."""
    return " ".join(words(text))
