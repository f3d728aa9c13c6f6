"""Deadlines."""

import pytest

from gmparse.grammar.deadlines import find_deadlines

LETTER = "2025-07-10"


@pytest.mark.parametrize(
    ("text", "date", "inclusive"),
    [
        ("hoàn thành trước 30/9/2025", "2025-09-30", False),
        ("gửi về Sở Nội vụ trước ngày 30 tháng 9 năm 2025 để tổng hợp", "2025-09-30", False),
        ("chậm nhất đến ngày 30/9/2025", "2025-09-30", True),
        ("chậm nhất là thứ 3, ngày 30 tháng 9 năm 2025", "2025-09-30", True),
        ("hạn cuối: 30/9/2025", "2025-09-30", True),
        ("nộp đến hết ngày 30/9/2025", "2025-09-30", True),
        ("báo cáo trong ngày 30 tháng 9 năm 2025", "2025-09-30", True),
        ("trước 16 giờ 00 ngày 15/8/2025", "2025-08-15T16:00", False),
        ("trước 14 giờ, ngày 11 tháng 8 năm 2025", "2025-08-11T14:00", False),
        ("(chậm nhất tháng 10/2025)", "2025-10-31", True),
        ("xong trong tháng 02/2028", "2028-02-29", True),
        ("trong quý II năm 2026", "2026-06-30", True),
        ("trước tháng 10/2025", "2025-10-01", False),
        ("trước quý IV/2025", "2025-10-01", False),
        ("trong thời hạn 07 ngày làm việc, kể từ ngày kết thúc", None, True),
        ("chậm nhất sau 05 ngày làm việc kể từ ngày nhận được văn bản này", None, True),
        ("trước ngày 20 hằng tháng", None, False),
        ("trước 17h00, thứ 6 hàng tuần", None, False),
    ],
)
def test_deadlines(text, date, inclusive):
    assert [(d.date, d.inclusive) for d in find_deadlines(text, LETTER)] == [(date, inclusive)]


@pytest.mark.parametrize(
    "text",
    [
        "có mặt trước khi khai mạc 15 phút",
        "có hiệu lực kể từ ngày ký",
        "Giấy này có giá trị đến hết ngày ………",
        "từ ngày 01/8/2025 đến hết ngày 05/8/2025",
        "thực hiện trong năm 2026",
        "trước đây đã ban hành ngày 5/5/2025",
        "nhiệm kỳ 2025-2030",
    ],
)
def test_what_is_no_deadline(text):
    assert find_deadlines(text, LETTER) == []


def test_a_missing_year_is_the_letters_and_is_flagged():
    (deadline,) = find_deadlines("trước ngày 15/12", LETTER)
    assert (deadline.date, deadline.year_assumed) == ("2025-12-15", True)
    assert find_deadlines("trước ngày 15/12", None) == []


def test_the_span_begins_at_the_opening_word():
    text = "báo cáo về Sở chậm nhất ngày 10/9/2025 để tổng hợp"
    (deadline,) = find_deadlines(text, LETTER)
    assert text[deadline.start : deadline.end] == "chậm nhất ngày 10/9/2025"


@pytest.mark.parametrize("text", ["trước " * 3000, "trong thời hạn " * 3000, "gửi a " * 4000])
def test_hostile_text_ends_quickly(text):
    assert find_deadlines(text, LETTER) == []
