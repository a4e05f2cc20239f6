"""Elements of an XML file one by one, through defusedxml: no entity, no outside address, bounded depth and size.

Names lose their prefix: real KML uses `gx:` without saying what it is, and a reader with namespaces would refuse the
file. `counted` counts elements on the bytes, apart from the parser.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import IO, Any
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from geo.errors import BadInput
from geo.read.limits import Limits, too_much

_CHUNK = 2**18
_CURE = "Save or export the file again."
_ASIDE = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)


@dataclass(slots=True)
class Node:
    """An element: its name without prefix, attributes, text and children in order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    path: tuple[str, ...] = ()
    """For the elements that are asked for: names of the folders around them."""

    @property
    def text(self) -> str:
        return "".join(self.parts).strip()

    def all(self, name: str) -> list[Node]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> Node | None:
        return next((child for child in self.children if child.name == name), None)

    def find(self, name: str) -> Iterator[Node]:
        """Every element of that name at any depth, in order."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.find(name)


class _Handler(ContentHandler):
    """Builds the wanted elements; of all others it keeps the names of folders only."""

    def __init__(self, wanted: frozenset[str], name: str, limits: Limits) -> None:
        super().__init__()
        self.wanted, self.file_name, self.limits = wanted, name, limits
        self.done: deque[Node] = deque()
        self.open: list[Node] = []
        self.outer: list[Node] = []
        self.size = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the name is SAX's
        node = Node(name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attrs.items()})
        if len(self.open) + len(self.outer) >= self.limits.max_depth:
            raise too_much("nesting of XML", self.limits.max_depth + 1, self.limits.max_depth, self.file_name, "levels")
        if self.open:
            self.open[-1].children.append(node)
            self.open.append(node)
        elif node.name in self.wanted:
            self.open.append(node)
            self.size = 0
        else:
            self.outer.append(node)
        self.size += 50 + len(name)
        self._check()

    def characters(self, content: str) -> None:
        if self.open:
            self.open[-1].parts.append(content)
            self.size += len(content)
            self._check()
        elif self.outer and self.outer[-1].name == "name":
            self.outer[-1].parts.append(content[:200])

    def endElement(self, name: str) -> None:  # noqa: N802, ARG002 - the name is SAX's
        if self.open:
            node = self.open.pop()
            if not self.open:
                node.path = tuple(title for each in self.outer if (title := each.attributes.get("\0name", "")))
                self.done.append(node)
            return
        node = self.outer.pop()
        if node.name == "name" and self.outer:
            self.outer[-1].attributes["\0name"] = node.text

    def _check(self) -> None:
        if self.size > self.limits.max_value_bytes:
            raise too_much("one element", self.size, self.limits.max_value_bytes, self.file_name, "characters")


def nodes(file: IO[bytes], wanted: frozenset[str], name: str, limits: Limits) -> Iterator[Node]:
    """The outermost elements in `file` whose name is wanted; raises BadInput where it is no whole, plain XML."""
    handler = _Handler(wanted, name, limits)
    parser = DefusedExpatParser(forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(handler)
    size = 0
    with closing(file):
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > limits.max_xml_bytes:
                raise too_much("size of the XML", size, limits.max_xml_bytes, name, "bytes")
            _feed(parser, chunk, name)
            while handler.done:
                yield handler.done.popleft()
        _feed(parser, None, name)
    yield from handler.done


def counted(file: IO[bytes], element: str) -> int:
    """How many elements of that name begin in `file`, outside comments and CDATA, by their bytes."""
    begin = re.compile(rb"<(?:[\w.-]+:)?%b(?=[\s/>])" % element.encode())
    with closing(file):
        text = file.read()
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = text.decode("utf-16", "replace").encode("utf-8")
    if b"<!--" in text or b"<![CDATA[" in text:
        text = _ASIDE.sub(b"", text)
    return len(begin.findall(text))


def _feed(parser: Any, chunk: bytes | None, name: str) -> None:
    try:
        if chunk is None:
            parser.close()
        else:
            parser.feed(chunk)
    except DefusedXmlException:
        want = "XML without entities of its own"
        raise BadInput("XML", got="a definition of an entity", want=want, where=name, cure=_CURE) from None
    except BadInput:
        raise
    except Exception as error:  # SAXParseException, and what expat raises for unknown encodings
        raise BadInput("XML", got=_words(error), want="one whole XML document", where=name, cure=_CURE) from None


def _words(error: Exception) -> str:
    line = getattr(error, "getLineNumber", lambda: None)()
    message = getattr(error, "getMessage", lambda: str(error))()
    return f"{message}, line {line}"[:200] if line else str(message)[:200]
