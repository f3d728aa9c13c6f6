"""Plain text: lines, paragraphs, columns side by side, words."""

from pathlib import Path

import pytest

from gmparse.errors import UnsupportedFormatError
from gmparse.options import DEFAULT
from gmparse.reading.plain import read_plain

SHARED = Path(__file__).parents[2] / "shared"


def read(text: str, encoding: str = "utf-8"):
    document = read_plain(text.encode(encoding), "letter.txt", "0" * 64, DEFAULT)
    assert document.page_count is None
    assert document.media_type == "text/plain"
    for line in document.pages[0].lines:
        assert line.page is None
        assert all(line.text[w.start : w.end] == w.text for w in line.words)
        assert all(line.place.x0 <= w.place.x0 < w.place.x1 <= line.place.x1 + 0.01 for w in line.words)
    return document.pages[0].lines


def texts(lines):
    return [line.text for line in lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_line_ends_and_locators(encoding):
    lines = read("Số: 12/GM-SVH\r\n\r\nGIẤY MỜI\rV/v họp\n", encoding)
    assert texts(lines) == ["Số: 12/GM-SVH", "GIẤY MỜI", "V/v họp"]
    assert [line.locator for line in lines] == ["line 1", "line 3", "line 4"]


def test_other_bytes_are_refused():
    with pytest.raises(UnsupportedFormatError, match="UTF-8"):
        read_plain(b"C\xe9ng h\xa4a", "old.txt", "0" * 64, DEFAULT)


def test_text_is_cleaned():
    decomposed = "Ho\u0300a\u00a0An\u200b, \u00d0\u1ed3ng\u00ad"
    assert texts(read(decomposed)) == ["H\u00f2a An, \u0110\u1ed3ng"]


def test_words_are_letters_or_punctuation():
    assert [w.text for w in read("Số: 57/GM-SVH")[0].words] == ["Số", ":", "57", "/", "GM", "-", "SVH"]


def test_blank_slots_keep_their_width():
    lines = read("Căn cứ\nSố:        /GM-SVH\nKính mời")
    assert lines[1].text == "Số:        /GM-SVH"


def test_blank_lines_part_paragraphs():
    lines = read("Kính gửi các sở\nvà các ban\n\nSở mời họp\nvào thứ hai\nlúc tám giờ\n\nTrân trọng")
    assert [line.starts_paragraph for line in lines] == [None, None, True, None, None, True]


def test_blank_line_after_every_line_says_nothing():
    lines = read("\n\n".join(["Kính gửi các sở", "và các ban", "Sở mời họp", "vào thứ hai"]))
    assert {line.starts_paragraph for line in lines} == {None}
    assert [line.place.top for line in lines] == [0, 14, 28, 42]


def test_form_feed_ends_a_line_and_counts_none():
    lines = read("một\n\fhai\nba")
    assert [(line.text, line.locator) for line in lines] == [("một", "line 1"), ("hai", "line 2"), ("ba", "line 3")]


def test_leading_blanks_are_the_place():
    lines = read("Nhất\n          GIẤY MỜI")
    assert lines[0].place.x0 == 57
    assert lines[1].place.x0 == 57 + 60
    assert lines[1].place.top == 14


def test_long_rows_stay_on_the_page():
    assert read("x " * 200)[0].place.x1 <= 595


def test_letterhead_columns_are_told_apart():
    lines = read(
        "UBND TỈNH HÒA AN              CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "   SỞ VĂN HÓA                     Độc lập - Tự do - Hạnh phúc\n"
        "Số:     /GM-SVH               Hòa An, ngày     tháng 7 năm 2025\n"
        "\n"
        "                         GIẤY MỜI\n"
    )
    assert texts(lines) == [
        "UBND TỈNH HÒA AN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "SỞ VĂN HÓA",
        "Độc lập - Tự do - Hạnh phúc",
        "Số:     /GM-SVH",
        "Hòa An, ngày     tháng 7 năm 2025",
        "GIẤY MỜI",
    ]


def test_signature_beside_recipients():
    lines = read(
        "Nơi nhận:                              GIÁM ĐỐC\n"
        "- Như trên;\n"
        "- Lưu: VT.\n"
        "\n"
        "                                     Trần Văn Mẫu\n"
    )
    assert texts(lines) == ["Nơi nhận:", "GIÁM ĐỐC", "- Như trên;", "- Lưu: VT.", "Trần Văn Mẫu"]
    assert lines[1].place.x0 == 57 + 39 * 6


def test_gap_alone_is_no_column():
    text = "Số:           /GM-SVH        Hòa An, ngày      tháng 7 năm 2025\n\n\nGIẤY MỜI"
    assert texts(read(text)) == ["Số:           /GM-SVH        Hòa An, ngày      tháng 7 năm 2025", "GIẤY MỜI"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
def test_the_first_letter_of_the_project():
    data = (SHARED / "letters" / "0eef2977.txt").read_bytes()
    lines = read_plain(data, "0eef2977.txt", "0" * 64, DEFAULT).pages[0].lines
    assert [line.text for line in lines] == [row.strip() for row in data.decode().splitlines() if row.strip()]
    assert not any(line.starts_paragraph for line in lines)


@pytest.mark.parametrize(
    "row",
    ["Số:        /GM-SVH", "Hòa An, ngày      tháng 6 năm 2026", "Số    -TTr/ĐU", "Hòa An, ngày 03  tháng    năm 2026"],
)
def test_a_slot_is_no_column(row):
    lines = read(
        f"       SỞ VĂN HÓA              CỘNG HÒA XÃ HỘI\n{row}\n        VĂN PHÒNG              Độc lập - Tự do\n"
    )
    assert row in texts(lines)


def test_a_doubled_blank_is_no_column():
    text = (
        "Căn cứ Luật Tổ chức  chính quyền địa phương và Nghị định\ncủa Chính phủ về công  tác văn thư, Sở tổ chức họp\n"
    )
    assert len(read(text)) == 2


def test_paragraphs_of_one_line_are_paragraphs():
    lines = read("\n\n".join(f"Đoạn thứ {n} của văn bản." for n in range(9)))
    assert all(line.starts_paragraph for line in lines[1:])


def test_what_stands_behind_a_form_feed_begins_a_paragraph():
    assert [line.starts_paragraph for line in read("Trần Văn Mẫu\n\fPhụ lục\nDanh mục\n")] == [None, True, None]
