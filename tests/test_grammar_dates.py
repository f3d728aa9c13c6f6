"""Dates in running text and in date lines."""

import pytest

from gmparse.grammar.dates import date_at, find_dates, letter_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ký ngày 21 tháng 7 năm 2025 và 14/3/2025", ["2025-07-21", "2025-03-14"]),
        ("14-3-2025, 14.3.2025", ["2025-03-14", "2025-03-14"]),
        ("14/3/2025-16/3/2025", ["2025-03-14", "2025-03-16"]),
        ("ngày     tháng 7 năm 2025", ["2025-07-XX"]),
        ("ngày … tháng … năm 2025", ["2025-XX-XX"]),
        ("ngày .../5/2025; ngày  /12/2025; ngày…/…/2025", ["2025-05-XX", "2025-12-XX", "2025-XX-XX"]),
        ("ngày 08\ntháng 01  năm2025", ["2025-01-08"]),
        ("ngày21 tháng 7 năm 2025", ["2025-07-21"]),
        ("lúc 8 giờ 00ngày 08 tháng 3 năm 2011", ["2011-03-08"]),
        ("ngày 2 1 tháng 0 7 năm 2025", ["2025-07-21"]),
        ("tháng 11/2025; tháng 11 năm 2025; tháng …/2025", ["2025-11-XX", "2025-11-XX", "2025-XX-XX"]),
        ("ngày 23 / 3 /2022", ["2022-03-23"]),
        ("ngày 21/7/25", ["2025-07-21"]),
        ("các ngày 12 và 13 tháng 8 năm 2021", ["2021-08-13"]),
        ("từ ngày 20-22/8/2025", ["2025-08-22"]),
        ("ngày 20 & 21/8/2025", ["2025-08-21"]),
        ("theo Quyết định số 112/2025/QĐ-TTg, 12/2024, Nghị quyết 11/12/2024/NQ-HĐND", []),
        ("họ tên, ngày, tháng, năm sinh", []),
        ("báo cáo 6 tháng năm 2025", []),
        ("trong 07 ngày làm việc", []),
    ],
)
def test_dates_of_running_text(text, expected):
    assert [d.edtf for d in find_dates(text)] == expected


def test_a_date_without_year_has_no_edtf():
    (date,) = find_dates("trước ngày 23/7.")
    assert (date.day, date.month, date.year, date.edtf, date.valid) == (23, 7, None, None, True)


@pytest.mark.parametrize(
    ("text", "shown"), [("gửi ngày 5/8/2025./.", "ngày 5/8/2025"), ("hết tháng 9/2025", "tháng 9/2025")]
)
def test_a_span_begins_at_its_leading_word(text, shown):
    (date,) = find_dates(text)
    assert text[date.start : date.end] == shown


@pytest.mark.parametrize(("text", "valid"), [("29/2/2024", True), ("29/2/2025", False), ("ngày 31/02/2025", False)])
def test_impossible_dates_are_found_and_said_to_be_so(text, valid):
    (date,) = find_dates(text)
    assert date.valid is valid


def test_date_at_a_place():
    text = "số 5, ngày 1/2/2025"
    assert date_at(text, 6).edtf == "2025-02-01"
    assert date_at(text, 0) is None


@pytest.mark.parametrize(
    ("text", "edtf", "noise"),
    [
        ("Hòa An, ngày      tháng 7 năm 2025", "2025-07-XX", False),
        ("Hòa An, ngày 05 tháng 9 năm 2025", "2025-09-05", False),
        ("Hòa An, ngày tháng năm 2025", "2025-XX-XX", False),
        ("Hòa An, ngày |o tháng 7 năm 2025", "2025-07-XX", True),
        ("Hòa An, 5/9/2025", "2025-09-05", False),
        ("ngày ... tháng ... năm 20...", None, False),
    ],
)
def test_date_lines(text, edtf, noise):
    date = letter_date(text)
    assert (date.edtf, date.noise) == (edtf, noise)


def test_a_line_without_date():
    assert letter_date("Độc lập - Tự do - Hạnh phúc") is None


@pytest.mark.parametrize("text", ["ngày " * 4000, "1/" * 6000, "ngày" + " " * 30000, "ngày 1" + "." * 30000 + "tháng"])
def test_hostile_text_ends_quickly(text):
    assert all(d.end <= len(text) for d in find_dates(text))
