"""Texts that an attacker would put into records, and record folders that hold them. None may run, load or be lost.

Each payload carries the word CANARY once, so that a test can look for it as text. What runs sets `window.__pwned`; what
loads asks a host that no test may reach; what reaches Jinja writes a file.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

HOST = "evil.example"
CANARY = "Canary"
RUN = "(window.__pwned=1,window.top.__pwned=1)"


def jinja_writes(canary: Path) -> str:
    """An expression that creates `canary` when it is compiled as an unsandboxed template."""
    return "{{ cycler.__init__.__globals__.os.system('touch " + str(canary) + "') }}"


def payloads(canary: Path) -> dict[str, str]:
    """By name; `canary` is the file that template code would create."""
    return {
        "script": f"Canary<script>{RUN}</script>",
        "closing": f"</script></textarea></title></style><script>{RUN}</script>Canary",
        "onerror": f'Canary"><img src=x onerror="{RUN}">',
        "svg": f"Canary<svg/onload={RUN}>",
        "iframe": f"Canary<iframe srcdoc='<script>{RUN}</script>'></iframe>",
        "remote": f"Canary<img src=http://{HOST}/a.png><link rel=stylesheet href=http://{HOST}/a.css>",
        "jinja": "Canary {{ 7*7 }}{% for i in [1] %}x{% endfor %}{# c #}",
        "jinja-file": "Canary " + jinja_writes(canary),
        "template-literal": "Canary ${" + RUN + "} `+" + RUN + "+`",
        "quotes": f"Canary ';{RUN};//\";{RUN};//\\",
        "separators": "Canary\u2028" + RUN + "\u2029end",
        "override": "Canary \u202eletxet\u202c \u2066x\u2069",
        "markdown-image": f"Canary ![x](http://{HOST}/pixel.png) [y](javascript:{RUN}) # **b** <b>",
        "streamlit": "Canary :material/warning: :red[x] $\\latex{1}$ $$y$$ :smile: ~~s~~ `c`",
        "symbols": "Canary a -> b <- c <-> d -- e >= f <= g ~= h :streamlit: :material/home:",
        "percent": "Canary %3Cscript%3E &lt;script&gt; &#60;img src=x onerror=1&#62;",
        "entity": "Canary &amp;&quot;&#x27; \\u003cscript\\u003e",
        "formula": '=HYPERLINK("http://evil.example","Canary")',
        "long": "Canary " + "long text " * 495,
    }


URLS = (
    f"javascript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f'https://example.org/"onmouseover="{RUN}',
    "https://example.org/a) ![x](http://evil.example/u.png",
)


def spoil(folder: Path, shipped: Path, canary: Path) -> None:
    """Writes a copy of the shipped records into `folder`, each free text replaced by the next payload in turn."""
    texts = list(payloads(canary).values())
    turn = 0

    def next_text() -> str:
        nonlocal turn
        turn += 1
        return texts[turn % len(texts)]

    events = json.loads((shipped / "events.json").read_text("utf-8"))
    places = json.loads((shipped / "places.geojson").read_text("utf-8"))
    movements = json.loads((shipped / "movements.json").read_text("utf-8"))
    for key in ("title", "publisher", "licence", "note"):
        events["dataset"][key] = next_text()
    for number, source in enumerate(events["sources"]):
        for key in ("title", "publisher", "author", "licence"):
            source[key] = next_text()
        source["url"], source["archive_url"] = URLS[number % len(URLS)], URLS[(number + 1) % len(URLS)]
    for record in (*events["events"], *movements["movements"]):
        _spoil_record(record, next_text)
    for feature in places["features"]:
        held: dict[str, Any] = feature["properties"]
        for key in ("name", "name_ar", "note", "disagreement", "source"):
            if isinstance(held.get(key), str):
                held[key] = next_text()
        held["aliases"] = [next_text()]
    for name, value in (("events.json", events), ("places.geojson", places), ("movements.json", movements)):
        (folder / name).write_text(json.dumps(value), "utf-8")


def _spoil_record(record: dict[str, Any], next_text: Callable[[], str]) -> None:
    record["title"] = next_text()
    for key in ("summary_text", "grade_reason", "location_text", "date_text", "group_text", "note"):
        if key in record:
            record[key] = next_text()
    for claim in record["claims"]:
        for key in ("claimant", "claimant_role", "text", "quote", "term"):
            claim[key] = next_text()
        for figure in claim["figures"].values():
            _spoil_figure(figure, next_text)
    for kind in ("killed", "injured", "displaced", "people"):
        _spoil_figure(record.get(kind), next_text)
    for term in record.get("term_by_claimant", ()):
        term["claimant"], term["term"] = next_text(), next_text()


def _spoil_figure(figure: dict[str, Any] | None, next_text: Callable[[], str]) -> None:
    if figure:
        figure["who"] = next_text()
