"""The briefing page's pieces: the words and choices around the map, what leaves and what stays, a button per format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from geo.errors import BadInput
from geo.export import EXPORTS, Options, filename
from geo.export.basemap import layer
from geo.export.layout import PAGES
from geo.export.logo import checked
from geo.export.masking import WORDS as MASKED
from geo.export.options import ATLASES, CIRCLES, DEFAULT_SECTIONS, LANGUAGES, MAX_TEXT, SECTIONS
from geo.filter import Filter, View
from geo.markdown import escaped
from geo.store import WHOLE_EVENTS, Store
from geo.ui import cached, filters
from geo.ui.data_downloads import button, data_downloads
from geo.ui.frame import Frame

HELD = "_briefing"
"""What was chosen, while the session lasts: widgets that are not drawn lose their value."""
WORDS = {
    "title": ("Title", "Conflict events"),
    "subtitle": ("Subtitle", ""),
    "author": ("Author or producer", ""),
    "contact": ("Contact", ""),
    "map_number": ("Map number", "1"),
    "version": ("Version", "1"),
}
_CHOICES: Mapping[str, Any] = {
    "page": "a4-landscape", "language": "both", "frame": "view", "atlas": "", "graticule": False, "circles": "killed",
    "masked": False,
    "sections": DEFAULT_SECTIONS, "texts": {}, "logo": "", "since": "",
}  # fmt: skip
_MAX = 200
_LOGO_MAX_MB = 1
_SCREEN = {"view": "As the map page stands", "events": "All shown events", "box": "The box of the filter"}


def held() -> dict[str, Any]:
    """The choices of this session, by name."""
    default = {name: text for name, (_, text) in WORDS.items()} | dict(_CHOICES)
    kept: dict[str, Any] = st.session_state.setdefault(HELD, default)
    return kept


def forget_widgets() -> None:
    """Lets the widgets take their values from `held` in the next run."""
    for key in [key for key in st.session_state if str(key).startswith("briefing-")]:
        del st.session_state[key]


def fields(at: Frame) -> Options:
    """The words and choices around the map; what is typed stays while the session lasts."""
    kept = held()
    columns = st.columns(2)
    for number, (name, (label, _)) in enumerate(WORDS.items()):
        with columns[number % 2]:
            _kept(name, lambda key, label=label: st.text_input(label, key=key, max_chars=_MAX))  # type: ignore[misc]
    _as_of(at)
    with st.expander("Paper, labels and frame", icon=":material/crop_landscape:"):
        _paper(at)
    with st.expander("Sections, free text and logo", icon=":material/view_agenda:"):
        _sections()
        _logo()
    return options_of(kept, at.view, at.chosen)


def _as_of(at: Frame) -> None:
    """The day of the situation: a field of the filter, so that the address and every file have it."""
    key = "briefing-as-of"
    # The filter may have changed elsewhere: the field shows what it holds, never what was typed once.
    st.session_state[key] = at.chosen.as_of

    def chosen() -> None:
        filters.choose(as_of=st.session_state[key])

    st.date_input(
        "Situation as of", key=key, format="YYYY-MM-DD", min_value=date(1900, 1, 1), max_value=date(2199, 12, 31),
        on_change=chosen,
        help="Claims made later are left out. Without a day, the latest one that the data sets give is named. "
        "The date of production is told apart from it.",
    )  # fmt: skip


def _kept(name: str, draw: Callable[[str], Any]) -> Any:
    """Draws a widget with the value of `held`, and keeps what it answers."""
    kept, key = held(), f"briefing-{name}"
    st.session_state[key] = st.session_state.get(key, kept[name])
    kept[name] = draw(key)
    return kept[name]


def _paper(at: Frame) -> None:
    left, right = st.columns(2)
    frames = _SCREEN | {str(p["pcode"]): str(p["name"]) for _, p in layer("governorates").shapes}
    if at.chosen.bbox is None:
        frames.pop("box")
    if held()["frame"] not in frames:
        held()["frame"] = "view"
    with left:
        _kept("page", lambda key: st.selectbox("Paper or screen", list(PAGES), key=key, format_func=_paper_words))
        _kept("language", lambda key: st.selectbox("Names on the map", list(LANGUAGES), key=key, format_func=_language))
    with right:
        _kept("frame", lambda key: st.selectbox("Frame", list(frames), key=key, format_func=lambda k: frames[k]))
        _kept("atlas", lambda key: st.selectbox("Maps", list(ATLASES), key=key, format_func=_atlas))
        _kept("circles", lambda key: st.selectbox("Circles by figure", list(CIRCLES), key=key, format_func=_circles))
    _kept("graticule", lambda key: st.checkbox("Graticule (meridians and parallels)", key=key))


def masked_points() -> bool:
    """Asks whether restricted places stand at masked points."""
    asked = "Where a point is needed: a masked point for restricted places"
    told = (
        f"Without it they stand at their town or governorate. {MASKED}. The point is drawn once and kept in the "
        "workspace, so that no number of exports gives the true one away."
    )
    return bool(_kept("masked", lambda key: st.checkbox(asked, key=key, help=told)))


def _paper_words(page: str) -> str:
    return PAGES[page].words


def _language(language: str) -> str:
    return LANGUAGES[language]


def _circles(kind: str) -> str:
    return CIRCLES[kind]


def _atlas(atlas: str) -> str:
    return ATLASES[atlas].capitalize()


def _sections() -> None:
    def draw(key: str) -> tuple[str, ...]:
        st.session_state[key] = list(st.session_state[key])
        return tuple(
            st.multiselect(
                "Sections, in the order in which they are chosen", list(SECTIONS), key=key,
                format_func=lambda name: SECTIONS[name],
            )
        )  # fmt: skip

    _kept("sections", draw)
    texts = held()["texts"]
    named = [name for name in held()["sections"] if name != "inset"]
    if not named:
        st.warning("Choose at least one section.")
        return
    section = st.selectbox("Free text before the section", named, format_func=lambda name: SECTIONS[name])
    key = f"briefing-text-{section}"
    st.session_state[key] = st.session_state.get(key, texts.get(section, ""))
    text = st.text_area("Text (Markdown: bold, italic, lists, links)", key=key, max_chars=MAX_TEXT, height=110)
    held()["texts"] = {**texts, section: text} if text.strip() else {k: v for k, v in texts.items() if k != section}


def _logo() -> None:
    given = st.file_uploader("Logo (PNG or SVG, at most 200 kB)", type=["png", "svg"], max_upload_size=_LOGO_MAX_MB)
    if given is not None:
        try:
            held()["logo"] = checked(given.getvalue())
        except BadInput as error:
            st.error(escaped(str(error)))
    if held()["logo"] and st.button("Without logo", key="briefing-no-logo"):
        held()["logo"] = ""


def options_of(kept: Mapping[str, Any], view: View, chosen: Filter, day: date | None = None) -> Options:
    """The Options of the choices; an empty title and numbers are those of the start."""
    words: dict[str, Any] = {name: str(kept[name]).strip() or default for name, (_, default) in WORDS.items()}
    frame = kept["frame"]
    return Options(
        produced_on=day or datetime.now().astimezone().date(),
        **words,
        view=view if frame == "view" else View(),
        area=frame if frame not in _SCREEN else "",
        box=chosen.bbox if frame == "box" else None,
        page=kept["page"], language=kept["language"], atlas=kept["atlas"], graticule=kept["graticule"],
        circles=kept["circles"], masked=kept["masked"],
        sections=tuple(kept["sections"]) or ("map",),
        texts=tuple(sorted((name, text) for name, text in kept["texts"].items() if text.strip())),
        logo=kept["logo"], since=kept["since"],
    )  # fmt: skip


def take(options: Options) -> None:
    """Makes the choices of a template those of the session."""
    frame = options.area or "view"
    kept = {
        name: getattr(options, name)
        for name in (*WORDS, "page", "language", "atlas", "graticule", "circles", "masked", "logo", "since")
    }
    st.session_state[HELD] = {**kept, "frame": frame, "sections": options.sections, "texts": dict(options.texts)}
    forget_widgets()


def offers(at: Frame, options: Options) -> None:
    """A preview of the print, then a button per format. Each file is made from the filter when it is clicked."""
    chosen = at.chosen.safe()
    shown = cached.count(at.store, at.revision, chosen).shown
    too_many = shown > WHOLE_EVENTS
    if too_many:
        st.warning(
            f"{shown:,} events are too many for a map or page to hand out (at most {WHOLE_EVENTS:,}). "
            "Narrow the filter by place, date or type; the tables and GeoJSON below take any number."
        )
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.subheader("Documents", anchor=False)
        for export in EXPORTS.values():
            if export.whole:
                button(export, at, chosen, options, disabled=too_many)
        st.subheader("Data", anchor=False)
        data_downloads(at, options, shown)
        name = Path(filename(store=at.store, chosen=chosen, options=options, export=EXPORTS["csv"])).stem
        st.caption(
            f"The files are called {escaped(name)}. Every one names its filter, its situation date and its sources. "
            "None needs the internet."
        )
    if not too_many:
        with right:
            _preview(at, chosen, options)


def _preview(at: Frame, chosen: Filter, options: Options) -> None:
    st.subheader("Preview of the print", anchor=False)
    every = st.toggle("Every page", key="briefing-every-page")
    try:
        with st.spinner("Drawing the pages …"):
            pictures = _pages(at.store, at.revision, chosen, replace(options, dpi=100), every=every)
    except BadInput as error:
        st.error(escaped(str(error)))
        return
    for number, picture in enumerate(pictures, 1):
        told = f"Page {number} of “{options.title}”: a picture of the print, whose words are text in the PDF."
        st.image(picture, caption=f"Page {number} of the PDF, as it is printed", width="stretch", alt=told)


@st.cache_data(max_entries=8, show_spinner=False)
def _pages(_store: Store, revision: str, chosen: Filter, options: Options, *, every: bool) -> list[bytes]:
    from geo.export.document import pictures  # noqa: PLC0415 - typst is slow to import

    return pictures(_store, chosen, options, every=every)
