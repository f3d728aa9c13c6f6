"""The tree of a letter's body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gmparse.outline.markers import Kind
from gmparse.page import Table
from gmparse.text import TextMap


@dataclass(slots=True)
class Item:
    """A paragraph or item: ``text`` is its own, ``start`` the offset behind its marker, ``children`` hang under it.

    ``own`` is the text behind the marker, blanks squeezed. A table stands as an item of its own with ``table`` set and
    no text.
    """

    kind: Kind
    marker: str
    text: TextMap
    start: int
    children: list[Item] = field(default_factory=list)
    table: Table | None = None
    own: str = field(init=False)

    def __post_init__(self) -> None:
        self.own = self.text.value(self.start, len(self.text.text))

    @property
    def is_leadin(self) -> bool:
        """Whether the text only introduces what follows: it ends with a colon."""
        return self.own.endswith(":")

    @property
    def is_heading(self) -> bool:
        """Whether the text is a heading: bold all over, or without an end of sentence and with items under it."""
        lines = self.text.lines
        return bool(lines) and (
            all(line.bold for line in lines) or (bool(self.children) and not self.own.endswith((".", ";")))
        )

    def walk(self) -> Iterator[Item]:
        """This item and all under it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator[Item]:
        """The items under it that have none under them."""
        for child in self.children:
            if child.children:
                yield from child.leaves()
            else:
                yield child


@dataclass(slots=True)
class Outline:
    """The body of a letter as a tree."""

    items: list[Item]

    def walk(self) -> Iterator[Item]:
        """Every item in reading order."""
        for item in self.items:
            yield from item.walk()

    @property
    def tables(self) -> list[Table]:
        """The ruled tables in reading order, those cut by page breaks put together (the place is the first page's)."""
        return [item.table for item in self.walk() if item.table is not None]


EMPTY = Outline([])
