"""The outcome of an evaluation: figures, a table, the misses, and what got worse against a baseline."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from gmparse.evaluate.tally import Kind, Miss, Tally

CORE = (
    "type", "issuer", "number.serial", "number.symbol", "date", "subject", "addressees", "citations", "meetings",
    "meeting.start", "meeting.location", "participants", "assignments", "assignments.deadline", "recipients",
    "signer.name", "signer.position",
)  # fmt: skip
HEADER = ("type", "issuer", "number.serial", "number.symbol", "date", "subject", "signer.name")
SLICES = ("all", "digital", "scan", "printed", "hand", "digital printed", "scan printed")
_COUNTS: tuple[Kind, ...] = ("right", "wrong", "missed", "spurious")
_COLUMNS = (("all", 8), ("digital", 9), ("scan", 8), ("printed", 9), ("hand", 7))

Figures = Mapping[str, Any]


class Failure(NamedTuple):
    """A letter that gave no record, and why, in one line."""

    letter: str
    reason: str


@dataclass(frozen=True)
class Report:
    """Scores of a set of letters.

    Attributes:
        letters: ids of the gold letters scored.
        predicted: ids of those that have a record.
        accepted: ids of those whose record needs no review.
        fields: field → slice → ``p``, ``r``, ``f1`` (0 to 1, four digits) and counts.
        core: slice → mean F1 of the core fields (of serial and date the printed ones), ``None`` without letters.
        whole_header: share of letters whose header fields are all right.
        errors: every miss, by field and letter.
        failures: letters that gave no record, with the reason.
    """

    letters: tuple[str, ...]
    predicted: tuple[str, ...]
    accepted: tuple[str, ...]
    accepted_wrong: int
    header_right: int
    fields: Mapping[str, Mapping[str, Figures]]
    core: Mapping[str, float | None]
    errors: tuple[Miss, ...]
    failures: tuple[Failure, ...] = ()

    @property
    def whole_header(self) -> float | None:
        """Share of letters whose header fields are all right, ``None`` without letters."""
        return round(self.header_right / len(self.letters), 4) if self.letters else None

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain data for JSON; what a baseline file holds."""
        return {
            **{name: {part: dict(figures) for part, figures in row.items()} for name, row in self.fields.items()},
            "core": dict(self.core),
            "whole_header": self.whole_header,
            "auto_accepted": {"letters": len(self.accepted), "with_a_wrong_value": self.accepted_wrong},
            "failures": {failure.letter: failure.reason for failure in self.failures},
        }

    def table(self) -> str:
        """The figures as text: a row a field, a column a slice, and the summary."""
        lines = [f"{len(self.letters)} gold letters, {len(self.predicted)} predicted"]
        heads = "".join(f"{'all F1' if name == 'all' else name:>{width}}" for name, width in _COLUMNS)
        lines.append(f"{'field':<22}{heads}   right/wrong/missed/spurious")
        for name, row in self.fields.items():
            cells = "".join(f"{_percent(row, part):>{width}}" for part, width in _COLUMNS)
            counts = "/".join(str(row.get("all", {}).get(kind, 0)) for kind in _COUNTS)
            lines.append(f"{name:<22}{cells}   {counts}")
        core = "  ".join(f"{part} {100 * value:.2f}" for part, value in self.core.items() if value is not None)
        lines.append(f"core macro-F1 (printed serial and date): {core}")
        lines.append(
            f"whole header right: {self.header_right}/{len(self.letters)};  "
            f"needs no review: {len(self.accepted)}, of these with a wrong value: {self.accepted_wrong}"
        )
        lines += [f"no record of {failure.letter}: {failure.reason}" for failure in self.failures]
        return "\n".join(lines)

    def error_lines(self) -> list[str]:
        """Each miss as one tab-separated line: field, letter, kind, gold, found."""
        return [
            f"{miss.field}\t{miss.letter}\t{miss.kind}\tgold={_json(miss.gold)}\tpred={_json(miss.found)}"
            for miss in self.errors
        ]


