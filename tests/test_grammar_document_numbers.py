"""Numbers and symbols of documents, in running text and on the letter's own number line."""

import pytest

from gmparse.grammar.document_numbers import find_numbers, parse_number_line


@pytest.mark.parametrize(
    ("text", "number", "serial", "year", "symbol"),
    [
        ("Quyết định số 57/QĐ-UBND ngày", "57/QĐ-UBND", "57", None, "QĐ-UBND"),
        ("Nghị định số 30/2020/NĐ-CP", "30/2020/NĐ-CP", "30", 2020, "NĐ-CP"),
        ("Nghị định 30/2020/NĐ-CP", "30/2020/NĐ-CP", "30", 2020, "NĐ-CP"),
        ("Luật số 64/2025/QH15", "64/2025/QH15", "64", 2025, "QH15"),
        ("Nghị quyết số 66.1/2025/NQ-CP", "66.1/2025/NQ-CP", "66.1", 2025, "NQ-CP"),
        ("Hướng dẫn số 05-HD/VPTW, ngày", "05-HD/VPTW", "05", None, "HD/VPTW"),
        ("Công văn số 77-CV/VPTW/nb", "77-CV/VPTW/nb", "77", None, "CV/VPTW/nb"),
        ("Kết luận số 812- KL/TU về", "812-KL/TU", "812", None, "KL/TU"),
        ("Quyết định số 84 QĐ/TWĐTN ngày", "84QĐ/TWĐTN", "84", None, "QĐ/TWĐTN"),
        ("Quyết định số 779 /QĐ-UBND", "779/QĐ-UBND", "779", None, "QĐ-UBND"),
        ("Công văn số 276/UBND- NCKS về", "276/UBND-NCKS", "276", None, "UBND-NCKS"),
        ("Công văn số 12/QĐ – UBND ngày", "12/QĐ-UBND", "12", None, "QĐ-UBND"),
        ("Văn bản số 16/CGC.BT ngày", "16/CGC.BT", "16", None, "CGC.BT"),
        ("Công văn số 9/SNV-LĐ&TN ngày", "9/SNV-LĐ&TN", "9", None, "SNV-LĐ&TN"),
        ("Công văn số 3/LĐVVN BTh ngày", "3/LĐVVNBTh", "3", None, "LĐVVNBTh"),
        ("Công văn số 03/BCĐ-CAT(PC04) ngày", "03/BCĐ-CAT(PC04)", "03", None, "BCĐ-CAT(PC04)"),
        ("Văn bản số …/STP-HC ngày …", "/STP-HC", None, None, "STP-HC"),
        ("Tờ trình số      /TTr-SNV", "/TTr-SNV", None, None, "TTr-SNV"),
        ("Tờ trình số     -TTr/ĐU", "-TTr/ĐU", None, None, "TTr/ĐU"),
        ("Nghị định số 45/25010/NĐ-CP", "45/25010/NĐ-CP", "45", None, "NĐ-CP"),
        ("Quyết định số 2025/QĐ-UBND", "2025/QĐ-UBND", "2025", None, "QĐ-UBND"),
    ],
)
def test_numbers_of_running_text(text, number, serial, year, symbol):
    (found,) = find_numbers(text)
    assert (found.text, found.serial, found.year, found.symbol) == (number, serial, year, symbol)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Nghị định số 30/2020/NĐ-CP1, Sở", "30/2020/NĐ-CP"),
        ("Quyết định số 5/QĐ-UBND2 ngày", "5/QĐ-UBND"),
        ("Văn bản số 1/BC-HHDN-K5 ngày", "1/BC-HHDN-K5"),
        ("Luật số 15/2023/QH15.", "15/2023/QH15"),
    ],
)
def test_a_footnote_is_no_part_of_the_symbol(text, number):
    assert [n.text for n in find_numbers(text)] == [number]


