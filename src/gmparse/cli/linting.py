"""The command lint, as the command line declares it."""

# No lazy annotations here: typer would have to evaluate each of them from text, at every start.

from pathlib import Path
from typing import Annotated

import typer

from gmparse.cli.choices import OcrMode


def lint(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Letters.")],
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines instead of text.")] = False,
    ocr: OcrMode = "auto",
    traceback: Annotated[bool, typer.Option("--traceback", help="Show where an unexpected error arose.")] = False,
) -> int:
    """Say how letters depart from the layout that is laid down.

    Nghị định 30/2020/NĐ-CP, for the party Hướng dẫn 05-HD/VPTW: each finding with its clause and its place. Findings
    are no failure: the exit code is 0 when all files could be read.
    """
    from gmparse.cli.lints import run
    from gmparse.options import Options

    return run(tuple(files), as_json, Options(ocr=ocr), traceback)  # type: ignore[arg-type]  # Options checks it


COMMANDS = (lint,)
