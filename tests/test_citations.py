"""Documents that a letter names, and bases that are none. All numbers and dates of the examples are invented."""

import csv
import re
from pathlib import Path

import pytest

from gmparse.fields import directives
from gmparse.fields.citations import find
from gmparse.page import Box, Line, Word
from gmparse.text import TextMap

SHARED = Path(__file__).parents[2] / "shared"


def text_map(text: str) -> TextMap:
    """Each row a printed line of 10 points a character."""
    lines = []
    for row, line in enumerate(text.split("\n")):
        places = [
            (m[0], m.start(), Box(m.start() * 10, row * 20, m.end() * 10, row * 20 + 12))
            for m in re.finditer(r"\S+", line)
        ]
        words = tuple(Word(*place) for place in places)
        lines.append(Line(line, words, Box(0, row * 20, len(line) * 10, row * 20 + 12)))
    return TextMap(lines)


def cite(text: str, own_number: str | None = None):
    return find(None, text_map(text), own_number=own_number).value


@pytest.mark.parametrize(
    ("text", "code", "number", "date", "issuer"),
    [
        (
            "Căn cứ Chỉ thị số 09/CT-TTg ngày 14/3/2025 của Thủ tướng Chính phủ về dân cư;",
            "CT",
            "09/CT-TTg",
            "2025-03-14",
            "Thủ tướng Chính phủ",
        ),
        (
            "Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư",
            "NĐ",
            "30/2020/NĐ-CP",
            "2020-03-05",
            "Chính phủ",
        ),
        (
            "Thực hiện Quy định số 66-QĐ/TW, ngày 06/02/2017 của Ban Bí thư Trung ương Đảng về thể loại",
            "QyĐ",
            "66-QĐ/TW",
            "2017-02-06",
            "Ban Bí thư Trung ương Đảng",
        ),
        (
            "Quyết định số 8/QĐ-BNV ngày 3/3/2025 của Bộ trưởng Bộ Nội vụ ban hành Kế hoạch",
            "QĐ",
            "8/QĐ-BNV",
            "2025-03-03",
            "Bộ trưởng Bộ Nội vụ",
        ),
        (
            "Công văn số 31/SVH-VP ngày 3/3/2025 của Sở Văn hóa, Thể thao và Du lịch về việc mời họp",
            "CV",
            "31/SVH-VP",
            "2025-03-03",
            "Sở Văn hóa, Thể thao và Du lịch",
        ),
        (
            "Công văn số 31/SKH-VP của Sở Kế hoạch và Đầu tư ngày 3/3/2025",
            "CV",
            "31/SKH-VP",
            "2025-03-03",
            "Sở Kế hoạch và Đầu tư",
        ),
        (
            "Tờ trình số 02-TTr/ĐLS ngày 2/4/2025 của Đoàn Luật sư tỉnh Hòa An",
            "TTr",
            "02-TTr/ĐLS",
            "2025-04-02",
            "Đoàn Luật sư tỉnh Hòa An",
        ),
        (
            "Báo cáo số 3/BC-HĐ ngày 2/2/2026 của Hội đồng thẩm định, đánh giá chỉ số cải cách hành chính tỉnh về",
            "BC",
            "3/BC-HĐ",
            "2026-02-02",
            "Hội đồng thẩm định, đánh giá chỉ số cải cách hành chính tỉnh",
        ),
        ("Nghị định của Chính phủ số 51/2002/NĐ-CP ngày 26/4/2002", "NĐ", "51/2002/NĐ-CP", "2002-04-26", "Chính phủ"),
        ("Công văn hỏa tốc số 5/UBND-NC ngày 2/2/2025", "CV", "5/UBND-NC", "2025-02-02", None),
        ("Văn bản số 16/CGC.BT ngày 19/8/2024", "CV", "16/CGC.BT", "2024-08-19", None),
        ("Văn bản số 4/BC-HND ngày 19/8/2024", "BC", "4/BC-HND", "2024-08-19", None),
        ("Thông tư 05/2025/TT-BNV", "TT", "05/2025/TT-BNV", None, None),
        ("đề nghị của Sở Tư pháp tại Văn bản số …/STP-HC ngày …/5/2025", "CV", "/STP-HC", "2025-05-XX", "Sở Tư pháp"),
        (
            "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 7/TTr-SNV ngày 4/5/2025",
            "TTr",
            "7/TTr-SNV",
            "2025-05-04",
            "Giám đốc Sở Nội vụ",
        ),
        (
            "Ngày 15/9/2025, Sở Nội vụ đã ban hành Công văn số 70/SNV-VP gửi các đơn vị",
            "CV",
            "70/SNV-VP",
            "2025-09-15",
            "Sở Nội vụ",
        ),
        (
            "được Chủ tịch UBND tỉnh Hòa An (cũ) phê duyệt tại Quyết định số 11/QĐ-UBND ngày 12/5/2022",
            "QĐ",
            "11/QĐ-UBND",
            "2022-05-12",
            "Chủ tịch UBND tỉnh Hòa An",
        ),
        ("Sở Nội vụ nhận được Công văn số 8/STP-VP ngày 1/4/2025", "CV", "8/STP-VP", "2025-04-01", None),
    ],
)
def test_numbered_documents(text, code, number, date, issuer):
    (citation,) = cite(text)
    assert (citation.type, citation.number, citation.date, citation.issuer) == (code, number, date, issuer)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("theo Luật Khám bệnh, chữa bệnh năm 2023, đề nghị", ["Luật Khám bệnh, chữa bệnh năm 2023"]),
        ("căn cứ Luật Công chứng 2024 và các văn bản", ["Luật Công chứng 2024"]),
        ("Bộ luật Hình sự", ["Bộ luật Hình sự"]),
        ("Hiến pháp năm 2013", ["Hiến pháp năm 2013"]),
        ("Luật Phòng, chống tham nhũng; Luật Đất đai", ["Luật Phòng, chống tham nhũng", "Luật Đất đai"]),
        ("theo Luật Đất đai, Sở Tài chính đề nghị", ["Luật Đất đai"]),
        ("Luật tổ chức HĐND và UBND ngày 26/11/2003", ["Luật tổ chức HĐND và UBND"]),
        ("Pháp lệnh Chi phí tố tụng", ["Pháp lệnh Chi phí tố tụng"]),
        ("Đoàn Luật sư tỉnh; Luật này; Hội Luật gia; kỷ luật Đảng; pháp luật hiện hành", []),
    ],
)
def test_laws_by_name(text, names):
    assert [citation.name for citation in cite(text)] == names


