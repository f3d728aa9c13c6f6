"""Body lines → paragraphs and nested items (``I.`` ``1.`` ``a)`` ``-`` ``+`` ``Điều 1.``), tables in place."""

from __future__ import annotations

from gmparse.outline.items import EMPTY, Item, Outline
from gmparse.outline.markers import marker_of
from gmparse.outline.nesting import nested
from gmparse.outline.paragraphs import paragraphs
from gmparse.zones import Zones

__all__ = ["EMPTY", "Item", "Outline", "build", "marker_of"]


def build(zones: Zones) -> Outline:
    """The outline of a letter's body."""
    return Outline(nested(paragraphs(zones.body, zones.tables, zones.layout)))
