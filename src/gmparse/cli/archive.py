"""The commands of an archive, as the command line declares them: index, search, show, due, stats, duplicates."""

# No lazy annotations here: typer would have to evaluate each of them from text, at every start.

from pathlib import Path
from typing import Annotated, Optional

import typer

from gmparse.cli.choices import Lexicon, Limits, Memory, OcrMode, Password, Timeout, limits_of

Database = Annotated[Path, typer.Argument(metavar="DB", help="The index that gmparse index made.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON Lines instead of text.")]


def index(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH", help="Files, folders, ZIP archives, globs in quotes; - reads a list from stdin."
        ),
    ],
    db: Annotated[
        Path, typer.Option(metavar="FILE", help="The index; made when it is missing. Keep it on a local disk.")
    ],
    jobs: Annotated[
        Optional[int],  # noqa: UP045  typer reads it at run time
        typer.Option(metavar="N", help="Worker processes; as many as processor cores when left out."),
    ] = None,
    timeout: Timeout = 300.0,
    memory: Memory = 1500,
    max_pages: Annotated[
        int, typer.Option(metavar="N", help="Pages read of a longer document; 200 when left out.")
    ] = 200,
    limit: Limits = None,
    ocr: OcrMode = "auto",
    password: Password = None,
    lexicon: Lexicon = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try files again that failed in an earlier run.")
    ] = False,
    reindex: Annotated[bool, typer.Option("--reindex", help="Read everything again; letters keep their ids.")] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Take out files that are gone from the given folders.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on and index files as they arrive, until Ctrl-C.")] = False,
    every: Annotated[
        float, typer.Option(metavar="S", help="Seconds between two looks of --watch; 5 when left out.")
    ] = 5.0,
    scheduler: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="ADDRESS", help="Work on a Dask cluster: address of its scheduler."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but what failed.")] = False,
) -> int:
    """Index letters: a folder becomes a searchable archive.

    One SQLite file. What is known and unchanged is not read again; a run that was ended goes on where it was. Exit
    code 4 when some files gave no letter; each is said once, with its reason.
    """
    from gmparse.cli.indexing import Task, run
    from gmparse.options import Options

    limits = {"max_pages": max_pages} | limits_of(limit)
    options = Options(ocr=ocr, password=password, lexicon=lexicon, **limits)  # type: ignore[arg-type]
    return run(
        Task(
            paths=tuple(paths),
            db=db,
            jobs=jobs,
            timeout=timeout,
            memory_mb=memory,
            options=options,
            retry_failed=retry_failed,
            reindex=reindex,
            prune=prune,
            watch=watch,
            every=every,
            scheduler=scheduler,
            quiet=quiet,
        )
    )


def search(
    db: Database,
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help='Words; "a phrase", begin*, OR, -without. May be left out.')
    ] = "",
    type: Annotated[str, typer.Option(metavar="TYPE", help="Document type: code or name.")] = "",  # noqa: A002
    issuer: Annotated[str, typer.Option(metavar="TEXT", help="Part of the issuer's name.")] = "",
    number: Annotated[str, typer.Option(metavar="TEXT", help="57/GM-SVH, 57 or /GM-SVH.")] = "",
    since: Annotated[
        str, typer.Option("--from", metavar="DATE", help="Dated on or after: YYYY-MM-DD, YYYY-MM, YYYY.")
    ] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help="Dated on or before.")] = "",
    cites: Annotated[str, typer.Option(metavar="TEXT", help="Names the document with this number.")] = "",
    signer: Annotated[str, typer.Option(metavar="TEXT", help="Part of a signer's name.")] = "",
    assignee: Annotated[
        str, typer.Option(metavar="TEXT", help="Part of the name of somebody who is given a task.")
    ] = "",
    due_before: Annotated[str, typer.Option(metavar="DATE", help="Has a task with a deadline before.")] = "",
    needs_review: Annotated[
        bool, typer.Option("--needs-review", help="Has something that a person should look at.")
    ] = False,
    limit: Annotated[int, typer.Option(metavar="N", help="Letters at most; 20 when left out.")] = 20,
    as_json: AsJson = False,
) -> int:
    """Search an index.

    Words without diacritics are found whatever their diacritics, words with them as typed.
    """
    from gmparse.cli.searching import search as run

    return run(
        db,
        query,
        as_json,
        type=type or None,
        issuer=issuer or None,
        number=number or None,
        since=since or None,
        until=until or None,
        cites=cites or None,
        signer=signer or None,
        assignee=assignee or None,
        due_before=due_before or None,
        needs_review=needs_review,
        limit=limit,
    )


def show(
    db: Database,
    letter: Annotated[int, typer.Argument(metavar="ID", help="Id of a letter, as gmparse search shows it.")],
    as_json: AsJson = False,
) -> int:
    """Show a letter of an index.

    Its record, what it cites, what cites it, letters with its number, its draft or signed version.
    """
    from gmparse.cli.searching import show as run

    return run(db, letter, as_json)


def due(
    db: Database,
    by: Annotated[str, typer.Option(metavar="DATE", help="Last day: YYYY-MM-DD, YYYY-MM or YYYY.")],
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="First day.")] = "",
    as_json: AsJson = False,
) -> int:
    """List assignments by deadline."""
    from gmparse.cli.searching import due as run

    return run(db, by, since or None, as_json)


def stats(
    db: Database,
    failures: Annotated[bool, typer.Option("--failures", help="List the files without a letter instead.")] = False,
    as_json: AsJson = False,
) -> int:
    """Count letters by year, type, issuer and issue."""
    from gmparse.cli.searching import failures as list_failures
    from gmparse.cli.searching import stats as run

    return list_failures(db, as_json) if failures else run(db, as_json)


def duplicates(db: Database, as_json: AsJson = False) -> int:
    """List letters that are there more than once.

    The same issuer, year, number and symbol, in different files.
    """
    from gmparse.cli.searching import duplicates as run

    return run(db, as_json)


COMMANDS = (index, search, show, due, stats, duplicates)
