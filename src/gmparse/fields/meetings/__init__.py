"""Meetings, trainings and inspections that a letter convenes: when, where, who presides, who comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import regex

from gmparse.fields.base import Found, Issue, Text, Value
from gmparse.fields.entities import Names, Passage, passage
from gmparse.fields.issues import issue
from gmparse.fields.meetings.contacts import Contact, contacts, contacts_told
from gmparse.fields.meetings.labels import (
    ADDRESS,
    Labelled,
    before_facts,
    gives_address,
    heads_a_meeting,
    is_address,
    kinds_of_item,
    labelled,
    labelled_below,
)
from gmparse.fields.meetings.people import (
    INVITED,
    Chair,
    Invited,
    Participant,
    chair,
    chair_among,
    chair_in,
    chair_of,
    participant_in,
    participant_of,
    participants,
)
from gmparse.fields.meetings.places import ONLINE_AT, URL, Home, Location, Mode, location, location_of, mode_of
from gmparse.fields.meetings.programme import Session, agenda, sessions
from gmparse.fields.meetings.sentences import announced_in
from gmparse.fields.meetings.times import When, when
from gmparse.fields.meetings.timetable import stretch, timetables
from gmparse.outline import Item, Outline
from gmparse.text import TextMap

__all__ = ["Chair", "Contact", "Draft", "Home", "Location", "Meeting", "Participant", "Session", "draft"]

_AT = regex.compile(r",?\s+tại\s+", regex.IGNORECASE)
_INVITING = frozenset(("GM", "TM"))


class Meeting(Value):
    """One event.

    ``start`` and ``end`` are ISO 8601 local time (``2025-07-23T14:00``), a date when no hour is given, EDTF when
    partial (``2025-11-XX``); ``mode`` is ``None`` when nothing tells.
    """

    text: str
    start: str | None = None
    end: str | None = None
    mode: Mode | None = None
    location: Location | None = None
    chair: Chair | None = None
    participants: tuple[Participant, ...] = ()
    sessions: tuple[Session, ...] = ()
    agenda: Text | None = None
    contacts: tuple[Contact, ...] = ()


class _Event(NamedTuple):
    """A meeting whose people and place still wait for their entities."""

    meeting: Meeting
    chair: Passage | None
    place: Passage | None
    invited: list[Invited]
    link: Passage | None = None

    def texts(self) -> Iterator[str]:
        yield from (one.value for one in (self.chair, self.place) if one is not None)
        for one in self.invited:
            yield one.passage.value
            if one.over:
                yield one.over

    def told(self, names: Names, home: Home) -> tuple[Meeting, str | None]:
        place, problem = location_of(self.place, names, home) if self.place is not None else (None, None)
        if place is not None and place.url is None and self.link is not None:
            evidence = place.evidence + tuple(e.model_copy(update={"field": "url"}) for e in self.link.proof())
            place = place.model_copy(update={"url": self.link.value, "evidence": evidence})
        parts = {
            "location": place,
            "chair": chair_of(self.chair, names) if self.chair is not None else None,
            "participants": tuple(participant_of(one, names) for one in self.invited),
        }
        return self.meeting.model_copy(update=parts), problem


class Draft(NamedTuple):
    """Meetings before their chairs, participants and places are taken apart."""

    events: tuple[_Event, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def texts(self) -> list[str]:
        """Texts whose entities `finish` needs."""
        return [text for event in self.events for text in event.texts()]

    def finish(self, names: Names, home: Home) -> Found[tuple[Meeting, ...]]:
        """The meetings, with what the entities of their texts say."""
        told = [event.told(names, home) for event in self.events]
        unclear = tuple(
            issue(problem, f"meetings[{at}].location.unit", meeting.location.text, meeting.location.evidence)
            for at, (meeting, problem) in enumerate(told)
            if problem and meeting.location is not None
        )
        return Found(tuple(meeting for meeting, _ in told), self.issues + unclear)


def draft(outline: Outline, kind: str | None, letter_date: str | None) -> Draft:
    """The meetings of a letter, in order.

    Args:
        outline: the letter's body.
        kind: code of the letter's type: an invitation may name its meeting in a sentence.
        letter_date: EDTF, for times without a year.
    """
    if kind == "BB":  # minutes tell of what has been
        return Draft()
    reader = _Reader(outline, letter_date, kind in _INVITING)
    events = [made for group in _groups(outline.items) if (made := reader.meeting(group)) is not None]
    if not events:
        events = list(reader.announced()) or list(reader.scheduled())
    return Draft(tuple(events), tuple(reader.issues))


def _below(group: Sequence[Labelled]) -> Iterator[Item]:
    """The items under the place and the way of a meeting, also where a heading over both has labels of its own."""
    for one in group:
        if one.kinds & {"place", "mode"}:
            for child in one.item.children:
                if child.table is None:
                    yield child
                    if kinds_of_item(child) & {"place", "mode"}:
                        yield from (inner for inner in child.children if inner.table is None)


def _link(group: Sequence[Labelled]) -> Passage | None:
    """The link under the place or the way of a meeting that is held both there and online."""
    for item in [*_below(group), *(one.item for one in group if one.kinds == {"link"})]:
        found = URL.search(item.text.text, item.start)
        if found is not None:
            return passage(item.text, *found.span(), rule=URL.id)
    return None


def _groups(items: Sequence[Item]) -> Iterator[list[Labelled]]:
    """Labelled items that stand in one list and tell of one meeting; a label that comes again begins another."""
    group: list[Labelled] = []
    for item in items:
        found = labelled(item) if item.table is None else None
        if found is not None:
            seen = {kind for one in group if not is_address(one) for kind in one.kinds}
            if found.kinds & seen & {"time", "place"} and {"time", "place"} & seen and _is_whole(seen, found.kinds):
                yield group
                group = []
            group.append(found)
        if found is None or not found.kinds & {"people", "place"} or heads_a_meeting(found):
            yield from _groups(item.children)
    if group:
        yield group


def _is_whole(seen: set[str], kinds: frozenset[str]) -> bool:
    """Whether a group is complete enough that a repeated label opens the next."""
    return ("time" in kinds and "time" in seen) or ("place" in kinds and {"time", "place"} <= seen)


class _Reader:
    def __init__(self, outline: Outline, letter_date: str | None, inviting: bool) -> None:
        self._outline = outline
        self._inviting = inviting
        self._date = letter_date
        self._count = 0
        self.issues: list[Issue] = []

    def meeting(self, group: list[Labelled]) -> _Event | None:
        kinds = {kind for one in group for kind in one.kinds}
        if not kinds & {"time", "place"} or not (
            kinds - {"time", "agenda", "contact", "mode", "link"} or self._convenes(kinds)
        ):
            return None
        moment = self._when(group)
        named = sorted((one for one in group if one.kinds & {"place", "mode"}), key=is_address)
        place = next((p for one in named if (p := self._place(one)) is not None), None)
        if (moment is None and place is None) or self._is_past(moment):
            return None
        if moment is None and not self._inviting and ("people" not in kinds or gives_address(group)):
            return None  # an address, a building site
        invited = self._participants(group)
        texts = [one.item.own for one in group if one.kinds & {"mode", "place", "time"}]
        points = [child.own for child in _below(group) if kinds_of_item(child) <= {"link"}]
        links = [one.item.own for one in group if one.kinds == {"link"}]
        points += [place.value, *links] if links and place is not None else links
        mode = mode_of(texts, place, points)
        return self._made(group[0], moment, place, mode, self._chair(group), invited, group)

    def announced(self) -> Iterator[_Event]:
        """Meetings that sentences tell of: of an invitation the first, else each with time and place."""
        for item, found in announced_in(self._outline, self._date, self._inviting):
            line = Labelled(item, frozenset(), item.start)
            invited = list(self._invited_before)
            yield self._made(
                line, found.moment, found.place, mode_of([item.own], found.place), chair_in(item.text), invited, []
            )
            if self._inviting:
                return

    def scheduled(self) -> Iterator[_Event]:
        """Meetings whose days and hours stand in a table alone."""
        ways = [item.own for item in self._outline.walk() if "mode" in kinds_of_item(item)]
        for over, parts in timetables(self._outline.items, self._date):
            moment = stretch(parts)
            if self._is_past(moment):
                continue
            mode = mode_of([over.own, *ways], None) or ("in_person" if any(part.location for part in parts) else None)
            line = Labelled(over, frozenset(), over.start)
            event = self._made(line, moment, None, mode, self._presiding, list(self._invited_before), [])
            yield event._replace(meeting=event.meeting.model_copy(update={"sessions": parts}))

    def _made(
        self,
        first: Labelled,
        moment: When | None,
        place: Passage | None,
        mode: Mode | None,
        presiding: Passage | None,
        invited: list[Invited],
        group: list[Labelled],
    ) -> _Event:
        path = f"meetings[{self._count}].start"
        self._count += 1
        if moment is not None:
            self.issues += [issue(code, path, detail, moment.evidence) for code, detail in moment.issues]
        start, end = (moment.start, moment.end) if moment else (None, None)
        meeting = Meeting(
            text=first.item.own,
            start=start,
            end=end,
            mode=mode,
            sessions=tuple(sessions(group, start, end, self._date)),
            agenda=agenda(group),
            contacts=contacts(group) or self._contacts,
            evidence=moment.evidence if moment else (),
        )
        return _Event(meeting, presiding, place, invited, _link(group))

    def _is_past(self, moment: When | None) -> bool:
        """Whether a meeting lies before the letter that tells of it (minutes, conclusions)."""
        if moment is None or not self._date or "X" in self._date or "X" in moment.start:
            return False
        return (moment.end or moment.start)[:10] < self._date

    def _convenes(self, kinds: set[str]) -> bool:
        return "time" in kinds and "place" in kinds

    def _when(self, group: list[Labelled]) -> When | None:
        for one in group:
            if "time" in one.kinds:
                found = when(one.item, one.start, self._date)
                if found is not None:
                    return found
        return None

    def _place(self, one: Labelled) -> Passage | None:
        text, start = one.item.text, one.start
        if "place" not in one.kinds:
            online = ONLINE_AT.search(text.text, start)
            return location(text, online.end(), len(text.text)) if online else None
        if one.kinds >= {"time", "place"} and one.item.children and (one.item.is_leadin or start >= len(text.text)):
            return self._place_under(one.item)
        if one.kinds >= {"time", "place"}:
            at = _AT.search(text.text, start)
            if at is None:
                return None
            start = at.end()
        found = location(text, start, len(text.text))
        if found is None and one.item.children and "time" not in one.kinds:
            return self._place_under(one.item)
        return found

    def _place_under(self, item: Item) -> Passage | None:
        """The place in the items under a label: a labelled one, else the first, with its address behind it."""
        inner = [two for child in item.children if (two := labelled(child)) is not None and two.kinds != {"link"}]
        first = next(iter(item.leaves()), None)
        named = first is not None and labelled(first) is None
        if inner and not (named and ADDRESS.match(inner[0].item.own)):
            return next((self._place(two) for two in inner if "place" in two.kinds), None)
        if first is None or (_AT.search(first.own) is None and when(first, first.start, self._date) is not None):
            return None
        address = inner[0].item.text.lines if inner else []
        whole = TextMap([*first.text.lines, *address])
        return location(whole, first.start, len(whole.text))

    def _chair(self, group: list[Labelled]) -> Passage | None:
        for one in group:
            if "chair" in one.kinds:
                if one.start < len(one.item.text.text):
                    return chair(one.item.text, one.start, len(one.item.text.text), "meetings.chair-label")
                child = next(iter(one.item.leaves()), None)
                return chair(child.text, child.start, len(child.text.text), "meetings.chair-label") if child else None
        presiding = [two for one in group if "people" in one.kinds for two in labelled_below(one.item, "chair")]
        if presiding:  # Thành phần: 1. Chủ trì: …; 2. Đại biểu: …
            return self._chair(presiding)
        among = chair_among(one.item for one in group)
        if among is not None:
            return among
        return self._presiding

    @cached_property
    def _presiding(self) -> Passage | None:
        """Whom a sentence of the letter lets preside."""
        sentences = (item for item in self._outline.walk() if item.table is None)
        return next((found for item in sentences if (found := chair_in(item.text)) is not None), None)

    @cached_property
    def _contacts(self) -> tuple[Contact, ...]:
        return contacts_told(self._outline)

    def _participants(self, group: list[Labelled]) -> list[Invited]:
        found: list[Invited] = []
        for one in group:
            if "people" in one.kinds:
                found += self._invited(one)
            elif one.kinds & {"place", "mode"}:
                for inner in one.item.walk():
                    nested = labelled(inner) if inner is not one.item else None
                    if nested is not None and "people" in nested.kinds:
                        found += self._invited(nested)
        return found or list(self._invited_before)

    def _invited(self, one: Labelled) -> list[Invited]:
        if one.item.children:
            children = one.item.children
            listed = [child for child in children if child.kind or child.own.endswith(";")] or children
            return participants(
                child for child in listed if labelled(child) is None or "people" in kinds_of_item(child)
            )
        alone = participant_in(one.item.text, one.start, len(one.item.text.text))
        return [alone] if alone is not None else []

    # What the letter says for all its meetings is looked for once, not once a meeting.

    @cached_property
    def _invited_before(self) -> list[Invited]:
        """Those whom a ``kính mời:`` over the labelled items names."""
        for item in self._outline.walk():
            if item.table is not None or labelled(item) is not None:
                continue
            own = item.own.lower()
            if "kính mời" not in own:
                continue
            inner = [two for child in item.children if (two := labelled(child)) is not None and "people" in two.kinds]
            if inner:
                return [guest for two in inner for guest in self._invited(two)]
            listed = before_facts(item.children)
            if item.is_leadin and listed:
                return participants(listed)
            who = INVITED.search(item.text.text)
            alone = participant_in(item.text, *who.span("who")) if who else None
            if alone is not None:
                return [alone]
        return []
