"""Recognised words put right: closed phrases, slots filled in by hand, dashes of lists. No recogniser is needed."""

import pytest

from gmparse.page import Box, Style
from gmparse.reading.columns import Piece
from gmparse.reading.repair import repair
from gmparse.reading.words import cut

HEIGHT, SIZE, EM = 842.0, 13.0, 6.5
SURE = 0.95


def piece(text, *, top=300.0, left=85.0, confidence=SURE, unsure=()):
    """A recognised line. ``unsure``: words and their confidence."""
    made = Piece()
    for at, word in cut(text):
        place = Box(left + at * EM, top, left + (at + len(word)) * EM, top + SIZE)
        blank = at > 0 and text[at - 1] == " "
        made.add(word, place, Style(SIZE), blank, dict(unsure).get(word, confidence))
    return made


def shown(pieces):
    """The text of each piece."""
    return [text_of(list(zip(piece.words, piece.gaps, strict=True))) for piece in pieces]


def text_of(words):
    return "".join((" " if gap and index else "") + word.text for index, (word, gap) in enumerate(words))


def repaired(text, **how):
    return shown(repair([piece(text, **how)], HEIGHT))[0]


# --- closed phrases ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("QUYÉT ĐỊNH", "QUYẾT ĐỊNH"),
        ("GIÁY MỜI", "GIẤY MỜI"),
        ("KẾ HOACH", "KẾ HOẠCH"),
        ("SỞ Y TÉ", "SỞ Y TẾ"),
        ("SỞ NỘI VU", "SỞ NỘI VỤ"),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIÊT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("UỶ BAN NHÂN DẦN", "UỶ BAN NHÂN DÂN"),  # the place of the tone mark stays
        ("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIÊT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("KT. GIÁM ĐÓC", "KT. GIÁM ĐỐC"),
        ("PHÓ CHỦ TICH", "PHÓ CHỦ TỊCH"),
        ("UBND TỈNH LÂM ĐÔNG", "UBND TỈNH LÂM ĐỒNG"),
    ],
)
def test_titles_positions_and_organs_in_capitals(read, printed):
    assert repaired(read) == printed


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("tỉnh Lâm Đông", "tỉnh Lâm Đồng"),
        ("của Sở Y tế tỉnh Lâm Đông về việc", "của Sở Y tế tỉnh Lâm Đồng về việc"),
        ("Tỉnh Lâm Đông", "Tỉnh Lâm Đồng"),
        ("Lâm Đông, ngày 05 tháng 3 năm 2025", "Lâm Đồng, ngày 05 tháng 3 năm 2025"),
    ],
)
def test_places_behind_their_kind_and_before_the_day(read, printed):
    assert repaired(read) == printed


@pytest.mark.parametrize(
    "text",
    [
        "ra quyêt đinh về việc tổ chức",  # misread, but running text: there is no general dictionary
        "thông báo kế hoạch kiểm tra",
        "Nguyễn Hải Đường",  # a person, not the province Hải Dương
        "Trần Lâm Đông",
        "Ông Lê Quang Bình, Giám đốc",
        "phía Lâm Đông",  # no kind before it, no day behind it
        "QUYẾT ĐỊNH",
        "HỘI ĐỒNG NHÂN DÂN",
        "ỦY BAN NHÂN DÂN",
        "UỶ BAN NHÂN DÂN",  # another spelling is no mistake
    ],
)
def test_what_is_no_misread_phrase_stays(text):
    assert repaired(text) == text


def test_a_repaired_word_keeps_its_place_and_confidence():
    before = piece("QUYÉT ĐỊNH", unsure=[("QUYÉT", 0.61)])
    after = repair([before], HEIGHT)[0]
    assert [(w.place, w.confidence, w.start) for w in after.words] == [
        (w.place, w.confidence, w.start) for w in before.words
    ]


def test_a_stroke_of_the_pen_behind_a_phrase_goes():
    assert repaired("GIÁM ĐỐC j", unsure=[("j", 0.4)]) == "GIÁM ĐỐC"
    assert repaired("GIÁM ĐỐC A", unsure=[("A", 0.93)]) == "GIÁM ĐỐC A"


# --- number and date lines --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "kept"),
    [
        ("Số: 86/GM-SNV", "Số: 86/GM-SNV"),
        ("Só: 86/GM-SNV", "Số: 86/GM-SNV"),
        ("Sô: 1205/QĐ-UBND", "Số: 1205/QĐ-UBND"),
        ("Số: %Z/GM-SNV", "Số: /GM-SNV"),
        ("Số: A1 T/GM-SNV", "Số: /GM-SNV"),
        ("Số: 12 3/GM-SNV", "Số: /GM-SNV"),  # two runs of digits: which of them is the serial is not known
    ],
)
def test_a_printed_serial_stays_and_junk_goes(read, kept):
    assert repaired(read, top=120.0) == kept


def test_digits_that_are_not_sure_were_written_by_hand():
    assert repaired("Số: 86/GM-SNV", top=120.0, unsure=[("86", 0.6)]) == "Số: /GM-SNV"