def test_a_law_with_number_and_one_with_date():
    first, second = cite("Luật Cạnh tranh số 23/2018/QH14; Luật Việc làm ngày 16 tháng 6 năm 2025.")
    assert (first.type, first.name, first.number) == ("L", "Luật Cạnh tranh", "23/2018/QH14")
    assert (second.type, second.name, second.date) == ("L", "Luật Việc làm", "2025-06-16")


def test_an_amending_law_and_the_laws_that_it_amends():
    text = "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Đất đai ngày 22/11/2019"
    whole, first, second = cite(text)
    assert whole.name == "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Đất đai"
    assert (whole.date, first.name, second.name) == ("2019-11-22", "Luật Tổ chức Chính phủ", "Luật Đất đai")


def test_a_list_shares_its_type():
    citations = cite("các Nghị định số 1/2024/NĐ-CP ngày 2/1/2024, 5/2024/NĐ-CP và 9/2025/NĐ-CP của Chính phủ")
    assert [(c.type, c.number) for c in citations] == [("NĐ", f"{n}/NĐ-CP") for n in ("1/2024", "5/2024", "9/2025")]


def test_documents_side_by_side_share_their_issuer():
    text = "Quyết định số 1/QĐ-TTg ngày 2/3/2025 và Quyết định số 2/QĐ-TTg ngày 4/5/2025 của Thủ tướng Chính phủ"
    assert [c.issuer for c in cite(text)] == ["Thủ tướng Chính phủ"] * 2
    other = "Công văn số 1/SNV-VP ngày 2/3/2025 và Quyết định số 2/QĐ-TTg ngày 4/5/2025 của Thủ tướng Chính phủ"
    assert [c.issuer for c in cite(other)] == [None, "Thủ tướng Chính phủ"]


