"""The briefing as slides (PPTX): native titles, text and tables, the map as a picture with a text beside it.

Tables say who asserts and who denies at one size; the full wording of every claim, and its source, is in the speaker
notes of its slide. Nothing is cut: what does not fit goes to a further slide.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Emu, Mm, Pt

from geo.export import prose
from geo.export.carried import manifest_text
from geo.export.layout import PAGES
from geo.export.map_page import told_by
from geo.export.office import Briefing, about, briefing, claim_line, clean, moment, notes_of, packed, sides_of
from geo.export.options import SECTIONS, Options
from geo.filter import Filter
from geo.model import Json
from geo.store.protocol import Store

WIDE, HIGH = PAGES["slide"].width_mm, PAGES["slide"].height_mm
EDGE = 11.0
INK, ACCENT, HEAD, WHITE = (
    RGBColor(*each)  # type: ignore[no-untyped-call]
    for each in ((0x2B, 0x29, 0x25), (0x8A, 0x2C, 0x0D), (0xEF, 0xEB, 0xE3), (0xFF, 0xFF, 0xFF))
)
LINES = 17
"""So many lines of text fill a slide."""
TABLE_MM = 146.0
"""Height of the rows of a table that fill a slide."""
CELL_PT = 9.0
EVENT_MM = (12.0, 92.0, 42.0, 84.0, 86.0)
FLOW_MM = (92.0, 58.0, 83.0, 83.0)


def slides(store: Store, chosen: Filter, options: Options) -> bytes:
    """The deck, 16:9 whatever the paper."""
    held = briefing(store, chosen, replace(options, page="slide"))
    deck = Presentation()
    deck.slide_width, deck.slide_height = Mm(WIDE), Mm(HIGH)
    makers = {
        "map": _maps, "timeline": _timeline, "events": _claims, "claims": _claims, "flows": _flows,
        "totals": _totals, "sources": _sources, "method": _method, "changes": _changes,
    }  # fmt: skip
    done: set[Any] = set()
    for section in options.sections:
        if section in held.options.sections and section != "inset" and makers[section] not in done:
            if section != "map" and (text := options.text(section)):
                _text(deck, SECTIONS[section], [f"{b.mark} {b.text}".strip() for b in prose.parsed(text)])
            makers[section](deck, held)
            done.add(makers[section])
    _properties(deck, held)
    out = io.BytesIO()
    deck.save(out)
    return packed(out.getvalue(), manifest_text(store, held.held, "pptx", options))


def _properties(deck: Any, held: Briefing) -> None:
    core, options = deck.core_properties, held.options
    core.title, core.author = clean(options.title)[:250], clean(options.author)[:250] or "Producer not given"
    core.subject, core.keywords = clean(held.data["description"])[:250], "Kharita"
    core.created = core.modified = moment(options)
    core.last_modified_by, core.revision, core.language = "Kharita", 1, "en"


def _maps(deck: Any, held: Briefing) -> None:
    for page, picture in zip(held.data["maps"], held.maps, strict=True):
        words = page["words"]
        slide = _slide(deck, words["title"], f"{words['country']} · {words['number']} · {words['as_of']}")
        high = HIGH - 62.0
        wide = min(WIDE - 2 * EDGE - 78, high * page["main"]["width"] / page["main"]["height"])
        shape = slide.shapes.add_picture(io.BytesIO(picture), Mm(EDGE), Mm(27), width=Mm(wide))
        _alt(shape, f"{page['alt']}\n{told_by(page)}", "Map")
        left, room = EDGE + wide + 5, WIDE - 2 * EDGE - wide - 5
        _box(slide, (left, 26.0, room, 24.0), [words["subtitle"], words["summary"], words["filters"]], size=9)
        low = 27 + wide * page["main"]["height"] / page["main"]["width"]
        _legend(slide, held, page, (left, 52.0, room, low))
        _foot(slide, held, page, low + 1.5)
        if held.logo:
            logo = slide.shapes.add_picture(io.BytesIO(held.logo), Mm(WIDE - EDGE - 60), Mm(6), height=Mm(12))
            _alt(logo, "Logo of the producer", "Logo")
        if text := prose.parsed(held.options.text("map")):
            _text(deck, "About the map", [f"{b.mark} {b.text}".strip() for b in text])
        _notes(slide, notes_of(held.data["events"], held.data["sources"]))


def _legend(slide: Any, held: Briefing, page: Json, at: tuple[float, float, float, float]) -> None:
    """Signs with their words, in native text."""
    left, top, wide, low = at
    rows = page["legend"]
    step = min(7.0, (low - top) / max(1, len(rows)))
    for i, row in enumerate(rows):
        x, y = left, top + i * step
        if row["svg"]:
            sign = slide.shapes.add_picture(
                io.BytesIO(held.signs[row["svg"]]), Mm(x), Mm(y + 0.2), width=Mm(min(4.6, step))
            )
            _alt(sign, f"Sign: {row['label']}", "Sign")
        _box(slide, (x + 6, y + 0.4, wide - 6, step), [row["label"]], size=8 if step > 5 else 6)


def _foot(slide: Any, held: Briefing, page: Json, top: float) -> None:
    words, missing = page["words"], page["unmapped"]
    listed = "; ".join(filter(None, (*missing["rows"], missing["more"])))
    unmapped = f"Not on this map: {listed or 'none; every event shown is on it'}"
    lines = (
        [words["shown"], words["grades"], *words["totals"]],
        [page["flow_rule"], unmapped, page["projection"]],
        [words["sources"], words["licences"], words["disclaimer"],
         f"{words['produced']}. {words['producer']}. {words['contact']}. {words['software']}."],
    )  # fmt: skip
    small = page["locator"]
    locator = slide.shapes.add_picture(
        io.BytesIO(held.signs[small["svg"]]), Mm(WIDE - EDGE - small["width"]), Mm(top + 1), width=Mm(small["width"])
    )
    _alt(locator, "Locator map: the red frame shows where the main map lies", "Locator map")
    wide = (WIDE - 2 * EDGE - 12 - small["width"]) / 3
    for i, part in enumerate(lines):
        _box(slide, (EDGE + i * (wide + 4), top, wide, HIGH - top - 3), part, size=6.5)


def _timeline(deck: Any, held: Briefing) -> None:
    bars = held.data["timeline"]
    slide = _slide(deck, SECTIONS["timeline"], bars["words"])
    if bars["svg"]:
        wide = WIDE - 2 * EDGE
        high = wide * (bars["height"] + 0.2) / bars["width"]
        picture = slide.shapes.add_picture(io.BytesIO(held.signs[bars["svg"]]), Mm(EDGE), Mm(34), width=Mm(wide))
        _alt(picture, "Bars. " + "; ".join(f"{row['when']}: {row['n']}" for row in bars["rows"]), "Timeline")
        for tick in bars["ticks"]:
            x = EDGE + tick["x"] * wide / bars["width"]
            _box(slide, (x - 18, 35 + high, 36, 8), [tick["words"]], size=7, centred=True)
        for i, kind in enumerate(bars["types"]):
            x, y = EDGE + (i % 5) * 62, 48 + high + (i // 5) * 8
            sign = slide.shapes.add_picture(io.BytesIO(held.signs[kind["svg"]]), Mm(x), Mm(y + 0.8), width=Mm(4.6))
            _alt(sign, f"Sign: {kind['words']}", "Sign")
            _box(slide, (x + 5, y - 1, 55, 8), [kind["words"]], size=9)
    _notes(slide, "\n".join(f"{row['when']}: {row['words']}" for row in bars["rows"]))


def _claims(deck: Any, held: Briefing) -> None:
    data = held.data
    heads = ("No.", "Event", "Figures", "Who says it", "Who denies, disputes or could not verify it")
    rows = [(event, _event_cells(event)) for event in data["events"]]
    if not rows:
        _text(deck, SECTIONS["claims"], ["No event matches the filters."])
    for part in _parts(rows, EVENT_MM):
        slide = _slide(deck, SECTIONS["claims"], "Full wording and sources of every claim: in the notes")
        _table(slide, heads, [cells for _, cells in part], EVENT_MM)
        _notes(slide, notes_of([event for event, _ in part], data["sources"]))
    if data["more"] or data["withheld"]:
        more = f"{data['more']:,} more events are not listed here; the data files hold all of them."
        _text(deck, SECTIONS["claims"], [*([more] if data["more"] else []), *data["withheld"]])


def _event_cells(event: Json) -> tuple[str, ...]:
    where = f"{event['where']} {event['where_ar']}".strip()
    about_it = f"{event['title']}\n{event['type_words']} · {event['when']}\n{where}\nGrade: {event['grade_short']}"
    figures = "\n".join(filter(None, (*event["figures"], event["left_out"])))
    says = sides_of(event["claims"], "no claim recorded", full=False)
    return str(event["n"]), about_it, figures, says, sides_of(event["denials"], "no denial recorded", full=False)


def _flows(deck: Any, held: Briefing) -> None:
    rows = [(m, _flow_cells(m)) for m in held.data["movements"]]
    heads = ("Movement", "People", "Who says it", "Who denies, disputes or could not verify it")
    for part in _parts(rows, FLOW_MM):
        slide = _slide(deck, SECTIONS["flows"], held.data["flow_rule"])
        _table(slide, heads, [cells for _, cells in part], FLOW_MM)
        _notes(slide, "\n".join(_flow_note(m) for m, _ in part))


def _flow_cells(m: Json) -> tuple[str, ...]:
    return (
        f"{m['title']}\n{m['way']}",
        f"{m['told']}.",
        sides_of(m["claims"], "no claim recorded", full=False),
        sides_of(m["denials"], "no denial recorded", full=False),
    )


def _flow_note(m: Json) -> str:
    says = [f"Says: {claim_line(claim, full=True)}" for claim in m["claims"]]
    denies = [f"Denies or doubts: {claim_line(claim, full=True)}" for claim in m["denials"]]
    return "\n".join([m["title"], *says, *denies, *(f"Term used by {term}" for term in m["terms"])])


def _row_mm(cells: Sequence[str], widths: Sequence[float]) -> float:
    """The height of a row in millimetres, estimated a little on the high side."""
    em = CELL_PT * 0.3528
    lines = (
        (sum(1 + int(len(line) * 0.56 * em / (wide - 3)) for line in cell.split("\n")), cell.count("\n") + 1)
        for cell, wide in zip(cells, widths, strict=True)
    )
    return 1.8 + max(n * 1.22 * em + paragraphs * em / 4 for n, paragraphs in lines)


def _parts(
    rows: Sequence[tuple[Json, tuple[str, ...]]], widths: Sequence[float]
) -> Iterator[list[tuple[Json, tuple[str, ...]]]]:
    """Rows slide by slide, as many as fit."""
    held, used = list[tuple[Json, tuple[str, ...]]](), 0.0
    for row in rows:
        need = _row_mm(row[1], widths)
        if held and used + need > TABLE_MM:
            yield held
            held, used = [], 0.0
        held.append(row)
        used += need
    if held:
        yield held


def _totals(deck: Any, held: Briefing) -> None:
    full = held.data["full"]
    _text(deck, SECTIONS["totals"], [*full["totals"], full["shown"], full["grades"]])


def _sources(deck: Any, held: Briefing) -> None:
    lines = [f"[{row['n']}] {row['words']}" for row in held.data["sources"]]
    more = held.data["more_sources"]
    lines += [f"{more:,} more sources are not listed here; the data files hold all of them."] if more else []
    _text(deck, SECTIONS["sources"], lines or ["none"], size=11)


def _method(deck: Any, held: Briefing) -> None:
    full = held.data["full"]
    lines = [held.data["method"], f"{full['filters']}. {full['as_of']}.", *about(held.data)]
    _text(deck, SECTIONS["method"], lines, size=11)


def _changes(deck: Any, held: Briefing) -> None:
    told = held.data["changes"]
    if told is None:
        return
    lines = [told["since"], told["words"]]
    for key, name in (("new", "New"), ("changed", "Changed"), ("gone", "Gone from this selection")):
        lines += [f"{name}: {row['n'] or ''} {row['title']}. {' '.join(row['lines'])}" for row in told[key]]
        lines += [f"and {told['more'][key]:,} more"] if told["more"][key] else []
    _text(deck, SECTIONS["changes"], lines)


def _text(deck: Any, title: str, lines: Sequence[str], size: float = 14) -> None:
    """One slide per LINES of text."""
    held, used, per = list[str](), 0, round(115 * 14 / size)
    room = round(LINES * 14 / size)
    for line in lines:
        need = 1 + len(line) // per
        if held and used + need > room:
            _box(_slide(deck, title, ""), (EDGE, 28, WIDE - 2 * EDGE, HIGH - 36), held, size=size)
            held, used = [], 0
        held.append(line)
        used += need
    _box(_slide(deck, title, ""), (EDGE, 28, WIDE - 2 * EDGE, HIGH - 36), held, size=size)


def _slide(deck: Any, title: str, sub: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = Mm(EDGE), Mm(5), Mm(WIDE - 2 * EDGE), Mm(13)
    shape.text_frame.text = clean(title)
    shape.text_frame.word_wrap = True
    shape.text_frame.margin_left = Emu(9000)
    paragraph = shape.text_frame.paragraphs[0]
    paragraph.alignment = 1
    paragraph.font.size, paragraph.font.bold, paragraph.font.color.rgb = Pt(24 if len(title) < 75 else 16), True, INK
    if sub:
        _box(slide, (EDGE, 17, WIDE - 2 * EDGE, 8), [sub], size=11, color=ACCENT)
    return slide


def _box(
    slide: Any, at: tuple[float, float, float, float], lines: Sequence[str], *,
    size: float, color: RGBColor = INK, centred: bool = False,
) -> None:  # fmt: skip
    frame = slide.shapes.add_textbox(*(Mm(each) for each in at)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(9000)
    _fill(frame, [line for line in lines if line], size, color, centred=centred)


def _fill(frame: Any, lines: Sequence[str], size: float, color: RGBColor, *, centred: bool = False) -> None:
    for i, line in enumerate(lines or [""]):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = clean(line)
        run.font.size, run.font.color.rgb = Pt(size), color
        paragraph.space_after = Pt(size / 4)
        if centred:
            paragraph.alignment = 2


def _table(slide: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    shape = slide.shapes.add_table(len(rows) + 1, len(heads), Mm(EDGE), Mm(27), Mm(sum(widths)), Mm(10))
    table = shape.table
    table.horz_banding = False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Mm(wide)
    for i, row in enumerate([heads, *rows]):
        table.rows[i].height = Mm(_row_mm(row, widths))
        for cell, text in zip(table.rows[i].cells, row, strict=True):
            cell.margin_left = cell.margin_right = Mm(1.5)
            cell.margin_top = cell.margin_bottom = Mm(0.8)
            cell.fill.solid()
            cell.fill.fore_color.rgb = HEAD if i == 0 else WHITE
            _fill(cell.text_frame, text.split("\n"), CELL_PT, INK)
            if i == 0:
                cell.text_frame.paragraphs[0].runs[0].font.bold = True


def _notes(slide: Any, text: str) -> None:
    slide.notes_slide.notes_text_frame.text = clean(text)


def _alt(shape: Any, text: str, name: str) -> None:
    properties = shape._element.nvPicPr.cNvPr  # noqa: SLF001 - python-pptx has no public way to a picture's text
    properties.set("descr", clean(text))
    properties.set("name", name)
