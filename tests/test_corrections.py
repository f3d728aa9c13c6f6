"""What an archivist corrects is what search, registers and messages have; what was read stays kept beside it."""

import json
import shutil
import sqlite3

import openpyxl
import pytest
from support import LETTERS, copied_archive, id_of

import gmparse
from gmparse.cli import main
from gmparse.errors import DamagedFileError
from gmparse.explain.rows import listing
from gmparse.index import Index, schema
from gmparse.index.corrections.applied import item_of
from gmparse.index.corrections.corrected import corrected
from gmparse.index.corrections.paths import is_new
from gmparse.index.corrections.said import Correction, Key
from gmparse.letter import Letter
from gmparse.review.archive import Archive

BLANK, SENT = "gm-so-trong.pdf", "gm-mau-nd30.pdf"
WHO, WHEN = "Trần Mẫu", "2026-01-02T03:04:05+00:00"


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    """Letters and their index, made once."""
    folder = tmp_path_factory.mktemp("corrections")
    (folder / "in").mkdir()
    for name in (BLANK, SENT):
        shutil.copy(LETTERS / name, folder / "in")
    (folder / "in" / "tra-loi.txt").write_text(ANSWER, encoding="utf-8")
    with Index(folder / "letters.db") as index:
        index.add([folder / "in"], jobs=1)
    return folder


ANSWER = """ỦY BAN NHÂN DÂN TỈNH HÒA AN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ TÀI CHÍNH                          Độc lập - Tự do - Hạnh phúc
Số: 9/STC-VP                          Hòa An, ngày 20 tháng 8 năm 2025
V/v trả lời

Kính gửi: Sở Văn hóa, Thể thao và Du lịch

Trả lời Giấy mời số 57/GM-SVHTTDL, Sở Tài chính cử đồng chí Lê Mẫu dự họp.

                                      GIÁM ĐỐC
                                      Trần Thử
"""


@pytest.fixture
def folder(indexed, tmp_path):
    """A copy of them, for one test."""
    return copied_archive(indexed, tmp_path / "archive")


@pytest.fixture
def db(folder):
    return folder / "letters.db"


def say(db, letter, path, action="correct", value=None, **more):
    with Archive(db) as archive:
        archive.corrections.add(archive.key_of(letter), path, action, value=value, reviewer=WHO, **more)


def found(db, query="", **conditions):
    with Index(db, create=False) as index:
        return [hit.id for hit in index.search(query, **conditions)]


def entry_of(db, letter):
    with Index(db, create=False) as index:
        return index.get(letter)


def rows_of(db, letter):
    """All that the index has of a letter, in its tables and its full text."""
    with sqlite3.connect(db) as connection:
        tables = {
            name: connection.execute(f"SELECT * FROM {name} WHERE letter_id = ?", (letter,)).fetchall()  # noqa: S608
            for name in ("records", "readings", "citations", "recipients", "signers", "issues", "assignments")
        }
        tables["letters"] = connection.execute("SELECT * FROM letters WHERE id = ?", (letter,)).fetchall()
        tables["names"] = connection.execute("SELECT * FROM names_fts WHERE rowid = ?", (letter,)).fetchall()
        connection.execute("INSERT INTO letters_fts (letters_fts) VALUES ('integrity-check')")
    return tables


# --- in the index ----------------------------------------------------------------------------------------------------


def test_a_corrected_number_is_found_and_the_old_one_is_not(db):
    letter = id_of(db, SENT)
    old = entry_of(db, letter).record["number"]["text"]
    assert letter in found(db, number=old)
    say(db, letter, "number.serial", value="991")
    new = "991/" + old.partition("/")[2]
    assert found(db, number=new) == [letter]
    assert letter not in found(db, number=old)
    say(db, letter, "number.serial", "undo")
    assert letter in found(db, number=old)
    assert found(db, number=new) == []


