"""Times of day, and moments joined out of times, dates, weekdays and parts of the day."""

import pytest

from gmparse.grammar.times import find_moments, find_times

LETTER = "2025-07-10"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14h00, 8h30, 7g30, 08:00", ["14:00", "08:30", "07:30", "08:00"]),
        ("13 giờ 30’ và 17h 30 phút", ["13:30", "17:30"]),
        ("8 giờ 00ngày 08 tháng 3", ["08:00"]),
        ("14 giờ, thứ 4", ["14:00"]),
        ("7 giờ rưỡi", ["07:30"]),
        ("2 giờ chiều", ["14:00"]),
        ("7h30 -9h00", ["07:30", "09:00"]),
        ("trước khi họp ít nhất là 24 giờ; trong 48 giờ", []),
        ("diện tích 14ha, 7 gam, tỷ lệ 1:2", []),
    ],
)
def test_times_of_day(text, expected):
    assert [clock.iso for clock in find_times(text)] == expected


@pytest.mark.parametrize(
    ("text", "begin", "finish"),
    [
        ("Thời gian: bắt đầu từ 14h00, ngày 06/8/2025 (thứ Tư)", "2025-08-06T14:00", None),
        ("14 giờ, thứ 4, ngày 06 tháng 8 năm 2025", "2025-08-06T14:00", None),
        ("½ ngày, từ 7h30 -9h00, Thứ tư, ngày 06/8/2025", "2025-08-06T07:30", "2025-08-06T09:00"),
        ("8 giờ 00ngày 06 tháng 8 năm 2025", "2025-08-06T08:00", None),
        ("ngày 06/8/2025, lúc 8 giờ", "2025-08-06T08:00", None),
        ("chiều ngày 06/8/2025", "2025-08-06", None),
        ("từ ngày 10 tháng 8 năm 2025 đến ngày 12 tháng 8 năm 2025", "2025-08-10", "2025-08-12"),
        ("từ ngày 05/9/2025 đến hết ngày 07/9/2025", "2025-09-05", "2025-09-07"),
        ("từ ngày 7-12 đến 10-12-2022", "2022-12-07", "2022-12-10"),
        ("vào các ngày 12 và 13 tháng 8 năm 2025", "2025-08-12", "2025-08-13"),
        ("ngày 20-22/8/2025", "2025-08-20", "2025-08-22"),
        ("8h00 ngày 16/8/2025 và kết thúc vào lúc 16:00 ngày 18/8/2025", "2025-08-16T08:00", "2025-08-18T16:00"),
        ("trong hai ngày 12 và 13/8/2025; khai mạc vào lúc 8h ngày 12/8/2025", "2025-08-12T08:00", "2025-08-13"),
        ("8h00 ngày 12/8/2025; dự kiến kết thúc vào 16h30 cùng ngày", "2025-08-12T08:00", "2025-08-12T16:30"),
        ("trong tháng 11/2025", "2025-11-XX", None),
        ("14:00 - 16:30 | 06.08.2025", "2025-08-06T14:00", "2025-08-06T16:30"),
        ("15h00-17h00 (GMT+7), 06/8/2025", "2025-08-06T15:00", "2025-08-06T17:00"),
        ("8 giờ 30 ngày 06 – 8 – 2025", "2025-08-06T08:30", None),
        ("Từ 08h00 đến 11h30 các ngày 23, 24 và 25/7/2025", "2025-07-23T08:00", "2025-07-25"),
        ("8h00 ngày    /11/2025", "2025-11-XX", None),
    ],
)
def test_moments(text, begin, finish):
    moments = find_moments(text, LETTER)
    assert [(m.begin, m.finish) for m in moments] == [(begin, finish)]


@pytest.mark.parametrize(
    ("text", "letter", "begin", "assumed"),
    [
        ("14h00 ngày 06/8", "2025-07-10", "2025-08-06T14:00", True),
        ("sáng 28.5", "2025-05-XX", "2025-05-28", True),
        ("14h00 ngày 06/8", None, None, False),
        ("14h00 ngày 06/8/2024", "2025-07-10", "2024-08-06T14:00", False),
        ("8h00 ngày 05/01", "2025-12-20", None, False),  # this year or the next: not said
        ("8h00, thứ Hai, ngày 05/01", "2025-12-20", "2026-01-05T08:00", True),  # the weekday says it
        ("8h00 ngày ... tháng ... năm ...", "2025-12-20", None, False),
    ],
)
def test_a_missing_year_is_the_letters_and_is_flagged(text, letter, begin, assumed):
    (moment,) = find_moments(text, letter)
    assert (moment.begin, moment.year_assumed) == (begin, assumed)


def test_a_weekday_that_does_not_fit_changes_nothing_and_is_reported():
    (moment,) = find_moments("8h00, thứ Năm, ngày 06/8/2025", LETTER)
    assert moment.begin == "2025-08-06T08:00"
    assert moment.weekday_conflict == "2025-08-06 is a thứ Tư, not a thứ Năm"


def test_a_weekday_that_fits_is_no_conflict():
    (moment,) = find_moments("8h00, Chủ nhật, ngày 10/8/2025", LETTER)
    assert moment.weekday_conflict is None


def test_two_events_are_two_moments():
    moments = find_moments("Đợt 1: 8h00 ngày 12/8/2025. Đợt 2: 14h00 ngày 15/8/2025.", LETTER)
    assert [m.begin for m in moments] == ["2025-08-12T08:00", "2025-08-15T14:00"]


def test_times_without_date_keep_their_clock():
    (moment,) = find_moments("Sáng từ 8 giờ 00 - 11 giờ 30", LETTER)
    assert (moment.begin, moment.session, [c.iso for c in moment.clocks]) == (None, "morning", ["08:00", "11:30"])


def test_the_date_of_a_cited_document_is_no_moment():
    assert find_moments("theo Công văn số 12/SYT-NV ngày 03/5/2025", LETTER) == []


def test_spans():
    text = "Họp từ 7h30 đến 9h00 ngày 06/8/2025 tại hội trường"
    (moment,) = find_moments(text, LETTER)
    assert text[moment.start : moment.end] == "7h30 đến 9h00 ngày 06/8/2025"
    assert text[slice(*moment.finish_span)] == "9h00"


@pytest.mark.parametrize("text", ["12, " * 5000, "12h " * 4000, "1/2 sáng " * 2000, "thứ 2 " * 4000])
def test_hostile_text_ends_quickly(text):
    assert all(m.end <= len(text) for m in find_moments(text, LETTER))
