"""Outside text stays text in Markdown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.markdown import escaped, link

MARKS = set("\\`*_{}[]<>#!|~$:&@^=")


@given(st.text())
def test_no_mark_is_left_without_its_backslash(text: str) -> None:
    left = re.sub(r"\\[\\`*_{}\[\]<>#!|~$:&@^=.)+-]", "", escaped(text))
    assert not MARKS & set(left)


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="\\")))
def test_taking_the_backslashes_away_gives_the_words_back(text: str) -> None:
    assert (
        escaped(text).replace("\\", "").replace("\u2060", "").split()
        == "".join(c if c.isprintable() or c.isspace() else "" for c in text).split()
    )


REWRITTEN = [
    ":material/home:",
    ":streamlit:",
    "->",
    "<-",
    "<->",
    "--",
    ">=",
    "<=",
    "~=",
    "www.x.org",
    "http://x.org",
    "a@x.org",
]


@pytest.mark.parametrize("text", REWRITTEN)
def test_what_streamlit_rewrites_is_broken_up(text: str) -> None:
    assert text not in escaped(text).replace("\\", "")


@pytest.mark.parametrize("text", ["1. list", "1) list", "- list", "+ list", "# head", "www.x.org", "http://x.org"])
def test_line_starts_and_addresses_are_escaped(text: str) -> None:
    assert "\\" in escaped(text)


def test_only_web_addresses_become_links() -> None:
    assert link("a", "javascript:alert(1)") == "a"
    assert link("a]", "https://example.org/x?a=1") == "[a\\]](<https://example.org/x?a=1>)"
    assert link("a", None) == "a"
