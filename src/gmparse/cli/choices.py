"""Options that several commands have in common, as decorators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from gmparse.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def path(text: str) -> Path:
    """The type of arguments that are paths: whatever is there, the library says what is wrong with it."""
    from pathlib import Path

    return Path(text)


as_json = click.option("--json", "as_json", is_flag=True, help="JSON Lines instead of text.")
ocr = click.option(
    "--ocr",
    metavar="auto|never|always",
    default="auto",
    help="Recognise pages without usable text, none, or every page.",
)
password = click.option(
    "--password", metavar="TEXT", envvar="GMPARSE_PASSWORD", show_envvar=True, help="Opens encrypted PDFs."
)
lexicon = click.option(
    "--lexicon",
    metavar="FILE",
    type=path,
    help="TOML file with an agency's own organs, abbreviations, positions and rooms.",
)
limit = click.option(
    "--limit",
    metavar="NAME=N",
    multiple=True,
    help="Another limit of Options: bytes, pages, page_chars, chars, lines, unpacked_bytes, pixels, seconds or "
    "ocr_seconds; may be given several times.",
)
timeout = click.option(
    "--timeout", metavar="S", default=300.0, help="Seconds that one file may take; 300 when left out."
)
memory = click.option(
    "--memory", metavar="MB", default=1500, help="Megabytes that a worker may hold; 1500 when left out."
)
engine = click.option("--engine", metavar="pdfium|pdfplumber", default="pdfium", help="What reads PDFs.")
traceback = click.option("--traceback", is_flag=True, help="Show where an unexpected error arose.")


def limits_of(given: Iterable[str]) -> dict[str, int]:
    """The limits of ``--limit`` as arguments of `gmparse.Options`.

    Raises:
        UsageError: a limit that does not exist, or no number.
    """
    from gmparse.options import limits

    found = {}
    for one in given:
        name, _, number = one.partition("=")
        option = f"max_{name.strip().replace('-', '_')}"
        if option not in limits():
            known = ", ".join(known.removeprefix("max_") for known in limits())
            raise UsageError(f"--limit {one}: no such limit; there are {known}")
        if not number.strip().isdecimal():
            raise UsageError(f"--limit {one}: give a whole number, as in --limit {name}=1000")
        found[option] = int(number)
    return found
