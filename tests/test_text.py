"""Normal forms: both scripts, every spelling, and nothing that depends on how a name was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.text import normal, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أعزاز", "اعزاز"),
        ("إدلب", "ادلب"),
        ("العكيرشي", "عكيرشي"),
        ("وادي بردى", "وادي بردي"),
        ("برزة", "برزه"),
        ("دَارَيَّا", "داريا"),
        ("داريــا", "داريا"),
        ("A'zaz", "A‘zāz"),
        ("Al-Qabun", "Qabun"),
        ("AL-BUKAMAL", "Bukamal"),
        ("Deir ez-Zōr", "deir EZ zor"),
        ("Genève", "Geneve"),
        ("Qal'at al-Madiq", "qalat madiq"),
    ],
)
def test_spellings_that_are_one(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(("one", "other"), [("Azaz", "Ezaz"), ("Aleppo", "Al"), ("Sednaya", "Sednaya Prison")])
def test_spellings_that_are_not(one: str, other: str) -> None:
    assert normal(one) != normal(other)


def test_short_words_keep_their_first_letters() -> None:
    assert words("الم") == ["الم"]
    assert words("al") == ["al"]
    assert words("alba el") == ["alba", "el"]


@given(st.text())
def test_any_text_has_a_normal_form_of_whole_words(text: str) -> None:
    for word in words(text):
        assert word
        assert not word.isspace()
    assert normal(f"  {text}\n") == normal(text)
