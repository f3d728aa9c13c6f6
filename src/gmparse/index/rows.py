"""A letter's record as rows of the index. Made in the workers, so that the one process that writes has little to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from gmparse.batch import contents
from gmparse.batch.failures import Failure
from gmparse.errors import DamagedFileError
from gmparse.index.folding import day_range, folded, name_key, number_key, spelled
from gmparse.text import fold

if TYPE_CHECKING:
    from gmparse.batch.letters import Read
    from gmparse.fields.base import Text
    from gmparse.letter import Letter
    from gmparse.options import Options

Row = tuple[Any, ...]
WORK = "gmparse.index.rows:file_rows"
_MIN_SUBJECT = 12  # characters: "V/v họp" says nothing of which letter it is

LETTER_COLUMNS = (
    "family, type, type_name, issuer, parent, number, serial, symbol, number_state, year, place, date, date_from, "
    "date_to, subject, urgency, secrecy, addressees, signer, review, number_key, issuer_key, symbol_key, serial_key, "
    "subject_key, "
    '"start"'
)
# Tables of what a letter has several of. The first column of each is the letter's id.
CHILDREN = {
    "citations": "letter_id, position, text, type, number, date, date_from, date_to, issuer, name, title, role, "
    "number_key, issuer_key",
    "meetings": 'letter_id, position, text, start, "end", mode, location, chair',
    "participants": "letter_id, meeting, position, text, role, organizations, persons",
    "assignments": "letter_id, position, assignee, task, coordinating, deadline, inclusive, deadline_text, "
    "assignee_key",
    "recipients": "letter_id, position, text, purpose",
    "signers": "letter_id, position, name, title, authority, name_key",
    "signatures": "letter_id, position, signer, organization, time, intact, covers_whole_file, later_changes",
    "issues": "letter_id, position, code, severity, path, message",
}


class LetterRows(NamedTuple):
    """One letter: its row (`LETTER_COLUMNS`), rows of `CHILDREN` without the letter's id, and its text and names for
    search. ``read``: the record as it was read, where people said something of it."""

    part: int
    letter: Row
    children: dict[str, list[Row]]
    record: str
    text: str
    searched: Row
    names: Row
    read: str | None = None


class FileRows(NamedTuple):
    """All letters of a file."""

    sha256: str
    media_type: str
    pages: int | None
    reading: str
    letters: tuple[LetterRows, ...]


class Request(NamedTuple):
    """A file to work on: a path or a member of the ZIP archive there. ``known``: contents that need no reading."""

    path: str
    member: str | None = None
    known: tuple[str, ...] = ()


class Same(NamedTuple):
    """A file whose content is one of those known."""

    sha256: str


def file_rows(options: Options, request: Request) -> FileRows | Same | Failure:
    """The work on a file: its letters as rows, or why there are none. Errors as `gmparse.parse`."""
    from gmparse.batch.letters import File, read_letters

    path, member, known = request
    if known and (content := contents.sha256(path, member, options.max_bytes)) in known:
        return Same(content)
    found = read_letters(options, File(path, member))
    if isinstance(found, Failure):
        return found
    source = found[0].letter.source
    return FileRows(source.sha256, source.media_type, source.pages, source.reading, tuple(map(letter_rows, found)))


def letter_rows(read: Read) -> LetterRows:
    """The rows of one letter."""
    letter, text = read
    subject = letter.subject.text if letter.subject else ""
    return LetterRows(
        letter.source.part,
        _letter(letter),
        {name: rows for name, make in _MAKERS.items() if (rows := list(make(letter)))},
        letter.model_dump_json(),
        text,
        searched(subject, text),
        _names(letter),
    )


def stored_letter(letter_id: int, record: str) -> Letter:
    """A letter of the index from its JSON.

    Raises:
        DamagedFileError: it is of another gmparse.
    """
    from pydantic import ValidationError

    from gmparse.letter import Letter

    try:
        return Letter.model_validate_json(record)
    except ValidationError as error:
        raise DamagedFileError(f"letter {letter_id} is of another gmparse: run gmparse index --reindex") from error


def _names(letter: Letter) -> Row:
    """The columns of the index of names."""
    organs = [name for one in (letter.issuer, *letter.co_issuers) if one for name in (one.name, one.parent)]
    signers = [one.name for one in (letter.signer, *letter.co_signers) if one]
    assignees = [one.assignee.text for one in letter.assignments]
    return tuple(" | ".join(filter(None, map(name_key, names))) for names in (organs, signers, assignees))


def searched(subject: str, text: str) -> Row:
    """The columns of the full text index."""
    return spelled(subject), spelled(text), folded(subject), folded(text)


def _letter(letter: Letter) -> Row:
    kind, issuer, number, subject = letter.type, letter.issuer, letter.number, _text(letter.subject)
    subject_key = fold(subject) if subject and len(subject) >= _MIN_SUBJECT else None
    return (
        letter.family,
        kind.code if kind else None,
        kind.name if kind else None,
        issuer.name if issuer else None,
        issuer.parent if issuer else None,
        number.text,
        number.serial,
        number.symbol,
        number.state,
        _year(letter),
        _text(letter.place),
        letter.date.edtf,
        *day_range(letter.date.edtf),
        subject,
        _text(letter.urgency),
        _text(letter.secrecy),
        _lines(entry.text for entry in letter.addressees),
        letter.signer.name if letter.signer else None,
        len(letter.needs_review),
        number_key(number.text) if number.serial else None,
        " | ".join(name_key(name) or "" for name in (issuer.name, issuer.parent) if name) if issuer else None,
        number_key(number.symbol),
        number_key(number.serial),
        subject_key,
        next((meeting.start for meeting in letter.meetings if meeting.start), None),
    )


def _year(letter: Letter) -> int | None:
    for text in (letter.number.year, (letter.date.edtf or "")[:4]):
        if text and text.isdecimal():
            return int(text)
    return None


def _text(value: Text | None) -> str | None:
    return value.text if value else None


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)


def _citations(letter: Letter) -> Iterator[Row]:
    for at, one in enumerate(letter.citations):
        # A number that is cited without its serial names no letter.
        key = number_key(one.number) if one.number and not one.number.startswith("/") else None
        dates = (one.date, *day_range(one.date))
        named = (one.issuer, one.name, one.title, one.role, key, name_key(one.issuer))
        yield (at, one.text, one.type, one.number, *dates, *named)


def _meetings(letter: Letter) -> Iterator[Row]:
    for at, one in enumerate(letter.meetings):
        location, chair = one.location, one.chair
        place, head = location.text if location else None, chair.text if chair else None
        yield at, one.text, one.start, one.end, one.mode, place, head


def _participants(letter: Letter) -> Iterator[Row]:
    for meeting, one in enumerate(letter.meetings):
        for at, guest in enumerate(one.participants):
            yield meeting, at, guest.text, guest.role, _lines(guest.organizations), _lines(guest.persons)


def _assignments(letter: Letter) -> Iterator[Row]:
    for at, one in enumerate(letter.assignments):
        helpers = _lines(unit.text for unit in one.coordinating)
        until = (one.deadline, one.deadline_inclusive, one.deadline_text)
        yield at, one.assignee.text, one.task.text, helpers, *until, name_key(one.assignee.text) or ""


def _recipients(letter: Letter) -> Iterator[Row]:
    for at, one in enumerate(letter.recipients):
        yield at, one.text, one.purpose


def _signers(letter: Letter) -> Iterator[Row]:
    for at, one in enumerate([*([letter.signer] if letter.signer else []), *letter.co_signers]):
        yield at, one.name, one.position, " ".join(one.authority), name_key(one.name)


def _signatures(letter: Letter) -> Iterator[Row]:
    for at, one in enumerate(letter.signatures):
        yield at, one.signer, one.organization, one.time, one.intact, one.covers_whole_file, one.later_changes


def _issues(letter: Letter) -> Iterator[Row]:
    for at, one in enumerate(letter.issues):
        yield at, one.code, one.severity, one.path, one.message


_MAKERS = {
    "citations": _citations,
    "meetings": _meetings,
    "participants": _participants,
    "assignments": _assignments,
    "recipients": _recipients,
    "signers": _signers,
    "signatures": _signatures,
    "issues": _issues,
}
