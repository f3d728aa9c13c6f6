"""Meetings of invented letters: the edge cases of the guidelines (../shared/gold/GUIDELINES.md)."""

import pytest

import gmparse

HEAD = """UBND TỈNH HÒA AN
SỞ VĂN HÓA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 57/{symbol}
Hòa An, ngày 21 tháng 7 năm 2025

{title}

"""
TAIL = """
Nơi nhận:
- Như trên;
- Lưu: VT.

GIÁM ĐỐC

Trần Văn Mẫu
"""
TITLES = {"GM": "GIẤY MỜI\nDự họp", "TB": "THÔNG BÁO\nVề việc tổ chức họp", "CV": "Kính gửi: Các đơn vị trực thuộc"}


def record(body, kind="GM"):
    symbol = "SVH-VP" if kind == "CV" else f"{kind}-SVH"
    return gmparse.parse((HEAD.format(symbol=symbol, title=TITLES[kind]) + body + TAIL).encode())


def meetings(body, kind="GM"):
    return record(body, kind).meetings


def place(meeting):
    return meeting.location.text if meeting.location else None


def invited(meeting):
    return [participant.text for participant in meeting.participants]


def codes(letter):
    return [(issue.code, issue.path) for issue in letter.issues if issue.code.startswith(("week", "year", "date-"))]


# --- when ---


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("bắt đầu từ 14h00, ngày 06/8/2025 (thứ Tư)", "2025-08-06T14:00", None),
        ("½ ngày, từ 7h30 - 11h00, thứ Tư, ngày 06/8/2025", "2025-08-06T07:30", "2025-08-06T11:00"),
        ("01 buổi, bắt đầu lúc 8 g30 ngày 06/8/2025", "2025-08-06T08:30", None),
        ("Một ngày, ngày 06/8/2025. Khai mạc vào lúc 08 giờ", "2025-08-06T08:00", None),
        ("Một ngày, ngày 06/8/2025. Nghỉ trưa lúc 11 giờ", "2025-08-06", None),
        ("01 (một) ngày, từ 8 giờ 00 ngày 06/8/2025", "2025-08-06T08:00", None),
        ("7g30 ngày 06/8/2025", "2025-08-06T07:30", None),
        ("sáng ngày 06/8/2025", "2025-08-06", None),
        ("02 ngày, từ ngày 06/8/2025 đến hết ngày 07/8/2025", "2025-08-06", "2025-08-07"),
        ("các ngày 06, 07 và 08/8/2025", "2025-08-06", "2025-08-08"),
        ("8h00 ngày 06/8/2025, dự kiến kết thúc vào 16h30 cùng ngày", "2025-08-06T08:00", "2025-08-06T16:30"),
        (
            "khai mạc 8h00 ngày 06/8/2025 và kết thúc lúc 16h ngày 08/8/2025",
            "2025-08-06T08:00",
            "2025-08-08T16:00",
        ),
        ("buổi sáng: 8h00; buổi chiều: 14h00, ngày 06/8/2025", "2025-08-06T08:00", None),
        ("sáng: 8h00 - 11h30; chiều: 13h30 - 16h30, ngày 06/8/2025", "2025-08-06T08:00", "2025-08-06T16:30"),
        ("8h00; ngày 06/8/2025", "2025-08-06T08:00", None),
        ("trong tháng 11/2025", "2025-11-XX", None),
        ("ngày     tháng 8 năm 2025", "2025-08-XX", None),
        ("8 giờ 00 ngày 06 tháng 8 năm 2025", "2025-08-06T08:00", None),
    ],
)
def test_when(text, start, end):
    (meeting,) = meetings(f"1. Thời gian: {text}.\n2. Địa điểm: Hội trường A.\n")
    assert (meeting.start, meeting.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("ngày 06/8/2025:\n- Sáng: từ 8h00 đến 11h30;\n- Chiều: từ 13h30.", "2025-08-06T08:00", None),
        ("\n- Khai mạc: 8h00 ngày 06/8/2025;\n- Bế mạc: 16h00 ngày 08/8/2025.", "2025-08-06T08:00", "2025-08-08T16:00"),
        ("\n- Đợt 1: 8h00 ngày 06/8/2025;\n- Đợt 2: 8h00 ngày 12/8/2025.", "2025-08-06T08:00", None),
        ("từ ngày 06/8/2025 đến ngày 08/8/2025:\n- Sáng: 8h00;\n- Chiều: 14h00.", "2025-08-06", "2025-08-08"),
    ],
    ids=["hours", "closing", "two dates", "range"],
)
def test_when_in_items_under_the_label(text, start, end):
    (meeting,) = meetings(f"1. Thời gian: {text}\n2. Địa điểm: Hội trường A.\n")
    assert (meeting.start, meeting.end) == (start, end)


