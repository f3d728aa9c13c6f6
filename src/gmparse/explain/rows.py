"""A record as a list for reading: groups of rows, each row with the mark on the page that proves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gmparse.explain import labels
from gmparse.explain.labels import Words

Record = Mapping[str, Any]

GROUPS = (
    "type",
    "number",
    "date",
    "place",
    "issuer",
    "co_issuers",
    "subject",
    "urgency",
    "secrecy",
    "addressees",
    "signer",
    "co_signers",
    "meetings",
    "assignments",
    "citations",
    "directives",
    "attachments",
    "recipients",
    "filing",
    "stamps",
    "signatures",
)
ALWAYS = ("type", "number", "date", "issuer", "subject", "signer")  # said to be missing when they are
_HEADS = ("text", "name", "signer", "start", "task", "number")  # the first that an object has stands for it
# What has no evidence of its own is shown by that of the scalar it was made of.
_MADE_OF = {
    "authority": "lines",
    "deadline_text": "deadline",
    "deadline_inclusive": "deadline",
    "unit": "name",
    "year": "text",
}
_WHOLE = ("text", "code", "edtf", "field")  # evidence of these is that of the whole object


@dataclass(frozen=True, slots=True)
class Mark:
    """Places of one value on the pages: entries of its evidence. ``at`` is its index among the letter's marks."""

    at: int
    group: str
    path: str
    entries: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A scalar of the record. ``label`` is ``None`` for what stands for its whole group."""

    path: str
    label: Words | None
    text: Words
    depth: int = 0
    mark: int | None = None
    title: bool = False


@dataclass(slots=True)
class Group:
    """A field of the letter."""

    key: str
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Listing:
    """A record's groups, and the marks to which their rows point."""

    groups: list[Group] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    _known: dict[tuple[str, str], int] = field(default_factory=dict)

    def mark(self, group: str, path: str, entries: Sequence[Record]) -> int:
        """The index of a new mark."""
        self.marks.append(Mark(len(self.marks), group, path, tuple(entries)))
        return len(self.marks) - 1

    def row_of(self, path: str) -> Row | None:
        """The row of a path, or of what it is part of."""
        rows = {row.path: row for group in self.groups for row in group.rows}
        while path:
            if path in rows:
                return rows[path]
            below = next((row for key, row in rows.items() if key.startswith((f"{path}.", f"{path}["))), None)
            if below is not None:
                return below
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return None


def listing(record: Record) -> Listing:
    """The list of a record as `gmparse.Letter.to_dict` gives it."""
    made = Listing()
    for key in GROUPS:
        content = record.get(key)
        group = Group(key)
        if isinstance(content, Mapping):
            group.rows += _object(made, key, content, key, 0)
        elif content:
            group.rows += _items(made, key, content, key, 0, titled=False)
        if group.rows or key in ALWAYS:
            made.groups.append(group)
    return made


def head_of(content: Record, path: str) -> str | None:
    """The path of the scalar that stands for an object, ``None`` where there is none."""
    key = _head(content)
    if key is None:
        return None
    inner = content[key]
    return head_of(inner, f"{path}.{key}") if isinstance(inner, Mapping) else f"{path}.{key}"


def _head(content: Record) -> str | None:
    """The key that stands for an object."""
    for key in _HEADS:
        inner = content.get(key)
        if _head(inner) if isinstance(inner, Mapping) else inner and not isinstance(inner, (list, tuple)):
            return key
    return None


def _items(made: Listing, group: str, items: Sequence[Any], path: str, depth: int, *, titled: bool) -> Iterator[Row]:
    """The objects of a list. A list inside of an object has its name before the first."""
    for at, item in enumerate(items):
        rows = _object(made, group, item, f"{path}[{at}]", depth)
        if not titled:
            yield from rows
            continue
        label = labels.field(group, path.rpartition(".")[2]) if not at else labels.same("")
        for below, row in enumerate(rows):
            yield replace(row, depth=row.depth + 1) if below else replace(row, label=label, title=False)


def _object(made: Listing, group: str, content: Record, path: str, depth: int) -> Iterator[Row]:
    """Rows of an object: first the one that stands for it."""
    marks = _marks(made, group, content, path)
    head = _head(content)
    if head and isinstance(content[head], Mapping):
        first, *_ = _object(made, group, content[head], f"{path}.{head}", depth)
        yield replace(first, label=None, title=True)
    elif head:
        text = labels.value(head, content[head])
        yield Row(f"{path}.{head}", None, text, depth, _mark_for(head, marks), title=True)
    shown = content[head] if head else None
    for key, inner in content.items():
        if key not in ("evidence", head) and (key in marks or inner not in (shown, [shown])):
            yield from _inner(made, group, key, inner, path, depth, marks)


def _inner(
    made: Listing, group: str, key: str, inner: Any, path: str, depth: int, marks: Mapping[str, int]
) -> Iterator[Row]:
    own, label = f"{path}.{key}", labels.field(group, key)
    if _is_scalar(inner):
        if inner != "" and not (key == "state" and inner == "read"):
            yield Row(own, label, labels.value(key, inner), depth, _mark_for(key, marks))
    elif isinstance(inner, Mapping) and "evidence" not in inner:
        mark = _mark_for(key, marks)
        yield Row(own, label, labels.same(_unit(inner)), depth, mark)
        if inner.get("present"):
            units = labels.same("\n".join(map(_unit, inner["present"])))
            yield Row(f"{own}.present", labels.field("present"), units, depth, mark)
    elif isinstance(inner, Mapping):
        for at, row in enumerate(_object(made, group, inner, own, depth)):
            yield replace(row, depth=depth + 1) if at else replace(row, label=label, title=False)
    elif inner and isinstance(inner[0], Mapping):
        yield from _items(made, group, inner, own, depth, titled=True)
    elif inner:
        yield Row(own, label, labels.same("\n".join(map(str, inner))), depth, _mark_for(key, marks))


def _unit(unit: Record) -> str:
    """An administrative unit by its names, from the smallest to the province."""
    return ", ".join(unit[key] for key in ("ward", "district", "province") if unit.get(key))


def _is_scalar(content: Any) -> bool:
    return content is not None and not isinstance(content, (Mapping, list, tuple))


def _marks(made: Listing, group: str, content: Record, path: str) -> dict[str, int]:
    """Marks of an object's scalars, by key."""
    entries: dict[str, list[Record]] = {}
    for entry in content.get("evidence") or ():
        entries.setdefault(entry["field"], []).append(entry)
    return {key: made.mark(group, f"{path}.{key}", found) for key, found in entries.items()}


def _mark_for(key: str, marks: Mapping[str, int]) -> int | None:
    """The mark of a scalar: its own, else the one of what it was made of."""
    return next((marks[name] for name in (key, _MADE_OF.get(key, key), *_WHOLE) if name in marks), None)
