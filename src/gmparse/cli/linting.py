"""The command lint, as the command line declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gmparse.cli import choices

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=choices.path, help="Letters.")
@choices.as_json
@choices.ocr
@choices.traceback
def lint(files: tuple[Path, ...], as_json: bool, ocr: str, traceback: bool) -> int:
    """Say how letters depart from the layout that is laid down.

    Nghị định 30/2020/NĐ-CP, for the party Hướng dẫn 05-HD/VPTW: each finding with its clause and its place. Findings
    are no failure: the exit code is 0 when all files could be read.
    """
    from gmparse.cli.lints import run
    from gmparse.options import Options

    return run(files, as_json, Options(ocr=ocr), traceback)  # type: ignore[arg-type]  # Options checks it


COMMANDS = (lint,)
