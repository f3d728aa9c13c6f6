"""Options that several commands have in common. No lazy annotations: see the package."""

from pathlib import Path
from typing import Annotated, Optional

import typer

OcrMode = Annotated[
    str,
    typer.Option(
        "--ocr", metavar="auto|never|always", help="Recognise pages without usable text, none, or every page."
    ),
]
Password = Annotated[
    Optional[str],  # noqa: UP045  typer reads it at run time
    typer.Option(metavar="TEXT", envvar="GMPARSE_PASSWORD", help="Opens encrypted PDFs."),
]
Lexicon = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(metavar="FILE", help="TOML file with an agency's own organs, abbreviations, positions and rooms."),
]
Limits = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--limit",
        metavar="NAME=N",
        help="Another limit of Options: bytes, pages, page_chars, chars, lines, unpacked_bytes, pixels or seconds; "
        "may be given several times.",
    ),
]
Timeout = Annotated[float, typer.Option(metavar="S", help="Seconds that one file may take; 300 when left out.")]
Memory = Annotated[int, typer.Option(metavar="MB", help="Megabytes that a worker may hold; 1500 when left out.")]


def limits_of(given: list[str] | None) -> dict[str, int]:
    """The limits of ``--limit`` as arguments of `gmparse.Options`.

    Raises:
        UsageError: a limit that does not exist, or no number.
    """
    from gmparse.errors import UsageError
    from gmparse.options import limits

    found = {}
    for one in given or ():
        name, _, number = one.partition("=")
        option = f"max_{name.strip().replace('-', '_')}"
        if option not in limits():
            known = ", ".join(known.removeprefix("max_") for known in limits())
            raise UsageError(f"--limit {one}: no such limit; there are {known}")
        if not number.strip().isdecimal():
            raise UsageError(f"--limit {one}: give a whole number, as in --limit {name}=1000")
        found[option] = int(number)
    return found
