"""``gmparse evaluate``: labelled letters in, a table of scores out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gmparse.cli import say
from gmparse.errors import ExitCode, InputError
from gmparse.evaluate import Report, baseline_of, compare, evaluate_letters, read_baseline
from gmparse.evaluate.tables import evidence_table, interval_table, slice_table
from gmparse.letter import Letter
from gmparse.options import Options
from gmparse.parse import parse


@dataclass(frozen=True)
class Task:
    """What ``gmparse evaluate`` was asked to do."""

    letters: Path
    gold: Path
    index: Path | None
    kinds: list[str]
    only: list[str]
    by: list[str]
    intervals: bool
    baseline: Path | None
    new_baseline: Path | None
    json_out: Path | None
    html: Path | None
    errors: bool


def run(task: Task, options: Options) -> int:
    """Score and print; gives the exit code."""
    before = read_baseline(task.baseline) if task.baseline else None

    def record_of(path: Path) -> dict[str, Any]:
        letter: Letter = parse(path, options=options)
        return letter.to_dict()

    report = evaluate_letters(
        task.letters, task.gold, parse=record_of, index=task.index, kinds=task.kinds, only=task.only
    )
    _print(report, task)
    _write(report, task, options)
    drops = compare(report, before) if before is not None else []
    for drop in drops:
        say(f"below the baseline: {drop}")
    return ExitCode.SCORE_BELOW_BASELINE if drops else ExitCode.OK


def _print(report: Report, task: Task) -> None:
    print(report.table())
    if report.evidence:
        print(f"\n{evidence_table(report)}")
    if task.by:
        print(f"\n{slice_table(report, task.by)}")
    if task.intervals:
        print(f"\n{interval_table(report, report.intervals())}")
    if task.errors:
        print("\n".join(report.error_lines()))


def _write(report: Report, task: Task, options: Options) -> None:
    if task.json_out:
        _save(task.json_out, json.dumps(report.to_dict(), ensure_ascii=False, indent=1) + "\n")
    if task.new_baseline:
        _save(task.new_baseline, json.dumps(baseline_of(report), ensure_ascii=False, indent=1) + "\n")
    if task.html:
        from gmparse.evaluate.misses import misses_page

        _save(task.html, misses_page(report, options))


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error
