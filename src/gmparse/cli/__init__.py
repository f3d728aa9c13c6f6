"""The command line: one function a command, each a thin coat over the library.

Data goes to stdout, everything said to a person to stderr. Exit codes are those of `gmparse.errors.ExitCode`. Only
what a command needs is imported, when it runs.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence

import click

import gmparse
from gmparse.cli import about, archive, evaluating, explaining, exporting, linting, parsing, placing, reviewing
from gmparse.errors import ExitCode, GmparseError

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class _InOrder(click.Group):
    """Lists its commands as they were added, not by the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)


@click.group(
    cls=_InOrder,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110, "show_default": True},
)
@click.version_option(gmparse.__version__, message="gmparse %(version)s", help="Print the version and exit.")
def app() -> None:
    """Vietnamese official letters into typed records, each value with its place on the page."""


for _module in (parsing, about, archive, evaluating, explaining, exporting, linting, placing, reviewing):
    for _command in _module.COMMANDS:
        app.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code.

    Args:
        arguments: without the program's name; default ``sys.argv[1:]``.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return int(app.main(given, prog_name="gmparse", standalone_mode=False) or ExitCode.OK)
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except GmparseError as error:
        say(str(error))
        return error.exit_code
    except SystemExit:  # click's answer to a closed pipe: its reader has seen enough
        return ExitCode.OK
    except (click.Abort, KeyboardInterrupt):
        say("interrupted")
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001  the last line of defence: one line, and how to report it
        if isinstance(error, OSError) and error.errno in _DISK_FULL:
            say(f"the output cannot be written: {error.strerror}: make room, or write to another disk")
            return ExitCode.UNREADABLE
        return bug(error, "--traceback" in given)


def say(text: str) -> None:
    """One line to the person at the terminal."""
    click.echo(f"gmparse: {' '.join(text.split())}", err=True)


def bug(error: Exception, show: bool, where: str = "") -> int:
    """Report an unexpected exception of ours in one line, with its traceback when asked for; gives exit code 15."""
    import traceback

    trace = "".join(traceback.format_exception(error)) if show else ""
    return say_bug(f"{type(error).__name__}: {error}", trace, where)


def say_bug(what: str, trace: str = "", where: str = "") -> int:
    """Report an unexpected exception of ours in one line, with its traceback when there is one; gives exit code 15."""
    how = "run again with --traceback and report what it prints"
    say(f"{where}unexpected error, a bug of gmparse: {what[:200]} ({how})")
    if trace:
        click.echo(trace, err=True)
    return ExitCode.BUG
