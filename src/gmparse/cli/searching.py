"""``gmparse search``, ``show``, ``due``, ``stats``, ``duplicates``: what an index says, as text or JSON Lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gmparse.errors import ExitCode
from gmparse.index import Index
from gmparse.index.across import Entry, Link, Stats
from gmparse.index.corrections.said import CHANGES, Correction
from gmparse.index.search import Hit

_MOST = 10  # rows of a table of counts


def search(db: Path, query: str, as_json: bool, **filters: Any) -> int:
    """Print the hits."""
    with _open(db) as index:
        for hit in index.search(query, **filters):
            print(_json(hit._asdict()) if as_json else _hit(hit))
    return ExitCode.OK


def show(db: Path, letter: int, as_json: bool) -> int:
    """Print a letter and its surroundings."""
    with _open(db) as index:
        entry = index.get(letter)
    if as_json:
        links = {name: [link._asdict() for link in getattr(entry, name)] for name in _SURROUNDINGS}
        said = [one._asdict() for one in entry.corrections]
        print(_json(entry._asdict() | links | {"corrections": said}))
    else:
        _print_entry(entry)
    return ExitCode.OK


def due(db: Path, by: str, since: str | None, as_json: bool) -> int:
    """Print assignments by deadline."""
    with _open(db) as index:
        for one in index.due(by, since=since):
            if as_json:
                print(_json(one._asdict()))
            else:
                until = "before " if one.inclusive is False else ""
                print(f"{until}{one.deadline}  {one.assignee}: {one.task}")
                print(f"    [{one.letter_id}] {_joined(one.number, one.date, one.issuer)}")
    return ExitCode.OK


def stats(db: Path, as_json: bool) -> int:
    """Print counts."""
    with _open(db) as index:
        counts = index.stats()
    print(_json(counts._asdict()) if as_json else _stats(counts))
    return ExitCode.OK


def failures(db: Path, as_json: bool) -> int:
    """Print the files without a letter."""
    with _open(db) as index:
        for one in index.failures():
            print(_json(one._asdict()) if as_json else f"{one.path}: {one.reason}: {one.message}")
    return ExitCode.OK


def duplicates(db: Path, as_json: bool) -> int:
    """Print letters that are there more than once."""
    with _open(db) as index:
        for one in index.duplicates():
            if as_json:
                print(_json(one._asdict()))
                continue
            print(_joined(one.number, str(one.year), one.issuer))
            for letter, paths in one.letters:
                print(f"    [{letter}] {', '.join(paths)}")
    return ExitCode.OK


def _open(db: Path) -> Index:
    return Index(db, create=False)


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def _joined(*parts: str | None) -> str:
    return "  ".join(part for part in parts if part)


def _hit(hit: Hit) -> str:
    lines = [
        f"[{hit.id}] {_joined(hit.type, hit.number, hit.date, hit.issuer)}",
        f"    {hit.subject or '(no subject)'}",
        f"    {hit.snippet}",
        f"    {hit.path}{f' (part {hit.part})' if hit.part > 1 else ''}",
    ]
    return "\n".join(line for line in lines if line.strip())


# --- show ------------------------------------------------------------------------------------------------------------

_SURROUNDINGS = {
    "cites": "Cites",
    "cited_by": "Cited by",
    "copies": "Same number",
    "versions": "Draft or signed version",
}


def _print_entry(entry: Entry) -> None:
    from gmparse.cli.table import rows

    lines = [f"[{entry.id}] {', '.join(entry.paths)}"]
    for label, text in rows(entry.record):
        if label != "Citations":
            lines += _section(label, text.splitlines())
    for name, label in _SURROUNDINGS.items():
        lines += _section(label, [_link(link) for link in getattr(entry, name)])
    lines += _section("Said by people", map(_said, entry.corrections))
    sys.stdout.write("\n".join(lines) + "\n")


def _said(one: Correction) -> str:
    """What a person said of a value, with what had been read."""
    what = {"correct": f"is {_value(one.value)}", "remove": "is not on the page", "accept": "is right"}
    before = f" (read: {_value(one.before)})" if one.action in CHANGES and one.before is not None else ""
    return f"{one.path or 'the letter'} {what.get(one.action, 'cannot be read')}{before}: {one.reviewer}, {one.made_at}"


def _value(value: Any) -> str:
    return " / ".join(map(str, value)) if isinstance(value, list) else str(value)


def _section(label: str, texts: Iterable[str]) -> list[str]:
    return [f"{label if not at else '':<24}{text}" for at, text in enumerate(texts)]


def _link(link: Link) -> str:
    where = f"[{link.id}] " if link.id is not None else ""
    what = link.text if link.text and link.id is None else _joined(link.number, link.date, link.subject)
    return f"{where}{what}{f' ({link.role})' if link.role else ''}"


# --- stats -----------------------------------------------------------------------------------------------------------


def _stats(counts: Stats) -> str:
    lines = []
    for name, value in counts._asdict().items():
        label = name.replace("_", " ")
        if isinstance(value, int):
            lines.append(f"{label:<24}{value:>8}")
        elif value:
            lines += ["", label]
            lines += [
                f"  {key:<50.50}{count:>8}" for key, count in list(value.items())[: None if name == "years" else _MOST]
            ]
            lines += [f"  … and {len(value) - _MOST} more"] if name != "years" and len(value) > _MOST else []
    return "\n".join(lines)
