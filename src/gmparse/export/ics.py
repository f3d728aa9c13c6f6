"""iCalendar (RFC 5545): meetings as events, assignments with deadlines as tasks.

Organiser and participants stand in the text: the properties ORGANIZER and ATTENDEE need mail addresses, which letters
seldom give, and would make an invitation of what is only a note. Nothing depends on clock or order: a letter exported
again has the same UIDs, so that calendars update what they have.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from gmparse.errors import MissingDependencyError
from gmparse.export import values
from gmparse.export.notes import Notes, Report, label
from gmparse.export.standards import priority
from gmparse.fields.assignments import Assignment
from gmparse.fields.meetings import Contact, Meeting, Session
from gmparse.letter import Letter
from gmparse.text import fold

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone, Todo

Link = Callable[[Letter], str | None]
When = datetime.datetime | datetime.date
ZONE = "Asia/Ho_Chi_Minh"  # UTC+7 without summer time since 1975
_SUMMARY = 250  # characters: calendars show one line
_PRIORITY = {1: 5, 2: 3, 3: 1, 4: 1}  # code of urgency → PRIORITY (RFC 5545, 3.8.1.9: 1 is the highest)
_MODES = {"online": "trực tuyến", "hybrid": "trực tiếp và trực tuyến"}


def write(letters: Iterable[Letter], stream: IO[bytes], *, link: Link | None = None) -> Report:
    """Write one calendar. Meetings without a certain day are left out and noted.

    Args:
        letters: taken one by one; their events are held until the end.
        stream: takes the calendar.
        link: address under which a letter can be opened; becomes URL.

    Raises:
        MissingDependencyError: icalendar is not installed.
    """
    try:
        from icalendar import Calendar
    except ImportError as error:
        raise MissingDependencyError("ics needs icalendar: pip install 'gmparse[export]'") from error
    notes = Notes()
    calendar = Calendar()
    calendar.add("prodid", "-//gmparse//gmparse//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add_component(_timezone())
    entries = 0
    for letter in letters:
        notes.begin(letter)
        for component in _entries(letter, link, notes):
            calendar.add_component(component)
            entries += 1
    stream.write(_bytes(calendar))
    return notes.report(entries)


def _bytes(calendar: Calendar) -> bytes:
    written: bytes = calendar.to_ical()
    return written


def _timezone() -> Timezone:
    from icalendar import Timezone, TimezoneStandard

    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    standard.add("dtstart", datetime.datetime(1975, 6, 13))  # local time, as RFC 5545 asks
    standard.add("tzoffsetfrom", datetime.timedelta(hours=7))
    standard.add("tzoffsetto", datetime.timedelta(hours=7))
    standard.add("tzname", "+07")
    zone.add_component(standard)
    return zone


def _entries(letter: Letter, link: Link | None, notes: Notes) -> Iterator[Event | Todo]:
    for at, meeting in enumerate(letter.meetings):
        field = f"meetings[{at}]"
        start = moment(meeting.start)
        if start is None:
            notes.add(f"{field}.start", f"left out: no certain day ({meeting.start or 'no time'}): {meeting.text[:60]}")
            continue
        event = _event(letter, meeting, start, field, notes)
        yield _common(event, letter, start, f"meeting-{at}", link)
    for at, assignment in enumerate(letter.assignments):
        if assignment.deadline is None:
            continue
        field = f"assignments[{at}]"
        due = moment(assignment.deadline)
        if due is None:
            notes.add(f"{field}.deadline", f"left out: no certain day ({assignment.deadline})")
            continue
        yield _common(_todo(assignment, due, field, letter, notes), letter, due, f"assignment-{at}", link)


def moment(text: str | None) -> When | None:
    """A day or an hour of Vietnamese time from the record's notation; ``None`` when a part of it is unknown."""
    if not text:
        return None
    try:
        if "T" in text:
            return datetime.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _common(component: Any, letter: Letter, when: When, which: str, link: Link | None) -> Any:
    component.add("uid", f"{letter.source.sha256}-{letter.source.part}-{which}@gmparse")
    component.add("dtstamp", _stamp(letter, when))
    url = link(letter) if link else None
    if url:
        component.add("url", url)
    code = _PRIORITY.get(priority(fold(letter.urgency.text)) or 0) if letter.urgency else None
    if code:
        component.add("priority", code)
    return component


def _stamp(letter: Letter, when: When) -> datetime.datetime:
    """DTSTAMP must stand there: the letter's day, else the entry's own; never the clock."""
    day = values.whole_date(letter.date.edtf) or when
    return datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)


# --- meetings --------------------------------------------------------------------------------------------------------


