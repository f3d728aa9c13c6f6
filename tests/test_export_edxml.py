"""edXML messages, read again by lxml and by our own reader."""

import pytest
from exporting import EACH_HOSTILE, changed, fields_of, hostile, letter_of, letters
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from support import INDEX, LETTERS

import gmparse
from gmparse.export import edxml, edxml_reader
from gmparse.export.notes import Notes

NS = {"e": "http://www.mic.gov.vn/TBT/QCVN_102_2016"}

# --- edXML ------------------------------------------------------------------------------------------------------------

ORGANS = {"Sở Nội vụ": "H61.10", "Hội đồng nhân dân tỉnh Quảng Trị": "H50"}


def message(letter, **options):
    notes = Notes()
    return edxml.message(letter, notes, **options), notes


def at(data, path):
    return etree.fromstring(data).findtext("/".join(f"e:{name}" for name in path.split("/")), namespaces=NS)


HEAD = "edXMLEnvelope/edXMLHeader/MessageHeader/"


@pytest.mark.parametrize("row", INDEX, ids=lambda row: row["file"])
def test_messages_have_the_structure_of_the_standard(row):
    for letter in (one for one in letters() if one.source.name == row["file"]):
        data, _ = message(letter)
        assert edxml_reader.problems(data) == ()
        read = edxml_reader.read(data)
        assert read.subject == (letter.subject.text if letter.subject else None)
        assert read.symbol == letter.number.symbol
        assert read.signer == (letter.signer.name if letter.signer else None)


def test_a_message_read_by_another_reader():
    data, notes = message(letter_of("ky-so-ngay.pdf"), organs=ORGANS)
    assert at(data, HEAD + "From/OrganId") == "H61.10"
    assert at(data, HEAD + "From/OrganizationInCharge") == "UBND TỈNH VĨNH LONG"
    assert at(data, HEAD + "Code/CodeNumber") == "412"
    assert at(data, HEAD + "Code/CodeNotation") == "GM-SNV"
    assert at(data, HEAD + "PromulgationInfo/PromulgationDate") == "2025/09/05"
    assert at(data, HEAD + "DocumentType/Type") == "25"
    assert at(data, HEAD + "SignerInfo/Competence") == "KT"
    assert at(data, HEAD + "DocumentId") == "H61.10,2025/09/05,412/GM-SNV"
    assert at(data, "edXMLEnvelope/edXMLHeader/TraceHeaderList/Bussiness/BussinessDocType") == "0"
    assert b"<edXML:Bussiness>" in data and b'<edXML xmlns="' in data
    assert not any(note.field in ("From/OrganId", "DocumentId") for note in notes.report(1).notes)


def test_what_a_message_lacks_is_said():
    data, notes = message(letter_of("gm-so-trong.pdf"))
    fields = fields_of(notes.report(1))
    assert {"From/OrganId", "Code/CodeNumber", "PromulgationInfo/PromulgationDate", "DocumentId"} <= fields
    assert at(data, HEAD + "Code/CodeNumber") == at(data, HEAD + "DocumentId") == ""


def test_a_reply_names_what_it_answers():
    data, _ = message(letter_of("cv-mat.pdf"))
    (answered,) = (one for one in letter_of("cv-mat.pdf").citations if one.role == "reply_to")
    assert edxml_reader.read(data).reply_to == (answered.number,)
    assert at(data, HEAD + "OtherInfo/Priority") == "0"


def test_enclosed_files_come_back():
    letter = letter_of("gm-so-trong.pdf")
    content = (LETTERS / "gm-so-trong.pdf").read_bytes()
    data, _ = message(letter, content=lambda one: content)
    (attachment,) = edxml_reader.read(data).attachments
    assert attachment == ("gm-so-trong.pdf", "application/pdf", content)
    assert edxml_reader.problems(data) == ()
    data, notes = message(letter, content=lambda one: None)
    assert "AttachmentEncoded" in fields_of(notes.report(1))


@EACH_HOSTILE
def test_messages_are_well_formed_whatever_the_letter_says(text):
    data, notes = message(hostile(text))
    assert edxml_reader.problems(data) == ()
    said = at(data, HEAD + "PromulgationInfo/Place")
    kept = "".join(c for c in text if c not in "\x00\x0b\x1f\ud800\ufffe").replace("\r\n", "\n")
    assert said == kept
    assert len(at(data, HEAD + "Subject")) <= 500
    assert len(at(data, HEAD + "SignerInfo/FullName")) <= 50
    assert ("SignerInfo/FullName" in fields_of(notes.report(1))) == (len(text) > 50 or "\x00" in text)


@given(st.text())
def test_any_text_stands_in_a_message_as_it_is(text):
    letter = changed(letter_of("gm-mau-nd30.pdf"), subject=text)
    data, notes = message(letter)
    assert edxml_reader.problems(data) == ()
    kept = notes.fit("Subject", text, 500) or ""
    assert at(data, HEAD + "Subject") == kept.replace("\r\n", "\n").replace("\r", "\n")


OLD_NAMES = {
    b"edXML:SignerInfo": b"edXML:Author",
    b"edXML:Position": b"edXML:Function",
    b"edXML:DueDate": b"edXML:ResponseDate",
    b"edXML:Bussiness": b"edXML:Business",
}


def test_both_spellings_are_read():
    data, _ = message(letter_of("cv-hoa-toc.pdf"))
    old = data
    for name, other in OLD_NAMES.items():
        assert name in old
        old = old.replace(name, other)
    assert edxml_reader.read(old) == edxml_reader.read(data)
    assert edxml_reader.problems(old) == ()
    plain = data.replace(b"<edXML:", b"<").replace(b"</edXML:", b"</")
    assert edxml_reader.read(plain) == edxml_reader.read(data)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"<edXML:DocumentId></edXML:DocumentId>", b"", "DocumentId is missing"),
        (b"<edXML:Subject>", b"<edXML:Subject></edXML:Subject><edXML:Subject>", "Subject stands 2 times"),
        (b"edXML:Place>", b"edXML:City>", "unknown element City"),
        (b"2025/09/05", b"05/09/2025", "is no date"),
        (b"<edXML:Priority>0", b"<edXML:Priority>9", "is no code"),
        (b"<edXML:BussinessDocType>0", b"<edXML:BussinessDocType>x", "is no code"),
        (b"<edXML:Code>", b"<edXML:DueDate></edXML:DueDate><edXML:Code>", "not in the order"),
    ],
)
def test_departures_from_the_structure_are_found(old, new, problem):
    data, _ = message(letter_of("ky-so-ngay.pdf"))
    assert old in data
    assert any(problem in found for found in edxml_reader.problems(data.replace(old, new)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<edXML>",
        b"<edXML/>",
        b"not XML",
        b'<?xml version="1.0" encoding="martian"?><edXML/>',
        b'<!DOCTYPE edXML [<!ENTITY a "b">]><edXML>&a;</edXML>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE edXML SYSTEM "file:///etc/passwd"><edXML/>'.encode("utf-16"),
    ],
)
def test_what_is_no_message_is_refused(data):
    with pytest.raises(gmparse.DamagedFileError):
        edxml_reader.read(data)
