"""Instructions without a giving verb before who has to do them: directives, decisions, units and colons, days."""

import pytest

import gmparse

LETTER = """UBND TỈNH HÒA AN
SỞ THÔNG TIN VÀ TRUYỀN THÔNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 57/{symbol}
Hòa An, ngày 21 tháng 7 năm 2025

{title}

{body}

Nơi nhận:
- Như trên;
- Lưu: VT.

GIÁM ĐỐC

Trần Văn Mẫu
"""
TITLES = {
    "CT": ("CT-STTTT", "CHỈ THỊ\nVề việc rà soát hồ sơ lưu trữ"),
    "QĐ": ("QĐ-STTTT", "QUYẾT ĐỊNH\nVề việc thành lập Tổ rà soát hồ sơ"),
    "KH": ("KH-STTTT", "KẾ HOẠCH\nRà soát hồ sơ lưu trữ"),
    "BC": ("BC-STTTT", "BÁO CÁO\nKết quả rà soát hồ sơ lưu trữ"),
    "CV": ("STTTT-VP", "Kính gửi: Các đơn vị trực thuộc"),
    "ĐN": ("ĐN-HTT", "ĐƠN ĐỀ NGHỊ\nĐổi tên Hội Tin học"),
}


def given(body, kind="CV"):
    symbol, title = TITLES[kind]
    letter = gmparse.parse(LETTER.format(symbol=symbol, title=title, body=body).encode())
    return [(one.assignee.text, one.task.text) for one in letter.assignments]


# --- directives and decisions ---


def test_a_directive_orders_whom_its_items_name():
    body = (
        "Giám đốc Sở chỉ thị:\n1. Trưởng các phòng chuyên môn quan tâm chỉ đạo việc rà soát.\n"
        "2. Văn phòng Sở cần chủ động, tích cực huy động nhân lực."
    )
    assert given(body, "CT") == [
        ("Trưởng các phòng chuyên môn", "quan tâm chỉ đạo việc rà soát"),
        ("Văn phòng Sở", "chủ động, tích cực huy động nhân lực"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Thời gian qua, các phòng đã tích cực rà soát hồ sơ.",
        "Các đơn vị chưa quan tâm chỉ đạo công tác lưu trữ.",
        "Công tác lưu trữ còn nhiều hạn chế.",
    ],
)
def test_what_was_done_is_no_order(text):
    assert given(text, "CT") == []


def test_an_article_of_a_decision_orders():
    body = (
        "QUYẾT ĐỊNH:\nĐiều 1. Thành lập Tổ rà soát gồm các ông (bà) có tên sau:\n- Ông Lê Thử, Tổ trưởng;\n"
        "Điều 2. Tổ rà soát có nhiệm vụ lập danh mục hồ sơ hết giá trị.\n"
        "Điều 3. Tổ rà soát giải tán sau khi hoàn thành nhiệm vụ."
    )
    assert given(body, "QĐ") == [("Tổ rà soát", "có nhiệm vụ lập danh mục hồ sơ hết giá trị")]


def test_a_person_who_asks_an_office_orders_nothing():
    assert given("Đề nghị Sở Nội vụ xem xét, cho phép đổi tên Hội.", "ĐN") == []


# --- who speaks ---


@pytest.mark.parametrize(
    "text",
    [
        "Sở Thông tin và Truyền thông đề nghị các đơn vị gửi báo cáo.",
        "Trong quá trình thực hiện nếu có vướng mắc đề nghị các đơn vị gửi báo cáo.",
        "Nhận được thông báo này đề nghị các đơn vị gửi báo cáo.",
    ],
)
def test_the_letter_speaks(text):
    assert given(text) == [("các đơn vị", "gửi báo cáo")]


@pytest.mark.parametrize(
    "text", ["Khi Sở Nội vụ đề nghị các đơn vị gửi báo cáo.", "Nếu Thanh tra tỉnh yêu cầu các đơn vị gửi báo cáo."]
)
def test_another_speaks(text):
    assert given(text) == []


# --- circumstances, labels, days ---


@pytest.mark.parametrize(
    ("text", "who", "what"),
    [
        ("Trên cơ sở Kế hoạch này, Chánh Thanh tra Sở trưng tập cán bộ.", "Chánh Thanh tra Sở", "trưng tập cán bộ"),
        ("Công tác tuyên truyền: Văn phòng Sở chủ trì đăng tin.", "Văn phòng Sở", "chủ trì đăng tin"),
        ("Thanh tra khoa học: Văn phòng Sở lập kế hoạch.", "Văn phòng Sở", "lập kế hoạch"),
        ("Các phòng chuyên môn: Rà soát hồ sơ của phòng.", "Các phòng chuyên môn", "Rà soát hồ sơ của phòng"),
    ],
)
def test_what_stands_before_who(text, who, what):
    assert given(f"II. TỔ CHỨC THỰC HIỆN\n1. {text}", "KH") == [(who, what)]


