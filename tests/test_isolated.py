"""dateparser earns its place: classes of dates that the grammar does not know, with and without it."""

import pytest

import gmparse
from gmparse.grammar.dates import find_dates
from gmparse.grammar.isolated import read_isolated

KNOWN_BY_DATEPARSER_ALONE = [
    ("month in words", "Hòa An, ngày 23 tháng Bảy năm 2025", "2025-07-23"),
    ("month in words, small", "ngày 02 tháng chín năm 2025", "2025-09-02"),
    ("English, day first", "Hanoi, 23 July 2025", "2025-07-23"),
    ("English, month first", "Hanoi, July 23rd, 2025", "2025-07-23"),
    ("English, short", "23-Jul-2025", "2025-07-23"),
    ("English, with a time", "8:30 AM, 23 July 2025", "2025-07-23T08:30"),
    ("French", "Hanoï, 23 juillet 2025", "2025-07-23"),
]


@pytest.mark.parametrize(("kind", "text", "value"), KNOWN_BY_DATEPARSER_ALONE)
def test_dateparser_reads_what_the_grammar_does_not_know(kind, text, value):
    assert read_isolated(text).value == value
    assert [
        date.edtf for date in find_dates(text) if date.edtf
    ] == []  # off: the grammar gives nothing, and nothing wrong


@pytest.mark.parametrize(
    "text",
    [
        "14 giờ 00 phút, ngày 05/8/2025",  # the grammar's; dateparser alone is wrong on it
        "ngày   /7/2025",
        "ngày 20 hằng tháng",
        "tháng Bảy năm 2025",
        "ngày 23 tháng Giêng năm 2026",  # the lunar year's first month: dateparser does not know it, nobody guesses
        "ngày 40 tháng Bảy năm 2025",
        "Chapter 23 July",
        "Điều 12 Luật 2025",
    ],
)
def test_it_never_finds_or_overrides(text):
    assert read_isolated(text) is None


def test_a_letter_dated_in_words():
    text = (
        "SỞ VĂN HÓA\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSố: 12/TB-SVH\n"
        "Hòa An, ngày 23 tháng Bảy năm 2025\n\nTHÔNG BÁO\nVề việc mở thư viện\n\nThư viện mở lại từ thứ Hai.\n"
    )
    letter = gmparse.parse(text.encode())
    assert (letter.date.edtf, letter.date.state, letter.place.text) == ("2025-07-23", "read", "Hòa An")
    assert "date-in-words" in {entry.code for entry in letter.issues}
