"""The SQL that normalises names and texts answers what geo.text.normal answers."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.store import text_sql
from geo.text import normal


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as held:
        text_sql.add_normal(held)
        yield held


def in_sql(con: duckdb.DuckDBPyConnection, texts: list[str]) -> list[str]:
    sql = "SELECT normal_text(t) FROM (SELECT unnest(?::VARCHAR[]) AS t)"
    return [row[0] for row in con.execute(sql, [texts]).fetchall()]


SURE = [
    "Deir ez-Zōr", "الغوطة الشرقيّة", "Al-Qabun", "AL-BAB", "al- bab", "Al-'Bab", "قال", "ال", "الي", "x-al-y", "_al-x",
    "al-al-x", "", "  ", "«Al–Bab»", "O'Neil’s A`zaz", "أعزاز، إدلب؛ آب", "مُحَمَّد", "ـتطويل", "a-b_c 9٣", "İstanbul",
    "straße", "ﬁne", "日本 al-x", "el-al-y", "nal-x", "ﷺ", "x\x01y\n\tz", "Ø Þ æ", "a-el-b al-c-al-d", "a\x00b",
]  # fmt: skip


@pytest.mark.parametrize("text", SURE)
def test_the_sql_equals_the_python(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert in_sql(con, [text]) == [normal(text)]


def test_every_character_alone_and_inside_a_word(con: duckdb.DuckDBPyConnection) -> None:
    held = [chr(n) for n in range(1, 0x3000) if not 0xD800 <= n < 0xE000]
    for form in ("{}", "a{}b", "ال{}بي", "al-{}b", "{}al-b"):
        texts = [form.format(character) for character in held]
        assert in_sql(con, texts) == [normal(text) for text in texts]


def test_null_stays_null_beside_texts(con: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT normal_text(t) FROM (VALUES ('Al-Bab'), (NULL), ('日本'), ('x ')) v(t)"
    assert [row[0] for row in con.execute(sql).fetchall()] == ["bab", None, "日本", "x"]
    assert con.execute("SELECT normal_text(NULL)").fetchall() == [(None,)]


def test_texts_of_several_scripts_stay_apart(con: duckdb.DuckDBPyConnection) -> None:
    for texts in (SURE, SURE[::-1], [text for text in SURE if text.isascii()] * 700, SURE * 300):
        assert in_sql(con, texts) == [normal(text) for text in texts]


def test_common_text_is_in_the_table() -> None:
    texts = [
        "Al-Bab, Aleppo: 12 killed (est.)",
        "قصف على مدينة إدلب، أدى إلى مقتل ٣",
        "Sūrān & Ma‘arrat an-Nu‘mān – “IDPs”",
    ]
    assert [text_sql.is_known(text) for text in texts] == [True, True, True]
    assert not text_sql.is_known("日本")


_PIECES = st.sampled_from(
    [
        "al-",
        "El–",
        "ال",
        "أ",
        "ة",
        "ى",
        "ـ",
        "'",
        "’",
        " ",
        "-",
        "a",
        "L",
        "x",
        "_",
        "9",
        "é",
        "ß",
        "ﬁ",
        "\u0301",
        "\u064b",
        "،",
        ".",
    ]
)


@given(st.lists(st.one_of(st.lists(_PIECES, max_size=12).map("".join), st.text(max_size=12)), min_size=1, max_size=20))
def test_any_text(con: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
    whole = [text for text in texts if not any(0xD800 <= ord(c) < 0xE000 for c in text)]
    assert in_sql(con, whole) == [normal(text) for text in whole]
