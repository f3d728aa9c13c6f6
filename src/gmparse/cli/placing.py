"""The command of administrative units, as the command line declares it: place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gmparse.cli import choices
from gmparse.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from gmparse.places import Place


@click.command()
@click.argument("unit", help="Narrow to wide: 'xã X, huyện Y, tỉnh Z'; kinds may be left out.")
@click.option("--on", metavar="DATE", help="Only units that were there on this day, YYYY-MM-DD.")
@choices.as_json
def place(unit: str, on: str | None, as_json: bool) -> int:
    """Say what a commune or province became in the reform of 2025.

    Or what it was formed from. All units that the words may mean are printed, one after the other.
    """
    from gmparse.places import find

    found = find(unit, on=on)
    if not found:
        raise UsageError(f"no unit is named {unit!r}{f' on {on}' if on else ''}")
    for one in found:
        click.echo(_json(one) if as_json else _text(one))
    return ExitCode.OK


def _text(one: Place) -> str:
    ended = f"until {one.until}" if one.until else f"code {one.code}"
    present = [f"    since  {', '.join(filter(None, (p.ward, p.province)))} ({p.code})" for p in one.present]
    former = [
        f"    {'from' if f.whole else 'part of'}  {', '.join(filter(None, (f.ward, f.district, f.province)))}"
        for f in one.former
    ]
    return "\n".join([f"{one.name} ({ended})", *present, *former])


def _json(one: Place) -> str:
    import json

    data = one._asdict() | {
        "present": [p.model_dump() for p in one.present],
        "former": [f._asdict() for f in one.former],
    }
    return json.dumps(data, ensure_ascii=False)


COMMANDS = (place,)
