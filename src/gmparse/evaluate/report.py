"""The outcome of an evaluation: figures, a table, the misses, and what got worse against a baseline."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from gmparse.evaluate.breakdown import Placement, Slice, breakdown, placements
from gmparse.evaluate.evidence import Placed
from gmparse.evaluate.figures import COUNTS, Figures, core, core_keys, fields_of, whole_headers
from gmparse.evaluate.intervals import SAMPLES, Interval, intervals
from gmparse.evaluate.tally import Miss, Tally

SLICES = ("all", "digital", "scan", "printed", "hand", "digital printed", "scan printed")
_COLUMNS = (("all", 8), ("digital", 9), ("scan", 8), ("printed", 9), ("hand", 7))


class Failure(NamedTuple):
    """A letter that gave no record, and why, in one line."""

    letter: str
    reason: str


class Case(NamedTuple):
    """A labelled letter, its record, and its file where it is known."""

    gold: Mapping[str, Any]
    found: Mapping[str, Any] | None
    file: Path | None


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
        slices: ``type=GM``, ``layout=party``, ``agency=school``, ``kind=docx`` → the scores of those letters.
        evidence: field → where the evidence of its right values lies, of letters whose gold has boxes; and ``all``.
        tally: what was counted.
        cases: id → the letter's gold and record.
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
    slices: Mapping[str, Slice] = field(default_factory=dict)
    evidence: Mapping[str, Placement] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally, repr=False, compare=False)
    cases: Mapping[str, Case] = field(default_factory=dict, repr=False, compare=False)

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
            "slices": {name: part._asdict() for name, part in self.slices.items()},
            "evidence": {name: placement._asdict() for name, placement in self.evidence.items()},
        }

    def intervals(
        self, parts: Sequence[str] = ("all", "digital", "scan"), *, samples: int = SAMPLES, seed: int = 0
    ) -> dict[str, Interval]:
        """``field/slice`` and ``core/slice`` → the bounds of its F1 by bootstrap over letters; see `intervals`."""
        bounds: dict[str, Interval] = {}
        for part in parts:
            keys = [(name, part) for name in self.fields if part in self.fields[name]]
            found, mean = intervals(self.tally.of_letter, keys, core_keys(part), samples=samples, seed=seed)
            bounds |= {f"{name}/{part}": found[name, part] for name, _ in keys if (name, part) in found}
            bounds |= {f"core/{part}": mean} if mean and keys else {}
        return bounds

    def table(self) -> str:
        """The figures as text: a row a field, a column a slice, and the summary."""
        lines = [f"{len(self.letters)} gold letters, {len(self.predicted)} predicted"]
        heads = "".join(f"{'all F1' if name == 'all' else name:>{width}}" for name, width in _COLUMNS)
        lines.append(f"{'field':<22}{heads}   right/wrong/missed/spurious")
        for name, row in self.fields.items():
            cells = "".join(f"{_percent(row, part):>{width}}" for part, width in _COLUMNS)
            counts = "/".join(str(row.get("all", {}).get(kind, 0)) for kind in COUNTS)
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
    tally: Tally,
    letters: Sequence[str],
    records: Mapping[str, Figures],
    failures: Sequence[Failure] = (),
    *,
    members: Mapping[str, Sequence[str]] | None = None,
    placed: Sequence[Placed] = (),
    cases: Mapping[str, Case] | None = None,
) -> Report:
    """Make the report of a tally.

    Args:
        tally: what was counted.
        letters: gold ids scored, in order.
        records: gold id → record, for the letters that have one.
        failures: letters without record, with the reason.
        members: slice → ids of its letters.
        placed: where the evidence of right values lies.
        cases: id → the letter's gold and record.
    """
    fields = fields_of(tally, SLICES)
    accepted = [i for i in letters if i in records and records[i].get("needs_review") == []]
    bad = [i for i in accepted if any(kind in ("wrong", "spurious") for kind in tally.letters[i].values())]
    return Report(
        letters=tuple(letters),
        predicted=tuple(i for i in letters if i in records),
        accepted=tuple(accepted),
        accepted_wrong=len(bad),
        header_right=whole_headers(tally, letters),
        fields=fields,
        core={part: core(tally, part) for part in ("all", "digital", "scan")},
        errors=tuple(sorted(tally.misses, key=lambda miss: (miss.field, miss.letter))),
        failures=tuple(failures),
        slices=breakdown(tally, members or {}),
        evidence=placements(placed),
        tally=tally,
        cases=cases or {},
    )


def _percent(row: Mapping[str, Figures], part: str) -> str:
    return f"{100 * row[part]['f1']:.1f}" if part in row else "-"


def _json(value: object) -> str:
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: object) -> object:
    """Without evidence: where a value stands is no part of it."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items() if key != "evidence"}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
