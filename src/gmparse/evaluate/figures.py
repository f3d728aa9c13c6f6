"""Precision, recall, F1 of counts, and the summaries over fields that the project goes by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gmparse.evaluate.tally import Kind, Tally

CORE = (
    "type", "issuer", "number.serial", "number.symbol", "date", "subject", "addressees", "citations", "meetings",
    "meeting.start", "meeting.location", "participants", "assignments", "assignments.deadline", "recipients",
    "signer.name", "signer.position",
)  # fmt: skip
HEADER = ("type", "issuer", "number.serial", "number.symbol", "date", "subject", "signer.name")
COUNTS: tuple[Kind, ...] = ("right", "wrong", "missed", "spurious")
_BY_HAND_TOO = ("number.serial", "date")  # of these the core counts the printed ones

Figures = Mapping[str, Any]


def figures(counts: Counter[Kind]) -> Figures | None:
    """Precision, recall, F1 and counts; ``None`` when there was nothing to find and nothing was found."""
    right, wrong, missed, spurious = (counts[kind] for kind in COUNTS)
    if not right + wrong + missed + spurious:
        return None
    precision = right / (right + wrong + spurious) if right + wrong + spurious else 0.0
    recall = right / (right + wrong + missed) if right + wrong + missed else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    values: dict[str, Any] = {"p": round(precision, 4), "r": round(recall, 4), "f1": round(f1, 4)}
    values |= {kind: counts[kind] for kind in COUNTS}
    return values | ({"tn": counts["tn"]} if "tn" in counts else {})


def fields_of(tally: Tally, parts: Sequence[str]) -> dict[str, dict[str, Figures]]:
    """Field → slice → figures, for the slices asked for."""
    names = sorted({name for name, _ in tally.counts})
    return {name: _row(tally, name, parts) for name in names}


def _row(tally: Tally, name: str, parts: Sequence[str]) -> dict[str, Figures]:
    row = {part: figures(tally.counts[name, part]) for part in parts if (name, part) in tally.counts}
    return {part: found for part, found in row.items() if found is not None}


def core_keys(part: str) -> list[tuple[str, str]]:
    """The (field, slice) whose F1 the core of a slice is the mean of: of serial and date the printed ones."""
    printed = "printed" if part == "all" else f"{part} printed"
    return [(name, printed if name in _BY_HAND_TOO else part) for name in CORE]


def core(tally: Tally, part: str) -> float | None:
    """Mean F1 of the core fields in a slice; ``None`` without values."""
    found = [figures(tally.counts[key]) for key in core_keys(part) if key in tally.counts]
    values = [row["f1"] for row in found if row is not None]
    return round(sum(values) / len(values), 4) if values else None


def whole_headers(tally: Tally, letters: Iterable[str]) -> int:
    """How many letters have all fields of the header right."""
    return sum(all(tally.letters[i].get(name, "tn") in ("right", "tn") for name in HEADER) for i in letters)
