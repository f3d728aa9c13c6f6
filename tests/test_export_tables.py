"""Exports as tables, opened again by csv, pyarrow and openpyxl."""

import datetime
import io

import openpyxl
import pyarrow.parquet
from exporting import EACH_HOSTILE, fields_of, hostile, letter_of, letters, rows_of, written
from hypothesis import given
from hypothesis import strategies as st

from gmparse.export import columns
from gmparse.export.sheets import lines
from gmparse.export.table import harmless
from gmparse.letter import Letter

# --- jsonl, csv, parquet ----------------------------------------------------------------------------------------------


def test_jsonl_holds_the_records():
    data, report = written(letters(), "jsonl")
    assert tuple(map(Letter.model_validate_json, data.decode().splitlines())) == letters()
    assert report == (len(letters()), len(letters()), ())
    assert b'"evidence"' not in written(letters(), "jsonl", evidence=False)[0]


def test_csv_is_one_row_a_letter():
    data, report = written(letters(), "csv")
    rows = rows_of(data)
    assert report == (len(letters()), len(letters()), ())
    assert list(rows[0]) == [column.name for column in columns.COLUMNS]
    row = next(row for row in rows if row["file"] == "gm-van-phong-ky.pdf")
    assert row["number"] == "412/GM-UBND"
    assert row["meeting_start"] == "2025-11-06T08:00"
    assert row["authority"] == "TL.; KT."
    assert row["first_deadline"] == "2025-11-05"
    assert row["pages"] == "2"
    assert [row["pages"] for row in rows if row["file"] == "hai-van-ban.pdf"] == ["1", "1"]


def test_csv_begins_with_the_mark_that_excel_knows():
    assert written(letters()[:1], "csv", bom=True)[0].startswith(b"\xef\xbb\xbffile,")
    assert written(letters()[:1], "csv")[0].startswith(b"file,")


@EACH_HOSTILE
def test_csv_has_no_formulas_and_no_control_characters(text):
    data, report = written([hostile(text)], "csv")
    (row,) = rows_of(data)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    assert not set(map(chr, range(32))) - {"\t", "\n", "\r"} & set(data.decode())
    assert ("subject" in fields_of(report)) == ("\x00" in text)
    assert len(row["subject"]) >= min(len(text) - 6, 9_999)


def test_csv_cuts_at_what_a_cell_of_excel_holds_and_says_so():
    data, report = written([hostile("a" * 40_000)], "csv")
    assert len(rows_of(data)[0]["subject"]) == 32_767
    assert ("subject", "cut from 40000 to 32767 characters") in {note[1:] for note in report.notes}


@given(st.text())
def test_no_cell_begins_a_formula(text):
    cell = harmless(text)
    assert not cell.lstrip(" \xa0")[:1] or cell.lstrip(" \xa0")[0] not in "=+-@\t\r\n＝＋－＠"
    assert cell in (text, f"'{text}")


def test_a_number_left_blank_by_the_party_is_text():
    """``-TTr/ĐU`` begins with a dash."""
    (row,) = rows_of(written([letter_of("ttr-dang-uy.pdf")], "csv")[0])
    assert row["number"] == "'-TTr/ĐU"


def test_parquet_has_the_columns_with_types():
    data, report = written(letters(), "parquet")
    found = pyarrow.parquet.read_table(io.BytesIO(data))
    assert found.column_names == [column.name for column in columns.COLUMNS]
    assert report == (len(letters()), len(letters()), ())
    rows = {(row["file"], row["part"]): row for row in found.to_pylist()}
    assert rows["gm-van-phong-ky.pdf", 1]["authority"] == ["TL.", "KT."]
    assert rows["gm-van-phong-ky.pdf", 1]["assignments"] == len(letter_of("gm-van-phong-ky.pdf").assignments)
    assert rows["bb-hop-hoi-dong.pdf", 1]["date"] is None
    assert str(found.schema.field("meetings").type) == "int32"
    assert found.schema.field("number").metadata[b"about"]


# --- the register -----------------------------------------------------------------------------------------------------

REGISTER = [
    "Ngày đến",
    "Số đến",
    "Tác giả",
    "Số, ký hiệu văn bản",
    "Ngày tháng văn bản",
    "Tên loại và trích yếu nội dung văn bản",
    "Đơn vị hoặc người nhận",
    "Ngày chuyển",
    "Ký nhận",
    "Ghi chú",
]


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def sheet_rows(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]


