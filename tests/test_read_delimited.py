"""Delimited text: what was written comes back cell for cell, in every dialect and encoding; what is broken is told."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.read import Table, open_table
from geo.read.csv_chunks import cut
from geo.read.csv_records import Dialect, records, sniff_delimiter, sniff_line_end
from geo.read.encoding import Blocks, sniff_encoding
from geo.read.limits import Limits
from geo.read.open import open_table as open_with

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
PAGES = {"cp1256": "حلب دمشق ريف إدلب الرقة", "cp1252": "Alépo Idlib Château señor übrig"}
CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\r\t"), max_size=12).filter(
    lambda text: "\0" not in text and not text.startswith("#")
)


def saved(tmp_path: Path, raw: bytes | str, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return path


def opened(tmp_path: Path, raw: bytes | str, name: str = "a.csv", **how: Any) -> Table:
    return open_table(saved(tmp_path, raw, name), name, **how)


def cells(table: Table) -> list[list[str | None]]:
    rows = [list(row.values()) for batch in table.batches() for row in batch.to_pylist()]
    assert table.n_in == len(rows) + len(table.rejected)
    return [row[1:] for row in rows]


def numbers(table: Table) -> list[int]:
    return [row["row"] for batch in table.batches() for row in batch.to_pylist()]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8)
    ),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(ENCODINGS),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
)
def test_any_table_comes_back_cell_for_cell(
    tmp_path: Path, rows: list[list[str]], delimiter: str, line_end: str, encoding: str, quoting: Any
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    header = [f"name{number}" for number in range(len(rows[0]))]
    writer.writerow(header)
    for _ in range(3):  # enough rows of the plain kind that the delimiter is beyond doubt
        writer.writerow(["x"] * len(header))
    writer.writerows(rows)
    table = opened(tmp_path, out.getvalue().encode(encoding))
    assert table.columns == tuple(header)
    assert cells(table)[3:] == [[cell or None for cell in row] for row in rows]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.text(st.sampled_from('ab,;"\n\r\t|é '), max_size=60).map(str.encode) | st.binary(max_size=60))
def test_whatever_the_text_every_row_is_counted(tmp_path: Path, raw: bytes) -> None:
    try:
        table = opened(tmp_path, raw)
    except BadInput:
        return
    cells(table)


@settings(max_examples=200)
@given(
    raw=st.text(st.sampled_from('ab,"\n\r'), max_size=80).map(str.encode),
    line_end=st.sampled_from([b"\n", b"\r"]),
)
def test_both_ways_find_the_same_records(raw: bytes, line_end: bytes) -> None:
    dialect = Dialect(b",", line_end)
    ruled = list(records(raw, dialect, 0, len(raw), 10**6))
    widths = {len(each.fields) for each in ruled if any(each.fields) or len(each.fields) > 1}
    if len(widths) == 1:
        found = cut(raw, dialect, final=True)
        if found.clean:
            assert set(found.cells[found.filled].tolist()) <= widths
            assert found.n_lines == len(ruled)
            assert found.end == len(raw)


@pytest.mark.parametrize("codec", PAGES)
def test_a_windows_code_page_is_told_by_its_letters(tmp_path: Path, codec: str) -> None:
    text = f"name,n\n{PAGES[codec]},1\n" * 3
    table = opened(tmp_path, text.encode(codec))
    assert cells(table)[0] == [PAGES[codec], "1"]
    assert [problem.what for problem in table.problems] == ["encoding"]


@pytest.mark.parametrize("byte_order", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_found_in_arabic_too(tmp_path: Path, byte_order: str) -> None:
    table = opened(tmp_path, ("الاسم,العدد\n" + "حلب,5\n" * 20).encode(byte_order))
    assert table.columns == ("الاسم", "العدد")
    assert cells(table)[0] == ["حلب", "5"]


def test_bytes_of_another_encoding_far_into_the_file_are_told_and_kept(tmp_path: Path) -> None:
    raw = b"name,n\n" + b"plain text,1\n" * 700_000 + "حلب السورية,2\n".encode("cp1256") + b"plain,3\n" * 10
    path = saved(tmp_path, raw)
    table = open_table(path, "a.csv")
    last = list(table.batches())[-1]
    assert "حلب السورية" in last.column(1).to_pylist()
    assert table.n_in == 700_011
    assert "rows that are no UTF-8" in table.problems[-1].got


def test_cr_only_lines_and_nul_bytes(tmp_path: Path) -> None:
    table = opened(tmp_path, b'a,b\r1,"two\rlines"\r3\0,4\r')
    assert cells(table) == [["1", "two\rlines"], ["3", "4"]]
    assert [problem.what for problem in table.problems] == ["NUL bytes"]


def test_a_quote_that_is_never_closed_swallows_nothing(tmp_path: Path) -> None:
    table = opened(tmp_path, 'a,b\n1,"open\n2,x\n3,50°46\'06.6"N\n"4",y\n')
    assert cells(table) == [["1", '"open'], ["2", "x"], ["3", "50°46'06.6\"N"], ["4", "y"]]


def test_ragged_rows_are_padded_or_rejected(tmp_path: Path) -> None:
    table = opened(tmp_path, "a,b,c\n1\n1,2,3,,\n1,2,3,4\n\n5,6,7\n")
    assert cells(table) == [["1", None, None], ["1", "2", "3"], ["5", "6", "7"]]
    assert numbers(table) == [2, 3, 6]
    assert [(each.row, each.raw) for each in table.rejected] == [(4, ("1", "2", "3", "4"))]
    assert [problem.what for problem in table.problems] == ["cells missing"]


def test_odd_rows_between_plain_ones_keep_their_order(tmp_path: Path) -> None:
    odd = {7: "1,2,3", 9: "x", 20: ""}
    lines = ["a,b", *(odd.get(n % 50, f"{n},y") for n in range(500))]
    table = opened(tmp_path, "\n".join(lines))
    found = numbers(table)
    assert found == sorted(found)
    rejected = [each.row for each in table.rejected]
    assert rejected == [n + 2 for n in range(500) if n % 50 == 7]
    assert sorted(found + rejected) == [n + 2 for n in range(500) if n % 50 != 20]
    assert cells(table)[8] == ["x", None]


@pytest.mark.parametrize(("line", "row"), [("1,2", ["1", "2", None]), ("1,2,3,,", ["1", "2", "3"])])
def test_rows_that_are_all_shorter_or_longer_than_the_header(tmp_path: Path, line: str, row: list[str]) -> None:
    table = opened(tmp_path, "a,b,c\n" + f"{line}\n" * 5)
    assert cells(table) == [row] * 5


def test_reading_again_tells_the_same(tmp_path: Path) -> None:
    table = opened(tmp_path, "a,b\n1\n1,2,3\n")
    first = (cells(table), list(table.rejected), list(table.problems))
    assert (cells(table), table.rejected, table.problems) == first


@pytest.mark.parametrize(
    ("text", "columns", "tags", "rows"),
    [
        ("#adm1,#geo+lat\nIdlib,1\n", ("#adm1", "#geo+lat"), ("#adm1", "#geo+lat"), 1),
        ("Place,Lat\n#ADM1, #geo +lat\nIdlib,1\n", ("Place", "Lat"), ("#adm1", "#geo+lat"), 1),
        ("Title\n\nNote,x\nPlace,Lat\n#adm1,\nIdlib,1\n", ("Place", "Lat"), ("#adm1", None), 1),
        ("Place,Lat,N\nIdlib,1,2\n", ("Place", "Lat", "N"), (), 1),
        ("Report of May,,\nPlace,Lat,N\nIdlib,1,2\nHama,1,2\n", ("Place", "Lat", "N"), (), 2),
        ("1,2017-05-15,35.1\n2,2017-05-16,35.2\n", ("column 1", "column 2", "column 3"), (), 2),
        ("Country,2011,2012\nSyria,1,2\n", ("Country", "2011", "2012"), (), 1),
        ("a,,a\n1,2,3\n", ("a", "column 2", "a (2)"), (), 1),
        ("sep=;\na;b\n1;2\n", ("a", "b"), (), 1),
    ],
)
def test_the_head_is_found(tmp_path: Path, text: str, columns: Any, tags: Any, rows: int) -> None:
    table = opened(tmp_path, text)
    assert table.columns == columns
    assert table.tags == tags
    assert len(cells(table)) == table.n_in == rows


def test_a_loose_row_of_tags_is_counted(tmp_path: Path) -> None:
    table = opened(tmp_path, "Top,,\nA,B,C\n#adm1,#org,adm2\n1,2,3\n")
    assert len(cells(table)) == 1
    assert [each.row for each in table.rejected] == [1, 3]
    assert "adm2" in table.rejected[1].got


def test_formulas_stay_text(tmp_path: Path) -> None:
    assert cells(opened(tmp_path, "a,b\n=1+1,@x\n")) == [["=1+1", "@x"]]


@pytest.mark.parametrize(
    ("limits", "what"),
    [
        (Limits(max_rows=2), "rows"),
        (Limits(max_columns=1), "columns"),
        (Limits(max_bytes=3), "size of the file"),
        (Limits(max_record_bytes=8), "length of a row"),
    ],
)
def test_bounds_are_kept(tmp_path: Path, limits: Limits, what: str) -> None:
    path = saved(tmp_path, 'a,b\n1,2\n3,4\n5,"66666666666"6\n')
    with pytest.raises(BadInput) as caught:
        list(open_with(path, "a.csv", limits=limits).batches())
    assert caught.value.what == what


def test_small_blocks_cut_records_where_they_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a,b\n" + "".join(f'{n},"line\n{n} ""q"" é"\n' for n in range(400)) + "x\n"
    path = saved(tmp_path, text)
    monkeypatch.setattr(Blocks.__init__, "__defaults__", (37,))
    table = open_with(path, "a.csv", limits=Limits(max_record_bytes=100))
    assert cells(table)[:-1] == [[str(n), f'line\n{n} "q" é'] for n in range(400)]


def test_sniffing(tmp_path: Path) -> None:
    assert sniff_line_end(b"a\rb\rc") == b"\r"
    assert sniff_line_end(b"a\r\nb\r\n") == b"\n"
    assert sniff_delimiter(b"a|b\n1|2\n", b"\n") == "|"
    assert sniff_encoding(saved(tmp_path, b"")).codec == "utf-8"
    assert not sniff_encoding(saved(tmp_path, "é".encode("cp1252"))).certain


def test_line_feeds_inside_of_quotes_do_not_hide_that_lines_end_in_carriage_returns(tmp_path: Path) -> None:
    raw = '"name0","name1"\r"x","x"\r"\n\n\n","\n\n\n"\r'
    table = opened(tmp_path, raw)
    assert table.columns == ("name0", "name1")
    assert cells(table) == [["x", "x"], ["\n\n\n", "\n\n\n"]]
