"""The command evaluate, as the command line declares it."""

from __future__ import annotations

from typing import Any

import click

from gmparse.cli import choices


@click.command()
@click.option("--letters", metavar="DIR", required=True, type=choices.path, help="Folder of the letters' files.")
@click.option(
    "--gold",
    metavar="DIR",
    required=True,
    type=choices.path,
    help="Folder of gold records, one JSON file a letter.",
)
@click.option("--index", metavar="CSV", type=choices.path, help="List with id, file and kind of each letter.")
@click.option("--kinds", metavar="KIND,...", help="Score only letters of these kinds.")
@click.option("--only", metavar="ID,...", help="Score only these letters.")
@click.option("--by", metavar="FACTOR,...", help="Show slices too: of kind, type, layout, agency.")
@click.option("--intervals", is_flag=True, help="Show confidence intervals (bootstrap).")
@click.option(
    "--baseline", metavar="FILE", type=choices.path, help="Scores of before; a score below them gives exit code 5."
)
@click.option(
    "--new-baseline",
    metavar="FILE",
    type=choices.path,
    help="Write these scores as a baseline: figures alone, no text of a letter.",
)
@click.option("--json", "json_out", metavar="FILE", type=choices.path, help="Write the scores there too.")
@click.option(
    "--html", metavar="OUT", type=choices.path, help="Write a page with every miss beside the picture of its page."
)
@click.option("--errors", is_flag=True, help="List every miss.")
@choices.engine
@choices.traceback
def evaluate(kinds: str | None, only: str | None, by: str | None, engine: str, traceback: bool, **task: Any) -> int:
    """Score parsed letters against their gold.

    Exit code 5 when a score is below the baseline and the baseline does not name the drop, with a reason, as accepted.
    """
    del traceback  # main looks for it
    from gmparse.cli.scores import Task, run
    from gmparse.options import Options

    options = Options(engine=engine)  # type: ignore[arg-type]  # Options checks it
    return run(Task(kinds=_listed(kinds), only=_listed(only), by=_listed(by), **task), options)


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


COMMANDS = (evaluate,)
