"""The zones of a document's letters, for who wants to see how they were cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import NamedTuple

from gmparse.page import Document, Line
from gmparse.zones import Signature, find_zones, split

_NO_ZONES = ("tables", "layout", "unread")


class Area(NamedTuple):
    """A zone and its lines."""

    zone: str
    lines: tuple[Line, ...]


def areas(document: Document) -> Iterator[Area]:
    """The zones of every letter; the other parts of the file whole, by their kind."""
    for part in split(document):
        if part.kind != "letter":
            yield Area(part.kind, part.lines)
            continue
        zones = find_zones(part)
        for name in (entry.name for entry in fields(zones) if entry.name not in _NO_ZONES):
            lines = tuple(_lines(getattr(zones, name)))
            if lines:
                yield Area(name, lines)


def _lines(content: object) -> Iterator[Line]:
    if isinstance(content, Line):
        yield content
    elif isinstance(content, Signature):
        yield from content.lines
        yield from _lines(content.name)
    elif isinstance(content, tuple):
        for part in content:
            yield from _lines(part)
