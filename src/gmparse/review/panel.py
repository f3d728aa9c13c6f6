"""What the review page lists of a letter: what a person is asked for, then every field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gmparse.explain import labels
from gmparse.explain.labels import Words
from gmparse.explain.rows import GROUPS, Row
from gmparse.explain.view import Note, Shown
from gmparse.index.corrections.applied import Applied, is_about
from gmparse.index.corrections.paths import LISTS, OF_ITEMS, get, is_possible, item_name
from gmparse.index.corrections.said import Correction
from gmparse.review.entered import CHOICES, DATES

# What gold records hold: these rows are there to be filled where nothing was read.
_CORE = (
    "type.code",
    "number.serial",
    "number.symbol",
    "date.edtf",
    "place.text",
    "issuer.name",
    "issuer.parent",
    "subject.text",
    "signer.name",
    "signer.position",
)
_NOT_EDITED = frozenset(("state", "unit", "present", "deadline_text", "deadline_inclusive", "kind", "url"))
_NOT_EDITED_GROUPS = frozenset(("stamps", "signatures", "filing"))


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list.

    Args:
        path: names the value in requests.
        place: where it stands in the record now.
        name: the path under which what is said of it is kept.
        blank: nothing was read there, and nothing is asked for.
    """

    path: str
    place: str
    name: str
    label: Words | None
    text: Words | None
    depth: int
    mark: str
    editable: bool
    asked: bool
    said: Correction | None
    before: Words | None
    notes: tuple[Words, ...] = ()
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A field of the letter and its rows; ``new`` is the path of an item that may be added to it."""

    key: str
    title: Words
    lines: tuple[Line, ...]
    new: str | None


@dataclass(frozen=True, slots=True)
class Panel:
    """The list. ``open`` counts what nothing was said of yet."""

    asked: tuple[Line, ...]
    blocks: tuple[Block, ...]
    stale: tuple[tuple[Words, Correction], ...]
    open: int
    accepted: Correction | None


def panel(shown: Shown, left: Applied) -> Panel:
    """The list of a letter.

    Args:
        shown: the letter as it is shown, with corrected values.
        left: the letter as people left it.
    """
    rows = {row.path: row for group in shown.listing.groups for row in group.rows}
    asked = tuple(_asked(note, rows, left) for note in shown.review)
    keys = dict.fromkeys((*(path.partition(".")[0] for path in _CORE), *GROUPS))
    blocks = [_block(key, [row for path, row in rows.items() if _is_of(path, key)], left) for key in keys]
    stale = tuple((labels.path(one.path), one) for one in left.stale)
    return Panel(asked, tuple(one for one in blocks if one.lines or one.new), stale, len(left.open), left.accepted)


def _is_of(path: str, key: str) -> bool:
    return path.startswith((f"{key}.", f"{key}["))


def _block(key: str, rows: Sequence[Row], left: Applied) -> Block:
    """A field: the values that were read, and places for those that were not."""
    lines = [_line(row, left) for row in rows]
    known = {line.place for line in lines}
    lines += [_missing(path, left) for path in _CORE if _is_of(path, key) and path not in known]
    for at in range(len(left.record.get(key) or ()) if key in OF_ITEMS else 0):
        item = f"{key}[{at}]"
        paths = [path for tail in OF_ITEMS[key] if (path := f"{item}.{tail}") not in known]
        end = max((n for n, line in enumerate(lines, start=1) if line.place.startswith(f"{item}.")), default=len(lines))
        lines[end:end] = [_missing(path, left, blank=item not in left.added) for path in paths]
    return Block(key, labels.field(key), tuple(lines), _new(key, left))


def _new(key: str, left: Applied) -> str | None:
    """The path of the first value of the next item that may be added."""
    if key not in OF_ITEMS:
        return None
    names = [name for name in left.used if name.startswith(f"{key}[")]
    last = max((int(name.partition("[new")[2].rstrip("]")) for name in names), default=0)
    return f"{key}[new{last + 1}].{OF_ITEMS[key][0]}"


def _line(row: Row, left: Applied, **changes: Any) -> Line:
    said = left.said.get(row.path)
    name = left.name_of(row.path)
    fields = {
        "path": name if item_name(row.path) in left.added else row.path,
        "place": row.path,
        "name": name,
        "label": row.label,
        "text": row.text,
        "depth": row.depth,
        "mark": "" if row.mark is None else f"0-{row.mark}",
        "editable": is_editable(row.path, get(left.record, row.path)),
        "asked": _is_asked(row.path, left),
        "said": said,
        "before": _worded(row.path, said.before) if said and said.action == "correct" else None,
    }
    return Line(**(fields | changes))


def _missing(path: str, left: Applied, *, blank: bool = False) -> Line:
    """The row of a value that was not read, or that a person found unreadable."""
    keys = [part.partition("[")[0] for part in path.removesuffix(".text").split(".")]
    blank = blank and path not in left.said and not _is_asked(path, left)
    return _line(Row(path, labels.field(*keys), labels.same("")), left, text=None, blank=blank)


def _asked(note: Note, rows: Mapping[str, Row], left: Applied) -> Line:
    """The row of what a person is asked for, under its full name."""
    place = note.path if note.path in rows else next((path for path in rows if is_about(path, note.path)), note.path)
    row = rows.get(place)
    line = _line(row, left) if row else _missing(place, left)
    said = next((one for path, one in left.said.items() if is_about(path, note.path)), line.said)
    mark = f"0-{note.mark}" if note.mark is not None else line.mark
    return _line(
        row or Row(place, None, labels.same("")),
        left,
        label=note.label,
        text=line.text,
        depth=0,
        mark=mark,
        notes=note.texts,
        said=said,
        asked=said is None,
        editable=line.editable or is_possible(place),
    )


def _is_asked(place: str, left: Applied) -> bool:
    return any(is_about(place, path) for path in left.open)


def is_editable(path: str, value: Any) -> bool:
    """Whether a person may type another value there."""
    group, key = path.partition(".")[0].partition("[")[0], path.rpartition(".")[2]
    if group in _NOT_EDITED_GROUPS or key in _NOT_EDITED or path in ("type.name", "date.text", "family"):
        return False
    if isinstance(value, list):
        return key in LISTS
    return isinstance(value, str) or (value is None and is_possible(path))


def _worded(path: str, value: Any) -> Words | None:
    if value is None:
        return None
    if isinstance(value, list):
        return labels.same("\n".join(map(str, value)))
    return labels.value(path.rpartition(".")[2], value)


@dataclass(frozen=True, slots=True)
class Entry:
    """The form in which a value is typed. ``kind``: line, long, lines, day, choice, type."""

    path: str
    label: Words
    value: str
    kind: str
    choices: Sequence[tuple[str, Words]] = ()
    error: str = ""


def entry_of(path: str, value: Any, error: str = "", typed: str | None = None) -> Entry:
    """The form of a value."""
    key = path.rpartition(".")[2]
    steps = [part.partition("[")[0] for part in path.removesuffix(".text").split(".")]
    label = labels.field(*steps) if "[new" in path else labels.path(path)
    if key in LISTS:
        return Entry(path, label, typed or "\n".join(value or ()), "lines", error=error)
    shown = typed if typed is not None else str(value or "")
    if key in CHOICES:
        return Entry(path, label, shown, "choice", [(one, labels.value(key, one)) for one in CHOICES[key]], error)
    if key in DATES:
        worded = labels.value(key, value).vi if value and typed is None else shown
        return Entry(path, label, worded, "day", error=error)
    if path == "type.code":
        return Entry(path, label, shown, "type", error=error)
    return Entry(path, label, shown, "long" if len(shown) > 60 else "line", error=error)
