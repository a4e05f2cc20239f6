"""Templates and re-issues on the briefing page: keep, share and load choices; compare with an earlier briefing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

import streamlit as st

from geo.errors import BadInput
from geo.export import Options
from geo.export.changes import changes, earlier, snapshot
from geo.export.issues import SUFFIX, all_names, issue, issues
from geo.export.selection import gather
from geo.export.template import Template, chosen_from, load, names, read, remove, save, slug, written
from geo.filter import Filter
from geo.markdown import escaped
from geo.model import Json
from geo.store import WHOLE_EVENTS, Store
from geo.ui import cached, filters, state
from geo.ui.briefing import forget_widgets, held, take
from geo.ui.frame import Frame

_MAX_MB = 200
_NONE = "–"
_FORMATS = ("pdf", "pptx", "html")
_TOLD = "_briefing_told"


def templates(at: Frame, options: Options) -> None:
    """Keep the choices under a name, load them again, share them as a file."""
    with st.expander("Templates", icon=":material/bookmark:"):
        if told := st.session_state.pop(_TOLD, ""):
            st.error(escaped(told))
        left, right = st.columns(2)
        with left:
            _keep(at, options)
        with right:
            _load()


def _keep(at: Frame, options: Options) -> None:
    name = st.text_input("Name of the template", key="template-name", max_chars=80)
    if not name.strip():
        st.caption("Give it a name to keep the choices with the filter, or to share them as a file.")
        return
    query = at.chosen.safe().to_query()
    template = Template(name.strip(), query, _FORMATS, replace(options, view=at.view))
    try:
        content, file = written(template), f"{slug(name)}.template.json"
    except BadInput as error:
        st.error(escaped(str(error)))
        return
    if st.button("Keep in the workspace", key="template-save", icon=":material/save:"):
        try:
            save(template)
            st.success(escaped(f"Kept. On the command line: kharita brief {template.slug} --out FOLDER"))
        except OSError as error:
            st.error(escaped(f"The workspace cannot be written to: {error.strerror or error}."))
    st.download_button("Share as a file", content, file, "application/json", key="template-file", on_click="ignore")


def _load() -> None:
    known = names()
    if known:
        name = st.selectbox("Kept templates", known, key="template-known")
        one, two = st.columns(2)
        one.button("Load", key="template-load", on_click=_loaded, args=(name,), icon=":material/folder_open:")
        two.button("Remove", key="template-remove", on_click=remove, args=(name,), icon=":material/delete:")
    given = st.file_uploader("Template file", type=["json"], key="template-given", max_upload_size=1)
    if given is not None:
        st.button("Load this file", key="template-load-file", on_click=_loaded_file, args=(given.getvalue(),))


def _loaded(name: str) -> None:
    try:
        _take(load(name, _today().date()))
    except (BadInput, OSError) as error:
        st.session_state[_TOLD] = str(error)


def _loaded_file(content: bytes) -> None:
    try:
        _take(read(content, _today().date()))
    except BadInput as error:
        st.session_state[_TOLD] = str(error)


def _take(template: Template) -> None:
    """The choices and the filter of a template, from the next run on."""
    chosen = chosen_from(template.query)
    take(template.options)
    st.session_state.update(filters.keys_of(chosen))
    state.announce(chosen)


def _today() -> datetime:
    return datetime.now().astimezone()


def what_changed(at: Frame, options: Options) -> None:
    """Compare with an earlier briefing, list what is new, changed or gone, and keep this version for the next time."""
    chosen = at.chosen.safe()
    with st.expander("What has changed since an earlier briefing", icon=":material/difference:"):
        if cached.count(at.store, at.revision, chosen).shown > WHOLE_EVENTS:
            st.caption(f"Only selections of at most {WHOLE_EVENTS:,} events are compared.")
            return
        left, right = st.columns(2)
        with left:
            _earlier()
        with right:
            _keep_version(at, chosen, options)
        if options.since:
            told = _compared(at.store, at.revision, chosen, options)
            if told is not None:
                _list(told)


def _earlier() -> None:
    choices = [f"{name}, version {each.version}" for name in all_names() for each in issues(name)]
    by_words = {f"{name}, version {each.version}": each for name in all_names() for each in issues(name)}
    picked = st.selectbox("Issued here", [_NONE, *choices], key="since-known")
    given = st.file_uploader(
        "Or the file of an earlier briefing (.briefing.json, GeoJSON, zip)", type=["json", "geojson", "zip"],
        key="since-given", max_upload_size=_MAX_MB,
    )  # fmt: skip
    before = held()["since"]
    try:
        if given is not None:
            held()["since"] = earlier(given.getvalue())
        elif picked != _NONE:
            held()["since"] = earlier(by_words[picked].path.read_bytes())
        else:
            held()["since"] = ""
    except (BadInput, OSError) as error:
        st.error(escaped(str(error)))
    if held()["since"] != before:
        st.rerun()


def _keep_version(at: Frame, chosen: Filter, options: Options) -> None:
    name = options.title
    try:
        before = issues(name)
    except BadInput:
        st.caption("Give the briefing a title to keep its versions.")
        return
    number = before[-1].version + 1 if before else 1
    # Made when it is asked for: it reads every event of the selection.
    make = partial(_snapshot, at.store, at.revision, chosen, replace(options, since=""))
    st.caption(
        f"“{escaped(name)}”: {number - 1} versions issued here. A version keeps what is published, to compare with."
    )
    if st.button(f"Issue as version {number}", key="issue-version", icon=":material/verified:"):
        try:
            issue(name, number, make())
            held()["version"] = str(number)
            forget_widgets()
            st.rerun()
        except (BadInput, OSError) as error:
            st.error(escaped(str(error)))
    file = f"{slug(name)}-v{options.version}{SUFFIX}" if options.version.isalnum() else f"{slug(name)}{SUFFIX}"
    st.download_button("This version as a file", make, file, "application/json", key="issue-file", on_click="ignore")


def _list(told: Json) -> None:
    st.markdown(f"{escaped(told['since'])}  \n**{escaped(told['words'])}**")
    for key, name in (("new", "New"), ("changed", "Changed"), ("gone", "Gone from this selection")):
        if not told[key]:
            continue
        lines = [f"**{name}**"]
        for row in told[key]:
            lines.append(f"- {escaped(row['title'])}")
            lines += [f"    - {escaped(line)}" for line in row["lines"]]
        if told["more"][key]:
            lines.append(f"- and {told['more'][key]:,} more")
        st.markdown("\n".join(lines))


@st.cache_data(max_entries=4, show_spinner="Comparing …")
def _compared(_store: Store, revision: str, chosen: Filter, options: Options) -> Json | None:
    return changes(gather(_store, chosen, options))


@st.cache_data(max_entries=4, show_spinner=False)
def _snapshot(_store: Store, revision: str, chosen: Filter, options: Options) -> str:
    return snapshot(gather(_store, chosen, options))
