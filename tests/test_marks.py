"""Marks of urgency and secrecy."""

import pytest

import gmparse

LETTER = """UBND TỈNH HÒA AN
SỞ VĂN HÓA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 57/SVH-VP
{}
Hòa An, ngày 21 tháng 7 năm 2025
V/v rà soát hồ sơ lưu trữ

Kính gửi: Các đơn vị trực thuộc

Đề nghị các đơn vị rà soát hồ sơ.

GIÁM ĐỐC

Trần Văn Mẫu
"""


@pytest.mark.parametrize(
    ("lines", "urgency", "secrecy"),
    [
        ("HỎA TỐC", "HỎA TỐC", None),
        ("MẬT", None, "MẬT"),
        ("Độ khẩn: Hỏa tốc\nĐộ mật: TỐI MẬT", "Hỏa tốc", "TỐI MẬT"),
        ("Mức độ khẩn: KHẨN", "KHẨN", None),
        ("Độ mật:", None, None),
    ],
)
def test_marks_with_and_without_their_label(lines, urgency, secrecy):
    letter = gmparse.parse(LETTER.format(lines).encode())
    marks = [mark.text if mark else None for mark in (letter.urgency, letter.secrecy)]
    assert marks == [urgency, secrecy]
    assert letter.subject.text == "V/v rà soát hồ sơ lưu trữ"
