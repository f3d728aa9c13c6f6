"""The command line: one function a command, each a thin coat over the library.

Data goes to stdout, everything said to a person to stderr. Exit codes are those of `gmparse.errors.ExitCode`. Only
what a command needs is imported, when it runs.
"""

# No lazy annotations here: typer would have to evaluate each of them from text, at every start.

import errno
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

import gmparse
from gmparse.cli import archive, evaluating, explaining, exporting, linting, placing, reviewing
from gmparse.cli.choices import Lexicon, Limits, Memory, OcrMode, Password, Timeout, limits_of
from gmparse.errors import ExitCode, GmparseError, UsageError

# click's error for wrong usage; typer has it under no public name, and has its own copy of click since 0.20.
_WrongUsage: type[Any] = typer.BadParameter.__mro__[1]

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)

Traceback = Annotated[bool, typer.Option("--traceback", help="Show where an unexpected error arose.")]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gmparse {gmparse.__version__}")
        raise typer.Exit


@app.callback()
def _gmparse(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Vietnamese official letters into typed records, each value with its place on the page."""


@app.command(name="parse")
def _parse(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", readable=False, help="Letters: PDF, DOCX or plain text.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="JSON: one record, or an array of several.")] = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="JSON Lines: one record a line.")] = False,
    as_table: Annotated[bool, typer.Option("--table", help="A table for people.")] = False,
    timeout: Timeout = 300.0,
    memory: Memory = 1500,
    limit: Limits = None,
    only: Annotated[
        str, typer.Option(metavar="all|header", help="header: skip the fields of the body; much faster.")
    ] = "all",
    password: Password = None,
    lexicon: Lexicon = None,
    combine: Annotated[bool, typer.Option("--combine", help="The files are page images of one letter.")] = False,
    all_letters: Annotated[
        bool, typer.Option("--all-letters", help="Every letter of a file, not the first alone.")
    ] = False,
    engine: Annotated[str, typer.Option(metavar="pdfium|pdfplumber", help="What reads PDFs.")] = "pdfium",
    ocr: OcrMode = "auto",
    verify: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option(metavar="FILE", help="Certificate that signatures must lead to; may be given several times."),
    ] = None,
    evidence: Annotated[
        bool, typer.Option("--evidence/--no-evidence", help="With or without the place of every value.")
    ] = True,
    traceback: Traceback = False,
) -> int:
    """Parse letters into records.

    A table on a terminal, JSON when piped, JSON Lines for several files. A file that fails does not stop the others;
    what was wrong with it is one line on stderr. Files are read in a process of their own, which a file that is made
    to do harm may crash or fill, but not this one.
    """
    from gmparse.batch import Limits as HardLimits
    from gmparse.cli.letters import Job, run
    from gmparse.options import Options

    style = _style(as_json=as_json, as_jsonl=as_jsonl, as_table=as_table)
    options = Options(
        engine=engine,  # type: ignore[arg-type]  # Options checks them
        only=only,  # type: ignore[arg-type]
        ocr=ocr,  # type: ignore[arg-type]
        password=password,
        lexicon=lexicon,
        verify_roots=tuple(verify or ()),
        **limits_of(limit),
    )
    hard = HardLimits(timeout=timeout, memory_mb=memory)
    return run(Job(tuple(files), style, options, combine, all_letters, evidence, traceback, hard))


def _style(**asked: bool) -> str | None:
    wanted = [name.removeprefix("as_") for name, on in asked.items() if on]
    if len(wanted) > 1:
        raise UsageError(f"--{wanted[0]} and --{wanted[1]} exclude each other: give one of them")
    return wanted[0] if wanted else None


@app.command(name="schema")
def _schema() -> int:
    """Print the JSON Schema of the record."""
    import json

    typer.echo(json.dumps(gmparse.json_schema(), ensure_ascii=False, indent=2))
    return ExitCode.OK


@app.command(name="doctor")
def _doctor() -> int:
    """Say what is installed and what is missing.

    With the command that mends it; exit code 3 when something is missing that gmparse needs.
    """
    from gmparse.cli.doctor import run

    return run()


for _module in (archive, evaluating, explaining, exporting, linting, placing, reviewing):
    for _command in _module.COMMANDS:
        app.command(name=_command.__name__)(_command)


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
        return int(typer.main.get_command(app).main(given, prog_name="gmparse", standalone_mode=False) or ExitCode.OK)
    except _WrongUsage as error:
        error.show()
        return ExitCode.USAGE
    except GmparseError as error:
        say(str(error))
        return error.exit_code
    except SystemExit:  # typer's answer to a closed pipe: its reader has seen enough
        return ExitCode.OK
    except (typer.Abort, KeyboardInterrupt):
        say("interrupted")
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001  the last line of defence: one line, and how to report it
        if isinstance(error, OSError) and error.errno in _DISK_FULL:
            say(f"the output cannot be written: {error.strerror}: make room, or write to another disk")
            return ExitCode.UNREADABLE
        return bug(error, "--traceback" in given)


def say(text: str) -> None:
    """One line to the person at the terminal."""
    typer.echo(f"gmparse: {' '.join(text.split())}", err=True)


def bug(error: Exception, show: bool, where: str = "") -> int:
    """Report an unexpected exception of ours in one line, with its traceback when asked for; gives exit code 15."""
    trace = "".join(traceback.format_exception(error)) if show else ""
    return say_bug(f"{type(error).__name__}: {error}", trace, where)


def say_bug(what: str, trace: str = "", where: str = "") -> int:
    """Report an unexpected exception of ours in one line, with its traceback when there is one; gives exit code 15."""
    how = "run again with --traceback and report what it prints"
    say(f"{where}unexpected error, a bug of gmparse: {what[:200]} ({how})")
    if trace:
        typer.echo(trace, err=True)
    return ExitCode.BUG
