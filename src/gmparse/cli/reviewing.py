"""The command review, as the command line declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gmparse.cli import choices
from gmparse.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("db", type=choices.path, help="An index, as gmparse index makes it.")
@click.option("--reviewer", metavar="NAME", help="Whose corrections they are; your user name when left out.")
@click.option("--port", metavar="PORT", default=0, help="Where this machine serves the page; 0: a free port.")
@click.option("--open", "open_it", is_flag=True, help="Open the page in your browser.")
@click.option(
    "--export-gold",
    metavar="DIR",
    type=choices.path,
    help="Write accepted letters as gold for gmparse evaluate, and serve nothing.",
)
@choices.password
@choices.traceback
def review(
    db: Path,
    reviewer: str | None,
    port: int,
    open_it: bool,
    export_gold: Path | None,
    password: str | None,
    traceback: bool,
) -> int:
    """Go through letters that need a person, in the browser.

    The page of each letter on the left, its values on the right; correct, accept, next, with the keyboard alone. What
    is said of a value is kept in the index with who and when, and stays when letters are read again. The page is served
    to this machine alone, at an address with a key. Needs the extra review.
    """
    del traceback  # main looks for it
    from gmparse.cli import say
    from gmparse.options import Options
    from gmparse.review import export_gold as export
    from gmparse.review import serve

    if export_gold is not None:
        done = export(db, export_gold)
        waiting = f"; {done.waiting} wait for the first letter of their file" if done.waiting else ""
        say(f"{done.written} letters written to {export_gold}{waiting}")
        return ExitCode.OK
    ready = _opened if open_it else _said
    serve(db, reviewer=reviewer or _user(), port=port, options=Options(password=password), ready=ready)
    return ExitCode.OK


def _said(address: str) -> None:
    from gmparse.cli import say

    say(f"open {address} (Ctrl-C ends)")


def _opened(address: str) -> None:
    import webbrowser

    _said(address)
    webbrowser.open(address)


def _user() -> str:
    """The name of who runs this, empty where the system knows none."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


COMMANDS = (review,)