def test_an_organ_before_two_documents_issued_both():
    text = "Ngày 10/5/2025, UBND tỉnh ban hành các Quyết định số 12/QĐ-UBND và số 13/QĐ-UBND"
    assert [(c.issuer, c.date) for c in cite(text)] == [("UBND tỉnh", "2025-05-10")] * 2


def test_a_template_names_a_document_without_number():
    (citation,) = cite("Căn cứ Quyết định số ....... ngày ... của UBND tỉnh về việc giao dự toán;")
    assert (citation.type, citation.number, citation.issuer) == ("QĐ", None, "UBND tỉnh")


@pytest.mark.parametrize(
    "text",
    [
        "theo Mẫu số 01/KH-CĐ",
        "Biểu số 02/BC-XYZ",
        "nhà số 19/AB đường Lê Lợi",
        "tại số 12/B Trần Phú",
        "Nghị định 126 của Chính phủ",
    ],
)
def test_numbers_that_are_no_documents(text):
    assert cite(text) == ()


@pytest.mark.parametrize(
    "text", ["Cong văn sô 5/SNV-VP", "CV số 5/SNV-VP", "công văn 5/SNV-VP", "CÔNG VĂN SỐ 5/SNV-VP"]
)
def test_a_type_that_is_shortened_or_misread(text):
    assert [(c.type, c.number) for c in cite(text)] == [("CV", "5/SNV-VP")]


def test_a_heading_in_capitals():
    text = "QUYẾT ĐỊNH SỐ 12/QĐ-UBND NGÀY 3 THÁNG 4 NĂM 2025 CỦA ỦY BAN NHÂN DÂN TỈNH HÒA AN VỀ VIỆC GIAO CHỈ TIÊU"
    (citation,) = cite(text)
    assert (citation.date, citation.issuer) == ("2025-04-03", "ỦY BAN NHÂN DÂN TỈNH HÒA AN")
    assert citation.title == "VỀ VIỆC GIAO CHỈ TIÊU"


def test_a_title_behind_the_term_of_a_committee():
    (citation,) = cite("Nghị quyết số 1-NQ/TW ngày 2/3/2025 của Ban Chấp hành Trung ương khóa XIII về văn hóa")
    assert (citation.issuer, citation.title) == ("Ban Chấp hành Trung ương", "về văn hóa")


def test_each_document_once_with_what_later_mentions_add():
    text = (
        "Theo khoản 2 Điều 5 Nghị định số 6/2024/NĐ-CP1, Sở báo cáo.\n"
        "Theo khoản 1 Điều 7 Nghị định số 6/2024/NĐ-CP thì được.\n"
        "1 Nghị định số 6/2024/NĐ-CP ngày 08/01/2024 của Chính phủ quy định về hội."
    )
    (citation,) = cite(text)
    assert (citation.date, citation.issuer) == ("2024-01-08", "Chính phủ")
    assert citation.provisions == ("khoản 2 Điều 5", "khoản 1 Điều 7")
    assert citation.title == "quy định về hội"


def test_a_misprinted_second_form_is_the_same_document():
    text = "Nghị định số 6/2024/NĐ-CP ngày 08/01/2024 của Chính phủ. Tại Nghị định số 6/NĐ-CP ngày 08/01/2024 nêu rõ."
    assert [c.number for c in cite(text)] == ["6/2024/NĐ-CP"]


def test_the_right_form_is_given_where_the_first_is_misprinted():
    text = "Nghị định số 6/2024/ND-CP ngày 08/01/2024. Theo Nghị định số 6/2024/NĐ-CP ngày 08/01/2024 của Chính phủ."
    (citation,) = cite(text)
    assert citation.number == "6/2024/NĐ-CP"
    assert {e.text for e in citation.evidence if e.field == "number"} == {"6/2024/NĐ-CP"}


def test_a_law_by_its_number_and_later_by_its_name():
    assert len(cite("Luật Dữ liệu số 60/2024/QH15 ngày 30/11/2024. Theo Luật Dữ liệu thì được.")) == 1


def test_laws_of_two_years_are_two():
    names = [c.name for c in cite("Luật Đất đai năm 2013; Luật Đất đai năm 2024; theo Luật Đất đai thì được")]
    assert names == ["Luật Đất đai năm 2013", "Luật Đất đai năm 2024"]


