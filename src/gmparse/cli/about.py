"""The commands about gmparse itself, as the command line declares them: schema, doctor."""

from __future__ import annotations

import click

import gmparse
from gmparse.errors import ExitCode


@click.command()
def schema() -> int:
    """Print the JSON Schema of the record."""
    import json

    click.echo(json.dumps(gmparse.json_schema(), ensure_ascii=False, indent=2))
    return ExitCode.OK


@click.command()
def doctor() -> int:
    """Say what is installed and what is missing.

    With the command that mends it; exit code 3 when something is missing that gmparse needs.
    """
    from gmparse.cli.doctor import run

    return run()


COMMANDS = (schema, doctor)