def test_the_register_has_the_columns_of_the_decree():
    book = opened(written(letters(), "register-xlsx")[0])
    register, index = book.worksheets
    assert [cell.value for cell in register[2]] == REGISTER
    assert [cell.value for cell in register[3]] == [f"({at})" for at in range(1, 11)]
    assert len(sheet_rows(register)) == len(sheet_rows(index)) == len(letters())
    assert [cell.value for cell in index[2]][::6] == ["STT", "Ghi chú"]


def test_a_letter_in_the_register():
    book = opened(written([letter_of("van-ban-den.pdf"), letter_of("gm-so-trong.pdf")], "register-xlsx")[0])
    arrived, blank = sheet_rows(book.worksheets[0])
    assert arrived == [
        datetime.datetime(2025, 9, 11),
        2208,
        "SỞ NỘI VỤ, UBND TỈNH VĨNH LONG",
        "417/GM-SNV",
        datetime.datetime(2025, 9, 9),
        "Giấy mời: Dự họp rà soát hồ sơ thi đua, khen thưởng năm 2025",
        *[None] * 4,
    ]
    assert blank[:2] == [None, None]
    assert blank[4] == "…/08/2025"
    assert blank[9] == "Không có số; Không có đủ ngày tháng"
    assert sheet_rows(book.worksheets[1])[1][:3] == [2, "/GM-SVHTTDL", "…/08/2025"]


def test_a_dispatch_has_no_type_in_the_register_and_marks_are_remarks():
    (row,) = sheet_rows(opened(written([letter_of("cv-hoa-toc.pdf")], "register-xlsx")[0]).worksheets[0])
    assert row[5].startswith("V/v ứng phó")
    assert row[9] == "HỎA TỐC"


def test_a_letter_that_was_not_read_is_said_so_in_the_register():
    """That it has no number and no subject would be untrue."""
    blank = letter_of("gm-so-trong.pdf")
    nothing = {"text": None, "edtf": None, "serial": None, "symbol": None, "state": "unreadable"}
    unread = blank.model_copy(
        update={
            **dict.fromkeys(("issuer", "type", "subject", "place", "signer")),
            "number": blank.number.model_copy(update={k: v for k, v in nothing.items() if k != "edtf"}),
            "date": blank.date.model_copy(update={k: nothing[k] for k in ("text", "edtf", "state")}),
        }
    )
    hidden = blank.model_copy(update={"number": unread.number})
    data, report = written([unread, hidden], "register-xlsx")
    rows = sheet_rows(opened(data).worksheets[0])
    assert [note.field for note in report.notes] == ["record"]
    assert [row[9] for row in rows] == [
        "Chưa đọc được: gm-so-trong.pdf",
        "Không đọc được số; Không có đủ ngày tháng",
    ]


def test_the_register_can_be_printed():
    for sheet in opened(written(letters(), "register-xlsx")[0]).worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$2:$3"
        assert sheet.freeze_panes == "A4"
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows(min_row=2) for cell in row)
        assert sheet.print_area.endswith(f"${3 + len(letters())}")
        high = [sheet.row_dimensions[at].height for at in range(4, 4 + len(letters()))]
        assert min(high) >= 15 and max(high) > 30


@EACH_HOSTILE
def test_the_workbook_holds_text_and_no_formulas(text):
    data, report = written([hostile(text)], "register-xlsx")
    (row,) = opened(data).worksheets[0].iter_rows(min_row=4)
    assert {cell.data_type for cell in row} <= {"s", "n", "d"}
    kept = text.replace("\r\n", "\n")
    for control in "\x00\x0b\x1f\ud800\ufffe":
        kept = kept.replace(control, "")
    assert row[3].value.replace("\r\n", "\n").replace("_x000D_", "") == kept
    assert row[3].quotePrefix
    assert any("high enough" in note.why for note in report.notes) == (len(text) > 5_000)


def test_lines_of_a_cell_are_counted():
    assert lines("ngắn", 20) == 1
    assert lines("một hai ba bốn năm sáu bảy tám", 10) == 3
    assert lines("a" * 100, 10) >= 9
    assert lines("một\nhai", 20) == 2
