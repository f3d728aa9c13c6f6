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
