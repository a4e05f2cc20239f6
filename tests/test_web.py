"""The routes: what they answer, how they refuse, and the headers on everything."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geo import store, web
from geo.cells import unpack
from geo.paths import DATA_DIR
from geo.store import open_store


@pytest.fixture(scope="module")
def client() -> TestClient:
    held = open_store(DATA_DIR, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "current", lambda: held)
        page = Route("/component/x/index.html", lambda _: PlainTextResponse("x"))
        yield TestClient(Starlette(routes=[*web.routes(), page], middleware=web.middleware()))  # type: ignore[misc]


def test_places_are_told_with_counts(client: TestClient) -> None:
    told = client.get("/map/places").json()
    assert set(told) == {"revision", "count", "places"}
    sednaya = next(row for row in told["places"] if row["id"] == "sednaya-prison")
    assert (sednaya["n"], sednaya["precision"], sednaya["area"]) == (2, "facility", False)
    assert sum(n for _, n in sednaya["types"]) == 2


def test_the_filter_is_the_one_of_the_pages(client: TestClient) -> None:
    told = client.get("/map/places?type=airstrike&from=2017-05-15").json()
    assert [row["id"] for row in told["places"]] == ["abu-kamal"]


def test_a_place_tells_the_denial_beside_the_claim(client: TestClient) -> None:
    told = client.get("/map/place?place_sel=abu-kamal").json()
    event = told["events"][0]
    assert event["figures"] == "up to 60 killed"
    assert event["denial"]["claimant"] == "US-led Coalition"
    assert event["denial"]["stance"] == "denies who did it"
    assert event["n_denials"] == 1 < event["n_claims"]


def test_flows_draw_the_whole_and_list_the_part(client: TestClient) -> None:
    told = client.get("/map/flows").json()
    flows = {flow["figure"].split(" rebels")[0]: flow for flow in told["flows"]}
    whole, part = flows["more than 3,000"], flows["about 1,300"]
    assert whole["drawn"]
    assert not part["drawn"]
    assert part["not_drawn_because"].startswith("part of")
    assert (whole["people"], whole["most"], told["largest"]) == (3000, None, 3000)
    assert (len(whole["destinations"]), whole["split_known"], whole["shares"]) == (2, False, None)
    assert all(told["nodes"][end]["lon"] is not None for end in whole["destinations"])
    assert {end["figure"] for end in whole["ends"]} == {"share unknown"}
    assert (told["account"]["drawn"]["n"], told["account"]["part"]) == (1, 1)


@pytest.mark.parametrize("view", ["fz=x", "fz=6", "fz=6&fx=0&fy=0&fw=0&fh=9", "fz=nan&fx=0&fy=0&fw=9&fh=9", "most=1"])
@pytest.mark.parametrize("route", ["flows", "stocks"])
def test_a_view_that_cannot_be_is_refused(client: TestClient, route: str, view: str) -> None:
    answer = client.get(f"/map/{route}?{view}")
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["what"].startswith("view f")


REFUSED = ["/map/places?type=foo", "/map/flows?nope=1", "/map/place?place_sel=none", "/map/place"]
SERVED = ["/assets/leaflet.js", "/assets/fonts/NotoSans-Regular.ttf", "/assets/kharita-map.css"]


@pytest.mark.parametrize("path", REFUSED)
def test_what_cannot_be_read_is_refused_with_words(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert {"what", "got", "want", "where", "cure"} == set(answer.json()["problems"][0])


def test_the_base_map_and_style_are_whole(client: TestClient) -> None:
    basemap = client.get("/map/basemap.json").json()
    assert {"countries", "world", "world_borders", "governorates", "rivers", "lakes", "towns", "disputed"} == set(
        basemap["layers"]
    )
    assert len(basemap["layers"]["world"]) > 170, "countries that the detailed part cuts are in the world too"
    assert "airstrike" in client.get("/map/style.json").json()["types"]


@pytest.mark.parametrize("path", SERVED)
def test_assets_are_served(client: TestClient, path: str) -> None:
    assert client.get(path).headers["cache-control"] == "private, no-cache"
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/assets/../pyproject.toml", "/assets/%2e%2e/errors.py", "/assets/nope"])
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_answer_carries_the_headers(client: TestClient) -> None:
    for path in ("/map/places", "/map/places?type=foo", "/assets/nope", "/nowhere"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'self'" in policy
        assert "connect-src 'self' ws://testserver wss://testserver;" in policy
        assert "private" in client.get("/map/places").headers["cache-control"]


def test_a_strange_host_does_not_enter_the_policy(client: TestClient) -> None:
    policy = client.get("/nowhere", headers={"host": "x; script-src *"}).headers["content-security-policy"]
    assert "script-src *" not in policy


def test_data_routes_tell_their_time(client: TestClient) -> None:
    assert client.get("/map/places").headers["server-timing"].startswith("data;dur=")


SYRIA = "sh=20&cx0=2400&cy0=1550&W=200&H=200"


def test_cells_are_told_as_bytes_with_the_places_of_few_rows(client: TestClient) -> None:
    answer = client.get(f"/map/cells?{SYRIA}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-encoding"] == "identity"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["server-timing"].startswith("data;dur=")
    header, cells = unpack(answer.content)
    assert header["rows"] == len(cells.mx) == len(header["places"])
    assert [place["row"] for place in header["places"]] == [*range(header["rows"])]
    assert all("lon" not in place for place in header["places"]), "the row has the point"
    assert header["count"]["shown"] == 15
    assert sum(n for _, n in header["legend"]) == 15
    assert (header["first"], header["last"]) == ("2017-04-21", "2017-05-16") or header["first"] < header["last"]


def test_the_cells_of_a_filter_keep_the_legend_and_the_days(client: TestClient) -> None:
    wide, _ = unpack(client.get(f"/map/cells?{SYRIA}").content)
    told, cells = unpack(client.get(f"/map/cells?type=airstrike&from=2017-05-15&{SYRIA}").content)
    assert told["rows"] == 1
    assert told["places"][0]["id"] == "abu-kamal"
    assert int(cells.n.sum()) == 1
    assert [slug for slug, _ in told["legend"]] == [slug for slug, _ in wide["legend"]]
    assert (told["first"], told["last"]) == (wide["first"], wide["last"])


def test_a_place_can_be_asked_for_by_its_number(client: TestClient) -> None:
    told, cells = unpack(client.get(f"/map/cells?type=airstrike&{SYRIA}").content)
    row = next(place for place in told["places"] if place["id"] == "abu-kamal")["row"]
    by_number = client.get(f"/map/place?spot={cells.place[row]}&rev={told['revision']}").json()
    assert by_number == client.get("/map/place?place_sel=abu-kamal").json()
    assert client.get(f"/map/place?spot={cells.place[row]}&rev=older").status_code == 400
    assert client.get("/map/place?spot=4294967295").status_code == 400


WINDOWS = ["", "&sh=40", "&W=9999", "&cx0=nine", "&H="]


@pytest.mark.parametrize("more", WINDOWS)
def test_a_window_that_makes_no_sense_is_refused_with_words(client: TestClient, more: str) -> None:
    window = dict(pair.split("=") for pair in SYRIA.split("&")) if more else {}
    window |= dict(pair.split("=") for pair in more.split("&") if pair)
    answer = client.get("/map/cells", params=window)
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["what"].startswith("window ")
