"""The command export, as the command line declares it."""

# No lazy annotations here: typer would have to evaluate each of them from text, at every start.

from pathlib import Path
from typing import Annotated, Optional

import typer

from gmparse.cli.choices import Lexicon, OcrMode, Password

_NAMES = "jsonl|csv|register-xlsx|ics|nd30-json|edxml|ead-doc|parquet"


def export(
    sources: Annotated[
        list[Path], typer.Argument(metavar="SOURCE", help="Letters, or one index that gmparse index made.")
    ],
    name: Annotated[str, typer.Option("--format", metavar=_NAMES, help="What to write.")],
    out: Annotated[
        Path, typer.Option(metavar="PATH", help="The file; for edxml a folder, or a file that ends with .edxml.")
    ],
    bom: Annotated[bool, typer.Option("--bom", help="csv: begin with a byte order mark, for Excel.")] = False,
    evidence: Annotated[
        bool, typer.Option("--evidence/--no-evidence", help="jsonl: with or without the place of every value.")
    ] = True,
    organs: Annotated[
        Optional[Path],  # noqa: UP045  typer reads it at run time
        typer.Option(metavar="CSV", help="edxml: identifiers of organs, columns name and organ_id."),
    ] = None,
    attach: Annotated[bool, typer.Option("--attach", help="edxml: enclose the letters' files.")] = False,
    query: Annotated[str, typer.Option(metavar="QUERY", help="Of an index: letters with these words.")] = "",
    type: Annotated[str, typer.Option(metavar="TYPE", help="Of an index: document type.")] = "",  # noqa: A002
    issuer: Annotated[str, typer.Option(metavar="TEXT", help="Of an index: part of the issuer's name.")] = "",
    number: Annotated[str, typer.Option(metavar="TEXT", help="Of an index: 57/GM-SVH, 57 or /GM-SVH.")] = "",
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="Of an index: dated on or after.")] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help="Of an index: dated on or before.")] = "",
    cites: Annotated[str, typer.Option(metavar="TEXT", help="Of an index: names this document.")] = "",
    signer: Annotated[str, typer.Option(metavar="TEXT", help="Of an index: part of a signer's name.")] = "",
    assignee: Annotated[str, typer.Option(metavar="TEXT", help="Of an index: is given a task.")] = "",
    due_before: Annotated[
        str, typer.Option(metavar="DATE", help="Of an index: has a task with a deadline before.")
    ] = "",
    needs_review: Annotated[
        bool, typer.Option("--needs-review", help="Of an index: something that a person should look at.")
    ] = False,
    ocr: OcrMode = "auto",
    password: Password = None,
    lexicon: Lexicon = None,
    traceback: Annotated[bool, typer.Option("--traceback", help="Show where an unexpected error arose.")] = False,
) -> int:
    """Export letters: registers, exchange formats, a calendar.

    Every letter of every file. What had to be cut, was left out or has no code in the format's standard is said on
    stderr, one line each. The conditions are those of gmparse search, and for an index only.
    """
    from gmparse.cli.exports import Task, run
    from gmparse.options import Options

    filters = {
        "query": query,
        "type": type,
        "issuer": issuer,
        "number": number,
        "since": since,
        "until": until,
        "cites": cites,
        "signer": signer,
        "assignee": assignee,
        "due_before": due_before,
        "needs_review": needs_review,
    }
    options = Options(ocr=ocr, password=password, lexicon=lexicon)  # type: ignore[arg-type]  # Options checks it
    wanted = {key: value for key, value in filters.items() if value}
    return run(Task(tuple(sources), name, out, bom, evidence, organs, attach, wanted, options, traceback))


COMMANDS = (export,)
