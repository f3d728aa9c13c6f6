"""The command explain, as the command line declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gmparse.cli import choices
from gmparse.errors import ExitCode, InputError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=choices.path,
    help="A letter; several files are page images of one letter.",
)
@click.option(
    "--html", metavar="OUT", type=choices.path, help="Write a page with the letter and its record side by side."
)
@click.option(
    "--png",
    metavar="OUT",
    type=choices.path,
    help="Write its pages with a box around each value; page 2 to OUT-2.png.",
)
@click.option("--language", metavar="vi|en", default="vi", help="Language of the labels at first.")
@choices.ocr
@choices.password
@choices.lexicon
@choices.traceback
def explain(
    files: tuple[Path, ...],
    html: Path | None,
    png: Path | None,
    language: str,
    ocr: str,
    password: str | None,
    lexicon: Path | None,
    traceback: bool,
) -> int:
    """Show a letter's pages with what was read from them.

    A box for each value, the record beside it, what needs a person first. The page loads nothing from anywhere: it may
    be sent on and opened in any browser.
    """
    del traceback  # main looks for it
    from gmparse.explain import draw, view_of, written
    from gmparse.options import Options

    if html is None and png is None:
        raise UsageError("nothing to write: give --html OUT or --png OUT")
    options = Options(ocr=ocr, password=password, lexicon=lexicon)  # type: ignore[arg-type]  # Options checks them
    shown = view_of(list(files) if len(files) > 1 else files[0], options)
    if html is not None:
        _write(html, written(shown, language).encode())
    if png is not None:
        for at, page in enumerate(draw(shown), start=1):
            _write(png if at == 1 else png.with_stem(f"{png.stem}-{at}"), page)
    return ExitCode.OK


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from error


COMMANDS = (explain,)
