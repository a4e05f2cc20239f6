"""Free text in Markdown as a small tree of blocks and runs, which Typst, HTML, slides and documents set as text.

Paragraphs, two levels of headings, lists, quotes, bold, italic, code and links to http and https are kept; HTML,
pictures and everything else come out as the characters that were typed. Nothing is loaded from anywhere.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from geo.model import Json
from geo.safe_text import plain, web_address

MAX_BLOCKS = 200
MAX_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Run:
    """Some characters of one look; `href` is an http or https address or ""."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, quote or item of a list; `mark` stands before an item ("•", "2."), `level` from 0."""

    kind: Literal["p", "h", "quote", "item"]
    runs: tuple[Run, ...]
    mark: str = ""
    level: int = 0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # HTML off: it stays text. No pictures: their address would be fetched, or give away who reads.
    return MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline", "reference"])


@lru_cache(maxsize=64)
def parsed(text: str) -> tuple[Block, ...]:
    """The blocks of a text, at most MAX_BLOCKS.

    >>> [(b.kind, b.mark, b.text) for b in parsed("A *b*\\n\\n1. one\\n2. <b>two</b>")]
    [('p', '', 'A b'), ('item', '1.', 'one'), ('item', '2.', '<b>two</b>')]
    """
    held, kinds, counts = list[Block](), list[str](), list[int]()
    mark = ""
    for token in _parser().parse(plain(text)):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            counts.append(int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else -1)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            counts.pop()
        elif token.type == "list_item_open":
            mark = "•" if counts[-1] < 0 else f"{counts[-1]}."
            counts[-1] += counts[-1] >= 0
        elif token.type in ("blockquote_open", "heading_open"):
            kinds.append("quote" if token.type == "blockquote_open" else "h")
        elif token.type in ("blockquote_close", "heading_close"):
            kinds.pop()
        elif token.type in ("inline", "code_block", "fence"):
            runs = _runs(token.children) if token.type == "inline" else (Run(token.content.strip()),)
            held.append(_block(runs, kinds, mark, len(counts)))
            mark = ""
    return tuple(block for block in held if block.text.strip())[:MAX_BLOCKS]


def _block(runs: tuple[Run, ...], kinds: list[str], mark: str, depth: int) -> Block:
    if depth:
        return Block("item", runs, mark, min(MAX_LEVEL, depth - 1))
    if kinds:
        return Block("h" if kinds[-1] == "h" else "quote", runs)
    return Block("p", runs)


def _runs(tokens: Iterable[Token] | None) -> tuple[Run, ...]:
    held, bold, italic, href = list[Run](), 0, 0, ""
    for token in tokens or ():
        bold += {"strong_open": 1, "strong_close": -1}.get(token.type, 0)
        italic += {"em_open": 1, "em_close": -1}.get(token.type, 0)
        if token.type == "link_open":
            href = web_address(str(token.attrs.get("href", ""))) or ""
        elif token.type == "link_close":
            href = ""
        words = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
        if words:
            held.append(Run(words, bold > 0, italic > 0, href))
    return tuple(held)


def as_json(text: str) -> list[Json]:
    """The tree for a template."""
    return [asdict(block) for block in parsed(text)]


def as_html(text: str) -> str:
    """The tree as HTML, every character of the text escaped."""
    return "".join(_html(block) for block in parsed(text))


def _html(block: Block) -> str:
    body = "".join(_run_html(run) for run in block.runs)
    if block.kind == "item":
        return f'<p class="item level-{block.level}" dir="auto">{html.escape(block.mark)} {body}</p>'
    name = {"h": "h3", "quote": "blockquote"}.get(block.kind, "p")
    return f'<{name} dir="auto">{body}</{name}>'


def _run_html(run: Run) -> str:
    body = html.escape(run.text).replace("\n", "<br>")
    body = f"<strong>{body}</strong>" if run.bold else body
    body = f"<em>{body}</em>" if run.italic else body
    if not run.href:
        return body
    return f'<a href="{html.escape(run.href)}" rel="noopener noreferrer">{body}</a>'
