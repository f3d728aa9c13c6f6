"""The fields of Nghị định 30/2020 and Thông tư 05/2025/TT-BNV: names, types, lengths, codes."""

import datetime
import json

import pytest
from exporting import EACH_HOSTILE, changed, fields_of, hostile, letter_of, letters, written
from support import SHARED, needs_shared, table

from gmparse.export import ead, nd30, standards
from gmparse.export.notes import Notes
from gmparse.export.register import labels

# --- Nghị định 30/2020, Phụ lục VI; Thông tư 05/2025/TT-BNV -----------------------------------------------------------

ND30 = [
    "FileCode",
    "DocOrdinal",
    "TypeName",
    "CodeNumber",
    "CodeNotation",
    "IssuedDate",
    "OrganName",
    "Subject",
    "Language",
    "PageAmount",
    "Description",
    "ArrivalDate",
    "ArrivalNumber",
    "SignerInfo",
    "Priority",
    "ToPlaces",
    "TraceHeaderList",
    "DueDate",
]
EAD = [
    "docId",
    "docCode",
    "maintenance",
    "typeName",
    "codeNumber",
    "codeNotation",
    "issuedDate",
    "organName",
    "subject",
    "language",
    "numberOfPage",
    "inforSign",
    "keyword",
    "mode",
    "confidenceLevel",
    "autograph",
    "format",
    "riskRecovery",
    "riskRecoveryStatus",
    "process",
    "description",
]


def assert_fits(record, standard):
    for name, field in standards.fields(standard).items():
        value = record
        for part in name.split("."):
            value = value and value[part]
        if value is None or field.type == "Object":
            continue
        assert isinstance(value, int if field.type == "Number" else str), name
        assert field.length is None or len(str(value)) <= field.length, name
        if field.type == "Date":
            assert datetime.datetime.strptime(value, "%d/%m/%Y")


def test_the_18_fields_of_the_decree():
    data, report = written(letters(), "nd30-json")
    records = json.loads(data)
    assert len(ND30) == 18 and len(records) == len(letters())
    assert all(list(record) == ND30 for record in records)
    for record in records:
        assert_fits(record, "nd30_incoming")
    assert report.entries == len(letters())
    assert json.loads(written([], "nd30-json")[0]) == []


def test_a_letter_in_the_fields_of_the_decree():
    record = nd30.record(letter_of("van-ban-den.pdf"), Notes())
    assert {key: value for key, value in record.items() if value is not None} == {
        "TypeName": "Giấy mời",
        "CodeNumber": "417",
        "CodeNotation": "GM-SNV",
        "IssuedDate": "09/09/2025",
        "OrganName": "SỞ NỘI VỤ",
        "Subject": "Dự họp rà soát hồ sơ thi đua, khen thưởng năm 2025",
        "Language": "Tiếng Việt",
        "PageAmount": 1,
        "ArrivalDate": "11/09/2025",
        "ArrivalNumber": 2208,
        "SignerInfo": {"Position": "PHÓ GIÁM ĐỐC", "FullName": "Hồ Mai Khôi"},
        "Priority": 0,
    }


@pytest.mark.parametrize(
    ("mark", "code"), [("KHẨN", 1), ("THƯỢNG KHẨN", 2), ("HOẢ TỐC", 3), ("HỎA TỐC", 3), ("HỎA TỐC HẸN GIỜ", 4)]
)
def test_urgency_has_the_codes_of_the_standard(mark, code):
    letter = changed(letter_of("cv-hoa-toc.pdf"), urgency=mark)
    assert nd30.record(letter, Notes())["Priority"] == code


def test_what_has_no_code_is_said():
    notes = Notes()
    record = nd30.record(changed(letter_of("cv-mat.pdf"), urgency="ĐI NGAY"), notes)
    assert record["Priority"] is None
    assert record["Description"] == "Độ khẩn: ĐI NGAY; Độ mật: MẬT"
    whys = [note.why for note in notes.report(1).notes]
    assert "no code for 'ĐI NGAY'" in whys and "no code for 'MẬT'" in whys


