"""The command of administrative units, as the command line declares it: place."""

# No lazy annotations here: typer would have to evaluate each of them from text, at every start.

from typing import Annotated, Optional

import typer

from gmparse.errors import ExitCode, UsageError


def place(
    unit: Annotated[
        str, typer.Argument(metavar="UNIT", help="Narrow to wide: 'xã X, huyện Y, tỉnh Z'; kinds may be left out.")
    ],
    on: Annotated[
        Optional[str],  # noqa: UP045  typer reads it at run time
        typer.Option(metavar="DATE", help="Only units that were there on this day, YYYY-MM-DD."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines instead of text.")] = False,
) -> int:
    """Say what a commune or province became in the reform of 2025.

    Or what it was formed from. All units that the words may mean are printed, one after the other.
    """
    import json

    from gmparse.places import Place, find

    def text(one: Place) -> str:
        ended = f"until {one.until}" if one.until else f"code {one.code}"
        present = [f"    since  {', '.join(filter(None, (p.ward, p.province)))} ({p.code})" for p in one.present]
        former = [
            f"    {'from' if f.whole else 'part of'}  {', '.join(filter(None, (f.ward, f.district, f.province)))}"
            for f in one.former
        ]
        return "\n".join([f"{one.name} ({ended})", *present, *former])

    found = find(unit, on=on)
    if not found:
        raise UsageError(f"no unit is named {unit!r}{f' on {on}' if on else ''}")
    for one in found:
        if as_json:
            data = one._asdict() | {
                "present": [p.model_dump() for p in one.present],
                "former": [f._asdict() for f in one.former],
            }
            typer.echo(json.dumps(data, ensure_ascii=False))
        else:
            typer.echo(text(one))
    return ExitCode.OK


COMMANDS = (place,)
