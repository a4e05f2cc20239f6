"""Gazetteers and boundaries on the data page: bring a file, see its account, look at what is there, remove it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.errors import BadInput
from geo.gazetteer import stored
from geo.gazetteer.stored import About
from geo.markdown import escaped
from geo.paths import workspace_dir
from geo.ui import actions
from geo.vocab import PLACE_PRECISIONS, short

if TYPE_CHECKING:
    from geo.gazetteer.adding import Look

_KINDS = (
    "A boundary file (COD-AB, geoBoundaries: GeoJSON, GeoPackage, zipped shapefile) or a table of places (CSV, XLSX)"
)
_LOOKS = "_gazetteer_looks"


def gazetteers() -> None:
    """The drop zone for one file at a time, then what the workspace holds."""
    st.subheader("Gazetteers and boundaries", anchor=False)
    st.caption(
        "Names are looked up in Kharita's own places, Syria's governorates, all countries, and GeoNames' towns. "
        "What you add here is asked too; its outlines check the points of imports, draw the units as areas, and are "
        "shaded on the Displacement page."
    )
    dropped = st.file_uploader(_KINDS, key="gazetteer-file")
    looks: dict[str, Look | BadInput] = st.session_state.setdefault(_LOOKS, {})
    if dropped is None:
        looks.clear()
    else:
        with st.container(border=True, key="gazetteer-look"):
            _dropped(dropped, looks)
    held, problems = stored.listed(workspace_dir())
    for problem in problems:
        st.warning(escaped(problem.sentence()))
    for number, about in enumerate(reversed(held)):
        with st.container(border=True, key=f"gazetteer-{number}"):
            _entry(about, number)


def _dropped(file: Any, looks: dict[str, Look | BadInput]) -> None:
    if file.file_id not in looks:
        looks.clear()
        looks[file.file_id] = _look(file)
    seen = looks[file.file_id]
    if isinstance(seen, BadInput):
        st.error(escaped(str(seen)))
        return
    st.markdown(f"**{escaped(file.name)}** · {escaped(seen.about.layout)}  \n{escaped(seen.about.sentence())}")
    _account(seen.about)
    title = st.text_input("Title", value=seen.about.title, key="gazetteer-title", max_chars=120)
    licence = st.text_input("Licence", key="gazetteer-licence", max_chars=120, placeholder="CC BY 4.0")
    st.button(
        "Add it", key="gazetteer-add", icon=":material/add:", type="primary", on_click=actions.told,
        args=(_add, seen, title, licence),
    )  # fmt: skip
    if any(each.file_sha256 == seen.about.file_sha256 for each in stored.listed(workspace_dir())[0]):
        st.success(
            "This file is in the workspace. Adding it again under its title replaces it.", icon=":material/check:"
        )


def _look(file: Any) -> Look | BadInput:
    # Late: what reads files brings Arrow and GIS libraries.
    from geo.gazetteer.adding import look  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="kharita-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as kept:
            shutil.copyfileobj(file, kept)
        try:
            return look(path, file.name)
        except BadInput as error:
            return error


def _add(seen: Look, title: str, licence: str) -> None:
    from geo.gazetteer.adding import add  # noqa: PLC0415 - late, as above

    add(seen, workspace_dir(), title=" ".join(title.split()) or None, licence=" ".join(licence.split()) or None)


def _account(about: About) -> None:
    kinds = ", ".join(f"{n:,} × {short(PLACE_PRECISIONS, kind)}" for kind, n in (about.kinds or {}).items())
    st.caption(escaped(f"{kinds} · countries: {', '.join(about.countries) or 'not told'}"))
    for note in about.notes:
        st.info(escaped(note))
    if about.n_rejected:
        with st.expander(f"{about.n_rejected:,} rejected rows"):
            for line in about.rejects:
                st.markdown(escaped(line))
            if about.n_rejected > len(about.rejects):
                st.caption(f"{about.n_rejected - len(about.rejects):,} more are not listed.")


def _entry(about: About, number: int) -> None:
    st.markdown(f"**{escaped(about.title)}**  \n{escaped(about.sentence())}")
    st.caption(
        f"{escaped(about.file_name)} · {escaped(about.layout)} · licence: {escaped(about.licence or 'not given')} · "
        f"brought in on {about.added_at:%Y-%m-%d}"
    )
    with st.popover("Remove", icon=":material/delete:"):
        st.markdown(f"Removes **{escaped(about.title)}** with its {about.n_loaded:,} places from this workspace.")
        st.button(
            "Remove it for good", key=f"gazetteer-remove-{number}", icon=":material/delete_forever:",
            on_click=actions.told, args=(stored.remove, workspace_dir(), about.id),
        )  # fmt: skip
