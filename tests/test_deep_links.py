"""A pasted link to a page knows the app's root without asking for it."""

from typing import Any

from apart import run

from geo.deep_links import DeepLinks, root_script

PAGE = b"<!DOCTYPE html><html><head><title>x</title></head></html>"


def answer(path: str, accept: bytes, body: bytes = PAGE, method: str = "GET") -> tuple[dict[bytes, bytes], bytes]:
    """What a reader gets for `path` from an app that answers `body` in two parts."""
    sent: list[dict[str, Any]] = []
    asked: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope)
        length = str(len(body)).encode()
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-length", length), (b"etag", b"1")]}
        )
        await send({"type": "http.response.body", "body": body[:9], "more_body": True})
        await send({"type": "http.response.body", "body": body[9:]})

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"accept", accept), (b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    run(DeepLinks(app, ["Displacement"])(scope, lambda: None, send))  # type: ignore[arg-type]
    return dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])


def test_the_line_stands_at_the_head_of_a_page() -> None:
    headers, body = answer("/Displacement", b"text/html,*/*")
    assert body == PAGE.replace(b"<head>", b"<head>" + root_script(["Displacement"]))
    assert headers[b"content-length"] == str(len(body)).encode()
    assert b"etag" not in headers


def test_everything_else_passes_untouched() -> None:
    for path, accept in (("/map/places", b"application/json"), ("/component/x/index.html", b"text/html")):
        headers, body = answer(path, accept)
        assert body == PAGE
        assert headers[b"etag"] == b"1"
    assert answer("/", b"text/html", b"no head")[1] == b"no head"


def test_no_outside_text_enters_the_line() -> None:
    assert b"evil" not in root_script(["</script>evil", "Method"])
