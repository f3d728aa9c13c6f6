"""The command export, as the command line declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gmparse.cli import choices

if TYPE_CHECKING:
    from pathlib import Path

_NAMES = "jsonl|csv|register-xlsx|ics|nd30-json|edxml|ead-doc|parquet"


@click.command()
@click.argument(
    "sources",
    metavar="SOURCE...",
    nargs=-1,
    required=True,
    type=choices.path,
    help="Letters, or one index that gmparse index made.",
)
@click.option("--format", "name", metavar=_NAMES, required=True, help="What to write.")
@click.option(
    "--out",
    metavar="PATH",
    required=True,
    type=choices.path,
    help="The file; for edxml a folder, or a file that ends with .edxml.",
)
@click.option("--bom", is_flag=True, help="csv: begin with a byte order mark, for Excel.")
@click.option("--evidence/--no-evidence", default=True, help="jsonl: with or without the place of every value.")
@click.option(
    "--organs", metavar="CSV", type=choices.path, help="edxml: identifiers of organs, columns name and organ_id."
)
@click.option("--attach", is_flag=True, help="edxml: enclose the letters' files.")
@click.option("--query", metavar="QUERY", help="Of an index: letters with these words.")
@click.option("--type", metavar="TYPE", help="Of an index: document type.")
@click.option("--issuer", metavar="TEXT", help="Of an index: part of the issuer's name.")
@click.option("--number", metavar="TEXT", help="Of an index: 57/GM-SVH, 57 or /GM-SVH.")
@click.option("--from", "since", metavar="DATE", help="Of an index: dated on or after.")
@click.option("--to", "until", metavar="DATE", help="Of an index: dated on or before.")
@click.option("--cites", metavar="TEXT", help="Of an index: names this document.")
@click.option("--signer", metavar="TEXT", help="Of an index: part of a signer's name.")
@click.option("--assignee", metavar="TEXT", help="Of an index: is given a task.")
@click.option("--due-before", metavar="DATE", help="Of an index: has a task with a deadline before.")
@click.option("--needs-review", is_flag=True, help="Of an index: something that a person should look at.")
@choices.ocr
@choices.password
@choices.lexicon
@choices.traceback
def export(
    sources: tuple[Path, ...],
    name: str,
    out: Path,
    bom: bool,
    evidence: bool,
    organs: Path | None,
    attach: bool,
    ocr: str,
    password: str | None,
    lexicon: Path | None,
    traceback: bool,
    **filters: Any,
) -> int:
    """Export letters: registers, exchange formats, a calendar.

    Every letter of every file. What had to be cut, was left out or has no code in the format's standard is said on
    stderr, one line each. The conditions are those of gmparse search, and for an index only.
    """
    from gmparse.cli.exports import Task, run
    from gmparse.options import Options

    options = Options(ocr=ocr, password=password, lexicon=lexicon)  # type: ignore[arg-type]  # Options checks it
    given = {key: value for key, value in filters.items() if value}
    return run(Task(sources, name, out, bom, evidence, organs, attach, given, options, traceback))


COMMANDS = (export,)
