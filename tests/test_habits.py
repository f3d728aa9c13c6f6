"""Habits of agencies that follow the decree loosely: courts, police, tax offices, unions, schools. All is invented."""

import io

import docx
import pytest
from support import LETTER

import gmparse

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
DAY = "Hòa An, ngày 21 tháng 7 năm 2025"
CLOSING = "\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\nGIÁM ĐỐC\n\nTrần Văn Mẫu\n"
SUBJECT = "V/v báo cáo số liệu năm 2025"


def parse(text):
    return gmparse.parse(text.encode())


def assignments(body):
    return [(one.assignee.text, one.task.text, one.deadline) for one in parse(LETTER.format(body)).assignments]


def meetings(body, title="GIẤY MỜI\nHọp giao ban"):
    head = f"CÔNG AN TỈNH HÒA AN\nCÔNG AN XÃ TÂN AN\nSố: 57/GM-CAX\n{MOTTO}\n{DAY}\n\n{title}\n\n"
    return parse(head + body + CLOSING).meetings


def texts(values):
    return [value.text for value in values]


# --- the head ---


def head_in_one_row(*left):
    """A DOCX whose letterhead is a table of one row: issuer, number and subject in its left cell."""
    document = docx.Document()
    table = document.add_table(1, 2)
    for cell, lines in zip(table.rows[0].cells, (left, (*MOTTO.split("\n"), DAY)), strict=True):
        cell.paragraphs[0].text = lines[0]
        for text in lines[1:]:
            cell.add_paragraph(text)
    for text in ("Kính gửi: Ủy ban nhân dân xã Tân An", "Sở Y tế đề nghị Ủy ban nhân dân xã Tân An rà soát số liệu./."):
        document.add_paragraph(text)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("lines", "parent", "name"),
    [
        (
            ("TẬP ĐOÀN ĐIỆN LỰC VIỆT NAM", "TỔNG CÔNG TY", "ĐIỆN LỰC HÒA AN"),
            "TẬP ĐOÀN ĐIỆN LỰC VIỆT NAM",
            "TỔNG CÔNG TY ĐIỆN LỰC HÒA AN",
        ),
        (("TỔNG CÔNG TY VIỄN THÔNG", "BƯU ĐIỆN HÒA AN"), "TỔNG CÔNG TY VIỄN THÔNG", "BƯU ĐIỆN HÒA AN"),
        (
            ("CỤC THI HÀNH ÁN DÂN SỰ", "CHI CỤC", "THI HÀNH ÁN DÂN SỰ TÂN AN"),
            "CỤC THI HÀNH ÁN DÂN SỰ",
            "CHI CỤC THI HÀNH ÁN DÂN SỰ TÂN AN",
        ),
    ],
)
def test_a_kind_of_organ_alone_is_half_a_name(lines, parent, name):
    head = "\n".join((*lines, "Số: 12/KH", MOTTO, DAY, "", "Kính gửi: Ủy ban nhân dân xã Tân An", ""))
    issuer = parse(f"{head}\nĐề nghị Ủy ban nhân dân xã Tân An rà soát số liệu./.{CLOSING}").issuer
    assert (issuer.parent, issuer.name) == (parent, name)


@pytest.mark.parametrize("parent", [(), ("UBND TỈNH HÒA AN",), ("TỔNG CÔNG TY", "ĐIỆN LỰC HÒA AN")])
def test_a_letterhead_in_one_row_of_a_table_is_one_letter(parent):
    (letter,) = gmparse.parse_all(head_in_one_row(*parent, "SỞ Y TẾ", "Số: 12/SYT-KH", SUBJECT))
    assert letter.number.text == "12/SYT-KH"
    assert letter.subject.text == SUBJECT
    assert letter.date.edtf == "2025-07-21"
    assert texts(letter.addressees) == ["Ủy ban nhân dân xã Tân An"]


