"""The command explain, as the command line declares it."""

# No lazy annotations here: typer would have to evaluate each of them from text, at every start.

from pathlib import Path
from typing import Annotated, Optional

import typer

from gmparse.cli.choices import Lexicon, OcrMode, Password
from gmparse.errors import ExitCode, InputError, UsageError


def explain(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="A letter; several files are page images of one letter.")
    ],
    html: Annotated[
        Optional[Path],  # noqa: UP045  typer reads it at run time
        typer.Option(metavar="OUT", help="Write a page with the letter and its record side by side."),
    ] = None,
    png: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="OUT", help="Write its pages with a box around each value; page 2 to OUT-2.png."),
    ] = None,
    language: Annotated[str, typer.Option(metavar="vi|en", help="Language of the labels at first.")] = "vi",
    ocr: OcrMode = "auto",
    password: Password = None,
    lexicon: Lexicon = None,
    traceback: Annotated[bool, typer.Option("--traceback", help="Show where an unexpected error arose.")] = False,
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
