"""The fixtures: reproducible, each with gold whose every string stands in the file."""

import hashlib
import io
import json
import re
import unicodedata
import zipfile
from pathlib import Path

import docx
import pypdfium2
import pytest
from generate import COLUMNS, generate, render
from letterset import FIXTURES
from letterwriter import Letter, Par, Signer, fonts_missing, write_docx, write_pdf, write_text
from oddfiles import PASSWORD
from support import table

FOLDER = Path(__file__).parents[1] / "fixtures"
TYPES = {"other", "TTLT", "L", "BL", "PL", "L-CTN", "VBHN", "KL", "ĐN", "TM", "CV", "PTr", "NĐ", "TT", "ThC"} | set(
    re.findall(r"\S+", "NQ QĐ CT QC QyĐ TC TB HD CTr KH PA ĐA DA BC BB TTr HĐ CĐ BGN BTT GUQ GM GGT GNP PG PC PB")
)
ROLES = {"basis", "mention", "reply_to", "amends", "replaces", "repeals", "attached_to"}
LETTER_KEYS = {
    "family": str,
    "type": str,
    "issuer": dict,
    "number": dict,
    "place": (str, type(None)),
    "date": (dict, type(None)),
    "subject": (str, type(None)),
    "urgency": (str, type(None)),
    "secrecy": (str, type(None)),
    "addressees": list,
    "citations": list,
    "meetings": list,
    "assignments": list,
    "recipients": list,
    "filing": (dict, type(None)),
    "signer": dict,
    "co_signers": list,
    "co_issuers": list,
    "attachments": list,
    "directives": list,
    "unsure": list,
    "note": str,
}
OF_THE_FILE = {"id", "parts", "stamps", "signatures"}
CITATION_KEYS = {"type", "number", "date", "issuer", "name", "role", "provisions"}
MEETING_KEYS = {"start", "end", "mode", "location", "chair", "participants", "agenda", "sessions", "contacts"}
PARTS_OF_MEETING = {
    "location_parts": {"room", "street", "ward", "province", "url"},
    "chair_parts": {"name", "position", "organization"},
    "participants_parts": {"role", "organizations", "persons"},
}
DAY = r"\d{4}-(\d\d-\d\d|\d\d-XX|XX-XX)"
MOMENT = rf"{DAY}(T\d\d:\d\d)?"

needs_fonts = pytest.mark.skipif(fonts_missing() is not None, reason=fonts_missing() or "")


INDEX = table(FOLDER / "index.csv")
EACH = pytest.mark.parametrize("row", INDEX, ids=lambda row: row["file"])


def gold_of_row(row, folder=FOLDER):
    return json.loads((folder / "gold" / f"{row['id']}.json").read_text(encoding="utf-8"))