@pytest.mark.parametrize(
    ("read", "kept"),
    [
        ("Huế, ngày 05 tháng 3 năm 2025", "Huế, ngày 05 tháng 3 năm 2025"),
        ("Huế, ngày 05 tháng l1 năm 2025", "Huế, ngày 05 tháng 11 năm 2025"),
        ("Huế, ngày lO tháng 3 năm 2025", "Huế, ngày 10 tháng 3 năm 2025"),
        ("Huế, ngảy 05 thảng 3 nãm 2025", "Huế, ngày 05 tháng 3 năm 2025"),
        ("Huế, ngày Á£ tháng 3 năm 2025", "Huế, ngày tháng 3 năm 2025"),
        ("Huế, ngày 2 J tháng 3 năm 2025", "Huế, ngày tháng 3 năm 2025"),
        ("Huế, ngày 45 tháng 3 năm 2025", "Huế, ngày tháng 3 năm 2025"),  # no day
        ("Huế, ngày 05 tháng 13 năm 2025", "Huế, ngày 05 tháng năm 2025"),  # no month
    ],
)
def test_a_printed_day_stays_and_junk_goes(read, kept):
    assert repaired(read, top=120.0) == kept


def test_a_day_that_is_not_sure_was_written_by_hand():
    assert repaired("Huế, ngày 05 tháng 3 năm 2025", top=120.0, unsure=[("05", 0.8)]) == "Huế, ngày tháng 3 năm 2025"


@pytest.mark.parametrize("text", ["Số: A1 T/GM-SNV", "họp ngày 4S tháng 3 năm 2025"])
def test_slots_are_only_emptied_in_the_letterhead(text):
    assert repaired(text, top=500.0) == text


# --- dashes of a list -------------------------------------------------------------------------------------------------


def items(*texts, left=85.0):
    """Lines of a list; those without a sign begin where the text of the others does."""
    made = []
    for row, text in enumerate(texts):
        indent = 0 if text[:1] in "-:_." else 2 * EM
        made.append(piece(text, top=600.0 + 16 * row, left=left + indent))
    return made


def test_a_lost_dash_is_restored():
    read = items("- Như trên;", "Sở Nội vụ;", "- Các phòng, ban;", "- Lưu: VT.")
    after = repair(read, HEIGHT)
    assert shown(after) == ["- Như trên;", "- Sở Nội vụ;", "- Các phòng, ban;", "- Lưu: VT."]
    dash = after[1].words[0]
    assert (dash.place.x0, dash.place.top) == (85.0, read[1].place.top)
    assert dash.confidence < SURE  # it was not read


@pytest.mark.parametrize("sign", [":", "_", "."])
def test_a_misread_dash_is_one_again(sign):
    read = items("- Như trên;", f"{sign} Sở Nội vụ;", "- Lưu: VT.")
    assert shown(repair(read, HEIGHT)) == ["- Như trên;", "- Sở Nội vụ;", "- Lưu: VT."]


def test_one_dash_is_no_list():
    read = items("- Như trên;", "Sở Nội vụ;")
    assert shown(repair(read, HEIGHT)) == ["- Như trên;", "Sở Nội vụ;"]


def test_a_line_at_another_edge_is_no_item():
    read = [*items("- Như trên;", "- Lưu: VT."), piece("Nguyễn Văn Bảo", top=640.0, left=350.0)]
    assert shown(repair(read, HEIGHT))[2] == "Nguyễn Văn Bảo"


def test_lines_above_the_list_are_none_of_it():
    read = [piece("Nơi nhận:", top=580.0, left=85.0 + 2 * EM), *items("- Như trên;", "- Lưu: VT.")]
    assert shown(repair(read, HEIGHT))[0] == "Nơi nhận:"


# --- running text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("đê nghị các đơn vị tô chức kiêm tra", "đề nghị các đơn vị tổ chức kiểm tra"),
        ("Kê hoạch và biêu mẫu", "Kế hoạch và biểu mẫu"),
        ("KÉ HOẠCH", "KẾ HOẠCH"),
        ("SởY tế yêu câu", "Sở Y tế yêu cầu"),
        ("phòng Ytế", "phòng Y tế"),
        ("bão số l6", "bão số 16"),
        ("Quyết định số 12/QĐĐ-UBND", "Quyết định số 12/QĐ-UBND"),
        ("Công điện số 14/CĐ- -BYT", "Công điện số 14/CĐ-BYT"),
        ("SỞ Y TẾ - TỈNH HÒA AN", "SỞ Y TẾ TỈNH HÒA AN"),
        ("ỦY BAN NHÂN DÂN -", "ỦY BAN NHÂN DÂN"),
        ("Phời gian: 8 giờ", "Thời gian: 8 giờ"),
    ],
)
def test_common_words_and_symbols(read, printed):
    assert repaired(read) == printed


@pytest.mark.parametrize(
    "text",
    [
        "tại khoản 2 Điều 5",  # tài khoản
        "Thứ trưởng Bộ Nội vụ",  # thủ trưởng
        "lưu trú tại địa phương",  # lưu trữ
        "công nhân viên",  # công nhận
        "Trần Quang Trung",
        "bà Lê Thị Thành Lập",
        "VP ĐĐBQH",
        "TRƯỜNG ĐẠI HỌC KỸ THUẬT - CÔNG NGHỆ",
        "Nội dung: họp",
        "để nghỉ hưu",
    ],
)
def test_other_words_stay(text):
    assert repaired(text) == text
