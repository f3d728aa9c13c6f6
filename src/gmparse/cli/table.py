"""A letter's record as a table for people."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from gmparse.letter import Letter

_WIDTH_OF_A_PIPE = 100
_STATES = {"blank": "(left blank)", "unreadable": "(unreadable)", "absent": "(none)"}

Record = Mapping[str, Any]


class Tables:
    """One table a letter, printed at once."""

    def __init__(self, console: Console | None = None) -> None:
        width = None if sys.stdout.isatty() else _WIDTH_OF_A_PIPE
        self._console = console or Console(width=width, highlight=False)

    def add(self, name: str, letter: Letter) -> None:
        """Print a letter's table under the name of its file."""
        table = Table(title=Text(name, style="bold"), title_justify="left", show_header=False, pad_edge=False)
        table.add_column(style="cyan", no_wrap=True)
        table.add_column(overflow="fold")
        for label, text in rows(letter.to_dict(evidence=False)):
            table.add_row(label, Text(text))
        self._console.print(table)

    def close(self) -> None:
        """Nothing is left to do."""


def rows(record: Record) -> Iterator[tuple[str, str]]:
    """Label and text of everything that the record holds, in the order of the page."""

    def many(key: str) -> Sequence[Record]:
        return record.get(key) or ()

    cells = {
        "Type": _joined(record["type"], "code", "name", by="  "),
        "Issuer": _joined(record["issuer"], "parent", "name", by="\n"),
        "Co-issuers": _list([_joined(organ, "parent", "name", by=" / ") for organ in many("co_issuers")]),
        "Number": _with_state(record["number"]),
        "Place": _text(record["place"]),
        "Date": _date(record["date"]),
        "Subject": _text(record["subject"]),
        "Urgency": _text(record["urgency"]),
        "Secrecy": _text(record["secrecy"]),
        "Addressees": _list(map(_text, many("addressees"))),
        "Citations": _list(map(_citation, many("citations"))),
        "Directives": _list(map(_text, many("directives"))),
        "Meetings": _list(map(_meeting, many("meetings"))),
        "Assignments": _list(map(_assignment, many("assignments"))),
        "Recipients": _list(map(_text, many("recipients"))),
        "Filing": _text(record.get("filing")),
        "Signer": _signer(record.get("signer")),
        "Co-signers": _list(map(_signer, many("co_signers"))),
        "Attachments": _list(map(_text, many("attachments"))),
        "Parts": _list(map(_part, record["parts"])) if len(record["parts"]) > 1 else "",
        "Issues": _list(f"{issue['severity']}: {issue['message']}" for issue in record["issues"]),
        "To review": ", ".join(record["needs_review"]),
    }
    return ((label, text) for label, text in cells.items() if text)


def _text(value: Record | None) -> str:
    return str(value["text"] or "") if value else ""


def _joined(value: Record | None, *keys: str, by: str) -> str:
    return by.join(str(value[key]) for key in keys if value.get(key)) if value else ""


def _list(texts: Any) -> str:
    found = [text for text in texts if text]
    return "\n".join(f"• {text}" for text in found) if len(found) > 1 else "".join(found)


def _with_state(value: Record | None) -> str:
    if not value:
        return ""
    return f"{value['text'] or ''} {_STATES.get(value['state'], '')}".strip()


def _date(value: Record | None) -> str:
    if not value:
        return ""
    return "  ".join(part for part in (value.get("edtf"), value["text"], _STATES.get(value["state"])) if part)


def _citation(value: Record) -> str:
    return f"{value['text']} [{value['role']}]" if value.get("role") else str(value["text"])


def _meeting(value: Record) -> str:
    times = " – ".join(value[key] for key in ("start", "end") if value.get(key))
    people: Sequence[Record] = value.get("participants") or ()
    lines = [
        times or _text(value),
        *(_labelled("at", _text(value.get("location")))),
        *(_labelled("chair", _text(value.get("chair")))),
        *(_labelled("invited", "; ".join(map(_text, people)))),
    ]
    return "\n  ".join(line for line in lines if line)


def _labelled(label: str, text: str) -> list[str]:
    return [f"{label}: {text}"] if text else []


def _assignment(value: Record) -> str:
    deadline = f" (by {value['deadline']})" if value.get("deadline") else ""
    return f"{_text(value.get('assignee')) or '—'}: {_text(value.get('task'))}{deadline}"


def _signer(value: Record | None) -> str:
    if not value:
        return ""
    return "\n".join([*value["lines"], *([value["name"]] if value.get("name") else [])])


def _part(value: Record) -> str:
    pages = value.get("pages") or []
    where = f", pages {pages[0]}–{pages[-1]}" if len(pages) > 1 else f", page {pages[0]}" if pages else ""
    return f"{value['kind']}{where}"
