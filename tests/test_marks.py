"""Marks of urgency and secrecy."""

import pytest
from support import LETTER

import gmparse


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
    marked = LETTER.replace("\nHòa An, ngày", f"\n{lines}\nHòa An, ngày")
    letter = gmparse.parse(marked.format("Đề nghị các đơn vị rà soát hồ sơ.").encode())
    marks = [mark.text if mark else None for mark in (letter.urgency, letter.secrecy)]
    assert marks == [urgency, secrecy]
    assert letter.subject.text == "V/v rà soát hồ sơ lưu trữ"