def test_two_letters_in_one_file_stay_two():
    head = f"SỞ Y TẾ\nSố: 12/SYT-KH\n{SUBJECT}\n{MOTTO}\n{DAY}\n"
    one = f"{head}\nKính gửi: Các đơn vị\n\nĐề nghị rà soát./.\n{CLOSING}\n\n\n"
    letters = gmparse.parse_all((one + one.replace("12/", "13/")).encode())
    assert [letter.number.text for letter in letters] == ["12/SYT-KH", "13/SYT-KH"]


@pytest.mark.parametrize(
    ("line", "place"),
    [("Hà Nội, hồi 15 giờ 30 ngày 24 tháng 9 năm 2025", "Hà Nội"), (f"{DAY}", "Hòa An")],
)
def test_the_day_of_a_dispatch_may_have_an_hour(line, place):
    head = f"BỘ XÂY DỰNG\nSố: 12/CĐ-BXD\n{MOTTO}\n{line}\n\nCÔNG ĐIỆN\nVề việc ứng phó bão\n"
    text = f"{head}\nYêu cầu trực ban./.\n{CLOSING}"
    letter = parse(text)
    assert letter.place.text == place
    assert letter.date.state == "read"


def test_the_day_may_stand_over_the_signature():
    text = (
        "TRƯỜNG THPT TÂN AN                                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "                                                      Độc lập - Tự do - Hạnh phúc\n\n"
        "                              GIẤY MỜI\n\n"
        "     Nhà trường kính mời cựu học sinh dự Lễ kỷ niệm lúc 7h30 ngày 15/11/2025 tại sân trường.\n\n"
        f"                                                  {DAY}\n"
        "                                                      HIỆU TRƯỞNG\n\n\n"
        "                                                     Trần Văn Mẫu\n"
    )
    letter = parse(text)
    assert letter.date.edtf == "2025-07-21"
    assert letter.signer.lines == ("HIỆU TRƯỞNG",)


@pytest.mark.parametrize(
    ("printed", "number"),
    [("Số: 1482/KBKV IX-KT", "1482/KBKVIX-KT"), ("Số: 402/KV VII-TH", "402/KVVII-TH"), ("Số: 12/SYT-KH", "12/SYT-KH")],
)
def test_the_number_of_a_regional_office(printed, number):
    text = f"KHO BẠC NHÀ NƯỚC\n{printed}\n{MOTTO}\n{DAY}\n\nKính gửi: Các đơn vị\n\nĐề nghị rà soát./.\n{CLOSING}"
    assert parse(text).number.text == number


@pytest.mark.parametrize(
    ("title", "code"), [("GIẤY TRIỆU TẬP", "other"), ("LỊCH CÔNG TÁC TUẦN 47", "other"), ("GIẤY MỜI", "GM")]
)
def test_titles_without_a_code_of_their_own(title, code):
    text = (
        f"TÒA ÁN NHÂN DÂN KHU VỰC 3\nSố: 118/GTT-TA\n{MOTTO}\n{DAY}\n\n{title}\n\nTriệu tập bà Lê Thị Thử.\n{CLOSING}"
    )
    assert parse(text).type.code == code


# --- whom it addresses ---


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (
            "Kính gửi: - Ông Trần Mẫu, Tỉnh ủy viên, Giám đốc Sở;\n- Các phòng thuộc Sở.",
            ["Ông Trần Mẫu, Tỉnh ủy viên, Giám đốc Sở", "Các phòng thuộc Sở"],
        ),
        (
            "Kính gửi: Bà Lê Thị Thử; địa chỉ: thôn 2, xã Tân An.",
            ["Bà Lê Thị Thử; địa chỉ: thôn 2, xã Tân An"],
        ),
        ("Kính gửi: Sở Nội vụ; Sở Tài chính", ["Sở Nội vụ", "Sở Tài chính"]),
    ],
)
def test_addressees(lines, found):
    text = f"SỞ Y TẾ\nSố: 12/SYT-KH\n{MOTTO}\n{DAY}\n\n{lines}\n\nSở Y tế đề nghị rà soát./.\n{CLOSING}"
    assert texts(parse(text).addressees) == found


