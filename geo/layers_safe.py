"""folium elements whose rendered parts are added to the figure as text and never compiled a second time.

branca 0.8.2 (`MacroElement.render`) and folium 0.20 (`Popup.render`) pass what they rendered to `Element(…)`, which
compiles it as an unsandboxed Jinja template: `{{ … }}` in any text would run Python on the server. `install` puts the
two methods below in their place, for every element of the process. It can be called any number of times.
"""

# ruff: noqa: SLF001 - the two replaced methods read the same private members as the originals
from __future__ import annotations

from typing import Any

import folium
from branca.element import Element, Figure, MacroElement

from geo.errors import GeoError


class RawText(Element):
    """Rendered text that stays as it is."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002 - the signature is branca's
        return self.text


def _figure(element: Element) -> Figure:
    figure = element.get_root()
    if not isinstance(figure, Figure):
        raise GeoError(f"{type(element).__name__} can only be rendered inside a figure")
    return figure


def render_once(element: MacroElement, **kwargs: Any) -> None:
    """What MacroElement.render does, with each part rendered once."""
    figure = _figure(element)
    for part in ("header", "html", "script"):
        macro = element._template.module.__dict__.get(part)
        if macro is not None:
            getattr(figure, part).add_child(RawText(macro(element, kwargs)), name=element.get_name())
    for child in element._children.values():
        child.render(**kwargs)


def render_popup_once(popup: folium.Popup, **kwargs: Any) -> None:
    """What folium.Popup.render does, with the script rendered once."""
    for child in popup._children.values():
        child.render(**kwargs)
    text = popup._template.render(this=popup, kwargs=kwargs)
    _figure(popup).script.add_child(RawText(text), name=popup.get_name())


def install() -> None:
    """Replace both methods in the libraries."""
    setattr(MacroElement, "render", render_once)  # noqa: B010 - a method of a library, replaced on purpose
    setattr(folium.Popup, "render", render_popup_once)  # noqa: B010