def report_of(
    tally: Tally, letters: Sequence[str], records: Mapping[str, Figures], failures: Sequence[Failure] = ()
) -> Report:
    """Make the report of a tally.

    Args:
        tally: what was counted.
        letters: gold ids scored, in order.
        records: gold id → record, for the letters that have one.
        failures: letters without record, with the reason.
    """
    names = sorted({name for name, _ in tally.counts})
    fields = {name: _figures_of(tally, name) for name in names}
    accepted = [i for i in letters if i in records and records[i].get("needs_review") == []]
    bad = [i for i in accepted if any(kind in ("wrong", "spurious") for kind in tally.letters[i].values())]
    right = [i for i in letters if all(tally.letters[i].get(name, "tn") in ("right", "tn") for name in HEADER)]
    return Report(
        letters=tuple(letters),
        predicted=tuple(i for i in letters if i in records),
        accepted=tuple(accepted),
        accepted_wrong=len(bad),
        header_right=len(right),
        fields=fields,
        core={part: _core(fields, part) for part in ("all", "digital", "scan")},
        errors=tuple(sorted(tally.misses, key=lambda miss: (miss.field, miss.letter))),
        failures=tuple(failures),
    )


def compare(report: Report, baseline: Mapping[str, Any]) -> list[str]:
    """What got worse against a baseline: one line for each field and slice, in the baseline's order.

    Args:
        report: the scores now.
        baseline: an earlier ``Report.to_dict()``. Drops named under its key ``accepted`` (``"subject/scan"``,
            ``"core/all"``, ``"whole_header"``), a list or an object of name → reason, are passed over.
    """
    now = _flat(report.to_dict())
    accepted = baseline.get("accepted") or ()
    drops = []
    for name, before in _flat(baseline).items():
        value = now.get(name)
        if name in accepted or (value is not None and value >= before):
            continue
        drops.append(f"{name}: {before:.4f} → {'not scored' if value is None else f'{value:.4f}'}")
    return drops


def _flat(figures: Mapping[str, Any]) -> dict[str, float]:
    """``field/slice`` → F1, with the core means and the share of whole headers."""
    flat: dict[str, float] = {}
    for name, row in figures.items():
        if name == "whole_header":
            flat |= {name: row} if row is not None else {}
        elif name == "core":
            flat |= {f"core/{part}": value for part, value in row.items() if value is not None}
        elif name not in ("auto_accepted", "failures", "accepted"):
            flat |= {f"{name}/{part}": values["f1"] for part, values in row.items()}
    return flat


def _figures_of(tally: Tally, name: str) -> dict[str, Figures]:
    row = {part: _figures(tally.counts[name, part]) for part in SLICES if (name, part) in tally.counts}
    return {part: figures for part, figures in row.items() if figures is not None}


def _figures(counts: Counter[Kind]) -> Figures | None:
    """Precision, recall, F1 and counts; ``None`` when there was nothing to find and nothing was found."""
    right, wrong, missed, spurious = (counts[kind] for kind in _COUNTS)
    if not right + wrong + missed + spurious:
        return None
    precision = right / (right + wrong + spurious) if right + wrong + spurious else 0.0
    recall = right / (right + wrong + missed) if right + wrong + missed else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    values: dict[str, Any] = {"p": round(precision, 4), "r": round(recall, 4), "f1": round(f1, 4)}
    values |= {kind: counts[kind] for kind in _COUNTS}
    return values | ({"tn": counts["tn"]} if "tn" in counts else {})


def _core(fields: Mapping[str, Mapping[str, Figures]], part: str) -> float | None:
    values = []
    for name in CORE:
        here = part
        if name in ("number.serial", "date"):
            here = "printed" if part == "all" else f"{part} printed"
        if here in fields.get(name, {}):
            values.append(fields[name][here]["f1"])
    return round(sum(values) / len(values), 4) if values else None


def _percent(row: Mapping[str, Figures], part: str) -> str:
    return f"{100 * row[part]['f1']:.1f}" if part in row else "-"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
