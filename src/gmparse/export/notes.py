"""What an export had to cut, to leave out, or found no code for: `Note`, `Report`."""

from __future__ import annotations

import re
from typing import NamedTuple

from gmparse.letter import Letter

# Characters that XML 1.0 (5th edition, 2.2) does not allow; spreadsheets refuse them too.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Note(NamedTuple):
    """One loss. ``letter`` is file and part, ``field`` the name in the target format, ``why`` one sentence."""

    letter: str
    field: str
    why: str


class Report(NamedTuple):
    """``letters`` that were taken, ``entries`` that were written (rows, messages, events and tasks), all losses."""

    letters: int
    entries: int
    notes: tuple[Note, ...]


class Notes:
    """Collects the notes of one export, letter after letter."""

    def __init__(self) -> None:
        self.letters = 0
        self._found: list[Note] = []
        self._letter = ""

    def begin(self, letter: Letter) -> None:
        """The notes that follow are about this letter."""
        self.letters += 1
        self._letter = label(letter)
        if is_unread(letter):
            self.add("record", "nothing of it was read: a scan without recognition, or no letter")

    def add(self, field: str, why: str) -> None:
        """Note a loss."""
        self._found.append(Note(self._letter, field, why))

    def report(self, entries: int) -> Report:
        """All of them."""
        return Report(self.letters, entries, tuple(self._found))

    def clean(self, field: str, text: str | None) -> str | None:
        """The text without characters that no file format allows; ``None`` when nothing is left."""
        if text is None:
            return None
        kept = _FORBIDDEN.sub("", text)
        if kept != text:
            self.add(field, f"{len(text) - len(kept)} control characters left out")
        return kept or None

    def fit(self, field: str, text: str | None, length: int | None) -> str | None:
        """`clean`, and at most ``length`` characters; what is cut ends with …."""
        text = self.clean(field, text)
        if text is None or length is None or len(text) <= length:
            return text
        self.add(field, f"cut from {len(text)} to {length} characters")
        return text[: length - 1].rstrip() + "…"

    def whole(self, field: str, text: str | None, length: int) -> str | None:
        """`clean`, and left out when longer than ``length``: half a number is a wrong number."""
        text = self.clean(field, text)
        if text is None or len(text) <= length:
            return text
        self.add(field, f"left out: {len(text)} characters, {length} are allowed: {text[:40]!r}")
        return None


def is_unread(letter: Letter) -> bool:
    """Whether neither issuer nor type, number, date or subject was read."""
    return not (letter.issuer or letter.type or letter.number.text or letter.date.text or letter.subject)


def label(letter: Letter) -> str:
    """How a person finds the letter: file, and its place in it when it is not the first."""
    name, part = _FORBIDDEN.sub("", letter.source.name), letter.source.part
    return f"{name} (part {part})" if part > 1 else name