def _event(letter: Letter, meeting: Meeting, start: When, field: str, notes: Notes) -> Event:
    from icalendar import Event

    event = Event()
    event.add("summary", notes.fit(f"{field}.text", _summary(letter, meeting), _SUMMARY) or "")
    event.add("dtstart", start)
    end = _end(start, meeting.end, field, notes)
    if end is not None:
        event.add("dtend", end)
    place = notes.clean(f"{field}.location", meeting.location.text if meeting.location else None)
    if place:
        event.add("location", place)
    event.add("description", notes.clean(field, _described(letter, meeting)) or "")
    for contact in meeting.contacts:
        event.add("contact", notes.clean(f"{field}.contacts", _contact(contact)) or "")
    return event


def _summary(letter: Letter, meeting: Meeting) -> str:
    """The letter's subject, else what the meeting is about; a letter with several meetings tells them by their text."""
    subject = letter.subject.text if letter.subject else None
    agenda = meeting.agenda.text if meeting.agenda else None
    texts = (agenda, meeting.text, subject) if len(letter.meetings) > 1 else (subject, agenda, meeting.text)
    return next((text for text in texts if text), label(letter))


def _end(start: When, text: str | None, field: str, notes: Notes) -> When | None:
    """DTEND: of the same kind as DTSTART and behind it; the day after the last one for whole days."""
    end = moment(text)
    if text is None:
        return None
    timed = isinstance(start, datetime.datetime)
    if end is None or isinstance(end, datetime.datetime) is not timed:
        notes.add(f"{field}.end", f"left out: {text} does not fit the start; it stands in the description")
        return None
    if end < start or (timed and end == start):
        notes.add(f"{field}.end", f"left out: {text} is not after the start")
        return None
    return end if timed else end + datetime.timedelta(days=1)


def _described(letter: Letter, meeting: Meeting) -> str:
    agenda = meeting.agenda.text if meeting.agenda else None
    chair = meeting.chair.text if meeting.chair else None
    online = meeting.location.url if meeting.location else None
    lines = [
        f"Đơn vị mời: {values.author(letter)}" if values.author(letter) else None,
        f"Chủ trì: {chair}" if chair else None,
        f"Nội dung: {agenda}" if agenda else None,
        f"Hình thức: {_MODES[meeting.mode]}" if meeting.mode in _MODES else None,
        f"Liên kết: {online}" if online else None,
        f"Kết thúc: {meeting.end}" if meeting.end else None,
        *_listed("Thành phần", [one.text for one in meeting.participants]),
        *_listed("Chương trình", [_session(one) for one in meeting.sessions]),
        *_listed("Liên hệ", [_contact(one) for one in meeting.contacts]),
        "",
        _reference(letter),
    ]
    return "\n".join(line for line in lines if line is not None)


def _listed(head: str, texts: list[str]) -> list[str]:
    return [f"{head}:", *(f"- {text}" for text in texts)] if texts else []


def _session(session: Session) -> str:
    return values.joined((session.start, session.text, session.location), " · ") or ""


def _contact(contact: Contact) -> str:
    return values.joined((contact.name, contact.phone, contact.email), ", ") or ""


def _reference(letter: Letter) -> str:
    """Where it comes from: number, date, file and hash."""
    said = values.joined(
        (letter.type.name if letter.type else None, letter.number.text, values.printed_date(letter.date.edtf)), ", "
    )
    return values.joined((said, label(letter), f"sha256 {letter.source.sha256}"), "\n") or ""


# --- assignments -----------------------------------------------------------------------------------------------------


def _todo(assignment: Assignment, due: When, field: str, letter: Letter, notes: Notes) -> Todo:
    """A deadline ``trước 30/9`` is due at midnight, when that day begins; one that includes its day, on that day."""
    from icalendar import Todo

    todo = Todo()
    task = f"{assignment.assignee.text}: {assignment.task.text}"
    todo.add("summary", notes.fit(f"{field}.task", task, _SUMMARY) or "")
    if assignment.deadline_inclusive is False and not isinstance(due, datetime.datetime):
        due = datetime.datetime.combine(due, datetime.time(0), ZoneInfo(ZONE))
    todo.add("due", due)
    todo.add("status", "NEEDS-ACTION")
    lines = [
        f"Giao: {assignment.assignee.text}",
        f"Việc: {assignment.task.text}",
        f"Phối hợp: {'; '.join(one.text for one in assignment.coordinating)}" if assignment.coordinating else None,
        f"Thời hạn: {assignment.deadline_text}" if assignment.deadline_text else None,
        f"Đơn vị giao: {values.author(letter)}" if values.author(letter) else None,
        "",
        _reference(letter),
    ]
    described = notes.clean(field, "\n".join(line for line in lines if line is not None)) or ""
    todo.add("description", described)
    return todo
