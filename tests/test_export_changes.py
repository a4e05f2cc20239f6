"""What has changed since an earlier briefing; templates kept and shared; issues counted; `kharita brief`."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from geo.cli import app
from geo.errors import BadInput
from geo.export import EXPORTS, Options
from geo.export.changes import changes, earlier, snapshot
from geo.export.issues import issue, issues
from geo.export.selection import gather
from geo.export.template import Template, load, names, read, save, slug, written
from geo.filter import Filter, parse
from geo.model import Claim, Figure
from geo.store.embedded import EmbeddedStore

DAY = date(2017, 5, 17)
OPTIONS = Options(produced_on=DAY, title="Changes test")
ABU_KAMAL = "abu-kamal-airstrike-2017-05-15"
TEMPLATE = Template(
    "Daily – Syria", "type=airstrike", ("html", "csv"),
    Options(produced_on=DAY, title="Daily", page="a3-portrait", box=(35.0, 32.0, 43.0, 38.0), texts=(("map", "*a*"),)),
)  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KHARITA_WORKSPACE", str(tmp_path / "ws"))
    return tmp_path / "ws"


def test_new_changed_and_gone(store: EmbeddedStore) -> None:
    held = gather(store, Filter(), OPTIONS)
    denial = Claim("x", "A ministry", "denies", "perpetrator", "It was not us.")

    def before(event: Any) -> Any:
        if event.id == ABU_KAMAL:
            kept = tuple(claim for claim in event.claims if claim.stance != "denies")
            return replace(event, killed=Figure(max=40, qualifier="up to"), grade="weak", claims=(*kept, denial))
        return replace(event, id="gone-event", title="A gone event") if event.id.startswith("akayrsh") else event

    old = replace(held, events=tuple(before(event) for event in held.events))
    told = changes(replace(held, options=replace(OPTIONS, since=snapshot(old))))
    assert told is not None
    assert [row["title"] for row in told["gone"]] == ["A gone event"]
    assert len(told["new"]) == 1
    [row] = told["changed"]
    lines = "\n".join(row["lines"])
    assert "Killed: up to 40 → up to 60" in lines
    assert "Grade: Weak → Contested" in lines
    assert "New denial or doubt: US-led Coalition" in lines
    assert "No longer there: denial or doubt: A ministry denies: It was not us." in lines
    assert told["words"] == "1 event new, 1 changed, 1 gone from this selection, 13 as before."


def test_every_form_of_an_earlier_briefing_is_read(store: EmbeddedStore) -> None:
    held = gather(store, Filter(), OPTIONS)
    own = snapshot(held)
    geojson = EXPORTS["geojson"].make(store, Filter(), OPTIONS)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("data/events.geojson", geojson)
    for content in (own.encode(), geojson, packed.getvalue()):
        told = changes(replace(held, options=replace(OPTIONS, since=earlier(content))))
        assert told is not None
        assert (told["new"], told["changed"], told["gone"]) == ([], [], [])
        assert told["words"].endswith("15 as before.")


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"PK\x03\x04broken", b'{"kharita_briefing": 2}', b"[" * 100_000]
)
def test_anything_else_is_refused_with_words(content: bytes) -> None:
    with pytest.raises(BadInput, match="earlier briefing"):
        earlier(content)


def test_no_comparison_is_no_section(store: EmbeddedStore) -> None:
    assert changes(gather(store, Filter(), OPTIONS)) is None


def test_a_template_comes_back_as_it_was(workspace: Path) -> None:
    assert read(written(TEMPLATE), DAY) == TEMPLATE
    save(TEMPLATE)
    assert names() == ["daily-syria"]
    assert load("Daily – Syria", DAY) == TEMPLATE
    with pytest.raises(BadInput, match="daily-syria"):
        load("weekly", DAY)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", 5), ("page", "a9"), ("sections", "map"), ("box", [1, 2]), ("logo", "file:///etc/passwd"),
        ("logo", "data:image/svg+xml;base64,PHNjcmlwdD4="), ("texts", [["map", "x" * 9000]]), ("dpi", "300"),
        ("unknown", 1), ("graticule", 1),
    ],
)  # fmt: skip
def test_a_wrong_template_is_refused(key: str, value: Any) -> None:
    raw = json.loads(written(TEMPLATE))
    raw["options"][key] = value
    with pytest.raises(BadInput):
        read(json.dumps(raw).encode(), DAY)


@pytest.mark.parametrize("content", [b"", b"{}", b"null", b'{"kharita_template": 1}', b"\xff\xfe", b"[" * 100_000])
def test_no_template_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput, match="template"):
        read(content, DAY)


def test_decisions_are_not_kept() -> None:
    decided = replace(TEMPLATE, options=replace(TEMPLATE.options, widened=(("rows", "x"),), since="{}"))
    assert b"widened" not in written(decided)
    raw = json.loads(written(TEMPLATE))
    raw["options"]["widened"] = [["rows", "x"]]
    assert read(json.dumps(raw).encode(), DAY).options.widened == ()


def test_names_are_no_paths() -> None:
    assert "/" not in slug("../../etc/passwd")
    with pytest.raises(BadInput):
        slug("../..")


def test_a_version_is_issued_once(workspace: Path) -> None:
    issue("Daily", 1, "{}")
    with pytest.raises(BadInput, match="version"):
        issue("Daily", 1, "{}")
    issue("Daily", 2, "{}")
    assert [each.version for each in issues("Daily")] == [1, 2]


def brief(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["brief", *arguments])


def test_a_briefing_is_made_and_made_again(workspace: Path, tmp_path: Path) -> None:
    file = tmp_path / "t.template.json"
    file.write_bytes(written(TEMPLATE))
    done = brief(str(file), "--out", str(tmp_path / "out"), "--produced-on", "2017-05-17")
    assert done.exit_code == 0, done.output
    names_made = {path.name for path in (tmp_path / "out").iterdir()}
    stem = "daily-syria-v1"
    assert names_made == {f"{stem}{end}" for end in (".html", ".csv", ".briefing.json", ".manifest.json")}
    told = json.loads((tmp_path / "out" / f"{stem}.manifest.json").read_text("utf-8"))
    html = (tmp_path / "out" / f"{stem}.html").read_bytes()
    assert told["files"][f"{stem}.html"] == hashlib.sha256(html).hexdigest()
    assert told["filter"]["query"] == "type=airstrike"
    again = brief(
        str(file), "--out", str(tmp_path / "out"), "--since", "last", "--format", "docx", "--as-of", "2017-05-16",
        "--query", "type=airstrike&type=shelling", "--produced-on", "2017-05-18",
    )  # fmt: skip
    assert again.exit_code == 0, again.output
    assert (tmp_path / "out" / "daily-syria-v2.docx").is_file()


@pytest.mark.parametrize(
    "more",
    [
        ["--query", "type=nothing"],
        ["--format", "pdf,odp"],
        ["--as-of", "soon"],
        ["--since", "nowhere.json"],
        ["--widen", "contacts"],
        ["--widen", "contacts= "],
        ["--widen", "places=because"],
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_is_written(
    workspace: Path, tmp_path: Path, more: list[str]
) -> None:
    save(TEMPLATE)
    done = brief("daily-syria", "--out", str(tmp_path / "out"), *more)
    assert done.exit_code == 2
    assert not (tmp_path / "out").exists()
    assert issues("Daily – Syria") == []


def test_what_is_widened_on_the_command_line_is_recorded_with_its_reason(workspace: Path, tmp_path: Path) -> None:
    save(TEMPLATE)
    done = brief("daily-syria", "--out", str(tmp_path), "--format", "html", "--widen", "contacts=Agreed with the desk")
    assert done.exit_code == 0, done.output
    told = json.loads((tmp_path / "daily-syria-v1.manifest.json").read_text("utf-8"))
    assert told["options"]["widened"] == [["contacts", "Agreed with the desk"]]
    plain = brief("daily-syria", "--out", str(tmp_path), "--format", "html")
    assert plain.exit_code == 0, plain.output
    told = json.loads((tmp_path / "daily-syria-v2.manifest.json").read_text("utf-8"))
    assert "widened" not in told["options"]


def test_the_same_briefing_has_the_same_bytes(store: EmbeddedStore) -> None:
    chosen = parse("type=airstrike").filter
    options = replace(OPTIONS, since=snapshot(gather(store, Filter(), OPTIONS)), atlas="day")
    for form in ("pdf", "docx", "pptx"):
        assert EXPORTS[form].make(store, chosen, options) == EXPORTS[form].make(store, chosen, options)