@pytest.mark.parametrize(
    ("label", "is_meeting"),
    [
        ("Thời gian tổ chức", True),
        ("Thời gian tham quan", True),
        ("Thời gian hội thảo khoa học quản lý", True),
        ("Thời gian hoàn thành", False),
        ("Thời gian nộp hồ sơ", False),
        ("Thời gian thực hiện", False),
    ],
)
def test_labels_of_times(label, is_meeting):
    found = [m.start for m in meetings(f"1. {label}: 8h00 ngày 06/8/2025.\n2. Địa điểm: Hội trường A.\n")]
    assert ("2025-08-06T08:00" in found) == is_meeting


def test_where_work_is_done_is_no_meeting():
    assert meetings("1. Thời gian thực hiện: tháng 8/2025.\n2. Địa điểm thực hiện: Các xã.\n", "CV") == ()


@pytest.mark.parametrize(
    "text",
    [
        "- Địa chỉ: số 2 Trần Phú, phường Hòa Bình.\n- Điện thoại: 0900 000 123.\n",
        "1. Tên công trình: Thư viện.\n2. Địa điểm: xã Hòa Bình.\n3. Nội dung: sửa chữa.\n",
    ],
    ids=["address", "site"],
)
def test_a_place_alone_is_no_meeting(text):
    assert meetings(text, "CV") == ()


def test_a_missing_year_is_the_letters_and_is_said():
    letter = record("1. Thời gian: 14h00 ngày 06/8.\n2. Địa điểm: Hội trường A.\n")
    assert letter.meetings[0].start == "2025-08-06T14:00"
    assert codes(letter) == [("year-assumed", "meetings[0].start")]


def test_a_weekday_that_contradicts_the_date_is_an_issue_and_no_correction():
    letter = record("1. Thời gian: 14h00, thứ Năm, ngày 06/8/2025.\n2. Địa điểm: Hội trường A.\n")
    assert letter.meetings[0].start == "2025-08-06T14:00"
    assert codes(letter) == [("weekday-mismatch", "meetings[0].start")]
    assert "meetings[0].start" in letter.needs_review


def test_a_blank_time_is_none():
    (meeting,) = meetings("1. Thời gian: …………\n2. Địa điểm: Hội trường A.\n")
    assert (meeting.start, meeting.end) == (None, None)


# --- what is no time of a meeting ---

NO_TIMES = {
    "deadline": "Đề nghị các đơn vị gửi báo cáo về Sở trước 16 giờ 00 ngày 15/8/2025 để tổng hợp.",
    "deadline with place": "Đề nghị các đơn vị nộp hồ sơ tại Văn phòng Sở chậm nhất 17 giờ 00 ngày 15/8/2025.",
    "until": "Các đơn vị hoàn thành việc rà soát đến hết ngày 15/8/2025, báo cáo tại cuộc họp giao ban.",
    "term of office": "Triển khai tổ chức đại hội chi bộ nhiệm kỳ 2025 - 2030 tại các đơn vị.",
    "citation": "Căn cứ Kế hoạch số 12/KH-SVH ngày 25/7/2025 của Sở Văn hóa về tổ chức hội nghị tại Hòa An.",
    "in force": "Quy chế họp có hiệu lực kể từ ngày 15/8/2025 tại các đơn vị.",
    "past": "Ngày 15/7/2025, Sở đã tổ chức họp lúc 14 giờ 00 tại Hội trường A.",
    "label of a deadline": "1. Thời gian hoàn thành: 15/8/2025.\n2. Thời hạn nộp: trước 16h00 ngày 18/8/2025.",
}


@pytest.mark.parametrize("kind", ["CV", "TB", "GM"])
@pytest.mark.parametrize("text", NO_TIMES.values(), ids=NO_TIMES)
def test_what_is_no_meeting(text, kind):
    assert [meeting.start for meeting in meetings(text + "\n", kind)] == []


def test_a_deadline_beside_a_meeting_is_not_its_time():
    body = (
        "1. Thời gian: 14h00 ngày 06/8/2025.\n2. Địa điểm: Hội trường A.\n"
        "3. Các đơn vị gửi tài liệu trước 8h00 ngày 05/8/2025.\n4. Thời gian hoàn thành báo cáo: 20/8/2025.\n"
    )
    assert [(m.start, m.end) for m in meetings(body)] == [("2025-08-06T14:00", None)]


