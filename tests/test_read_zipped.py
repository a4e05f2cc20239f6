"""Tables in a zip: one as it is, several as layers, the rest named, and nothing that leads anywhere opened."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from geo.errors import BadInput
from geo.read import open_table
from geo.read.limits import Limits

CSV = "id,date,killed\n1,2017-05-15,2\n2,2017-05-16,3\n"


def zipped(tmp_path: Path, entries: dict[str, str | bytes]) -> Path:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    path = tmp_path / "upload"
    path.write_bytes(held.getvalue())
    return path


def test_one_table_is_read_as_it_is_and_the_rest_is_named(tmp_path: Path) -> None:
    entries: dict[str, str | bytes] = {
        "GED/codebook.pdf": b"%PDF", "GED/GEDEvent_v25_1.csv": CSV, "__MACOSX/GED/._GEDEvent_v25_1.csv": b"\0",
    }  # fmt: skip
    table = open_table(zipped(tmp_path, entries), "ged251-csv.zip")
    assert (table.name, table.format_words, table.layers) == ("ged251-csv.zip", "CSV, comma, UTF-8, in a zip", ())
    assert sum(batch.num_rows for batch in table.batches()) == 2
    assert sum(batch.num_rows for batch in table.batches()) == 2, "and again"
    assert table.n_in == 2
    assert [problem.got for problem in table.problems] == ["GED/codebook.pdf"]


def test_several_tables_are_layers(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a.csv": CSV, "b.csv": "id,date\n7,2017-05-15\n"})
    first = open_table(path, "both.zip")
    assert (first.layers, first.layer) == (("a.csv", "b.csv"), "a.csv")
    second = open_table(path, "both.zip", layer="b.csv")
    assert second.columns == ("id", "date")
    with pytest.raises(BadInput, match=r"one of a\.csv, b\.csv"):
        open_table(path, "both.zip", layer="c.csv")


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"../a.csv": CSV}, "leads out"),
        ({"a.csv": CSV, "b.zip": b"PK"}, "archive inside"),
        ({"a.csv": b""}, "no bytes"),
        ({"a.csv": b"\x89PNG\r\n"}, "PNG"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, "OpenDocument"),
        ({"a.pdf": b"%PDF"}, "a.pdf"),
    ],
)
def test_what_is_no_table_is_refused_with_words(tmp_path: Path, entries: dict[str, str | bytes], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        open_table(zipped(tmp_path, entries), "x.zip")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a.csv": b"0" * 3_000_000})
    with pytest.raises(BadInput, match="ratio"):
        open_table(path, "x.zip", limits=Limits(free_zip_bytes=1_000_000))
