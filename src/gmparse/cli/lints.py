"""``gmparse lint``: findings as text or JSON Lines."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from gmparse.cli import bug, say
from gmparse.cli.letters import overall
from gmparse.errors import ExitCode, GmparseError, UsageError
from gmparse.letter import Letter
from gmparse.lint import Finding, lint
from gmparse.options import Options
from gmparse.parse import parse_all


def run(files: tuple[Path, ...], as_json: bool, options: Options, traceback: bool) -> int:
    """Print the findings of every letter; gives the exit code."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it tells of every oddity of a PDF
    codes: list[int] = []
    for path in files:
        try:
            letters = parse_all(path, options=options)
        except UsageError:
            raise
        except GmparseError as error:
            message = str(error)
            say(message if message.startswith(str(path)) else f"{path}: {message}")
            codes.append(error.exit_code)
            continue
        except Exception as error:  # noqa: BLE001  a bug in one letter must not hide the others
            codes.append(bug(error, traceback, f"{path}: "))
            continue
        codes.append(ExitCode.OK)
        for letter in letters:
            for finding in lint(letter):
                print(_json(path, letter, finding) if as_json else _text(path, letter, finding))
    return overall(codes)


def _text(path: Path, letter: Letter, finding: Finding) -> str:
    part = f" (part {letter.source.part})" if letter.source.part > 1 else ""
    said = f"{path}{part}{_where(finding)}: {finding.severity}: {finding.message} [{finding.code}]"
    return f"{said}\n    {finding.clause}" if finding.clause else said


def _where(finding: Finding) -> str:
    """Page and upper left corner, or the place in a format without pages."""
    for proof in finding.evidence:
        if proof.page is not None and proof.box is not None:
            return f", page {proof.page} at {proof.box[0]:.0f},{proof.box[1]:.0f}"
        if proof.locator:
            return f", {proof.locator}"
    return ""


def _json(path: Path, letter: Letter, finding: Finding) -> str:
    evidence = [one.model_dump(mode="json") for one in finding.evidence]
    where = {"file": str(path), "part": letter.source.part}
    return json.dumps(where | finding._asdict() | {"evidence": evidence}, ensure_ascii=False)