def test_minutes_tell_of_what_has_been():
    body = "Thời gian bắt đầu: 8h00 ngày 25/7/2025.\nĐịa điểm: Hội trường A.\n"
    text = HEAD.format(symbol="BB-SVH", title="BIÊN BẢN\nHọp giao ban") + body + TAIL
    assert gmparse.parse(text.encode()).meetings == ()


# --- where, how ---


@pytest.mark.parametrize(
    ("text", "found", "mode"),
    [
        ("tại Phòng họp số 1, Sở Văn hóa", "Phòng họp số 1, Sở Văn hóa", "in_person"),
        (
            "Phòng họp số 1 (số 2 Trần Phú, phường Hòa Bình)",
            "Phòng họp số 1 (số 2 Trần Phú, phường Hòa Bình)",
            "in_person",
        ),
        (
            "Phòng họp tầng 2 và Phòng họp tầng 3, Sở Văn hóa",
            "Phòng họp tầng 2 và Phòng họp tầng 3, Sở Văn hóa",
            "in_person",
        ),
        ("trực tiếp tại Hội trường A, kết hợp trực tuyến", "Hội trường A", "hybrid"),
    ],
)
def test_where(text, found, mode):
    (meeting,) = meetings(f"1. Thời gian: 14h00 ngày 06/8/2025.\n2. Hình thức, địa điểm: {text}.\n")
    assert (place(meeting), meeting.mode) == (found, mode)


@pytest.mark.parametrize(
    ("points", "mode"),
    [
        (["Đại biểu cấp tỉnh họp tại Hội trường A", "Các xã dự tại phòng họp trực tuyến của xã"], "hybrid"),
        (["Hội trường A", "Liên kết: https://zoom.us/j/123"], "hybrid"),
        (["Phòng họp trực tuyến Sở Văn hóa", "Phòng họp trực tuyến của các xã"], "online"),
        (["Hội trường A", "Phòng họp số 2"], "in_person"),
    ],
)
@pytest.mark.parametrize("heading", ["", "II. Thời gian, địa điểm\n"])
def test_points_of_one_meeting(points, mode, heading):
    listed = "".join(f"- {point}.\n" for point in points)
    (meeting,) = meetings(f"{heading}1. Thời gian: 14h00 ngày 06/8/2025.\n2. Địa điểm:\n{listed}")
    assert meeting.mode == mode


def test_the_parts_of_a_place():
    (meeting,) = meetings(
        "1. Thời gian: 14h00 ngày 06/8/2025.\n"
        "2. Địa điểm: Phòng họp Sở Y tế (19 Nguyễn Huệ, phường Nghĩa Lộ, tỉnh Quảng Ngãi).\n"
    )
    where = meeting.location
    assert (where.street, where.ward, where.province) == ("19 Nguyễn Huệ", "phường Nghĩa Lộ", "tỉnh Quảng Ngãi")
    assert where.room.startswith("Phòng họp")


@pytest.mark.parametrize(
    ("place", "room", "ward"),
    [
        ("P.305, nhà A, Sở Văn hóa", "P.305", None),
        ("Hội trường UBND xã Lương Tài, tỉnh Bắc Ninh", "Hội trường UBND xã Lương Tài", "xã Lương Tài"),
    ],
)
def test_a_short_room_and_a_ward_in_an_organs_name(place, room, ward):
    (meeting,) = meetings(f"1. Thời gian: 14h00 ngày 06/8/2025.\n2. Địa điểm: {place}.\n")
    assert (meeting.location.room, meeting.location.ward) == (room, ward)


@pytest.mark.parametrize(
    "link", ["https://meet.google.com/abc-defg-hij", "https://hop.example.vn/j/123?pwd=a1B2", "zoom.us/j/1234567890"]
)
def test_links_of_online_meetings(link):
    (meeting,) = meetings(
        f"1. Thời gian: 14h00 ngày 06/8/2025.\n2. Địa điểm: Trực tuyến qua Zoom, ID: 123 456 7890; {link}\n"
    )
    assert (meeting.location.url, meeting.mode) == (link, "online")
    assert "ID: 123 456 7890" in place(meeting)


def test_several_rooms_under_one_label():
    """The first is the meeting's place; the others are where people follow it from."""
    body = (
        "1. Thời gian: 14h00 ngày 06/8/2025.\n2. Địa điểm:\n- Điểm cầu chính: Phòng họp số 1, Sở Văn hóa;\n"
        "- Điểm cầu các xã: Phòng họp của UBND xã.\n3. Thành phần: Các đơn vị.\n"
    )
    (meeting,) = meetings(body)
    assert place(meeting).endswith("Phòng họp số 1, Sở Văn hóa")
    assert invited(meeting) == ["Các đơn vị"]