def test_a_group_that_delivers_by_a_day():
    text = "Kết thúc đợt rà soát các đơn vị báo cáo kết quả về Văn phòng Sở trước ngày 18/12/2025."
    assert given(text) == [("các đơn vị", "báo cáo kết quả về Văn phòng Sở trước ngày 18/12/2025")]
    assert given(text.replace("18/12/2025", "18/12/2024")) == []  # before the letter: it is told
    assert given(text, "BC") == []


def test_a_group_before_the_request():
    text = "Đơn vị không có nhu cầu đăng ký đề nghị báo cáo bằng văn bản."
    assert given(text) == [("Đơn vị không có nhu cầu đăng ký", "báo cáo bằng văn bản")]


# --- lists ---


def test_a_running_list():
    body = "Đề nghị các đơn vị thực hiện nội dung sau:\n1. Văn phòng Sở: (a) Rà soát hồ sơ; (b) Lập danh mục."
    assert given(body) == [("Văn phòng Sở", "Rà soát hồ sơ"), ("Văn phòng Sở", "Lập danh mục")]


def test_a_task_over_a_list_of_forms_is_one():
    body = (
        "Đề nghị các đơn vị thực hiện nội dung sau:\n1. Lập báo cáo theo các biểu mẫu:\n- Mẫu số 01;\n- Mẫu số 02;\n"
        "- Phụ lục kèm theo.\n2. Gửi hồ sơ về Sở."
    )
    assert given(body) == [("các đơn vị", "Lập báo cáo theo các biểu mẫu"), ("các đơn vị", "Gửi hồ sơ về Sở")]


def test_a_list_goes_on_after_a_second_paragraph():
    body = (
        "Đề nghị các đơn vị thực hiện nội dung sau:\n1. Rà soát hồ sơ lưu trữ.\n\nViệc rà soát tiến hành hằng năm.\n\n"
        "2. Gửi hồ sơ về Sở."
    )
    assert [what for _, what in given(body)] == ["Rà soát hồ sơ lưu trữ", "Gửi hồ sơ về Sở"]


def test_the_short_name_of_who_was_asked_is_no_task():
    body = "1. Kiến nghị UBND thành phố:\n- Thành phố xem xét hỗ trợ kinh phí.\n- Bố trí nhân lực."
    assert given(body, "BC") == [
        ("UBND thành phố", "xem xét hỗ trợ kinh phí"),
        ("UBND thành phố", "Bố trí nhân lực"),
    ]


def test_guests_have_no_tasks():
    body = (
        "II. TỔ CHỨC THỰC HIỆN\nThành phần tham dự:\n- Mỗi đơn vị cử 02 người tham dự;\n"
        "- Giám đốc Ban Quản lý dự án đầu tư xây dựng."
    )
    assert given(body, "KH") == []


@pytest.mark.parametrize(
    ("text", "who", "what"),
    [
        ("Giao Văn phòng Cục tham mưu kế hoạch.", "Văn phòng Cục", "tham mưu kế hoạch"),
        ("Giao Đồn Biên phòng kiểm tra hồ sơ.", "Đồn Biên phòng", "kiểm tra hồ sơ"),
        ("Đề nghị Trung tâm Y tế dự phòng rà soát hồ sơ.", "Trung tâm Y tế dự phòng", "rà soát hồ sơ"),
        (
            "Yêu cầu Thủ trưởng các phòng; Giám đốc các trung tâm tập trung rà soát.",
            "Thủ trưởng các phòng; Giám đốc các trung tâm",
            "tập trung rà soát",
        ),
    ],
)
def test_where_the_name_ends(text, who, what):
    assert given(text) == [(who, what)]


def test_topics_under_a_lead_in_are_no_tasks():
    body = (
        "Sở Thông tin và Truyền thông đề nghị Thủ trưởng các đơn vị phối hợp với các nội dung sau:\n"
        "1. Đối tượng, chỉ tiêu: 30 học viên.\n2. Kinh phí: từ ngân sách.\n3. Gửi danh sách về Sở."
    )
    assert given(body) == [("Thủ trưởng các đơn vị", "Gửi danh sách về Sở")]
    people = "1. Giáo viên đang giảng dạy tại các trường công lập được ưu tiên."
    assert given(f"II. TỔ CHỨC THỰC HIỆN\n{people}", "KH") == []
