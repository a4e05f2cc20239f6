"""Outside text made safe: `plain` for terminals and files, `restored` for CSV, the rest for folium.

folium's templates are HTML, JavaScript and Jinja at once.
`for_folium` is the only way in which a string enters `geo.layers`. Entities keep the text readable where folium writes
HTML; no character is left that a script, a template literal, a Jinja template or a bidi trick could use.
"""

from __future__ import annotations

import html
import re
import unicodedata

_ENTITIES = str.maketrans({c: f"&#{ord(c)};" for c in "{}`$\\"})
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufff9-\uffff]")
FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
"""What a spreadsheet would run as a formula, with the apostrophes that keep it from doing so."""
_LINES = re.compile("[\r\u2028\u2029]")
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
NOT_PLAIN = "[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\uffff]"
"""The characters that `plain` changes, for engines that look at whole columns; lone surrogates are in no column."""


def plain(text: str) -> str:
    """`text` without characters that are no text: controls, direction overrides, lone surrogates. Lines stay.

    >>> plain("a\\x00b\\u202ec")
    'abc'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _TURNS.sub("", _CONTROL.sub("", lines))


def restored(cell: str) -> str:
    """A cell of a CSV of ours without the apostrophe that keeps a spreadsheet from taking it for a formula.

    >>> restored("'=1+1"), restored("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def printable(text: str) -> str:
    """`text` on one line without control, bidi-override and unassigned characters or lone surrogates.

    White space of any kind becomes one space. Joiners that Arabic and Persian need (U+200C, U+200D) stay.

    >>> printable("a\\u202eb\\nc")
    'ab c'
    """
    if text.isprintable():  # holds none of them: seen ten times faster, and true of most texts
        return " ".join(text.split())
    spaced = "".join(" " if c.isspace() or c in "\u2028\u2029" else c for c in text)
    kept = (c for c in spaced if c not in _BIDI and unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Co"))
    return " ".join("".join(kept).split())


def for_folium(text: str) -> str:
    """`text` escaped at the border to folium: HTML with quotes, then { } ` $ and backslash as entities.

    >>> for_folium("{{ 7*7 }} <b> ${x}")
    '&#123;&#123; 7*7 &#125;&#125; &lt;b&gt; &#36;&#123;x&#125;'
    """
    return html.escape(printable(text), quote=True).translate(_ENTITIES)


def web_address(address: str | None) -> str | None:
    """`address` where it is an http or https link, else None: nothing else is ever made a link.

    >>> web_address("javascript:alert(1)") is None
    True
    """
    if address is None:
        return None
    clean = address.strip()
    if not clean.isprintable() or any(c in clean for c in " <>\"'`\\"):
        return None
    return clean if clean.lower().startswith(("http://", "https://")) else None
