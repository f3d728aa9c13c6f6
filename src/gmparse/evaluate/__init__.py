"""Gold against found: scores of records of letters that people have labelled.

``wrong`` is a value that is not the gold's, ``missed`` no value where the gold has one, ``spurious`` a value where the
gold has none. A partial date that agrees as far as it goes is missed, not wrong. Serial and date written by hand are a
slice of their own.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from gmparse.errors import GmparseError, InputError, UsageError
from gmparse.evaluate.baseline import baseline_of, compare, read_baseline
from gmparse.evaluate.evidence import Placed, placed
from gmparse.evaluate.fields import score as score_fields
from gmparse.evaluate.matching import at
from gmparse.evaluate.report import Case, Failure, Report, report_of
from gmparse.evaluate.slices import slices_of
from gmparse.evaluate.tally import Letter, Miss, Tally

__all__ = [
    "Case",
    "Failure",
    "Miss",
    "Report",
    "Tally",
    "baseline_of",
    "compare",
    "evaluate",
    "evaluate_letters",
    "read_baseline",
    "score",
]

Record = Mapping[str, Any]

_ID_DIGITS = 8  # a letter's id: so many hex digits of its file's SHA-256


class _Listed(NamedTuple):
    kind: str
    file: str


def score(gold: Record, predicted: Record | None, *, kind: str = "digital") -> Tally:
    """Score one letter.

    Args:
        gold: its gold record.
        predicted: its record as ``Letter.to_dict()`` gives it; ``None`` counts as all missed.
        kind: ``scan`` and ``photo`` count in the slice ``scan``, all others in ``digital``.
    """
    tally = Tally()
    _score_into(tally, gold, predicted, kind)
    return tally


def evaluate(
    gold: Path,
    predictions: Iterable[Record],
    *,
    index: Path | None = None,
    kinds: Collection[str] | None = None,
    only: Collection[str] | None = None,
    names: Mapping[str, str] | None = None,
) -> Report:
    """Score records against a folder of gold records.

    A record belongs to the gold record whose id is the first 8 hex digits of its ``source.sha256``; of several the
    first counts. A gold letter without record counts as all missed.

    Args:
        gold: folder of gold records, one JSON file a letter.
        predictions: records, as dictionaries.
        index: CSV with ``id`` and ``kind``: slices the scores.
        kinds: score only letters of these kinds of the index.
        only: score only these ids.
        names: ``source.name`` → gold id, for files whose bytes are not the labelled ones.

    Raises:
        InputError: a gold record or the index cannot be read.
        UsageError: no gold letter is left to score.
    """
    records: dict[str, Record] = {}
    for record in predictions:
        key = (names or {}).get(str(at(record, "source.name")))
        records.setdefault(key or str(at(record, "source.sha256") or "").lower()[:_ID_DIGITS], record)
    listed = _read_index(index)
    return _report(_selected(gold, listed, kinds, only), listed, records, (), {})


def evaluate_letters(
    letters: Path,
    gold: Path,
    *,
    parse: Callable[[Path], Record],
    index: Path | None = None,
    kinds: Collection[str] | None = None,
    only: Collection[str] | None = None,
) -> Report:
    """Parse the labelled letters of a folder and score the records.

    A letter's file is the index's ``file``, else the file whose SHA-256 begins with its id. A letter that has no file,
    or whose parsing raises a `GmparseError`, counts as all missed and stands in ``Report.failures``.

    Args:
        letters: folder of the letters' files.
        gold: folder of gold records.
        parse: file → record as dictionary.
        index: CSV with ``id``, ``kind`` and ``file``.
        kinds: score only letters of these kinds of the index.
        only: score only these ids.

    Raises:
        InputError: a folder, a gold record or the index cannot be read.
        UsageError: no gold letter is left to score.
    """
    if not letters.is_dir():
        raise InputError(f"{letters} is not a folder: give the folder of the letters")
    listed = _read_index(index)
    chosen = _selected(gold, listed, kinds, only)
    files = _files(letters, [str(record["id"]) for record in chosen], listed)
    records, failures = _parsed([str(record["id"]) for record in chosen], files, letters, parse)
    return _report(chosen, listed, records, failures, files)


def _parsed(
    ids: Iterable[str], files: Mapping[str, Path], folder: Path, parse: Callable[[Path], Record]
) -> tuple[dict[str, Record], list[Failure]]:
    records: dict[str, Record] = {}
    failures: list[Failure] = []
    for name in ids:
        if name not in files:
            failures.append(Failure(name, f"no file of {folder} has it"))
            continue
        try:
            records[name] = parse(files[name])
        except GmparseError as error:
            failures.append(Failure(name, f"{type(error).__name__}: {error}"))
    return records, failures


def _report(
    chosen: list[Record],
    listed: Mapping[str, _Listed],
    records: Mapping[str, Record],
    failures: Iterable[Failure],
    files: Mapping[str, Path],
) -> Report:
    tally, members = Tally(), dict[str, list[str]]()
    places: list[Placed] = []
    for gold in chosen:
        name = gold["id"]
        for part in _score_into(tally, gold, records.get(name), _kind(listed, name)):
            members.setdefault(part, []).append(name)
        places += placed(gold, records.get(name))
    members = {part: members[part] for part in sorted(members) if "=" in part}
    ids = [gold["id"] for gold in chosen]
    cases = {gold["id"]: Case(gold, records.get(gold["id"]), files.get(gold["id"])) for gold in chosen}
    return report_of(tally, ids, records, tuple(failures), members=members, placed=places, cases=cases)


def _score_into(tally: Tally, gold: Record, predicted: Record | None, kind: str) -> tuple[str, ...]:
    slices = slices_of(gold, kind)
    score_fields(gold, predicted, Letter(tally, gold["id"], slices, gold.get("unsure") or ()))
    return slices


def _kind(listed: Mapping[str, _Listed], name: str) -> str:
    return listed[name].kind if name in listed else "digital"


def _selected(
    folder: Path, listed: Mapping[str, _Listed], kinds: Collection[str] | None, only: Collection[str] | None
) -> list[Record]:
    chosen = [
        gold
        for gold in _read_gold(folder)
        if (not kinds or _kind(listed, gold["id"]) in kinds) and (not only or gold["id"] in only)
    ]
    if not chosen:
        raise UsageError(f"no gold letter of {folder} is of the kinds and ids asked for")
    return chosen


def _read_gold(folder: Path) -> Iterator[Record]:
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder: give the folder of gold records")
    for path in sorted(folder.glob("*.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise InputError(f"{path} is not JSON: {error}") from error
        if not isinstance(record, Mapping) or not isinstance(record.get("id"), str):
            raise InputError(f"{path} is no gold record: it needs an id")
        yield record


def _read_index(path: Path | None) -> dict[str, _Listed]:
    if path is None:
        return {}
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    if rows and not {"id", "kind"} <= rows[0].keys():
        raise InputError(f"{path} needs the columns id and kind")
    return {row["id"]: _Listed(row["kind"], row.get("file") or "") for row in rows}


def _files(folder: Path, ids: Iterable[str], listed: Mapping[str, _Listed]) -> dict[str, Path]:
    """Gold id → file. The folder is hashed only when the index leaves a letter without one."""
    found = {i: folder / listed[i].file for i in ids if i in listed and listed[i].file}
    found = {i: path for i, path in found.items() if path.is_file()}
    missing = set(ids) - found.keys()
    if missing:
        for path in sorted(p for p in folder.iterdir() if p.is_file()):
            name = hashlib.sha256(path.read_bytes()).hexdigest()[:_ID_DIGITS]
            if name in missing:
                found.setdefault(name, path)
    return found
