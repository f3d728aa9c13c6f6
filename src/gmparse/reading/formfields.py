"""The signature fields of a PDF's form: their names, and the page and rectangle of their widgets."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, NamedTuple

from gmparse.reading.objects import PdfObjects
from gmparse.reading.syntax import BrokenStructureError, Ref, text_string

_MAX_NODES = 2_000  # of the form's field tree, and of one level of a page tree that is not flat
_MAX_LEVELS = 40

Rectangle = tuple[float, float, float, float]  # left, bottom, right, top in user space


class Field(NamedTuple):
    """A signature field: its full name (ISO 32000-1, 12.7.3.2), and its widget on its page."""

    name: str | None
    page: int | None = None
    rect: Rectangle | None = None
    bounds: Rectangle | None = None
    """The visible page."""
    rotate: int = 0
    """``/Rotate`` of the page in degrees."""


NO_FIELD = Field(None)


def signature_fields(structure: PdfObjects) -> dict[tuple[int, ...], Field]:
    """The signed fields by the byte range of their value; what cannot be read is left out."""
    reader = _Reader(structure)
    with suppress(BrokenStructureError):  # the fields before the broken one keep their names
        reader.walk()
    return reader.found


class _Reader:
    def __init__(self, structure: PdfObjects) -> None:
        self._structure = structure
        self._pages: dict[Ref, tuple[int | None, Rectangle | None, int]] = {}
        self.found: dict[tuple[int, ...], Field] = {}

    def walk(self) -> None:
        structure = self._structure
        form = structure.mapping(structure.root().get("AcroForm"))
        waiting: list[tuple[Any, str | None, int]] = [(item, None, 0) for item in structure.array(form.get("Fields"))]
        waiting.reverse()
        for _ in range(_MAX_NODES):
            if not waiting:
                break
            waiting += self._visit(*waiting.pop())

    def _visit(self, item: Any, prefix: str | None, level: int) -> list[tuple[Any, str | None, int]]:
        """Keep a signed field; the children of any other are visited next."""
        structure = self._structure
        field = structure.mapping(item)
        own = None if structure.encrypted else text_string(structure.resolve(field.get("T")))
        name = ".".join(part for part in (prefix, own) if part) or None
        byte_range = structure.array(structure.mapping(field.get("V")).get("ByteRange"))
        kids = structure.array(field.get("Kids"))
        if byte_range and all(isinstance(number, int) for number in byte_range):
            self.found[tuple(byte_range)] = self._field(name, structure.mapping(kids[0]) if kids else field)
            return []
        return [(kid, name, level + 1) for kid in reversed(kids)] if level < _MAX_LEVELS else []

    def _field(self, name: str | None, widget: dict[str, Any]) -> Field:
        page = widget.get("P")
        if not isinstance(page, Ref):
            return Field(name)
        if page not in self._pages:
            bounds = self._inherited(page, "CropBox") or self._inherited(page, "MediaBox")
            rotate = self._inherited(page, "Rotate")
            rotate = rotate if isinstance(rotate, int) else 0
            self._pages[page] = (self._page_number(page), self._rectangle(bounds), rotate)
        number, visible, rotate = self._pages[page]
        if number is None:
            return Field(name)
        return Field(name, number, self._rectangle(widget.get("Rect")), visible, rotate)

    def _rectangle(self, value: Any) -> Rectangle | None:
        numbers = [self._structure.resolve(number) for number in self._structure.array(value)]
        if len(numbers) != 4 or not all(isinstance(number, int | float) for number in numbers):
            return None
        a, b, c, d = map(float, numbers)
        return (min(a, c), min(b, d), max(a, c), max(b, d))

    def _inherited(self, node: Any, key: str) -> Any:
        for _ in range(_MAX_LEVELS):
            node = self._structure.mapping(node)
            if key in node:
                return self._structure.resolve(node[key])
            node = node.get("Parent")
        return None

    def _page_number(self, page: Ref) -> int | None:
        """The page's number counted from 1, up the page tree; ``None`` when it does not hang in one."""
        before, node = 0, page
        for _ in range(_MAX_LEVELS):
            parent = self._structure.mapping(node).get("Parent")
            if parent is None:
                return before + 1 if node != page else None
            tree = self._structure.mapping(parent)
            kids = self._structure.array(tree.get("Kids"))
            if node not in kids or not isinstance(parent, Ref):
                return None
            earlier = kids[: kids.index(node)]
            flat = tree.get("Count") == len(kids)  # each child is a page
            if not flat and len(earlier) > _MAX_NODES:
                return None
            before += len(earlier) if flat else sum(map(self._pages_in, earlier))
            node = parent
        return None

    def _pages_in(self, node: Any) -> int:
        count = self._structure.mapping(node).get("Count", 1)
        return count if isinstance(count, int) else 1
