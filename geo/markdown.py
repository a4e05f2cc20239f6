"""Outside text for Markdown: what goes in comes out as the same characters on screen, and nothing more.

The marks that CommonMark 0.31, GitHub's extensions or Streamlit give a meaning are backslash-escaped: emphasis, links,
images, HTML, entities, mathematics, tables, headings, and Streamlit's colour, icon and emoji directives. Control and
bidirectional override characters, which could reorder a claim, are left out; line ends become spaces. What Streamlit
would rewrite all the same (arrows, dashes, icons, bare addresses) is broken up with a joiner of no width.
"""

from __future__ import annotations

import re

from geo.safe_text import printable, web_address

_MARKS = re.compile(r"([\\`*_{}\[\]<>#!|~$:&@^=])")
_FIRST = re.compile(r"^(\d+(?=[.)])|(?=[-+]))")
_REWRITTEN = re.compile(r"(?<=:)(?=streamlit:|material/|//)|(?<=[<>~-])(?=[-=>])|(?<=@)", re.IGNORECASE)
"""Inside what Streamlit 1.67 rewrites even where escaped: icons, `->`, `--`, `>=`, `~=`; addresses become links."""
_JOINER = "\u2060"
"""Word joiner: has no width, and keeps the marks on both sides apart for Streamlit."""
_WWW = re.compile(r"(www)\.", re.IGNORECASE)


def escaped(text: str) -> str:
    r"""`text` for a Markdown document, as part of a line or as a line of its own.

    >>> print(escaped("<b>60</b> & *more*"))
    \<b\>60\</b\> \& \*more\*
    >>> print(escaped("1. one"))
    1\. one
    """
    marked = _MARKS.sub(r"\\\1", _REWRITTEN.sub(_JOINER, printable(text)))
    return _WWW.sub(rf"\1{_JOINER}\\.", _FIRST.sub(r"\1\\", marked))


def link(text: str, address: str | None) -> str:
    """`text` as a Markdown link where `address` is an http or https address, else the text alone."""
    safe = web_address(address)
    return escaped(text) if safe is None else f"[{escaped(text)}](<{safe}>)"