def test_partial_dates_and_further_values_are_said():
    notes = Notes()
    record = nd30.record(letter_of("gm-so-trong.pdf"), notes)
    assert record["IssuedDate"] is None and record["CodeNumber"] is None
    assert record["Description"] == "Ngày văn bản: …/08/2025"
    assert "IssuedDate" in fields_of(notes.report(1))
    notes = Notes()
    assert nd30.record(letter_of("kh-chuyen-doi-so.pdf"), notes)["DueDate"] == "31/01/2026"
    assert "DueDate" in fields_of(notes.report(1))


@EACH_HOSTILE
@pytest.mark.parametrize(("module", "standard"), [(nd30, "nd30_incoming"), (ead, "ead_doc")], ids=["nd30", "ead"])
def test_lengths_are_kept_and_numbers_never_cut(module, standard, text):
    notes = Notes()
    record = module.record(hostile(text), notes)
    assert_fits(record, standard)
    found = {note.field: note.why for note in notes.report(1).notes}
    number = "CodeNumber" if module is nd30 else "codeNumber"
    assert record[number] is None and "left out" in found[number]
    if len(text) > 500:
        subject = "Subject" if module is nd30 else "subject"
        assert found[subject] == "cut from 10000 to 500 characters"
        assert len(record[subject]) <= 500 and record[subject].endswith("…")


def test_the_21_fields_of_the_circular():
    data, report = written(letters(), "ead-doc")
    records = json.loads(data)
    assert len(EAD) == 21
    assert all(list(record) == EAD for record in records)
    for record in records:
        assert_fits(record, "ead_doc")
    assert {note.field for note in report.notes} == {"issuedDate", "typeName"}
    by_file = {letter.source.name: record for letter, record in zip(letters(), records, strict=True)}
    assert by_file["gm-mau-nd30.pdf"]["typeName"] == "26"
    assert by_file["cv-mat.pdf"]["typeName"] == "22"
    assert by_file["cv-mat.pdf"]["mode"] == "03"
    assert by_file["tm-cong-ty.pdf"]["typeName"] == "32"
    assert by_file["nq-hdnd.pdf"]["codeNumber"] == "17/2025"
    assert by_file["ky-so-ngay.pdf"]["confidenceLevel"] == "01"
    assert by_file["gm-mau-nd30.pdf"]["confidenceLevel"] is None


# --- tables of the standards ------------------------------------------------------------------------------------------


@needs_shared
def test_the_tables_are_those_of_the_standards():
    domain = SHARED / "domain"
    incoming = [row for row in table(domain / "nd30_pl6_fields.csv") if row["bang"] == "van_ban_den"]
    ours = [(f.name, f.label, f.length) for f in standards.fields("nd30_incoming").values()]
    assert ours == [(r["ten_truong"], r["tieng_viet"], int(r["do_dai"]) if r["do_dai"] else None) for r in incoming]
    ead_doc = [row["truong"] for row in table(domain / "tt05_2025_ead_doc.csv")]
    assert list(standards.fields("ead_doc")) == ead_doc == EAD
    for register, name in (("incoming", "văn bản đến"), ("file", "mục lục văn bản trong hồ sơ (PL V)")):
        heads = [r["noi_dung"] for r in table(domain / "nd30_pl4_registers.csv") if r["so"] == name]
        assert labels(register) == heads
    ours = {row["code"]: (row["tt05"], row["qcvn102"]) for row in standards.rows("type_codes")}
    codes = {row["viet_tat_nd30"] or row["ten_loai"]: row for row in table(domain / "doc_types_admin.csv")}
    for code, (tt05, qcvn102) in ours.items():
        row = codes[{"CV": "Công văn", "ThC": "Thư công"}.get(code, code)]
        assert (row["ma_TT05_2025_typeName"], row["ma_QCVN102_sd1_2022"]) == (tt05, qcvn102)
