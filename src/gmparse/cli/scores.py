"""``gmparse evaluate``: labelled letters in, a table of scores out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gmparse.cli import say
from gmparse.errors import ExitCode, InputError
from gmparse.evaluate import Report, compare, evaluate_letters
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
    baseline: Path | None
    json_out: Path | None
    errors: bool


def run(task: Task, options: Options) -> int:
    """Score and print; gives the exit code."""
    before = _baseline(task.baseline) if task.baseline else None

    def record_of(path: Path) -> dict[str, Any]:
        letter: Letter = parse(path, options=options)
        return letter.to_dict(evidence=False)

    report = evaluate_letters(
        task.letters, task.gold, parse=record_of, index=task.index, kinds=task.kinds, only=task.only
    )
    _print(report, errors=task.errors)
    if task.json_out:
        task.json_out.write_text(json.dumps(report.to_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    drops = compare(report, before) if before is not None else []
    for drop in drops:
        say(f"below the baseline: {drop}")
    return ExitCode.SCORE_BELOW_BASELINE if drops else ExitCode.OK


def _print(report: Report, *, errors: bool) -> None:
    print(report.table())
    if errors:
        print("\n".join(report.error_lines()))


def _baseline(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} is no baseline: {error}: write one with --json") from error
    if not isinstance(found, dict):
        raise InputError(f"{path} is no baseline: write one with --json")
    return found
