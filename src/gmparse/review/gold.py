"""Letters that a person accepted, as gold records for `gmparse evaluate`."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from gmparse.errors import InputError, UsageError
from gmparse.index.corrections.applied import Applied, applied
from gmparse.index.corrections.cut import Cut
from gmparse.review.archive import Archive

Record = Mapping[str, Any]

_ID_DIGITS = 8  # a letter's id: so many hex digits of its file's SHA-256
_HANDWRITTEN = {"number": "number-handwritten", "date": "day-handwritten"}
_INSIDE = "!/"  # of an archive


class Exported(NamedTuple):
    """How many letters were written, and how many wait for the first letter of their file to be accepted."""

    written: int
    waiting: int


def export(archive: Archive, folder: Path) -> Exported:
    """Write every accepted letter, one JSON file a letter, and ``index.csv`` with where its file is.

    The format is that which `gmparse.evaluate` reads; of a file with several letters the first is the record, the
    others stand in its key ``others``.

    Raises:
        UsageError: none was accepted yet.
        InputError: the folder cannot be written.
    """
    corrections = archive.corrections
    by_file: dict[str, dict[int, tuple[Applied, tuple[str, ...]]]] = {}
    for key in sorted(corrections.finished()):
        letter_id = archive.letter_of(key)
        if letter_id is None:  # taken out of the index
            continue
        entry = archive.index.get(letter_id)
        left = applied(entry.as_read, corrections.of(key))
        by_file.setdefault(key.sha256, {})[key.part] = (left, entry.paths)
    if not by_file:
        raise UsageError("no letter was accepted yet: there is nothing to export")
    whole = {sha256: parts for sha256, parts in by_file.items() if 1 in parts}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        rows = [_write(folder, sha256, parts) for sha256, parts in sorted(whole.items())]
        _write_index(folder / "index.csv", rows)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from error
    return Exported(sum(map(len, whole.values())), sum(map(len, by_file.values())) - sum(map(len, whole.values())))


def _write(folder: Path, sha256: str, parts: Mapping[int, tuple[Applied, tuple[str, ...]]]) -> tuple[str, str, str]:
    first, paths = parts[1]
    name = sha256[:_ID_DIGITS]
    record = {"id": name, **gold_of(first)}
    others = [gold_of(left) for part, (left, _) in sorted(parts.items()) if part > 1]
    if others:
        record["others"] = others
    text = json.dumps(record, ensure_ascii=False, indent=1)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return name, next((path for path in paths if _INSIDE not in path), ""), _kind(first.record)


def _write_index(path: Path, rows: Sequence[tuple[str, str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("id", "file", "kind"))
        writer.writerows(rows)


def _kind(record: Record) -> str:
    source = record["source"]
    if source["reading"] != "text":
        return "scan"
    if record["signatures"]:
        return "signed"
    kinds = {"application/pdf": "digital", "text/plain": "text"}
    return kinds.get(source["media_type"], "docx")


# --- record → gold ---------------------------------------------------------------------------------------------------


def gold_of(left: Applied) -> dict[str, Any]:
    """The gold record of a letter without its id."""
    record = Cut(left.record, {path for path, one in left.said.items() if one.action == "remove"}).record
    codes = {issue["code"] for issue in record["issues"]}
    number, date, signer = record["number"], record["date"], record["signer"]
    return {
        "family": record["family"],
        "type": record["type"] and record["type"]["code"],
        "issuer": record["issuer"] and _part(record["issuer"], "name", "parent"),
        "number": _part(number, "text", "serial", "symbol") | {"handwritten": _HANDWRITTEN["number"] in codes},
        "place": _text(record["place"]),
        "date": {"edtf": date["edtf"], "handwritten": _HANDWRITTEN["date"] in codes},
        "subject": _text(record["subject"]),
        "urgency": _text(record["urgency"]),
        "secrecy": _text(record["secrecy"]),
        "addressees": _texts(record["addressees"]),
        "citations": [_part(one, "type", "number", "date", "issuer", "name") for one in record["citations"]],
        "meetings": [_meeting(one) for one in record["meetings"]],
        "assignments": [
            {"assignee": _text(one["assignee"]), "task": _text(one["task"]), "deadline": one["deadline"]}
            for one in record["assignments"]
        ],
        "recipients": _texts(record["recipients"]),
        "signer": signer and _part(signer, "lines", "position", "name"),
        "unsure": sorted(path for path, one in left.said.items() if one.action == "unreadable"),
        "note": "",
    }


def _part(value: Record, *keys: str) -> dict[str, Any]:
    return {key: value[key] for key in keys}


def _text(value: Record | None) -> str | None:
    return value["text"] if value else None


def _texts(values: Sequence[Record]) -> list[str]:
    return [one["text"] for one in values if one["text"]]


def _meeting(value: Record) -> dict[str, Any]:
    return _part(value, "start", "end", "mode") | {
        "location": _text(value["location"]),
        "chair": _text(value["chair"]),
        "participants": _texts(value["participants"]),
    }
