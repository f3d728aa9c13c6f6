"""The calendar, read again by icalendar."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from exporting import EACH_HOSTILE, components, fields_of, hostile, letter_of, letters, written

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

# --- the calendar -----------------------------------------------------------------------------------------------------


def test_the_calendar_holds_meetings_and_tasks():
    data, report = written(letters(), "ics")
    events, tasks = components(data, "VEVENT"), components(data, "VTODO")
    assert len(events) == sum(len(letter.meetings) for letter in letters())
    assert len(tasks) == sum(one.deadline is not None for letter in letters() for one in letter.assignments)
    assert report.entries == len(events) + len(tasks)
    assert len({str(one["UID"]) for one in events + tasks}) == report.entries
    (zone,) = components(data, "VTIMEZONE")
    assert zone["TZID"] == "Asia/Ho_Chi_Minh"
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert all("ORGANIZER" not in one and "ATTENDEE" not in one for one in events)


def test_a_meeting_in_the_calendar():
    letter = letter_of("gm-van-phong-ky.pdf")
    data, _ = written([letter], "ics", link=lambda one: f"file:///in/{one.source.name}")
    (event,) = components(data, "VEVENT")
    meeting = letter.meetings[0]
    assert event.decoded("DTSTART") == datetime.datetime(2025, 11, 6, 8, tzinfo=HANOI)
    assert event.decoded("DTEND") == datetime.datetime(2025, 11, 6, 11, 30, tzinfo=HANOI)
    assert event["LOCATION"] == meeting.location.text
    assert event["URL"] == "file:///in/gm-van-phong-ky.pdf"
    assert event["UID"] == f"{letter.source.sha256}-1-meeting-0@gmparse"
    assert event.decoded("DTSTAMP") == datetime.datetime(2025, 11, 4, tzinfo=datetime.UTC)
    said = str(event["DESCRIPTION"])
    assert all(one.text in said for one in meeting.participants)
    assert f"Chủ trì: {meeting.chair.text}" in said
    assert "412/GM-UBND" in said and letter.source.sha256 in said


def test_deadlines_are_tasks():
    letter = letter_of("cd-chay-rung.pdf")
    before, within = components(written([letter], "ics")[0], "VTODO")
    assert before.decoded("DUE") == datetime.datetime(2026, 2, 15, tzinfo=HANOI)  # trước ngày 15/02/2026
    assert within.decoded("DUE") == datetime.date(2026, 2, 28)  # trong tháng 02/2026
    assert before["PRIORITY"] == 5
    assert before["SUMMARY"].startswith("Chủ tịch Ủy ban nhân dân các xã, phường: Kiện toàn")


def meeting_at(start, end=None):
    letter = letter_of("gm-mau-nd30.pdf")
    meeting = letter.meetings[0].model_copy(update={"start": start, "end": end})
    return letter.model_copy(update={"meetings": (meeting,)})


@pytest.mark.parametrize("start", [None, "2025-11-XX", "2025-XX-XX", "2025-11-XXT08:00", "2025-11"])
def test_meetings_without_a_certain_day_are_left_out_and_listed(start):
    data, report = written([meeting_at(start)], "ics")
    assert components(data, "VEVENT") == []
    assert [note.field for note in report.notes] == ["meetings[0].start"]


def test_meetings_of_whole_days():
    data, report = written([meeting_at("2025-11-20", "2025-11-22")], "ics")
    (event,) = components(data, "VEVENT")
    assert event.decoded("DTSTART") == datetime.date(2025, 11, 20)
    assert event.decoded("DTEND") == datetime.date(2025, 11, 23)  # the day behind the last (RFC 5545, 3.6.1)
    assert report.notes == ()


@pytest.mark.parametrize("end", ["2025-11-20", "2025-11-XX", "2025-11-20T07:00"])
def test_an_end_that_does_not_fit_is_left_out_and_said(end):
    data, report = written([meeting_at("2025-11-20T08:00", end)], "ics")
    (event,) = components(data, "VEVENT")
    assert "DTEND" not in event
    assert f"Kết thúc: {end}" in str(event["DESCRIPTION"])
    assert fields_of(report) == {"meetings[0].end"}


@EACH_HOSTILE
def test_nothing_gets_out_of_its_property(text):
    data, _ = written([hostile(text)], "ics")
    (event,) = components(data, "VEVENT")
    assert len(str(event["SUMMARY"])) <= 250
    assert data.count(b"\r\nEND:VEVENT") == 1
    assert not set(range(32)) - {9, 10, 13} & set(data)  # a tab is text (RFC 5545, 3.1)


def test_the_calendar_does_not_depend_on_order():
    data, _ = written(letters(), "ics")
    again, _ = written(reversed(letters()), "ics")
    assert sorted(str(one) for one in components(data, "VEVENT")) == sorted(
        str(one) for one in components(again, "VEVENT")
    )
