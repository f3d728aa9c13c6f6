"""The type of letters without a title: a công văn, unless the symbol is one of letters that have a title."""

import pytest

import gmparse

LETTER = """SỞ VĂN HÓA HÒA AN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 57/{symbol}
Hòa An, ngày 21 tháng 7 năm 2025
{title}
Kính gửi: Các phòng, đơn vị trực thuộc

Sở Văn hóa đề nghị các đơn vị rà soát hồ sơ lưu trữ.

Nơi nhận:
- Như trên;
- Lưu: VT.

GIÁM ĐỐC

Trần Mẫu
"""


def read(symbol, title=""):
    letter = gmparse.parse(LETTER.format(symbol=symbol, title=title).encode(), options=gmparse.Options(ocr="never"))
    return letter, {issue.code: issue for issue in letter.issues}


@pytest.mark.parametrize("symbol", ["SVH-VP", "CT-TTHT", "KH-VP", "CV-SVH"])
def test_a_letter_without_a_title_is_a_cong_van(symbol):
    """Also where the organ's initials are those of a type."""
    letter, issues = read(symbol)
    assert letter.type.code == "CV"
    assert "title-missing" not in issues


@pytest.mark.parametrize(("symbol", "code"), [("GM-SVH", "GM"), ("QĐ-SVH", "QĐ"), ("HD-SVH", "HD")])
def test_a_symbol_of_titled_letters_without_a_title(symbol, code):
    letter, issues = read(symbol)
    assert letter.type.code == code
    assert issues["title-missing"].severity == "warning"
    assert "type.code" in letter.needs_review
    assert [(entry.text, entry.rule) for entry in letter.type.evidence] == [(symbol[:2], "type.symbol")]


def test_the_title_decides():
    letter, issues = read("GM-SVH", "THÔNG BÁO")
    assert letter.type.code == "TB"
    assert {"type-symbol-mismatch"} == {"type-symbol-mismatch", "title-missing"} & issues.keys()