def test_a_paragraph_of_plain_text_under_addressees_is_none():
    text = (
        f"SỞ Y TẾ\nSố: 12/SYT-KH\n{MOTTO}\n{DAY}\n\n"
        "                    Kính gửi: Bà Lê Thị Thử\n"
        "     Sở Y tế nhận được đơn của bà về việc khám bệnh, chữa bệnh tại Trạm Y tế xã Tân An trong\n"
        f"tháng 6/2025 và trả lời như sau.\n{CLOSING}"
    )
    assert texts(parse(text).addressees) == ["Bà Lê Thị Thử"]


# --- meetings ---

FACTS = "- Thời gian: 8h00 ngày 25/7/2025.\n- Địa điểm: Phòng họp số 1.\n"


def test_the_first_of_a_list_beside_its_label():
    (meeting,) = meetings(f"{FACTS}- Thành phần: + Lãnh đạo Sở;\n+ Trưởng các phòng;\n+ Văn phòng Sở.\n")
    assert texts(meeting.participants) == ["Lãnh đạo Sở", "Trưởng các phòng", "Văn phòng Sở"]


def test_facts_under_an_invitation_are_no_guests():
    (meeting,) = meetings(f"Trân trọng kính mời các đồng chí tới dự Ngày hội:\n{FACTS}- Diễn giả: TS. Trần Mẫu.\n")
    assert meeting.start == "2025-07-25T08:00"
    assert meeting.participants == ()


@pytest.mark.parametrize(
    ("more", "mode"), [("- Link tham dự: https://zoom.us/j/123\n", "hybrid"), ("- Trang phục: tự do.\n", "in_person")]
)
def test_a_link_beside_the_place(more, mode):
    (meeting,) = meetings(FACTS + more)
    assert meeting.mode == mode
    assert meeting.location.url == ("https://zoom.us/j/123" if mode == "hybrid" else None)


def test_a_summons():
    (meeting,) = meetings(
        "Triệu tập: Bà Lê Thị Thử.\nĐịa chỉ: Thôn 2, xã Tân An.\nĐúng 08 giờ 00 phút, ngày 30 tháng 9 năm 2025.\n"
        "Có mặt tại: Phòng xét xử số 2, phường Hòa An.\n",
        "GIẤY TRIỆU TẬP",
    )
    assert (meeting.start, meeting.location.text) == ("2025-09-30T08:00", "Phòng xét xử số 2, phường Hòa An")


def test_an_address_alone_is_no_meeting():
    assert meetings("Giới thiệu: Bà Lê Thị Thử.\nĐịa chỉ: Thôn 2, xã Tân An.\n", "GIẤY GIỚI THIỆU") == ()


def test_the_end_of_an_assembly_of_two_days():
    (meeting,) = meetings(
        "1. Thời gian: khai mạc lúc 7 giờ 30 ngày 18/12/2025, bế mạc vào 11 giờ 30 ngày 19/12/2025.\n"
        "2. Địa điểm: Hội trường xã.\n"
    )
    assert (meeting.start, meeting.end) == ("2025-12-18T07:30", "2025-12-19T11:30")


def test_who_presides_may_stand_among_those_who_come():
    (meeting,) = meetings(f"{FACTS}- Thành phần:\n+ Chủ trì: Ông Trần Mẫu, Giám đốc Sở.\n+ Trưởng các phòng.\n")
    assert meeting.chair.name == "Trần Mẫu"


def table_letter(lead, *rows):
    document = docx.Document(io.BytesIO(head_in_one_row("SỞ Y TẾ", "Số: 12/SYT-KH", SUBJECT)))
    closing = document.add_paragraph("Nơi nhận:")
    document.add_paragraph("- Lưu: VT.")
    closing.insert_paragraph_before(lead)
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    closing._p.addprevious(table._tbl)
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
    data = io.BytesIO()
    document.save(data)
    return gmparse.parse(data.getvalue())