def test_a_year_that_only_a_later_mention_gives():
    (citation,) = cite("theo Luật Đất đai thì được; theo Luật Đất đai năm 2024")
    assert citation.name == "Luật Đất đai"


def test_two_organs_may_issue_one_document():
    text = "Thông tư liên tịch số 5/2008/TTLT-BKHCN-BNV ngày 18/6/2008 của Bộ Khoa học và Công nghệ và Bộ Nội vụ về sở"
    assert cite(text)[0].issuer == "Bộ Khoa học và Công nghệ và Bộ Nội vụ"


def test_two_organs_may_use_one_serial():
    assert len(cite("Công văn số 6/SNV-VP và Công văn số 6/STP-VP")) == 2


def test_the_letter_itself_is_none():
    assert cite("Quyết định này; ban hành kèm theo Quyết định số 7/QĐ-UBND ngày 2/3/2025", "7/QĐ-UBND") == ()
    assert cite("kèm theo Quyết định số       /QĐ-UBND ngày    /3/2025", "7/QĐ-UBND") == ()
    assert len(cite("kèm theo Quyết định số 8/QĐ-UBND", "7/QĐ-UBND")) == 1


def test_documents_in_the_subject_come_first():
    subject = text_map("V/v triển khai Nghị quyết số 3/NQ-CP của Chính phủ")
    found = find(subject, text_map("Thực hiện Quyết định số 4/QĐ-BNV và Nghị quyết số 3/NQ-CP"), own_number=None)
    assert [c.number for c in found.value] == ["3/NQ-CP", "4/QĐ-BNV"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Công văn số 12/SNV-TC về việc báo cáo năm 2025, tuy nhiên một số đơn vị chưa gửi.",
            "về việc báo cáo năm 2025",
        ),
        ("Hướng dẫn số 8-HD/BTC về trao tặng; trong quá trình thực hiện nếu vướng mắc", "về trao tặng"),
        ("Quyết định số 8/QĐ-BTP về phê duyệt Điều lệ Hội (sau đây gọi tắt là Điều lệ)", "về phê duyệt Điều lệ Hội"),
        (
            "Kế hoạch số 1/KH-UBND ngày 1/5/2025 của UBND tỉnh về hồ sơ điện tử; kết nối dữ liệu trên địa bàn;",
            "về hồ sơ điện tử; kết nối dữ liệu trên địa bàn",
        ),
        ("Công văn số 1/SNV-VP về việc góp ý dự thảo, Sở Tư pháp có ý kiến như sau:", "về việc góp ý dự thảo"),
        ("Nghị định số 1/2024/NĐ-CP của Chính phủ quy định về hội thì Chủ tịch có quyền", "quy định về hội"),
        ("Công văn số 1/BNV-VP về việc hướng dẫn tổ chức hội quy định: “Hội đổi tên”", "về việc hướng dẫn tổ chức hội"),
        (
            "Quyết định số 1/QĐ-UBND ban hành Quy chế (sửa đổi, bổ sung) của Quỹ. Các đơn vị",
            "ban hành Quy chế (sửa đổi, bổ sung) của Quỹ",
        ),
        ("theo Quyết định số 1/QĐ-TTg, đề nghị các đơn vị báo cáo", None),
        ("Nghị định số 1/2024/NĐ-CP quy định tại Điều 5", None),
    ],
)
def test_titles(text, title):
    assert cite(text)[0].title == title


def test_a_title_ends_at_a_new_item():
    text = "- Quyết định số 1/QĐ-TTg về phê duyệt\nĐề án việc làm\n- Quyết định số 2/QĐ-TTg về hội"
    assert [c.title for c in cite(text)] == ["về phê duyệt Đề án việc làm", "về hội"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Căn cứ Nghị định số 1/2024/NĐ-CP;", "basis"),
        ("Theo đề nghị của Sở Nội vụ tại Tờ trình số 1/TTr-SNV", "basis"),
        ("Phúc đáp Công văn số 1/SNV-VP", "reply_to"),
        ("Sở Y tế nhận được Công văn số 1/SNV-VP", "reply_to"),
        ("Quyết định này thay thế Quyết định số 1/QĐ-UBND", "replaces"),
        ("Bãi bỏ Nghị định số 1/2023/NĐ-CP", "repeals"),
        ("Bãi bỏ các quy định trái với Nghị định số 1/2023/NĐ-CP", "mention"),
        ("Điều 1. Sửa đổi, bổ sung một số điều của Quyết định số 1/QĐ-UBND", "amends"),
        ("Nghị định đã được sửa đổi, bổ sung một số điều của Nghị định số 1/2023/NĐ-CP", "mention"),
        ("Quy chế ban hành kèm theo Quyết định số 1/QĐ-UBND", "attached_to"),
        ("Các đơn vị thực hiện theo Kế hoạch số 1/KH-UBND", "mention"),
    ],
)
def test_roles(text, role):
    assert [c.role for c in cite(text)] == [role]