@pytest.mark.parametrize(
    "text",
    [
        "ngày 14/3/2025",
        "24/7",
        "02 buổi/tuần",
        "tỷ lệ 3/4",
        "Điều 5/khoản 2",
        "huyết áp 120/80",
        "giai đoạn 2021-2025",
        "Các số 1/2 và 3/4 trong bảng",
    ],
)
def test_what_is_no_number(text):
    assert find_numbers(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("số 5/QĐ-UBNDngày 3/4/2025", "5/QĐ-UBND"),
        ("số 5/QĐ-UBND- Các đơn vị", "5/QĐ-UBND"),
        ("số 5/QĐ-UBND - UBND các xã thực hiện", "5/QĐ-UBND"),
        ("số 5/QĐ-UBND.", "5/QĐ-UBND"),
    ],
)
def test_a_number_ends_where_the_sentence_goes_on(text, number):
    (found,) = find_numbers(text)
    assert found.text == number
    assert text[found.start : found.end] == number


def test_two_spellings_have_one_key():
    first, second = find_numbers("số 011/TT-LĐ và số 11/TT-LĐ")
    assert first.key == second.key


@pytest.mark.parametrize(
    ("text", "number", "serial", "year", "symbol", "state"),
    [
        ("Số:           /GM -SYT        Hòa An, ngày      tháng 7", "/GM-SYT", None, None, "GM-SYT", "blank"),
        ("Số: 85 /GM-UBND", "85/GM-UBND", "85", None, "GM-UBND", "read"),
        ("Số 14-GM/ĐU", "14-GM/ĐU", "14", None, "GM/ĐU", "read"),
        ("Số:      -TTr/ĐU", "-TTr/ĐU", None, None, "TTr/ĐU", "blank"),
        ("Số: 12/2025/NQ-HĐND", "12/2025/NQ-HĐND", "12", 2025, "NQ-HĐND", "read"),
        ("Số: 2003/CĐ-VPCP", "2003/CĐ-VPCP", "2003", None, "CĐ-VPCP", "read"),
        ("Số: 519/SNV-TC", "519/SNV-TC", "519", None, "SNV-TC", "read"),
        ("Số : 16/CGC.BT", "16/CGC.BT", "16", None, "CGC.BT", "read"),
        ("Số:....../TB-ABC", "/TB-ABC", None, None, "TB-ABC", "blank"),
        ("Số 367 - QĐ/TWĐTN-VP", "367-QĐ/TWĐTN-VP", "367", None, "QĐ/TWĐTN-VP", "read"),
        ("Luật số: 64/2025/QH15", "64/2025/QH15", "64", 2025, "QH15", "read"),
        ("Số: 07-01/26/PT-NC", "07-01/26/PT-NC", "07-01", 2026, "PT-NC", "read"),
        ("Số: ⁄4b /TB-UBND", "/TB-UBND", None, None, "TB-UBND", "unreadable"),
        ("Số: 12", "12", "12", None, None, "read"),
        ("Số: ……", "", None, None, None, "blank"),
    ],
)
def test_number_lines(text, number, serial, year, symbol, state):
    line = parse_number_line(text)
    assert (line.text, line.serial, line.year, line.symbol, line.state) == (number, serial, year, symbol, state)


def test_spans_of_a_number_line():
    text = "Số: 85 /GM-UBND"
    line = parse_number_line(text)
    assert [text[slice(*span)] for span in (line.span, line.serial_span, line.symbol_span)] == [
        "85 /GM-UBND",
        "85",
        "GM-UBND",
    ]


@pytest.mark.parametrize("text", ["Độc lập - Tự do - Hạnh phúc", "Số điện thoại: 0255 382", "SỞ NỘI VỤ"])
def test_lines_without_number(text):
    assert parse_number_line(text) is None


@pytest.mark.parametrize("text", ["1/" * 6000, "số" + " " * 30000 + "/", "1/" + "A-" * 12000, "1/QĐ & " * 3000])
def test_hostile_text_ends_quickly(text):
    assert all(n.end <= len(text) for n in find_numbers(text))