ROWS = (
    ("Ngày", "Giờ", "Đơn vị", "Địa điểm"),
    ("05/8/2025", "8h30", "Trạm Y tế xã Tân An", "Hội trường xã Tân An"),
    ("06/8/2025", "14h00", "Trạm Y tế xã Hòa Bình", "Trạm Y tế"),
)


def test_a_table_that_alone_says_when():
    (meeting,) = table_letter("Sở Y tế tổ chức Đoàn kiểm tra theo lịch như sau:", *ROWS).meetings
    assert (meeting.start, meeting.end, meeting.mode) == ("2025-08-05T08:30", None, "in_person")
    assert [(one.start, one.location) for one in meeting.sessions] == [
        ("2025-08-05T08:30", "Hội trường xã Tân An"),
        ("2025-08-06T14:00", "Trạm Y tế"),
    ]


@pytest.mark.parametrize(
    ("lead", "rows"),
    [
        ("Lịch ngừng cung cấp điện như sau:", ROWS),
        (
            "Lịch kiểm tra như sau:",
            (("Nội dung", "Thời gian", "Đơn vị thực hiện"), ("Kiểm tra kho", "5/8/2025", "Văn phòng")),
        ),
    ],
)
def test_tables_of_other_things_are_no_meetings(lead, rows):
    assert table_letter(lead, *rows).meetings == ()


def test_the_hour_of_departure_is_not_when_a_journey_begins():
    (meeting,) = meetings(
        "1. Thời gian: 05 ngày (từ ngày 12 đến ngày 16/8/2025). Xe xuất phát lúc 5h30 ngày 12/8/2025.\n"
        "2. Địa điểm: Tỉnh Lâm Đồng.\n"
    )
    assert (meeting.start, meeting.end) == ("2025-08-12", "2025-08-16")


def test_a_labelled_line_of_plain_text_begins_anew():
    text = (
        "     Thời gian: 18 giờ 00 ngày 11/10/2025\n     Địa điểm: Nhà hàng Sao Mai, Lầu 2\n     Trang phục: Lịch sự\n"
    )
    (meeting,) = meetings(text + "     Sự hiện diện của Quý vị là niềm vinh hạnh cho Ban Tổ chức buổi gặp mặt này.\n")
    assert meeting.location.text == "Nhà hàng Sao Mai, Lầu 2"


# --- tasks ---


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Yêu cầu bà Lê Thị Thử có mặt đúng ngày.", [("bà Lê Thị Thử", "có mặt đúng ngày", None)]),
        (
            "Đề nghị tư vấn giám sát chuẩn bị báo cáo trước ngày 30/8/2025.",
            [("tư vấn giám sát", "chuẩn bị báo cáo trước ngày 30/8/2025", "2025-08-30")],
        ),
        ("Đề nghị các Chi đoàn đăng ký công trình.", [("các Chi đoàn", "đăng ký công trình", None)]),
        (
            "Giao Trung tâm Phục vụ hành chính công công khai đường dây nóng.",
            [("Trung tâm Phục vụ hành chính công", "công khai đường dây nóng", None)],
        ),
        (
            "Giao Văn phòng báo cáo trước 15/11.",
            [("Văn phòng", "báo cáo trước 15/11", "2025-11-15")],
        ),
        (
            "Giao Văn phòng báo cáo số liệu tính đến hết ngày 30/9/2025.",
            [("Văn phòng", "báo cáo số liệu tính đến hết ngày 30/9/2025", None)],
        ),
        (
            "Giao Văn phòng rà soát hồ sơ; thời gian hoàn thành: 20/11/2025.",
            [("Văn phòng", "rà soát hồ sơ; thời gian hoàn thành: 20/11/2025", "2025-11-20")],
        ),
        ("Đề nghị các đồng chí đến dự đầy đủ, đúng giờ.", []),
        (
            "Đề nghị các đại biểu chuẩn bị ý kiến và dự đầy đủ.",
            [("các đại biểu", "chuẩn bị ý kiến và dự đầy đủ", None)],
        ),
        (
            "Sở đề nghị các đơn vị thực hiện:\n1. Đối với Sở Nội vụ:\n- Hằng tuần (vào thứ Sáu) tổng hợp số liệu;\n"
            "- Rà soát hồ sơ.",
            [("Sở Nội vụ", "Hằng tuần (vào thứ Sáu) tổng hợp số liệu", None), ("Sở Nội vụ", "Rà soát hồ sơ", None)],
        ),
    ],
)
def test_tasks(body, found):
    assert assignments(body) == found