def test_one_room_for_several_units():
    """The list of units is who comes; the room is the meeting's."""
    body = (
        "1. Thời gian: 14h00 ngày 06/8/2025.\n2. Địa điểm: Phòng họp số 1.\n3. Thành phần:\n"
        "- Sở Tài chính;\n- Sở Nội vụ;\n- Công an tỉnh.\n"
    )
    (meeting,) = meetings(body)
    assert (place(meeting), invited(meeting)) == ("Phòng họp số 1", ["Sở Tài chính", "Sở Nội vụ", "Công an tỉnh"])


# --- who ---


def test_participants_nested_under_headings():
    body = (
        "1. Thời gian: 14h00 ngày 06/8/2025.\n2. Địa điểm: Hội trường A.\n3. Thành phần:\n"
        "- Đ/c Trần Văn Mẫu, Giám đốc Sở, chủ trì;\n- Trân trọng kính mời:\n+ Đại diện Lãnh đạo Sở Tài chính;\n"
        "+ Đại diện Lãnh đạo: Sở Nội vụ; Sở Xây dựng.\n- Các phòng: Văn phòng, Kế hoạch.\n"
    )
    (meeting,) = meetings(body)
    assert invited(meeting) == [
        "Đ/c Trần Văn Mẫu, Giám đốc Sở, chủ trì",
        "Đại diện Lãnh đạo Sở Tài chính",
        "Đại diện Lãnh đạo: Sở Nội vụ; Sở Xây dựng",
        "Các phòng: Văn phòng, Kế hoạch",
    ]
    assert meeting.participants[2].organizations == ("Sở Nội vụ", "Sở Xây dựng")
    assert (meeting.chair.text, meeting.chair.name) == ("Đ/c Trần Văn Mẫu, Giám đốc Sở", "Trần Văn Mẫu")


def test_a_list_in_one_paragraph_is_one_item():
    (meeting,) = meetings(
        "1. Thời gian: 14h00 ngày 06/8/2025.\n2. Địa điểm: Hội trường A.\n"
        "3. Thành phần: Lãnh đạo Sở Tài chính; Sở Nội vụ.\n"
    )
    assert invited(meeting) == ["Lãnh đạo Sở Tài chính; Sở Nội vụ"]


CHAIRS = {
    "label": ("4. Chủ trì: Ông Trần Văn Mẫu - Phó Giám đốc Sở.\n", "Ông Trần Văn Mẫu - Phó Giám đốc Sở"),
    "sentence": (
        "4. Cuộc họp do đồng chí Trần Văn Mẫu, Giám đốc Sở chủ trì.\n",
        "đồng chí Trần Văn Mẫu, Giám đốc Sở",
    ),
    "lead": (
        "4. Cuộc họp dưới sự chủ trì của đồng chí Trần Văn Mẫu, Giám đốc Sở.\n",
        "đồng chí Trần Văn Mẫu, Giám đốc Sở",
    ),
}


@pytest.mark.parametrize(("text", "chair"), CHAIRS.values(), ids=CHAIRS)
def test_chairs(text, chair):
    (meeting,) = meetings(
        "1. Thời gian: 14h00 ngày 06/8/2025.\n2. Địa điểm: Hội trường A.\n3. Nội dung: giao ban.\n" + text
    )
    assert (meeting.chair.text, meeting.chair.name) == (chair, "Trần Văn Mẫu")


@pytest.mark.parametrize(
    "text",
    [
        "Sở Tài chính chủ trì, phối hợp với Sở Nội vụ.",
        "Kinh phí do UBND tỉnh cấp.",
    ],
)
def test_who_is_no_chair(text):
    (meeting,) = meetings(f"1. Thời gian: 14h00 ngày 06/8/2025.\n2. Địa điểm: Hội trường A.\n3. {text}\n")
    assert meeting.chair is None


def test_courtesy_is_no_participant():
    body = (
        "Sở Văn hóa trân trọng kính mời: Lãnh đạo Thư viện tỉnh.\n1. Thời gian: 14h00 ngày 06/8/2025.\n"
        "2. Địa điểm: Hội trường A.\nĐề nghị các đại biểu tham dự đúng thành phần, đúng thời gian.\n"
    )
    (meeting,) = meetings(body)
    assert invited(meeting) == ["Lãnh đạo Thư viện tỉnh"]


# --- several meetings, programmes ---


