"""The command evaluate, as the command line declares it."""

# No lazy annotations here: typer would have to evaluate each of them from text, at every start.

from pathlib import Path
from typing import Annotated, Optional

import typer


def evaluate(
    letters: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the letters' files.")],
    gold: Annotated[Path, typer.Option(metavar="DIR", help="Folder of gold records, one JSON file a letter.")],
    index: Annotated[
        Optional[Path],  # noqa: UP045  typer reads it at run time
        typer.Option(metavar="CSV", help="List with id, file and kind of each letter."),
    ] = None,
    kinds: Annotated[str, typer.Option(metavar="KIND,...", help="Score only letters of these kinds.")] = "",
    only: Annotated[str, typer.Option(metavar="ID,...", help="Score only these letters.")] = "",
    by: Annotated[str, typer.Option(metavar="FACTOR,...", help="Show slices too: of kind, type, layout, agency.")] = "",
    intervals: Annotated[bool, typer.Option("--intervals", help="Show confidence intervals (bootstrap).")] = False,
    baseline: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="FILE", help="Scores of before; a score below them gives exit code 5."),
    ] = None,
    new_baseline: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="FILE", help="Write these scores as a baseline: figures alone, no text of a letter."),
    ] = None,
    json_out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--json", metavar="FILE", help="Write the scores there too."),
    ] = None,
    html: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="OUT", help="Write a page with every miss beside the picture of its page."),
    ] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List every miss.")] = False,
    engine: Annotated[str, typer.Option(metavar="pdfium|pdfplumber", help="What reads PDFs.")] = "pdfium",
    traceback: Annotated[bool, typer.Option("--traceback", help="Show where an unexpected error arose.")] = False,
) -> int:
    """Score parsed letters against their gold.

    Exit code 5 when a score is below the baseline and the baseline does not name the drop, with a reason, as accepted.
    """
    del traceback  # main looks for it
    from gmparse.cli.scores import Task, run
    from gmparse.options import Options

    task = Task(
        letters=letters,
        gold=gold,
        index=index,
        kinds=_listed(kinds),
        only=_listed(only),
        by=_listed(by),
        intervals=intervals,
        baseline=baseline,
        new_baseline=new_baseline,
        json_out=json_out,
        html=html,
        errors=errors,
    )
    return run(task, Options(engine=engine))  # type: ignore[arg-type]  # Options checks it


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


COMMANDS = (evaluate,)
