"""geo.text.normal as SQL, for texts of which a database holds too many for Python.

`add_normal` gives a connection the macro `normal_text(t)`, which equals `normal` for every text. Texts that hold only
the characters below (Latin with accents, Arabic, common punctuation) are handled by the database; any other goes
through Python. A property test compares both.
"""

from __future__ import annotations

import unicodedata

import duckdb

from geo.text import normal

_PYTHON = "kharita_normal"
_DELETED = "'’‘ʿʾ`ʻʼ\u0640"
_MARKS = "".join(map(chr, (*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670)))
_BLANK = "«»“”„•…—،؛؟§©®°±¶·¿¡×÷٪٫٬\u00a0"
_FOLDED = {"ٱ": "ا", "ى": "ي", "ة": "ه"}
_HYPHENS = "‐‑–"
_ARABIC = "".join(map(chr, (*range(0x621, 0x63B), *range(0x641, 0x64B), *range(0x660, 0x66A), 0x671)))


def _latin() -> str:
    """Latin letters that are one plain ASCII letter with marks, which `strip_accents` takes away."""
    found = ""
    for letter in map(chr, (*range(0xC0, 0x180), *range(0x218, 0x21C), *range(0x1E00, 0x1F00))):
        base, *marks = list(unicodedata.normalize("NFD", letter))
        if marks and base.isascii() and base.lower() == normal(letter):
            found += letter
    return found


_KNOWN = "".join(sorted({c for c in _DELETED + _MARKS + _BLANK + _HYPHENS + _ARABIC + _latin() if ord(c) > 127}))
_ODD = f"[^\\x01-\\x7F{_KNOWN}]"
_CHAINED_ARTICLES = f"[AaEe][Ll].?[-{_HYPHENS}].?[AaEe][Ll].?[-{_HYPHENS}]"
_BLANKS = f"[\\x01-\\x1F!-&(-,./:-@\\[-^{{-\\x7F{_BLANK}]+"
_LATIN_ARTICLE = r"'([ -])[ae]l-([^ -])', '\1\2'"
_ARABIC_ARTICLE = r"' ال([^ ]{2})', ' \1'"


def add_normal(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the macro `normal_text(t)` on `con`, with the Python function for texts with other characters.

    The macro holds its argument twice and no more: DuckDB writes a macro's argument out wherever it stands.
    """
    con.create_function(_PYTHON, normal, ["VARCHAR"], "VARCHAR")
    body = "lower(strip_accents(t))"
    for letter, plain in {**_FOLDED, **dict.fromkeys(_HYPHENS, "-")}.items():
        body = f"replace({body}, '{letter}', '{plain}')"
    body = f"regexp_replace({body}, {_quoted(f'[{_DELETED}]')}, '', 'g')"
    # Words, blanks and hyphens are left; hyphens stay for the Latin article, which they tell from other words.
    body = f"' ' || regexp_replace({body}, {_quoted(_BLANKS)}, ' ', 'g') || ' '"
    body = f"replace(regexp_replace({body}, {_LATIN_ARTICLE}, 'g'), '-', ' ')"
    body = f"regexp_replace(regexp_replace({body}, '  +', ' ', 'g'), {_ARABIC_ARTICLE}, 'g')"
    con.execute(
        f"CREATE OR REPLACE TEMP MACRO kn_odd(t) AS regexp_matches(t, {_quoted(f'{_ODD}|{_CHAINED_ARTICLES}')})"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP MACRO normal_text(t) AS CASE WHEN kn_odd(t) THEN {_PYTHON}(t) ELSE trim({body}) END"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
