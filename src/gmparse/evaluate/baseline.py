"""Scores of before: what got worse since, and what of it was accepted by name.

Digital letters give the same scores on every machine. Scans do not: Tesseract's versions, language data and vector
instructions differ in the last bits, and a word flips here and there. So a baseline says what recognised its scans.
Where that is the same, every drop counts; elsewhere drops up to ``tolerance`` of the scores that scans take part in are
passed over.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gmparse.errors import InputError
from gmparse.evaluate.report import Report

TOLERANCE = 0.02
"""F1 that a score with scans in it may lose on another machine; about one value in fifty."""

_NO_SCORES = ("auto_accepted", "failures", "accepted", "slices", "evidence", "recognised_with", "tolerance")
_DIGITAL_ONLY = ("digital", "digital printed")
_FLAGS = ("avx512f", "avx2", "avx", "sse4_1")  # the best of them chooses Tesseract's arithmetic


def baseline_of(report: Report) -> dict[str, Any]:
    """A baseline: ``f1`` (name → score), ``recognised_with``, ``tolerance``, and an empty ``accepted``."""
    return {
        "f1": scores(report.to_dict()),
        "letters": len(report.letters),
        "recognised_with": recogniser() if _has_scans(report) else None,
        "tolerance": TOLERANCE,
        "accepted": {},
    }


def read_baseline(path: Path) -> dict[str, Any]:
    """A baseline, or an earlier ``Report.to_dict()``.

    Raises:
        InputError: it is none.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} is no baseline: {error}: write one with --new-baseline") from error
    if not isinstance(found, dict):
        raise InputError(f"{path} is no baseline: write one with --new-baseline")
    return found


def compare(report: Report, baseline: Mapping[str, Any]) -> list[str]:
    """What got worse against a baseline: one line for each field and slice, in the baseline's order.

    Args:
        report: the scores now.
        baseline: `baseline_of` an earlier report, or its ``to_dict()``. Drops named under its key ``accepted``
            (``"subject/scan"``, ``"core/all"``, ``"whole_header"``), an object of name → reason or a list, are passed
            over.
    """
    now, before = scores(report.to_dict()), baseline.get("f1") or scores(baseline)
    accepted = baseline.get("accepted") or ()
    same = baseline.get("recognised_with") in (None, recogniser())
    slack = 0.0 if same else float(baseline.get("tolerance") or 0.0)
    drops = []
    for name, score in before.items():
        value = now.get(name)
        allowed = 0.0 if name.partition("/")[2] in _DIGITAL_ONLY else slack
        if name in accepted or (value is not None and value >= score - allowed):
            continue
        drops.append(f"{name}: {score:.4f} → {'not scored' if value is None else f'{value:.4f}'}")
    return drops


def scores(figures: Mapping[str, Any]) -> dict[str, float]:
    """``field/slice`` → F1, with the core means and the share of whole headers."""
    flat: dict[str, float] = {}
    for name, row in figures.items():
        if name == "whole_header":
            flat |= {name: row} if row is not None else {}
        elif name == "core":
            flat |= {f"core/{part}": value for part, value in row.items() if value is not None}
        elif name not in _NO_SCORES:
            flat |= {f"{name}/{part}": values["f1"] for part, values in row.items()}
    return flat


def recogniser() -> str:
    """What recognises scans here: Tesseract's version, the machine, its vector instructions."""
    if find_spec("tesserocr") is None:
        return "none"
    import tesserocr

    version = str(tesserocr.tesseract_version()).split("\n", 1)[0].strip()
    return f"{version}, {platform.machine()} {_instructions()}"


def _instructions() -> str:
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").split()
    except OSError:  # not Linux
        return "unknown"
    return next((flag for flag in _FLAGS if flag in flags), "plain")


def _has_scans(report: Report) -> bool:
    return any("scan" in row for row in report.fields.values())
