"""Document → zones: the layouts of state, party and normative papers and of companies, and what breaks them."""

from dataclasses import replace

import pytest
from letterwriter import (
    Annex,
    Day,
    Filing,
    Letter,
    Number,
    Par,
    Signer,
    fonts_missing,
    write_docx,
    write_pdf,
    write_text,
)

from gmparse.reading import read_document
from gmparse.zones import find_zones, split

needs_fonts = pytest.mark.skipif(bool(fonts_missing()), reason=str(fonts_missing()))

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
OPENING = "Thực hiện kế hoạch công tác năm 2025, Sở Văn hóa đề nghị các đơn vị rà soát hồ sơ lưu trữ của đơn vị mình."
SECOND = "Báo cáo gửi về Văn phòng Sở trước ngày 30/9/2025 để tổng hợp, trình Ủy ban nhân dân tỉnh quyết định./."
STATE = Letter(
    code="CV",
    subject="V/v rà soát hồ sơ lưu trữ",
    issuer=("SỞ VĂN HÓA",),
    parent=("UBND TỈNH HÒA AN",),
    number=Number("57", "SVH-VP"),
    place="Hòa An",
    date=Day(2025, 7, 21),
    addressees=("Thư viện tỉnh",),
    body=(Par(OPENING), Par(SECOND)),
    signers=(Signer(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Trần Văn Mẫu"),),
    recipients=("Như trên", "Giám đốc Sở (b/c)"),
    filing=Filing("Lưu: VT, VP", "VT", "VP"),
)
NOTICE = replace(STATE, code="TB", title="THÔNG BÁO", subject="Kết quả rà soát hồ sơ lưu trữ", addressees=())
PARTY = Letter(
    code="CV",
    family="party",
    subject="Về việc chuẩn bị đại hội chi bộ",
    issuer=("ĐẢNG ỦY SỞ VĂN HÓA",),
    parent=("ĐẢNG BỘ TỈNH HÒA AN",),
    number=Number("21", "CV/ĐU", sep="-"),
    place="Hòa An",
    date=Day(2025, 7, 21),
    addressees=("Các chi bộ trực thuộc",),
    body=(Par(OPENING), Par(SECOND)),
    signers=(Signer(("T/M ĐẢNG ỦY", "BÍ THƯ"), "Lê Thị Thử"),),
    recipients=("Như trên",),
    filing=Filing("Lưu Văn phòng Đảng ủy", "Văn phòng Đảng ủy"),
)
NORMATIVE = Letter(
    code="QĐ",
    title="QUYẾT ĐỊNH",
    family="normative",
    subject="Ban hành Quy chế công tác lưu trữ của tỉnh Hòa An",
    issuer=("ỦY BAN NHÂN DÂN", "TỈNH HÒA AN"),
    number=Number("32", "QĐ-UBND", 2025),
    place="Hòa An",
    date=Day(2025, 7, 21),
    authority="ỦY BAN NHÂN DÂN TỈNH HÒA AN",
    bases=("Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024", "Theo đề nghị của Giám đốc Sở Nội vụ"),
    enacting="QUYẾT ĐỊNH:",
    body=(Par("Ban hành kèm theo Quyết định này Quy chế công tác lưu trữ.", "Điều 1."), Par(SECOND, "Điều 2.")),
    signers=(Signer(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Trần Văn Mẫu"),),
    recipients=("Như Điều 2",),
    filing=Filing("Lưu: VT", "VT"),
)
COMPANY = replace(STATE, issuer=("CÔNG TY CỔ PHẦN SÁCH HÒA AN",), parent=(), motto=False, number=Number("12", "CT-KD"))
LETTERS = {"state": STATE, "notice": NOTICE, "party": PARTY, "normative": NORMATIVE, "company": COMPANY}
EACH_LETTER = pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
WRITERS = {
    "pdf": write_pdf,
    "docx": write_docx,
    "text": lambda letter: write_text(letter).encode(),
    "columns": lambda letter: write_text(letter, columns=True).encode(),
}


def parts_of(data):
    return split(read_document(data.encode() if isinstance(data, str) else data))


def zones_of(data):
    return find_zones(parts_of(data)[0])


def texts(lines):
    return [" ".join(line.text.split()) for line in lines]


def joined(lines):
    return " ".join(texts(lines))


def assert_zones(zones, letter):
    """Every zone holds the letter's lines, and nothing else."""
    assert joined(zones.issuer) == " ".join((*letter.parent, *letter.issuer))
    assert joined(zones.motto).upper() == " ".join(letter.motto_lines).upper()
    assert "".join(zones.number.text.split()) == "".join(letter.number_line.split())
    assert joined([zones.date]) == letter.date_line
    assert texts(zones.title) == ([letter.title] if letter.title else [])
    assert joined(zones.subject) == letter.subject
    assert joined(zones.addressees) == " ".join(letter.addressee_lines)
    assert texts(zones.recipients) == ["Nơi nhận:", *letter.recipient_lines]
    assert [(texts(s.lines), joined([s.name])) for s in zones.signatures] == [
        (list(signer.lines), signer.printed_name) for signer in letter.signers
    ]
    first = [letter.authority] if letter.authority else [letter.body[0].printed]
    assert joined(zones.body).startswith(first[0])
    assert joined(zones.body).endswith(letter.body[-1].printed)


# --- the layouts ---


@needs_fonts
@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
@EACH_LETTER
def test_zones_of_a_layout(letter, writer):
    assert_zones(zones_of(writer(letter)), letter)


@needs_fonts
@EACH_LETTER
def test_a_letterhead_behind_the_body_in_content_order(letter):
    assert_zones(zones_of(write_pdf(replace(letter, letterhead_last=True))), letter)


@needs_fonts
@pytest.mark.parametrize("size", [12, 13, 14])
@EACH_LETTER
def test_size_of_type_does_not_matter(letter, size):
    assert_zones(zones_of(write_pdf(replace(letter, font_size=size))), letter)


@needs_fonts
@pytest.mark.parametrize(
    ("letter", "under_number"),
    [(STATE, True), (NOTICE, True), (NOTICE, False)],
    ids=["number", "number, with title", "title"],
)
def test_the_subject_stands_under_the_title_or_the_number(letter, under_number):
    assert_zones(zones_of(write_pdf(replace(letter, subject_under_number=under_number))), letter)


@needs_fonts
@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_an_issuer_of_three_lines(writer):
    letter = replace(STATE, parent=("UBND TỈNH HÒA AN",), issuer=("BAN QUẢN LÝ DỰ ÁN", "ĐẦU TƯ XÂY DỰNG"))
    assert_zones(zones_of(writer(letter)), letter)


@needs_fonts
def test_several_addressees():
    letter = replace(STATE, addressees=("Thư viện tỉnh", "Bảo tàng tỉnh", "Trung tâm Văn hóa - Nghệ thuật tỉnh Hòa An"))
    assert_zones(zones_of(write_pdf(letter)), letter)


@needs_fonts
@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_without_addressees(writer):
    zones = zones_of(writer(NOTICE))
    assert zones.addressees == ()
    assert joined(zones.body) == f"{OPENING} {SECOND}"


@needs_fonts
@pytest.mark.parametrize("writer", [write_pdf, write_docx], ids=["pdf", "docx"])
def test_two_signers_stand_from_left_to_right(writer):
    signers = (Signer(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Trần Văn Mẫu"), Signer(("CHỦ TỊCH",), "Lê Thị Thử"))
    letter = replace(STATE, signers=signers)
    assert_zones(zones_of(writer(letter)), letter)


@needs_fonts
@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_a_signature_without_recipients(writer):
    letter = replace(STATE, recipients=(), filing=None)
    zones = zones_of(writer(letter))
    assert zones.recipients == ()
    (signature,) = zones.signatures
    assert (texts(signature.lines), signature.name.text) == (["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], "Trần Văn Mẫu")
    assert joined(zones.body) == f"{OPENING} {SECOND}"


@needs_fonts
def test_a_letter_without_signature():
    letter = replace(STATE, signers=())
    zones = zones_of(write_pdf(letter))
    assert zones.signatures == ()
    assert texts(zones.recipients) == ["Nơi nhận:", *letter.recipient_lines]


@needs_fonts
@pytest.mark.parametrize("mark", ["HỎA TỐC", "KHẨN"])
def test_marks_are_no_subject(mark):
    zones = zones_of(write_pdf(replace(STATE, urgency=mark, secrecy="MẬT")))
    assert {*texts(zones.marks)} == {mark, "MẬT"}
    assert joined(zones.subject) == STATE.subject


# --- one file, several things ---


@needs_fonts
@pytest.mark.parametrize("label", ["PHỤ LỤC", "Phụ lục I", "PHỤ LỤC 02"])
def test_annex_pages(label):
    annex = Annex(("DANH MỤC HỒ SƠ",), (Par("Hồ sơ tổ chức bộ máy.", "1."),), label, "(Kèm theo Công văn số 57/SVH-VP)")
    letter, sheet = parts_of(write_pdf(replace(STATE, annexes=(annex,))))
    assert (letter.kind, letter.pages, sheet.kind, sheet.pages) == ("letter", (1,), "annex", (2,))
    assert_zones(find_zones(letter), STATE)


@needs_fonts
def test_an_annex_without_a_head_behind_the_closing():
    annex = Annex(("DANH SÁCH ĐẠI BIỂU",), (Par("Ông Trần Văn Mẫu.", "1."),), "", None)
    assert [part.kind for part in parts_of(write_pdf(replace(STATE, annexes=(annex,))))] == ["letter", "annex"]


@needs_fonts
@pytest.mark.parametrize("second", LETTERS)
def test_two_letters_in_one_file(second):
    first, other = parts_of(write_pdf(STATE, LETTERS[second]))
    assert (first.kind, first.pages, other.pages) == ("letter", (1,), (2,))
    assert_zones(find_zones(first), STATE)
    if not LETTERS[second].motto:  # known: behind a letter, pages without a motto pass for its annex
        assert other.kind == "annex"
    else:
        assert other.kind == "letter"
        assert_zones(find_zones(other), LETTERS[second])


@needs_fonts
def test_an_annex_between_two_letters():
    annex = Annex(("DANH MỤC HỒ SƠ",), (Par("Hồ sơ tổ chức bộ máy.", "1."),))
    kinds = [part.kind for part in parts_of(write_pdf(replace(STATE, annexes=(annex,)), NORMATIVE))]
    assert kinds == ["letter", "annex", "letter"]


# --- text as copied or printed ---

BODY_TEXT = f"{OPENING}\n{SECOND}\n"
CLOSING_TEXT = "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\nGIÁM ĐỐC\n\nTrần Văn Mẫu\n"


@pytest.mark.parametrize("gap", ["   ", "\t", "            "], ids=["blanks", "tab", "wide"])
def test_letterheads_set_with_tabs(gap):
    """Two columns run together in one line."""
    head = (
        f"UBND TỈNH HÒA AN{gap}{MOTTO[0]}\nSỞ VĂN HÓA{gap}{MOTTO[1]}\n"
        f"Số: 57/SVH-VP{gap}Hòa An, ngày 21 tháng 7 năm 2025\nV/v rà soát hồ sơ\n\nKính gửi: Thư viện tỉnh\n\n"
    )
    zones = zones_of(head + BODY_TEXT + CLOSING_TEXT)
    assert texts(zones.issuer) == ["UBND TỈNH HÒA AN", "SỞ VĂN HÓA"]
    assert texts(zones.motto) == list(MOTTO)
    assert (zones.number.text.strip(), zones.date.text.strip()) == ("Số: 57/SVH-VP", "Hòa An, ngày 21 tháng 7 năm 2025")
    assert texts(zones.subject) == ["V/v rà soát hồ sơ"]
    assert joined(zones.body) == f"{OPENING} {SECOND}"


def test_number_and_date_run_together():
    line = "Số:      /SVH-VP Hòa An, ngày      tháng 7 năm 2025"
    zones = zones_of(
        f"SỞ VĂN HÓA\n{MOTTO[0]}\n{MOTTO[1]}\n{line}\nKính gửi: Thư viện tỉnh\n\n" + BODY_TEXT + CLOSING_TEXT
    )
    assert " ".join(zones.number.text.split()) == "Số: /SVH-VP"
    assert " ".join(zones.date.text.split()) == "Hòa An, ngày tháng 7 năm 2025"


GAZETTE = f"""QUYẾT ĐỊNH
CỦA ỦY BAN NHÂN DÂN TỈNH HÒA AN SỐ 32/2025/QĐ-UBND
NGÀY 21 THÁNG 7 NĂM 2025 VỀ VIỆC BAN HÀNH QUY CHẾ CÔNG TÁC LƯU TRỮ

ỦY BAN NHÂN DÂN TỈNH HÒA AN

Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024;

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Quy chế công tác lưu trữ.
Điều 2. {SECOND}

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Văn Mẫu
"""


def test_a_gazette_copy():
    """The gazette prints a document without its letterhead."""
    zones = zones_of(GAZETTE)
    assert "SỐ 32/2025/QĐ-UBND" in zones.number.text
    assert "NGÀY 21 THÁNG 7 NĂM 2025" in zones.date.text
    assert joined(zones.issuer) == "ỦY BAN NHÂN DÂN TỈNH HÒA AN"
    assert joined(zones.subject) == "VỀ VIỆC BAN HÀNH QUY CHẾ CÔNG TÁC LƯU TRỮ"
    assert [signature.name.text for signature in zones.signatures] == ["Trần Văn Mẫu"]


NOTES = {
    "signed by": "Ký bởi: Sở Văn hóa\nNgày ký: 21/07/2025 10:09:57",
    "time of signing": "Thời gian ký: 21.07.2025 10:09:57 +07:00",
    "signed": "(Đã ký)",
    "signed and sealed": "(Đã ký, đóng dấu)",
}


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
def test_notes_of_signing_software_between_position_and_name(note):
    head = f"SỞ VĂN HÓA\n{MOTTO[0]}\n{MOTTO[1]}\nSố: 57/SVH-VP\nHòa An, ngày 21 tháng 7 năm 2025\n\nKính gửi: A\n\n"
    closing = f"Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\n{note}\n\nTrần Văn Mẫu\n"
    zones = zones_of(head + BODY_TEXT + closing)
    (signature,) = zones.signatures
    assert (texts(signature.lines), signature.name.text.strip()) == (["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], "Trần Văn Mẫu")


@pytest.mark.parametrize(
    "position",
    ["GIÁM ĐỐC", "THAM MƯU TRƯỞNG", "PHÓ CỤC TRƯỞNG", "CHÁNH ÁN", "TỔNG BIÊN TẬP", "HẠT TRƯỞNG", "BÍ THƯ", "CHỦ NHIỆM"],
)
def test_positions_of_signers(position):
    closing = f"Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\n{position}\n\nTrần Văn Mẫu\n"
    (signature,) = zones_of(f"SỞ VĂN HÓA\n{MOTTO[0]}\n{MOTTO[1]}\nSố: 57/SVH-VP\n\n" + BODY_TEXT + closing).signatures
    assert (texts(signature.lines), signature.name.text) == ([position], "Trần Văn Mẫu")


def test_two_signers_side_by_side_in_text():
    closing = "      THƯ KÝ                    CHỦ TỌA\n\n\n    Lê Thị Thử               Trần Văn Mẫu\n"
    found = zones_of(f"SỞ VĂN HÓA\n{MOTTO[0]}\n{MOTTO[1]}\nBIÊN BẢN\nHọp giao ban\n\n{BODY_TEXT}\n{closing}").signatures
    assert [(texts(s.lines), s.name.text.strip()) for s in found] == [
        (["THƯ KÝ"], "Lê Thị Thử"),
        (["CHỦ TỌA"], "Trần Văn Mẫu"),
    ]


def test_a_draft():
    head = f"DỰ THẢO\nSỞ VĂN HÓA\n{MOTTO[0]}\n{MOTTO[1]}\nSố:     /KH-SVH\n\nKẾ HOẠCH\nRà soát hồ sơ năm 2025\n\n"
    zones = zones_of(head + BODY_TEXT + CLOSING_TEXT)
    assert (texts(zones.marks), texts(zones.title)) == (["DỰ THẢO"], ["KẾ HOẠCH"])
    assert texts(zones.subject) == ["Rà soát hồ sơ năm 2025"]


def test_an_empty_file_has_empty_zones():
    (part,) = parts_of("x\n")
    zones = find_zones(part)
    assert (zones.number, zones.date, zones.issuer, zones.signatures) == (None, None, (), ())


@pytest.mark.parametrize(
    "word", ["Số: ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM ", "Kính gửi: ", "Nơi nhận: ", "GIÁM ĐỐC "]
)
def test_hostile_text_ends_quickly(word):
    zones = zones_of((word * 8 + "\n") * 400)
    assert len(zones.body) <= 400