def test_a_list_of_bases():
    text = "Căn cứ Quyết định số 1/QĐ-TTg về việc làm; Kế hoạch số 2/KH-UBND về lao động; Công văn số 3/SNV-VP"
    assert [c.role for c in cite(text)] == ["basis"] * 3


def test_a_basis_without_number():
    quy_che, quyet_dinh = cite(
        "Căn cứ Quy chế làm việc của Trường Đại học Hòa An do Hiệu trưởng ban hành theo Quyết định số 1/QĐ-ĐH;"
    )
    assert (quy_che.type, quy_che.name) == ("QC", "Quy chế làm việc của Trường Đại học Hòa An")
    assert (quy_che.issuer, quyet_dinh.issuer) == ("Hiệu trưởng", "Hiệu trưởng")


def test_evidence_stands_on_every_line_of_a_broken_number():
    (citation,) = cite("theo Công văn số 27/UBND-\nNCKS ngày 2/3/2025 của Sở Nội vụ")
    boxes = [e.box for e in citation.evidence if e.field == "number"]
    assert len(boxes) == 2
    assert {e.field for e in citation.evidence} == {"text", "number", "date", "issuer"}
    assert all(e.rule for e in citation.evidence)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Thực hiện ý kiến chỉ đạo của Chủ tịch UBND tỉnh tại cuộc họp ngày 17/7/2025;",
            [("ý kiến chỉ đạo của Chủ tịch UBND tỉnh tại cuộc họp ngày 17/7/2025", "2025-07-17")],
        ),
        (
            "Theo đề nghị của Chánh Văn phòng Ủy ban nhân dân tỉnh.",
            [("đề nghị của Chánh Văn phòng Ủy ban nhân dân tỉnh", None)],
        ),
        ("Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 7/TTr-SNV", []),
        ("Thực hiện Kết luận số 12-KL/TW của Bộ Chính trị", []),
        ("Đề nghị các đơn vị thực hiện theo quy định của pháp luật", []),
    ],
)
def test_directives(text, expected):
    assert [(d.text, d.date) for d in directives.find(text_map(text)).value] == expected


HOSTILE = ["Căn cứ " * 3000, "Luật A " * 3000, "của Bộ " * 3000, "số 1/QĐ-UBND, " * 1500, "khoản 1 Điều 2 " * 2000]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_hostile_text_ends_quickly(text):
    assert isinstance(cite(text), tuple)


# Rows of citations_real.csv (counted from 0) that name no document which could be a citation, and why.
NO_CITATION = {
    3: "an instruction, no document",
    10: "a request, no document",
    48: "an application without number that nothing introduces: a paper of a dossier",
    53: "the law itself",
    61: "a provision alone",
}


@pytest.mark.skipif(not SHARED.exists(), reason="the real strings lie in ../shared")
def test_real_strings():
    """Every number printed in a real string is a citation's, or the same document's in another spelling."""
    with (SHARED / "domain" / "citations_real.csv").open(encoding="utf-8") as file:
        rows = [row["chuoi"] for row in csv.DictReader(file)]
    for index, text in enumerate(rows):
        citations = cite(text)
        assert bool(citations) is (index not in NO_CITATION), (index, text)
        printed = re.findall(r"(?:số|Thông tư|Nghị định|Hướng dẫn) (\d+\s?[-/ ]\s?[\w/]+)", text)
        numbers = " ".join(c.number or "" for c in citations)
        for number in printed:
            serial = re.match(r"0*(\d+)", number)[1]
            assert re.search(rf"(?<!\d)0*{serial}(?!\d)", numbers), (index, text)