def test_several_meetings_of_one_letter():
    body = (
        "I. HỘI NGHỊ TỔNG KẾT\n1. Thời gian: 8h00 ngày 06/8/2025.\n2. Địa điểm: Hội trường A.\n3. Thành phần:\n"
        "- Sở Tài chính.\nII. LỚP TẬP HUẤN\n1. Thời gian: 14h00 ngày 12/8/2025.\n2. Địa điểm: Hội trường B.\n"
        "3. Thành phần:\n- Sở Nội vụ.\n"
    )
    found = [(m.start, place(m), invited(m)) for m in meetings(body)]
    assert found == [
        ("2025-08-06T08:00", "Hội trường A", ["Sở Tài chính"]),
        ("2025-08-12T14:00", "Hội trường B", ["Sở Nội vụ"]),
    ]


def test_a_programme_of_days_is_one_meeting():
    body = (
        "1. Thời gian: 02 ngày, từ ngày 06/8/2025 đến ngày 07/8/2025; khai mạc lúc 8h00 ngày 06/8/2025.\n"
        "2. Địa điểm: Hội trường A.\n3. Chương trình:\n- 8h00 - 11h30: Khai mạc, thảo luận;\n- 14h00 - 16h30: Bế mạc.\n"
    )
    (meeting,) = meetings(body)
    assert (meeting.start, meeting.end) == ("2025-08-06T08:00", "2025-08-07")


def test_labels_without_numbers():
    (meeting,) = meetings("Thời gian: 14h00 ngày 06/8/2025\nĐịa điểm: Hội trường A\nThành phần: Sở Tài chính\n")
    assert (meeting.start, place(meeting), invited(meeting)) == ("2025-08-06T14:00", "Hội trường A", ["Sở Tài chính"])


def test_time_and_place_under_one_label():
    (meeting,) = meetings(
        "1. Thời gian, địa điểm: 14h00 ngày 06/8/2025, tại Hội trường A.\n2. Thành phần: Sở Tài chính.\n"
    )
    assert (meeting.start, place(meeting)) == ("2025-08-06T14:00", "Hội trường A")


@pytest.mark.parametrize(
    "text",
    [
        "Sở Văn hóa trân trọng kính mời quý cơ quan dự họp vào lúc 14h00 ngày 06/8/2025 tại Hội trường A.",
        "Sở Văn hóa tổ chức Hội nghị tổng kết vào 14 giờ 00 ngày 06/8/2025 (thứ Tư) tại Hội trường A để đánh giá.",
    ],
)
def test_a_sentence_announces_a_meeting(text):
    (meeting,) = meetings(text + "\n")
    assert (meeting.start, place(meeting)) == ("2025-08-06T14:00", "Hội trường A")


def test_contacts():
    body = (
        "1. Thời gian: 14h00 ngày 06/8/2025.\n2. Địa điểm: Hội trường A.\n"
        "3. Thông tin liên hệ: Văn phòng Sở, số điện thoại 0900 000 123, email hop@example.vn.\n"
    )
    (meeting,) = meetings(body)
    assert [(c.phone, c.email) for c in meeting.contacts] == [("0900 000 123", "hop@example.vn")]


def test_values_have_evidence():
    letter = record("1. Thời gian: 14h00 ngày 06/8/2025.\n2. Địa điểm: Hội trường A.\n")
    (meeting,) = letter.meetings
    (proof,) = meeting.evidence
    assert (proof.field, proof.text) == ("start", "14h00 ngày 06/8/2025")
    assert {(e.field, e.text) for e in meeting.location.evidence} == {
        ("text", "Hội trường A"),
        ("room", "Hội trường A"),
    }


def test_guests_under_a_label_under_the_invitation():
    [meeting] = meetings("""Sở Văn hóa trân trọng kính mời:
Thành phần:
- Đại diện Lãnh đạo Sở Tài chính;
- Ban Giám đốc Thư viện tỉnh.

Thời gian: 8 giờ 00, ngày 06/8/2025.

Địa điểm: Phòng họp Sở Văn hóa.""")
    assert invited(meeting) == ["Đại diện Lãnh đạo Sở Tài chính", "Ban Giám đốc Thư viện tỉnh"]


def test_labels_without_a_colon_and_numbers_with_a_dash():
    [meeting] = meetings("""Sở Văn hóa tổ chức lớp tập huấn như sau:
1- Thành phần:
- Công chức Sở Tài chính.
2- Thời gian hai ngày, bắt đầu lúc 08 giờ ngày 06/8/2025.
3- Địa điểm hội trường Thư viện tỉnh.""")
    assert (meeting.start, place(meeting)) == ("2025-08-06T08:00", "hội trường Thư viện tỉnh")
    assert invited(meeting) == ["Công chức Sở Tài chính"]
