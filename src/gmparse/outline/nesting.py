"""Paragraphs → the tree of items, by their markers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gmparse.outline.items import Item
from gmparse.outline.markers import BULLETS, LABEL, NUMBERED, ORDER, Kind, follows
from gmparse.outline.paragraphs import Paragraph
from gmparse.text import TextMap

_STOPS = (".", ";", ":", ",", "/")
_LONGEST_HEADING = 12  # words of a unit's name or a topic over a paragraph


def nested(found: Iterable[Paragraph]) -> list[Item]:
    """The items of a body, each under the one it belongs to."""
    root: list[Item] = []
    stack: list[Item] = []
    numbered: dict[Kind, list[Item]] = {}  # the last item of each kind of number, with those above it
    for paragraph in found:
        item = Item(paragraph.kind, paragraph.marker, TextMap(paragraph.lines), paragraph.start, table=paragraph.table)
        _unwind(stack, item)
        _resume(root, stack, numbered.get(item.kind), item)
        (stack[-1].children if stack else root).append(item)
        if item.kind in NUMBERED:
            numbered = {kind: path for kind, path in numbered.items() if ORDER.index(kind) < ORDER.index(item.kind)}
            numbered[item.kind] = [*stack, item]
        if item.kind or _is_title_of_section(item):
            stack.append(item)
    return root


def _resume(root: list[Item], stack: list[Item], path: list[Item] | None, item: Item) -> None:
    """Put an item that goes on with the numbers of a list beside the one before it.

    Paragraphs between the two, which had ended the list, belong to the item before: its second paragraph.
    """
    if path is None or stack == path[:-1] or not follows(path[-1].marker, item.marker):
        return
    *above, last = path
    siblings = above[0] if above else None
    at = next((index for index, other in enumerate(root) if other is (siblings or last)), None)
    if at is None or any(other.kind for other in root[at + 1 :]):
        return
    last.children += root[at + 1 :]
    del root[at + 1 :]
    stack[:] = above


def _is_title_of_section(item: Item) -> bool:
    """Whether an unnumbered paragraph opens a list: it ends with a colon."""
    return item.table is None and item.is_leadin


def _unwind(stack: list[Item], item: Item) -> None:
    """Leave what the item cannot belong to."""
    if not item.kind:
        labels = _list_of_labels(stack, item)
        if labels is not None:
            del stack[labels + 1 :]
            return
        listed = _list_without_bullet(stack, item)
        if listed is not None:
            del stack[listed:]
            return
        while stack and not _takes_paragraphs(stack[-1]):
            stack.pop()
        return
    kinds = [open_item.kind for open_item in stack]
    same = [at for at, kind in enumerate(kinds) if kind == item.kind]
    if same and not _restarts(stack, item):
        del stack[next((at for at in reversed(same) if not _is_deeper(item, stack[at])), same[0]) :]
        return
    while stack and _rank(stack[-1]) > _rank(item) and stack[-1].kind and not _hangs_under(stack[-1], item):
        stack.pop()
    if stack and not stack[-1].kind and not stack[-1].children and not stack[-1].is_leadin:
        stack.pop()


def _list_of_labels(stack: Sequence[Item], item: Item) -> int | None:
    """Where an item without number stands that goes on a list of labels: ``Địa điểm: …`` behind ``Thời gian: …``."""
    if item.table is not None or not LABEL.match(item.text.text):
        return None
    for at in reversed(range(len(stack))):
        last = stack[at].children[-1] if stack[at].children else None
        if last is not None and not last.kind and last.table is None and LABEL.match(last.text.text):
            return at
        if not stack[at].kind and stack[at].children and LABEL.match(stack[at].text.text):
            return at - 1
    return None


def _list_without_bullet(stack: Sequence[Item], item: Item) -> int | None:
    """Where a list of bullets stands that goes on with an item whose bullet was lost: both end with a semicolon."""
    if not stack or stack[-1].kind not in BULLETS or item.table is not None:
        return None
    return len(stack) - 1 if stack[-1].own.endswith(";") and item.own.endswith(";") else None


def _restarts(stack: Sequence[Item], item: Item) -> bool:
    """Whether a dash under a dash that ends with a colon opens a list of its own, all set with one marker."""
    last = stack[-1]
    return (
        item.kind in BULLETS
        and last.kind == item.kind
        and last.is_leadin
        and not last.children
        and _is_deeper(last, item)
    )


def _hangs_under(above: Item, item: Item) -> bool:
    """Whether an item stands under one of a lower rank: bullets nest in the order in which a letter uses them."""
    if above.kind == "dash" and above.is_leadin:
        return True
    return above.kind in BULLETS and item.kind in BULLETS and not _is_deeper(item, above)


def _is_deeper(above: Item, item: Item) -> bool:
    lines, below = above.text.lines, item.text.lines
    return bool(lines and below) and below[0].place.x0 > lines[0].place.x0 + 6


def _takes_paragraphs(item: Item) -> bool:
    """Whether unmarked paragraphs can stand under an item: a heading, or a lead-in without items yet."""
    if item.kind in BULLETS:
        return False
    if item.kind in ("letter", "paren"):
        return not item.children and not item.own.endswith(_STOPS) and len(item.own.split()) <= _LONGEST_HEADING
    if item.is_leadin:
        return not item.children or (bool(item.kind) and not item.children[-1].kind)
    return all(line.bold for line in item.text.lines) or not item.own.endswith((".", ";", "/"))


def _rank(item: Item) -> int:
    return ORDER.index(item.kind) if item.kind else len(ORDER)