def test_what_was_read_stays_beside_it_with_who_and_when(db, capsys):
    letter = id_of(db, SENT)
    read = entry_of(db, letter)
    assert (read.corrections, read.read) == ((), None)
    serial = read.record["number"]["serial"]
    say(db, letter, "number.serial", value="991", before=serial)
    left = entry_of(db, letter)
    assert left.read == read.record
    assert left.record["number"]["serial"] == "991"
    assert [one[:6] for one in left.corrections] == [("number.serial", "correct", "991", serial, None, WHO)]
    assert main(["show", str(db), str(letter)]) == 0
    assert f"number.serial is 991 (read: {serial}): {WHO}, 20" in capsys.readouterr().out
    assert main(["show", str(db), str(letter), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["read"]["number"]["serial"] == serial
    assert shown["corrections"][0]["reviewer"] == WHO


def test_full_text_and_names_follow(db):
    letter = id_of(db, SENT)
    before = rows_of(db, letter)
    say(db, letter, "subject.text", value="Trích yếu chưa từng có")
    say(db, letter, "signer.name", value="Võ Không Ai")
    assert found(db, '"chưa từng có"') == [letter]
    assert found(db, signer="vo khong ai") == [letter]
    say(db, letter, "subject.text", "undo")
    say(db, letter, "signer.name", "undo")
    assert found(db, '"chưa từng có"') == found(db, signer="vo khong ai") == []
    assert rows_of(db, letter) == before


def test_reading_again_keeps_it(folder, db):
    letter = id_of(db, BLANK)
    read = entry_of(db, letter).record
    say(db, letter, "number.serial", value="57")
    say(db, letter, "recipients[0].text", "remove", item=read["recipients"][0]["text"])
    before = rows_of(db, letter)
    with Index(db) as index:
        index.add([folder / "in"], jobs=1, reindex=True)
    assert rows_of(db, letter) == before
    (folder / "in" / BLANK).unlink()
    with Index(db) as index:
        index.prune([folder / "in"])
    assert found(db, number="57/GM-SVHTTDL") == []
    with sqlite3.connect(db) as connection:
        assert connection.execute("SELECT count(*) FROM readings").fetchone() == (0,)
    shutil.copy(LETTERS / BLANK, folder / "in")
    with Index(db) as index:
        index.add([folder / "in"], jobs=1)
    (back,) = found(db, number="57/GM-SVHTTDL")
    assert entry_of(db, back).read == read


def test_citations_lead_to_the_corrected_number(db):
    letter, answer = id_of(db, BLANK), id_of(db, "tra-loi.txt")
    assert [link.id for link in entry_of(db, answer).cites] == [None]
    say(db, letter, "number.serial", value="57")
    assert [link.id for link in entry_of(db, answer).cites] == [letter]
    assert [link.id for link in entry_of(db, letter).cited_by] == [answer]


def test_copies_are_those_of_the_corrected_number(folder, db):
    letter = id_of(db, BLANK)
    (folder / "in" / "khac.txt").write_text(
        ANSWER.replace("9/STC-VP", "12/STC-VP"), encoding="utf-8"
    )  # the same letter under a number that was read wrongly
    with Index(db) as index:
        index.add([folder / "in"], jobs=1)
        assert list(index.duplicates()) == []
    say(db, id_of(db, "khac.txt"), "number.serial", value="9")
    with Index(db) as index:
        assert [{one for one, _ in found.letters} for found in index.duplicates()] == [
            {id_of(db, "tra-loi.txt"), id_of(db, "khac.txt")}
        ]
    assert letter not in {one.id for one in entry_of(db, id_of(db, "khac.txt")).copies}


def test_deadlines_follow(folder, db):
    (folder / "in" / "han.txt").write_text(
        ANSWER.replace(
            "Trả lời Giấy mời", "1. Giao phòng Ngân sách báo cáo trước ngày 30/9/2025.\nTrả lời Giấy mời"
        ).replace("9/STC-VP", "10/STC-VP"),
        encoding="utf-8",
    )
    with Index(db) as index:
        index.add([folder / "in"], jobs=1)
    letter = id_of(db, "han.txt")
    duty = entry_of(db, letter).record["assignments"][0]
    assert duty["deadline"] == "2025-09-30"
    say(
        db,
        letter,
        "assignments[0].deadline",
        value="2025-10-15",
        item=item_of({"assignments": [duty]}, "assignments[0]"),
    )
    with Index(db) as index:
        due = [(one.letter_id, one.deadline) for one in index.due("2025-12-31")]
    assert (letter, "2025-10-15") in due
    assert (letter, "2025-09-30") not in due


def test_exports_have_it(db, tmp_path):
    letter = id_of(db, BLANK)
    say(db, letter, "number.serial", value="57")
    say(db, letter, "date.edtf", value="2025-08-12")
    assert main(["export", str(db), "--number", "57", "--format", "jsonl", "--out", str(tmp_path / "a.jsonl")]) == 0
    (line,) = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(line)
    assert (record["number"]["text"], record["date"]["edtf"]) == ("57/GM-SVHTTDL", "2025-08-12")
    assert {one["field"] for one in record["number"]["evidence"]}.isdisjoint({"serial", "text"})
    sheet = tmp_path / "so.xlsx"
    assert main(["export", str(db), "--number", "57", "--format", "register-xlsx", "--out", str(sheet)]) == 0
    cells = {cell for row in openpyxl.load_workbook(sheet).worksheets[0].values for cell in row}
    assert any("57" in str(cell) and "GM-SVHTTDL" in str(cell) for cell in cells if cell), cells


def test_what_was_said_needs_no_review_but_the_letter_stays_on_the_list_until_it_is_done(db):
    letter = id_of(db, BLANK)
    asked = entry_of(db, letter).record["needs_review"]
    for path in asked:
        say(db, letter, path, "accept")
    assert entry_of(db, letter).record["needs_review"] == []
    assert letter not in found(db, needs_review=True)
    say(db, letter, "number.serial", value="57")
    with Archive(db) as archive:
        filters = {"to_review": True}
        assert letter in {hit.id for hit in archive.letters("", filters, accepted=False).hits}
        archive.corrections.add(archive.key_of(letter), "", "accept", reviewer=WHO)
        assert letter not in {hit.id for hit in archive.letters("", filters, accepted=False).hits}
        assert letter in {hit.id for hit in archive.letters("", filters, accepted=True).hits}


def test_an_index_of_before_gets_its_corrections(db):
    """Schema 3 kept corrections beside the letters only."""
    letter = id_of(db, BLANK)
    before = rows_of(db, letter)
    say(db, letter, "number.serial", value="57")
    after = rows_of(db, letter)
    say(db, letter, "number.serial", "undo")
    with sqlite3.connect(db) as connection:
        connection.execute("DELETE FROM corrections WHERE action = 'undo'")
        connection.execute("DROP TABLE readings")
        connection.execute("PRAGMA user_version = 3")
    with Index(db, create=False) as index:
        assert [hit.id for hit in index.search(number="57/GM-SVHTTDL")] == [letter]
    assert schema.VERSION > 3
    assert rows_of(db, letter) == after != before


def test_a_record_of_another_gmparse_takes_no_correction(db):
    letter = id_of(db, BLANK)
    with sqlite3.connect(db) as connection:
        connection.execute("UPDATE records SET record = '{}' WHERE letter_id = ?", (letter,))
    with Archive(db) as archive, pytest.raises(DamagedFileError, match="--reindex"):
        archive.corrections.add(archive.key_of(letter), "number.serial", "correct", value="57", reviewer=WHO)
    with Archive(db) as archive:
        assert archive.corrections.of(archive.key_of(letter)) == []


def test_letters_that_are_not_there_may_be_spoken_of(db):
    with Archive(db) as archive:
        archive.corrections.add(Key("0" * 64, 1), "number.serial", "correct", value="1", reviewer=WHO)
    assert found(db, number="1") == []


# --- on a letter -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def record():
    return gmparse.parse(LETTERS / BLANK).to_dict()


def left_by(record, *said):
    made = [
        Correction(path, action, value, None, None if is_new(path) else item_of(record, path), WHO, WHEN)
        for path, action, value in said
    ]
    return corrected(record, made)


def codes(letter, path):
    return {one.code for one in letter.issues if one.path == path}


def test_issues_of_a_corrected_value_go(record):
    assert any(one["path"] == "number.serial" for one in record["issues"])
    letter = left_by(record, ("number.serial", "correct", "57"))
    assert codes(letter, "number.serial") == {"value-corrected"}
    assert (letter.number.text, letter.number.state) == ("57/GM-SVHTTDL", "read")
    assert "number.serial" not in letter.needs_review
    kept = {one["code"] for one in record["issues"] if one["path"] != "number.serial"}
    assert kept <= {one.code for one in letter.issues}


def test_a_year_in_the_number_is_kept_apart(record):
    letter = left_by(record, ("number.text", "correct", "30/2020/NĐ-CP"))
    assert (letter.number.serial, letter.number.year, letter.number.symbol) == ("30", "2020", "NĐ-CP")
    again = left_by(letter.to_dict(), ("number.serial", "correct", "31"))
    assert again.number.text == "31/2020/NĐ-CP"


def test_what_nobody_can_read_is_none(record):
    letter = left_by(record, ("number.serial", "unreadable", None), ("signer.lines", "unreadable", None))
    assert (letter.number.serial, letter.number.text, letter.number.state) == (None, "/GM-SVHTTDL", "unreadable")
    assert letter.signer.lines == ()
    assert left_by(record, ("issuer.name", "unreadable", None)).issuer is None
    assert left_by(record, ("subject.text", "unreadable", None)).subject is None


def test_what_is_not_there_is_none(record):
    letter = left_by(record, ("number.serial", "remove", None), ("date.edtf", "remove", None))
    assert (letter.number.text, letter.number.state) == ("/GM-SVHTTDL", "blank")
    assert (letter.date.text, letter.date.edtf, letter.date.state) == (None, None, "absent")
    gone = left_by(record, ("number.text", "remove", None)).number
    assert (gone.text, gone.serial, gone.symbol, gone.state) == (None, None, None, "absent")


def test_paths_of_issues_and_doubts_move_with_their_items():
    record = gmparse.parse(LETTERS / SENT).to_dict()
    texts = [one["text"] for one in record["recipients"]]
    assert len(texts) > 2
    doubt = {"code": "value-unsure", "severity": "warning", "message": "…", "evidence": []}
    record["issues"] = [doubt | {"path": f"recipients[{at}]"} for at in range(3)]
    record["needs_review"] = [f"recipients[{at}]" for at in range(3)]
    said = Correction("recipients[1].text", "remove", None, texts[1], texts[1], WHO, WHEN)
    letter = corrected(record, [said])
    assert [one.text for one in letter.recipients] == [texts[0], *texts[2:]]
    assert [one.path for one in letter.issues if one.code == "value-unsure"] == ["recipients[0]", "recipients[1]"]
    assert letter.needs_review == ("recipients[0]", "recipients[1]")


def test_the_unit_follows_the_issuer(record):
    letter = left_by(
        record, ("issuer.name", "correct", "SỞ NỘI VỤ"), ("issuer.parent", "correct", "UBND TỈNH QUẢNG NGÃI")
    )
    assert letter.issuer.unit.province == "tỉnh Quảng Ngãi"


def test_an_added_item_counts_when_it_is_whole(record):
    before = len(record["assignments"])
    letter = left_by(record, ("assignments[new1].task.text", "correct", "báo cáo"))
    assert len(letter.assignments) == before
    letter = left_by(
        record,
        ("assignments[new1].task.text", "correct", "báo cáo"),
        ("assignments[new1].assignee.text", "correct", "Phòng Nội vụ"),
        ("citations[new1].number", "correct", "12/NQ-CP"),
        ("meetings[new1].start", "correct", "2025-08-12T14:00"),
    )
    assert letter.assignments[-1].assignee.text == "Phòng Nội vụ"
    assert letter.citations[-1].text == letter.citations[-1].number == "12/NQ-CP"
    assert letter.meetings[-1].start == "2025-08-12T14:00"


def test_what_does_not_fit_any_more_is_said(record):
    letter = left_by(record, ("meetings[0].mode", "correct", "by telepathy"))
    assert letter.meetings[0].mode == record["meetings"][0]["mode"]
    assert "corrections-unfit" in letter.needs_review


@pytest.mark.parametrize("name", sorted(path.name for path in LETTERS.glob("*.*") if path.suffix in (".pdf", ".txt")))
def test_whatever_is_said_of_one_value_leaves_a_letter(name):
    """Every row that the review page shows, each of its buttons."""
    for letter in gmparse.parse_all(LETTERS / name, options=gmparse.Options(ocr="never")):
        record = letter.to_dict()
        rows = {row.path for group in listing(record).groups for row in group.rows}
        for path in sorted(rows):
            for action in ("remove", "unreadable", "accept"):
                left = left_by(record, (path, action, None))
                assert "corrections-unfit" not in {one.code for one in left.issues}, (path, action)
        assert Letter.model_validate(record) == left_by(record)
