"""axe-core in the browser: what it finds on a page and in its frames that is serious or critical.

The script comes from npm by `scripts/build_assets.py --tests` (version and digest in the lock files) and is given to
the page by the browser itself, past the page's own policy, so that a page that allows no script can be read too.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page

SCRIPT = Path(__file__).parent.parent / "_assets" / "axe.min.js"
GRAVE = ("serious", "critical")
_RUN = """async (without) => {
  const parts = { exclude: without.map((each) => [each]) };
  const found = await axe.run(parts, { resultTypes: ['violations'], iframes: false });
  const told = (node) => [node.target.join(' '), node.html, node.failureSummary];
  return found.violations.map((each) => [each.impact, each.id, each.help, each.nodes.map(told)]);
}"""


def grave(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """A line per finding that is serious or critical, in the page and its frames; parts that match `without` apart."""
    if not SCRIPT.is_file():
        pytest.fail(f"{SCRIPT} is not there: run python scripts/build_assets.py --tests")
    return [line for frame in page.frames for line in _in_frame(frame, without)]


def _in_frame(frame: Frame, without: tuple[str, ...]) -> list[str]:
    frame.evaluate(SCRIPT.read_text("utf-8"))
    found = frame.evaluate(_RUN, list(without))
    return [
        f"{impact} {rule}: {words}: {target}: {html[:160]}: {why[:240]}"
        for impact, rule, words, nodes in found
        if impact in GRAVE
        for target, html, why in nodes
    ]
