"""What slides and text documents share: the briefing's values, pictures of its maps and signs, and fixed bytes.

The pictures are those of the print; every word is native text. A file is packed again with fixed times and order, so
that the same input gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from geo.export import setting
from geo.export.carried import MEMBER
from geo.export.document import whole
from geo.export.legend_marks import MARK_MM
from geo.export.logo import content_of
from geo.export.options import Options
from geo.export.selection import Selection, gather
from geo.filter import Filter
from geo.model import Json
from geo.store.protocol import Store

MAP_ONLY = Path(__file__).with_name("map_only.typ")
MAP_DPI = 220
LOGO_MM = (34.0, 12.0)
_STAMP = (1980, 1, 1, 0, 0, 0)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff\u200b]")


@dataclass(frozen=True, slots=True)
class Briefing:
    """The values of the print and its pictures as PNG: one per map, one per sign of each map's legend."""

    held: Selection
    data: Json
    maps: tuple[bytes, ...]
    signs: dict[str, bytes]
    logo: bytes

    @property
    def options(self) -> Options:
        return self.held.options


def briefing(store: Store, chosen: Filter, options: Options) -> Briefing:
    """Everything that an office document needs."""
    held = gather(store, chosen, options)
    data = whole(store, held)
    svgs = {row["svg"]: MARK_MM for page in data["maps"] for row in page["legend"]}
    svgs |= {row["svg"]: MARK_MM for row in (*data["events"], *data["timeline"]["types"])}
    signs: list[Json] = [{"svg": text, "width": MARK_MM, "height": MARK_MM} for text in svgs if text]
    signs += [page["locator"] for page in data["maps"]]
    bars, logo = data["timeline"], data["logo"]
    if bars["svg"]:
        signs.append({"svg": bars["svg"], "width": bars["width"], "height": bars["height"] + 0.2})
    if logo and logo["kind"] == "svg":
        signs.append({"svg": logo["svg"], "width": LOGO_MM[0], "height": LOGO_MM[0]})
    made = list[bytes]()
    if signs or data["maps"]:
        made = setting.each(MAP_ONLY, {**data, "signs": signs}, format="png", ppi=float(MAP_DPI))
    maps = tuple(made[: len(data["maps"])])
    pictures = {sign["svg"]: picture for sign, picture in zip(signs, made[len(maps) :], strict=True)}
    return Briefing(held, data, maps, pictures, _logo(options.logo, logo, pictures))


def _logo(address: str, logo: Json | None, pictures: dict[str, bytes]) -> bytes:
    if not logo:
        return b""
    return pictures[logo["svg"]] if logo["kind"] == "svg" else content_of(address)[1]


def clean(text: str) -> str:
    """`text` without what an XML document may not hold."""
    return _CONTROL.sub("", text)


def sides_of(claims: Sequence[Json], none: str, *, full: bool) -> str:
    """Claims of one side as lines; in `full` with their words and sources, else who, what and how many."""
    if not claims:
        return none
    return "\n".join(claim_line(claim, full=full) for claim in claims)


def claim_line(claim: Json, *, full: bool) -> str:
    """One claim: claimant, stance, date, figures, and in `full` its words and source."""
    line = f"{claim['who']}{claim['role']} {claim['stance']}"
    said = f": {claim['text']}" if full and claim["text"] else ""
    figures = f" – {claim['figures']}" if claim["figures"] else ""
    source = f" {claim['source']}" if full and claim["source"] else ""
    return f"{line}{said}{figures}{source}"


def notes_of(events: Iterable[Json], sources: Sequence[Json]) -> str:
    """The claims and denials of events in full, and the sources that they name."""
    lines, named = list[str](), set[str]()
    for event in events:
        figures = "; ".join(event["figures"])
        lines.append(f"{event['n']}. {event['title']} – {event['when']} – {event['where']}. {figures}.")
        lines += [f"Says: {claim_line(claim, full=True)}" for claim in event["claims"]]
        lines += [f"Denies or doubts: {claim_line(claim, full=True)}" for claim in event["denials"]]
        named |= {claim["source"] for claim in (*event["claims"], *event["denials"])}
    lines += [f"[{row['n']}] {row['words']}" for row in sources if f"[{row['n']}]" in named]
    return "\n".join(lines)


def about(data: Json) -> list[str]:
    """What each document says of itself: counts, grades, projection, origin, disclaimer, producer."""
    full = data["full"]
    items = (
        full["shown"], full["grades"], data["projection"], full["sources"], full["licences"], full["disclaimer"],
        f"{full['produced']}. {full['producer']}. {full['contact']}. {full['software']}.", *data["withheld"],
    )  # fmt: skip
    return [item for item in items if item]


def moment(options: Options) -> datetime:
    """Midnight of the day of production, as office documents write it."""
    return datetime.fromtimestamp(options.timestamp, tz=UTC).replace(tzinfo=None)


def packed(content: bytes, manifest: str) -> bytes:
    """The same package with fixed times, in the order in which it was written, and the manifest as a part of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            own = zipfile.ZipInfo(info.filename, _STAMP)
            own.compress_type, own.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            body = old.read(info.filename)
            new.writestr(own, _with_json(body) if info.filename == "[Content_Types].xml" else body)
        own = zipfile.ZipInfo(MEMBER, _STAMP)
        own.compress_type, own.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        new.writestr(own, manifest.encode("utf-8", "replace"))
    return out.getvalue()


def _with_json(types: bytes) -> bytes:
    """The list of content types of a package (ECMA-376, part 2) with JSON in it, or Office calls the file damaged."""
    return types.replace(b"</Types>", b'<Default Extension="json" ContentType="application/json"/></Types>')