@pytest.mark.parametrize(("speaker", "count"), [("Khu QLĐB II", 2), ("Ủy ban nhân dân tỉnh", 0)])
def test_who_speaks_may_shorten_his_name(speaker, count):
    text = (
        f"CỤC ĐƯỜNG BỘ\nKHU QUẢN LÝ ĐƯỜNG BỘ II\nSố: 12/KQLĐB-QLBT\nV/v sửa đường\n{MOTTO}\n{DAY}\n\n"
        f"Kính gửi: Các đơn vị\n\n{speaker} có ý kiến như sau:\n"
        f"1. Văn phòng Khu kiểm tra hiện trường.\n2. Phòng Kỹ thuật lập dự toán.\n{CLOSING}"
    )
    assert len(parse(text).assignments) == count


def test_what_a_submission_tells_of_is_no_task():
    text = (
        f"ỦY BAN NHÂN DÂN\nTỈNH HÒA AN\nSố: 12/TTr-UBND\n{MOTTO}\n{DAY}\n\nTỜ TRÌNH\nVề dự thảo Nghị quyết\n\n"
        "Kính gửi: Hội đồng nhân dân tỉnh\n\nỦy ban nhân dân tỉnh giao Sở Nội vụ chủ trì soạn thảo.\n" + CLOSING
    )
    assert parse(text).assignments == ()
    assert parse(text.replace("TỜ TRÌNH", "THÔNG BÁO").replace("TTr-", "TB-")).assignments != ()


# --- documents ---


@pytest.mark.parametrize(
    ("body", "issuer"),
    [
        (
            "Căn cứ Bản án số 15/2025/DS-ST ngày 20/5/2025 của Tòa án nhân dân huyện Tân An, tỉnh Hòa An;",
            "Tòa án nhân dân huyện Tân An, tỉnh Hòa An",
        ),
        (
            "Theo Công hàm số 112/LSQ-HA ngày 12/5/2025 của Tổng Lãnh sự quán Lào tại Hòa An về chuyến thăm;",
            "Tổng Lãnh sự quán Lào tại Hòa An",
        ),
        (
            "Theo đề nghị của Trưởng phòng Quản lý đê điều (Tờ trình số 17/TTr-QLĐĐ ngày 08/6/2025).",
            "Trưởng phòng Quản lý đê điều",
        ),
        ("Đã báo cáo UBND tỉnh (Tờ trình số 17/TTr-SYT ngày 08/6/2025).", None),
    ],
)
def test_who_issued_a_document(body, issuer):
    (cited,) = parse(LETTER.format(body)).citations
    assert cited.issuer == issuer


def test_the_year_behind_an_amending_law_is_its_own():
    letter = parse(LETTER.format("Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Kiểm toán nhà nước năm 2019;"))
    assert [cited.name for cited in letter.citations] == [
        "Luật sửa đổi, bổ sung một số điều của Luật Kiểm toán nhà nước năm 2019",
        "Luật Kiểm toán nhà nước",
    ]


def test_a_case_of_a_court_is_no_document():
    assert parse(LETTER.format("Căn cứ hồ sơ vụ án thụ lý số 47/2025/TLST-DS ngày 02/6/2025;")).citations == ()
