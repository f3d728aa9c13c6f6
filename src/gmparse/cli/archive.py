"""The commands of an archive, as the command line declares them: index, search, show, due, stats, duplicates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gmparse.cli import choices

if TYPE_CHECKING:
    from pathlib import Path

_database = click.argument("db", type=choices.path, help="The index that gmparse index made.")


@click.command()
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=choices.path,
    help="Files, folders, ZIP archives, globs in quotes; - reads a list from stdin.",
)
@click.option(
    "--db",
    metavar="FILE",
    required=True,
    type=choices.path,
    help="The index; made when it is missing. Keep it on a local disk.",
)
@click.option("--jobs", metavar="N", type=int, help="Worker processes; as many as processor cores when left out.")
@choices.timeout
@choices.memory
@click.option("--max-pages", metavar="N", default=200, help="Pages read of a longer document; 200 when left out.")
@choices.limit
@choices.ocr
@choices.password
@choices.lexicon
@click.option("--retry-failed", is_flag=True, help="Try files again that failed in an earlier run.")
@click.option("--reindex", is_flag=True, help="Read everything again; letters keep their ids.")
@click.option("--prune", is_flag=True, help="Take out files that are gone from the given folders.")
@click.option("--watch", is_flag=True, help="Go on and index files as they arrive, until Ctrl-C.")
@click.option("--every", metavar="S", default=5.0, help="Seconds between two looks of --watch; 5 when left out.")
@click.option("--scheduler", metavar="ADDRESS", help="Work on a Dask cluster: address of its scheduler.")
@click.option("--quiet", is_flag=True, help="Say nothing but what failed.")
def index(
    memory: int,
    max_pages: int,
    limit: tuple[str, ...],
    ocr: str,
    password: str | None,
    lexicon: Path | None,
    **task: Any,
) -> int:
    """Index letters: a folder becomes a searchable archive.

    One SQLite file. What is known and unchanged is not read again; a run that was ended goes on where it was. Exit
    code 4 when some files gave no letter; each is said once, with its reason.
    """
    from gmparse.cli.indexing import Task, run
    from gmparse.options import Options

    limits = {"max_pages": max_pages} | choices.limits_of(limit)
    options = Options(ocr=ocr, password=password, lexicon=lexicon, **limits)  # type: ignore[arg-type]
    return run(Task(memory_mb=memory, options=options, **task))


@click.command()
@_database
@click.argument("query", default="", help='Words; "a phrase", begin*, OR, -without. May be left out.')
@click.option("--type", metavar="TYPE", help="Document type: code or name.")
@click.option("--issuer", metavar="TEXT", help="Part of the issuer's name.")
@click.option("--number", metavar="TEXT", help="57/GM-SVH, 57 or /GM-SVH.")
@click.option("--from", "since", metavar="DATE", help="Dated on or after: YYYY-MM-DD, YYYY-MM, YYYY.")
@click.option("--to", "until", metavar="DATE", help="Dated on or before.")
@click.option("--cites", metavar="TEXT", help="Names the document with this number.")
@click.option("--signer", metavar="TEXT", help="Part of a signer's name.")
@click.option("--assignee", metavar="TEXT", help="Part of the name of somebody who is given a task.")
@click.option("--due-before", metavar="DATE", help="Has a task with a deadline before.")
@click.option("--needs-review", is_flag=True, help="Has something that a person should look at.")
@click.option("--limit", metavar="N", default=20, help="Letters at most; 20 when left out.")
@choices.as_json
def search(db: Path, query: str, needs_review: bool, limit: int, as_json: bool, **filters: str | None) -> int:
    """Search an index.

    Words without diacritics are found whatever their diacritics, words with them as typed.
    """
    from gmparse.cli.searching import search as run

    given = {name: value for name, value in filters.items() if value}
    return run(db, query, as_json, **given, needs_review=needs_review, limit=limit)


@click.command()
@_database
@click.argument("letter", metavar="ID", type=int, help="Id of a letter, as gmparse search shows it.")
@choices.as_json
def show(db: Path, letter: int, as_json: bool) -> int:
    """Show a letter of an index.

    Its record, what it cites, what cites it, letters with its number, its draft or signed version.
    """
    from gmparse.cli.searching import show as run

    return run(db, letter, as_json)


@click.command()
@_database
@click.option("--by", metavar="DATE", required=True, help="Last day: YYYY-MM-DD, YYYY-MM or YYYY.")
@click.option("--from", "since", metavar="DATE", help="First day.")
@choices.as_json
def due(db: Path, by: str, since: str | None, as_json: bool) -> int:
    """List assignments by deadline."""
    from gmparse.cli.searching import due as run

    return run(db, by, since or None, as_json)


@click.command()
@_database
@click.option("--failures", is_flag=True, help="List the files without a letter instead.")
@choices.as_json
def stats(db: Path, failures: bool, as_json: bool) -> int:
    """Count letters by year, type, issuer and issue."""
    from gmparse.cli.searching import failures as list_failures
    from gmparse.cli.searching import stats as run

    return list_failures(db, as_json) if failures else run(db, as_json)


@click.command()
@_database
@choices.as_json
def duplicates(db: Path, as_json: bool) -> int:
    """List letters that are there more than once.

    The same issuer, year, number and symbol, in different files.
    """
    from gmparse.cli.searching import duplicates as run

    return run(db, as_json)


COMMANDS = (index, search, show, due, stats, duplicates)
