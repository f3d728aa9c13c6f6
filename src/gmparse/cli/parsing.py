"""The command parse, as the command line declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gmparse.cli import choices
from gmparse.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=choices.path, help="Letters: PDF, DOCX or plain text."
)
@click.option("--json", "as_json", is_flag=True, help="JSON: one record, or an array of several.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="JSON Lines: one record a line.")
@click.option("--table", "as_table", is_flag=True, help="A table for people.")
@choices.timeout
@choices.memory
@choices.limit
@click.option("--only", metavar="all|header", default="all", help="header: skip the fields of the body; much faster.")
@choices.password
@choices.lexicon
@click.option("--combine", is_flag=True, help="The files are page images of one letter.")
@click.option("--all-letters", is_flag=True, help="Every letter of a file, not the first alone.")
@choices.engine
@choices.ocr
@click.option(
    "--verify",
    metavar="FILE",
    type=choices.path,
    multiple=True,
    help="Certificate that signatures must lead to; may be given several times.",
)
@click.option("--evidence/--no-evidence", default=True, help="With or without the place of every value.")
@choices.traceback
def parse(
    files: tuple[Path, ...],
    as_json: bool,
    as_jsonl: bool,
    as_table: bool,
    timeout: float,
    memory: int,
    limit: tuple[str, ...],
    only: str,
    password: str | None,
    lexicon: Path | None,
    combine: bool,
    all_letters: bool,
    engine: str,
    ocr: str,
    verify: tuple[Path, ...],
    evidence: bool,
    traceback: bool,
) -> int:
    """Parse letters into records.

    A table on a terminal, JSON when piped, JSON Lines for several files. A file that fails does not stop the others;
    what was wrong with it is one line on stderr. Files are read in a process of their own, which a file that is made
    to do harm may crash or fill, but not this one.
    """
    from gmparse.batch import Limits
    from gmparse.cli.letters import Job, run
    from gmparse.options import Options

    style = _style(json=as_json, jsonl=as_jsonl, table=as_table)
    options = Options(
        engine=engine,  # type: ignore[arg-type]  # Options checks them
        only=only,  # type: ignore[arg-type]
        ocr=ocr,  # type: ignore[arg-type]
        password=password,
        lexicon=lexicon,
        verify_roots=verify,
        **choices.limits_of(limit),
    )
    hard = Limits(timeout=timeout, memory_mb=memory)
    return run(Job(files, style, options, combine, all_letters, evidence, traceback, hard))


def _style(**asked: bool) -> str | None:
    wanted = [name for name, on in asked.items() if on]
    if len(wanted) > 1:
        raise UsageError(f"--{wanted[0]} and --{wanted[1]} exclude each other: give one of them")
    return wanted[0] if wanted else None


COMMANDS = (parse,)