def flat(text):
    """NFC, line ends and blanks as one space, a hyphen at a line end kept."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\ufffe", "-").split())


def text_of(name, data):
    if name.endswith(".pdf"):
        return flat(" ".join(pdf_pages(data) + pdf_stamps(data)))
    if name.endswith(".docx"):
        return flat("\n".join(docx_lines(docx.Document(io.BytesIO(data)))))
    return flat(data.decode())


def pdf_pages(data):
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    # the page number is the first line of a later page
    return [re.sub(r"^\s*\d+\s*\n", "", page) for page in pages]


def pdf_stamps(data):
    """The text of the pages with their annotations drawn on them."""
    document = pypdfium2.PdfDocument(data)
    try:
        done = [pypdfium2.raw.FPDFPage_Flatten(page.raw, pypdfium2.raw.FLAT_NORMALDISPLAY) for page in document]
        changed = [i for i, result in enumerate(done) if result == pypdfium2.raw.FLATTEN_SUCCESS]
        return [document[i].get_textpage().get_text_range() for i in changed]
    finally:
        document.close()


def docx_lines(parent):
    for block in parent.iter_inner_content():
        if hasattr(block, "rows"):
            for line in block.rows:
                for cell in line.cells:
                    yield from docx_lines(cell)
        else:
            yield block.text


def strings(gold):
    """Every verbatim value of a gold record."""
    yield from gold["issuer"].values()
    yield gold["number"]["symbol"]
    yield gold["number"]["serial"]
    yield from (gold["place"], gold["subject"], gold["urgency"], gold["secrecy"])
    for name in ("addressees", "recipients", "attachments"):
        yield from gold[name]
    for citation in gold["citations"]:
        yield from (citation["number"], citation["issuer"], citation["name"], *citation["provisions"])
    for directive in gold["directives"]:
        yield directive["text"]
    for meeting in gold["meetings"]:
        yield from (meeting["location"], meeting["chair"], *meeting["participants"])
        yield from meeting_strings(meeting)
    for assignment in gold["assignments"]:
        yield from (assignment["assignee"], assignment["task"])
    for signer in (gold["signer"], *gold["co_signers"]):
        yield from (*signer["lines"], signer["position"], signer["name"])
    filing = gold["filing"] or {}
    yield from (filing.get("text"), filing.get("archive"))


def meeting_strings(meeting):
    """Verbatim parts of a meeting; those of participants may be put together from two places."""
    for part in (meeting["location_parts"], meeting["chair_parts"], *meeting["contacts"]):
        yield from (part or {}).values()
    for session in meeting["sessions"]:
        yield from (session["text"], session["location"])
    if meeting["agenda"] and not meeting["sessions"]:
        yield from meeting["agenda"].split("; ")  # between the items stand their bullets


def test_the_set_is_as_broad_as_promised():
    assert len(INDEX) == len(FIXTURES) >= 18
    assert tuple(INDEX[0]) == COLUMNS
    assert len({row["type"] for row in INDEX}) >= 10
    assert {row["family"] for row in INDEX} >= {"state", "party", "normative"}
    kinds = [row["kind"] for row in INDEX]
    assert kinds.count("docx") >= 4
    assert kinds.count("text") >= 2
    assert kinds.count("signed") >= 12
    assert any(int(row["pages"] or 0) >= 3 for row in INDEX)


def test_every_file_is_listed_and_has_gold():
    assert {path.name for path in (FOLDER / "letters").iterdir()} == {row["file"] for row in INDEX}
    assert {path.stem for path in (FOLDER / "gold").iterdir()} == {row["id"] for row in INDEX}


@EACH
def test_id_is_the_hash_of_the_file(row):
    data = (FOLDER / "letters" / row["file"]).read_bytes()
    assert row["id"] == hashlib.sha256(data).hexdigest()[:8] == gold_of_row(row)["id"]


@EACH
def test_gold_has_the_format(row):
    gold = gold_of_row(row)
    assert set(gold) == OF_THE_FILE | set(LETTER_KEYS) | ({"others", "boxes"} & set(gold))
    for part in gold["parts"]:
        assert part["kind"] in ("letter", "annex")
    for stamp in gold["stamps"]:
        assert set(stamp) == {"kind", "text"}
    for letter in (gold, *gold.get("others", [])):
        check_letter(letter)


def check_letter(gold):
    for key, kinds in LETTER_KEYS.items():
        assert isinstance(gold[key], kinds), key
    assert gold["type"] in TYPES
    assert gold["family"] in ("state", "party", "normative", "other")
    assert gold["number"]["state"] in ("read", "blank", "absent")
    if gold["date"]:
        assert re.fullmatch(DAY, gold["date"]["edtf"])
        assert gold["date"]["state"] == ("blank" if "X" in gold["date"]["edtf"] else "read")
    assert len(gold["assignments"]) <= 20
    check_lists(gold)
    for value in filter(None, strings(gold)):
        assert value == flat(value)
        assert not value.endswith((";", "./.", ","))
        assert not value.startswith(("- ", "+ ", "* "))


def check_lists(gold):
    for citation in gold["citations"]:
        assert set(citation) == CITATION_KEYS
        assert citation["type"] in TYPES
        assert citation["role"] in ROLES
        assert citation["number"] or citation["name"]
        assert citation["date"] is None or re.fullmatch(DAY, citation["date"])
    for meeting in gold["meetings"]:
        check_parts(meeting)
        assert re.fullmatch(MOMENT, meeting["start"])
        assert meeting["end"] is None or re.fullmatch(MOMENT, meeting["end"])
        assert meeting["mode"] in ("in_person", "online", "hybrid", None)
    for assignment in gold["assignments"]:
        assert set(assignment) == {"assignee", "task", "deadline"}
        assert assignment["deadline"] is None or re.fullmatch(MOMENT, assignment["deadline"])


def check_parts(meeting):
    """Every part is labelled, with ``None`` where the letter has none, and is a piece of what it is a part of."""
    assert set(meeting) == MEETING_KEYS | set(PARTS_OF_MEETING)
    assert (meeting["location_parts"] is None) == (meeting["location"] is None)
    assert (meeting["chair_parts"] is None) == (meeting["chair"] is None)
    assert len(meeting["participants_parts"]) == len(meeting["participants"])
    for name, keys in PARTS_OF_MEETING.items():
        parts = meeting[name] if isinstance(meeting[name], list) else [meeting[name]]
        assert all(set(part) == keys for part in parts if part is not None)
    for session in meeting["sessions"]:
        assert set(session) == {"text", "start", "end", "location"}
        # A table that alone dates the sessions is no agenda.
        assert meeting["agenda"] is None or session["text"] in meeting["agenda"]
    for text, guest in zip(meeting["participants"], meeting["participants_parts"], strict=True):
        for value in (guest["role"] or "", *guest["organizations"], *guest["persons"]):
            assert set(re.findall(r"\w+", value)) <= set(re.findall(r"\w+", text)), value


@EACH
def test_every_gold_string_stands_in_the_file(row):
    gold = gold_of_row(row)
    text = text_of(row["file"], (FOLDER / "letters" / row["file"]).read_bytes())
    for letter in (gold, *gold.get("others", [])):
        missing = [value for value in strings(letter) if value and value not in text]
        # side by side columns part what belongs together: only there a value may stand in pieces
        if row["layout"] == "columns side by side":
            missing = [value for value in missing if any(word not in text for word in value.split())]
        if row["layout"] == "widgets: font not embedded":  # the digits stand there as glyph numbers
            data = (FOLDER / "letters" / row["file"]).read_bytes()
            missing = [value for value in missing if glyph_numbers(value) not in data]
        assert missing == []


def glyph_numbers(digits):
    return "".join(f"{ord(digit) - ord('0') + 19:04X}" for digit in digits).encode()


@EACH
def test_citations_stand_in_order_of_first_mention(row):
    gold = gold_of_row(row)
    text = text_of(row["file"], (FOLDER / "letters" / row["file"]).read_bytes())
    places = [text.find(citation["number"] or citation["name"]) for citation in gold["citations"]]
    assert places == sorted(places)


@needs_fonts
def test_regenerating_gives_the_committed_files(tmp_path):
    generate(tmp_path)
    for row in table(tmp_path / "index.csv"):
        old, new = FOLDER / "letters" / row["file"], tmp_path / "letters" / row["file"]
        assert same(row["file"], old.read_bytes(), new.read_bytes()), row["file"]
    keys = [key for key in COLUMNS if key != "id"]
    assert [[r[k] for k in keys] for r in table(tmp_path / "index.csv")] == [[r[k] for k in keys] for r in INDEX]
    fresh = {row["file"]: row for row in table(tmp_path / "index.csv")}
    for row in INDEX:
        assert {**gold_of_row(fresh[row["file"]], tmp_path), "id": None} == {**gold_of_row(row), "id": None}


def same(name, old, new):
    """Equal bytes; other versions of the writing libraries may differ in all but pages and text."""
    if old == new:
        return True
    if name.endswith(".pdf"):
        return pdf_pages(old) == pdf_pages(new)
    return text_of(name, old) == text_of(name, new)


@needs_fonts
@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.file)
def test_the_same_content_gives_the_same_bytes(fixture):
    assert render(fixture) == render(fixture)


def test_odd_files_are_listed():
    expected = table(FOLDER / "odd" / "expected.csv")
    assert {row["file"] for row in expected} | {"expected.csv"} == {p.name for p in (FOLDER / "odd").iterdir()}
    for row in expected:
        assert row["outcome"] in ("record", "error")
        assert (row["outcome"] == "record") == (row["exit_code"] == "0")


def test_odd_files_are_as_odd_as_they_say():
    read = {path.name: path.read_bytes() for path in (FOLDER / "odd").iterdir()}
    assert read["empty.pdf"] == b""
    for name in ("html.pdf", "truncated.pdf", "password.pdf"):
        with pytest.raises(pypdfium2.PdfiumError):
            pypdfium2.PdfDocument(read[name])
    unlocked = pypdfium2.PdfDocument(read["password.pdf"], password=PASSWORD)
    assert "GIẤY MỜI" in unlocked[0].get_textpage().get_text_range()
    assert "word/document.xml" not in zipfile.ZipFile(io.BytesIO(read["archive.docx"])).namelist()
    assert pypdfium2.PdfDocument(read["image-only.pdf"])[0].get_textpage().count_chars() == 0
    assert pypdfium2.PdfDocument(read["rotated.pdf"])[0].get_rotation() == 90


@needs_fonts
@pytest.mark.parametrize(
    "letter",
    [
        Letter(),
        Letter(issuer=("SỞ Y TẾ",)),
        Letter(title="BÁO CÁO", subject="kết quả " * 80, body=(Par("nội dung " * 900),)),
        Letter(addressees=tuple(f"Đơn vị {i}" for i in range(60)), recipients=tuple(f"Nơi {i}" for i in range(90))),
        Letter(signers=tuple(Signer(("GIÁM ĐỐC",), f"Người {i}") for i in range(5)), motto=False),
        Letter(body=(Par('A & B <b> > "c"'),), place="Huế", family="party", letterhead_last=True),
    ],
)
def test_writers_cope_with_any_letter(letter):
    for text in (text_of("a.pdf", write_pdf(letter)), text_of("a.docx", write_docx(letter)), flat(write_text(letter))):
        for part in (letter.title, letter.subject, *letter.issuer, *letter.addressees, *letter.recipients):
            assert part is None or flat(part) in text
        for block in letter.body:
            assert flat(block.printed)[:60] in text
        for signer in letter.signers:
            assert signer.name in text


def test_readme_names_every_file():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    names = [row["file"] for row in INDEX] + [row["file"] for row in table(FOLDER / "odd" / "expected.csv")]
    assert [name for name in names if f"`{name}`" not in text] == []
