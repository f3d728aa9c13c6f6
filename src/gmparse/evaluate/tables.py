"""Scores as text for a terminal: by slices, with intervals, and of the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gmparse.errors import UsageError
from gmparse.evaluate.intervals import Interval
from gmparse.evaluate.report import Report
from gmparse.evaluate.slices import FACTORS


def slice_table(report: Report, factors: Sequence[str]) -> str:
    """A row a slice of the factors: letters, core F1, whole headers, and its lowest fields.

    Raises:
        UsageError: a factor that is none.
    """
    if wrong := [factor for factor in factors if factor not in FACTORS]:
        raise UsageError(f"--by {wrong[0]}: give some of {', '.join(FACTORS)}")
    lines = [f"{'slice':<28}{'letters':>8}{'core F1':>9}{'headers':>9}   lowest fields"]
    for factor in factors:
        for name, part in report.slices.items():
            if name.startswith(f"{factor}="):
                mean = "-" if part.core is None else f"{100 * part.core:.1f}"
                low = ", ".join(f"{field} {100 * value:.1f}" for field, value in part.lowest)
                lines.append(f"{name:<28}{part.letters:>8}{mean:>9}{part.header_right:>9}   {low}")
    return "\n".join(lines)


def interval_table(report: Report, bounds: Mapping[str, Interval]) -> str:
    """A row a field: F1 of all, digital and scanned letters with the bounds of 95 % of the samples."""
    parts = ("all", "digital", "scan")
    lines = [f"{'field':<22}" + "".join(f"{part:>22}" for part in parts)]
    for name in (*report.fields, "core"):
        cells = [_cell(report, bounds, name, part) for part in parts]
        lines.append(f"{name:<22}" + "".join(f"{cell:>22}" for cell in cells))
    return "\n".join(lines)


def _cell(report: Report, bounds: Mapping[str, Interval], name: str, part: str) -> str:
    value = report.core.get(part) if name == "core" else report.fields[name].get(part, {}).get("f1")
    between = bounds.get(f"{name}/{part}")
    if value is None or between is None:
        return "-"
    return f"{100 * value:.1f} [{100 * between.low:.1f} {100 * between.high:.1f}]"


def evidence_table(report: Report) -> str:
    """A row a field: right values compared with boxes of the gold, on the right page, in the right place."""
    lines = [f"{'evidence of':<24}{'values':>8}{'page %':>9}{'place %':>9}{'overlap':>9}"]
    for name, row in report.evidence.items():
        shares = f"{100 * row.right_page:>9.1f}{100 * row.overlapping:>9.1f}{row.overlap:>9.2f}"
        lines.append(f"{name:<24}{row.values:>8}{shares}")
    return "\n".join(lines)
