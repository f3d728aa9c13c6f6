"""Going through letters in the browser: corrections that stay, who may do what, letters that mean harm, gold."""

import json
import re
import shutil
import sqlite3
import threading
import time
import zipfile
from contextlib import contextmanager

import pytest
from browser import DESKTOP, NARROW, NEEDS_CHROMIUM, Watched, chromium
from starlette.testclient import TestClient
from support import FIXTURES, LETTERS, copied_archive, id_of
from test_explain import HOSTILE

import gmparse
from gmparse.cli import main
from gmparse.errors import ExitCode, InputError, UsageError
from gmparse.evaluate import evaluate_letters
from gmparse.index import Index
from gmparse.index.corrections.applied import applied
from gmparse.index.corrections.said import Correction, Key
from gmparse.options import DEFAULT
from gmparse.review import export_gold, serve
from gmparse.review.archive import Archive
from gmparse.review.entered import entered
from gmparse.review.guard import HEADERS, TOKEN_HEADER
from gmparse.review.web import site

BLANK, TWO, SIGNED, DISPATCH = "gm-so-trong.pdf", "hai-van-ban.pdf", "ky-so-ngay.pdf", "ttr-dang-uy.pdf"
HOSTILE_NAME = "<b>xấu.txt"
# What a person is asked for: set here, so that these tests do not depend on what is found doubtful.
ASKED = {
    BLANK: ["number.serial", "date.edtf"],
    DISPATCH: ["number.serial"],
    HOSTILE_NAME: ["number.serial", "signer.name"],
}
ADDRESS = "http://127.0.0.1:8000"
WHO = "Trần Mẫu"


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    """A folder of letters and its index, made once."""
    folder = tmp_path_factory.mktemp("review")
    (folder / "in").mkdir()
    for name in (BLANK, TWO, SIGNED, DISPATCH, "cv-kiem-tra.txt"):
        shutil.copy(LETTERS / name, folder / "in")
    (folder / "in" / HOSTILE_NAME).write_text(HOSTILE.replace("Số: 12", "Số:   "), encoding="utf-8")
    with Index(folder / "letters.db") as index:
        index.add([folder / "in"], jobs=1)
    with sqlite3.connect(folder / "letters.db") as db:
        for letter, text, path in db.execute(
            "SELECT letter_id, record, path FROM records JOIN letters ON id = letter_id JOIN paths USING (sha256)"
        ).fetchall():
            asked = ASKED.get(path.rpartition("/")[2], [])
            record = json.dumps(json.loads(text) | {"needs_review": asked}, ensure_ascii=False)
            db.execute("UPDATE records SET record = ? WHERE letter_id = ?", (record, letter))
            db.execute("UPDATE letters SET review = ? WHERE id = ?", (len(asked), letter))
    return folder


@pytest.fixture
def folder(indexed, tmp_path):
    """A copy of it, for one test."""
    return copied_archive(indexed, tmp_path / "archive")


@pytest.fixture
def db(folder):
    return folder / "letters.db"


@pytest.fixture
def client(db):
    """A browser that was given the key."""
    opened = TestClient(site(db, WHO, DEFAULT, port=8000, key="secret"), base_url=ADDRESS)
    assert opened.get("/?key=secret").status_code == 200
    return opened


def token_of(client):
    return re.search(rf"{TOKEN_HEADER}&#34;: &#34;([\w-]+)&#34;", client.get("/").text)[1]


def say(client, letter, path, action, value=""):
    form = {"path": path, "action": action, "value": value}
    return client.post(f"/letters/{letter}/values", data=form, headers={TOKEN_HEADER: token_of(client)})


def finish(client, letter, action="accept"):
    return client.post(f"/letters/{letter}/accept", data={"action": action}, headers={TOKEN_HEADER: token_of(client)})


def corrections_of(db, letter):
    with Archive(db) as archive:
        return {one.path: one for one in archive.corrections.of(archive.key_of(letter))}


# --- corrections on a record -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def record():
    return gmparse.parse(LETTERS / BLANK).to_dict() | {"needs_review": ASKED[BLANK]}


def left_by(record, *said):
    """A record with what was said: path, action, value, what had been read, what stood for the item of a list."""
    made = [
        Correction(path, action, value, before, item[0] if item else None, WHO, "2026-01-02T03:04:05+00:00")
        for path, action, value, before, *item in said
    ]
    return applied(record, made)


def test_a_serial_completes_the_number(record):
    left = left_by(record, ("number.serial", "correct", "57", None))
    assert left.record["number"]["text"] == "57/GM-SVHTTDL"
    assert left.record["number"]["state"] == "read"
    assert record["number"]["serial"] is None
    assert left.open == ["date.edtf"]


def test_a_number_of_the_party_keeps_its_dash():
    record = gmparse.parse(LETTERS / DISPATCH).to_dict()
    left = left_by(record, ("number.serial", "correct", "128", None))
    assert left.record["number"]["text"] == "128-TTr/ĐU"
    left = left_by(record, ("number.text", "correct", "7-TTr/ĐU", None))
    assert (left.record["number"]["serial"], left.record["number"]["symbol"]) == ("7", "TTr/ĐU")


def test_an_unreadable_value_is_none(record):
    left = left_by(record, ("issuer.name", "unreadable", None, record["issuer"]["name"]))
    assert left.record["issuer"]["name"] is None


def test_what_was_not_read_comes_into_being(record):
    left = left_by(record, ("urgency.text", "correct", "KHẨN", None), ("type.code", "correct", "CV", "GM"))
    assert left.record["urgency"]["text"] == "KHẨN"
    assert left.record["type"] == {**record["type"], "code": "CV", "name": "Công văn"}


def test_corrections_of_items_follow_what_was_read(record):
    texts = [one["text"] for one in record["recipients"]]
    assert len(set(texts)) == len(texts) > 2
    said = ("recipients[0].text", "correct", "Như kính gửi", texts[1], texts[1])
    left = left_by(record, said)  # the list was read differently then
    assert [one["text"] for one in left.record["recipients"]][:2] == [texts[0], "Như kính gửi"]
    assert left.said["recipients[1].text"].value == "Như kính gửi"
    gone = left_by(record, ("recipients[0].text", "correct", "Khác", "không còn nữa", "không còn nữa"))
    assert [one["text"] for one in gone.record["recipients"]] == texts
    assert [one.value for one in gone.stale] == ["Khác"]


def test_a_value_that_was_missing_goes_to_its_own_item(record):
    """The first citation had no issuer; now another one stands before it."""
    first, second = (one["text"] for one in record["citations"][:2])
    left = left_by(record, ("citations[0].issuer", "correct", "Bộ Nội vụ", None, second))
    assert left.record["citations"][0] == record["citations"][0]
    assert left.record["citations"][1]["issuer"] == "Bộ Nội vụ"
    left = left_by(record, ("citations[1].issuer", "correct", "Quốc hội", None, first))
    assert left.record["citations"][0]["issuer"] == "Quốc hội"


def test_two_items_that_had_the_same_path_are_told_apart(db):
    with Archive(db) as archive:
        key, said = Key("1" * 64, 1), archive.corrections
        said.add(key, "recipients[0].text", "correct", value="Một", before="một", item="một", reviewer="A")
        said.add(key, "recipients[0].text", "correct", value="Hai", before="hai", item="hai", reviewer="A")
        said.add(key, "recipients[0].text", "correct", value="Hai!", before="hai", item="hai", reviewer="A")
        assert [one.value for one in said.of(key)] == ["Một", "Hai!"]


def test_items_are_added(record):
    left = left_by(
        record,
        ("citations[new1].number", "correct", "12/NQ-CP", None),
        ("assignments[new1].task.text", "correct", "báo cáo", None),
        ("citations[new1].type", "correct", "NQ", None),
        ("citations[new2].number", "correct", "13/NQ-CP", None),
        ("citations[new2].type", "remove", None, None),
        ("recipients[new1].text", "unreadable", None, None),
    )
    cited = left.record["citations"][len(record["citations"]) :]
    assert [(one["number"], one["type"]) for one in cited] == [("12/NQ-CP", "NQ")]
    assert left.record["assignments"][-1]["task"]["text"] == "báo cáo"
    assert left.record["recipients"] == record["recipients"]
    assert left.name_of(f"citations[{len(record['citations'])}].type") == "citations[new1].type"


@pytest.mark.parametrize(
    "path", ["__class__.text", "source.sha256", "a[b].c", "", "number", "recipients[new1].purpose"]
)
def test_other_paths_change_nothing(record, path):
    left = left_by(record, (path or "x", "correct", "57", None))
    assert left.record == record
    assert left.stale


def test_only_the_last_word_counts(db):
    with Archive(db) as archive:
        key = Key("0" * 64, 1)
        said = archive.corrections
        said.add(key, "number.serial", "correct", value="5", before=None, reviewer="A")
        said.add(key, "number.serial", "correct", value="57", before=None, reviewer="B")
        assert [one[:6] for one in said.of(key)] == [("number.serial", "correct", "57", None, None, "B")]
        said.add(key, "number.serial", "undo", reviewer="A")
        assert said.of(key) == []
        assert len(list(said.history(key))) == 3
        said.add(key, "", "accept", reviewer="A")
        assert said.finished() == {key}
        said.add(key, "", "undo", reviewer="A")
        assert said.finished() == set()


# --- what is typed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "typed", "value"),
    [
        ("number.serial", " 57 ", "57"),
        ("date.edtf", "23/7/2025", "2025-07-23"),
        ("date.edtf", "?/7/2025", "2025-07-XX"),
        ("date.edtf", "?/?/2025", "2025-XX-XX"),
        ("date.edtf", "2025-07-XX", "2025-07-XX"),
        ("date.edtf", "29/2/2024", "2024-02-29"),
        ("citations[0].date", "2010", "2010"),
        ("citations[0].date", "6/2010", "2010-06"),
        ("meetings[0].start", "14:00 23/7/2025", "2025-07-23T14:00"),
        ("meetings[0].start", "8h30 23/7/2025", "2025-07-23T08:30"),
        ("meetings[0].start", "2025-07-23T14:00", "2025-07-23T14:00"),
        ("type.code", "giấy mời", "GM"),
        ("type.code", "qđ", "QĐ"),
        ("meetings[0].mode", "online", "online"),
        ("signer.lines", "KT. GIÁM ĐỐC\r\n PHÓ  GIÁM ĐỐC \n", ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]),
        ("subject.text", "V/v ho\u0323p\u0000 giao\nban", "V/v họp giao ban"),
        ("subject.text", "an\u202etoàn", "an toàn"),
    ],
)
def test_what_is_typed_becomes_a_value(path, typed, value):
    assert entered(path, typed) == value


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("number.serial", "   "),
        ("date.edtf", "31/6/2025"),
        ("date.edtf", "29/2/2025"),
        ("date.edtf", "14:00 23/7/2025"),
        ("date.edtf", "hôm qua"),
        ("meetings[0].start", "25:00 23/7/2025"),
        ("meetings[0].start", "14:00 ?/7/2025"),
        ("type.code", "tờ rơi"),
        ("meetings[0].mode", "telepathy"),
        ("subject.text", "x" * 20_001),
    ],
)
def test_what_makes_no_sense_is_refused(path, typed):
    with pytest.raises(UsageError):
        entered(path, typed)


# --- who may ask -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1:8001", "127.0.0.1", "", "127.0.0.1:8000.evil"]
)
def test_another_host_is_refused(client, host):
    """DNS rebinding: a name of someone else that leads to this machine."""
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "Số" not in answer.text


def test_nothing_is_shown_without_the_key(db):
    stranger = TestClient(site(db, WHO, DEFAULT, port=8000, key="secret"), base_url=ADDRESS)
    for address in ("/", "/letters/1", "/letters/1/pages/1", "/static/page.js", "/?key=guess", "/?key=", "/?key=é"):
        assert stranger.get(address).status_code == 403
    stranger.cookies.set("gmparse-review-8000", "guess")
    assert stranger.get("/").status_code == 403
    entry = stranger.get("/?key=secret", follow_redirects=False)
    assert entry.status_code == 303
    assert entry.headers["location"] == "/"
    cookie = entry.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.mark.parametrize("headers", [{}, {TOKEN_HEADER: "guess"}, {TOKEN_HEADER: "é"}], ids=["none", "wrong", "odd"])
def test_a_form_without_the_token_is_refused(client, db, headers):
    letter = id_of(db, BLANK)
    sent = {name: value.encode() for name, value in headers.items()}
    for address, form in (
        (f"/letters/{letter}/values", {"path": "number.serial", "action": "correct", "value": "9"}),
        (f"/letters/{letter}/accept", {"action": "accept"}),
    ):
        assert client.post(address, data=form, headers=sent).status_code == 403
    assert corrections_of(db, letter) == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused(client, db, headers):
    letter = id_of(db, BLANK)
    good = {TOKEN_HEADER: token_of(client)}
    answer = client.post(f"/letters/{letter}/accept", data={"action": "accept"}, headers=good | headers)
    assert answer.status_code == 403
    assert corrections_of(db, letter) == {}


def test_a_form_that_is_too_long_is_refused(client, db):
    letter = id_of(db, BLANK)
    answer = say(client, letter, "subject.text", "correct", "x" * 300_000)
    assert answer.status_code == 413
    assert corrections_of(db, letter) == {}


def test_every_answer_has_the_policy(client, db):
    letter = id_of(db, BLANK)
    for address in (
        "/",
        f"/letters/{letter}",
        f"/letters/{letter}/pages/1",
        "/static/page.css",
        "/nothing",
        "/letters/999",
    ):
        headers = client.get(address).headers
        assert {name: headers.get(name) for name in HEADERS} == HEADERS, address
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_other_methods_are_refused(client):
    assert {client.request(method, "/").status_code for method in ("PUT", "DELETE", "PATCH", "OPTIONS")} == {405}


@pytest.mark.parametrize(
    "address",
    [
        "/static/../web.py",
        "/static/%2e%2e%2fweb.py",
        "/static/..%5cweb.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/README.md",
        "/letters/1/pages/../../../etc/passwd",
        "/letters/%2e%2e",
        "/letters/-1",
        "/letters/999999999999999999999999",
        "/letters/999",
        "/letters/1/pages/0",
        "/letters/1/pages/999",
        "/letters/1/edit?path=../../etc/passwd",
        "/letters/1/edit?path=source.sha256",
        "/letters/1/edit",
    ],
)
def test_no_other_file_is_given(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "root:" not in answer.text


def test_a_file_is_given_only_as_it_was_indexed(client, folder, db):
    """A path of the index that leads to something else by now, by a link or another content."""
    letter = id_of(db, BLANK)
    assert client.get(f"/letters/{letter}/pages/1").headers["content-type"] == "image/png"
    fresh = TestClient(site(db, WHO, DEFAULT, port=8000, key="secret"), base_url=ADDRESS)
    fresh.get("/?key=secret")
    (folder / "in" / BLANK).unlink()
    (folder / "in" / BLANK).symlink_to("/etc/passwd")
    answer = fresh.get(f"/letters/{letter}/pages/1")
    assert answer.status_code == 404
    assert "root:" not in answer.text
    page = fresh.get(f"/letters/{letter}")
    assert page.status_code == 200
    assert "Không mở được tệp" in page.text
    assert "GM-SVHTTDL" in page.text


def test_a_letter_in_an_archive_is_shown(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(LETTERS / BLANK, "in/a.pdf")
    with Index(tmp_path / "letters.db") as index:
        index.add([tmp_path / "a.zip"], jobs=1)
    client = TestClient(site(tmp_path / "letters.db", WHO, DEFAULT, port=8000, key="k"), base_url=ADDRESS)
    client.get("/?key=k")
    assert client.get("/letters/1/pages/2").status_code == 200


# --- going through letters -------------------------------------------------------------------------------------------


def test_the_list_holds_what_needs_review(client, db):
    page = client.get("/").text
    assert "V/v họp thống nhất phương án số hóa" in page
    assert "V/v triển khai Quyết định điều động viên chức" not in page
    assert "V/v triển khai Quyết định điều động viên chức" in client.get("/?all=1").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=so+hoa", True),
        ("q=không+có+từ+này", False),
        ("type=giấy+mời", True),
        ("type=QĐ", False),
        ("issuer=van+hoa&since=2025-08&until=2025-08-31", True),
        ("since=2026", False),
        ("since=1/8/2025&until=31/8/2025", True),
        ("until=31/7/2025", False),
    ],
)
def test_search_and_filters_are_those_of_the_command(client, query, found):
    assert ("V/v họp thống nhất phương án số hóa" in client.get(f"/?{query}").text) is found


@pytest.mark.parametrize("query", ["type=tờ+rơi", "since=hôm+qua", 'q="mở'])
def test_a_search_that_makes_no_sense_is_explained(client, query):
    answer = client.get(f"/?{query}")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert client.get(f"/letters/1?{query}").status_code == 200


def test_a_correction_is_kept_with_who_and_when(client, db):
    letter = id_of(db, BLANK)
    answer = say(client, letter, "number.serial", "correct", "57")
    assert answer.status_code == 200
    assert "57/GM-SVHTTDL" in answer.text
    assert f'đã sửa</span><span lang="en">corrected</span> · {WHO}' in answer.text
    (one,) = corrections_of(db, letter).values()
    assert one[:6] == ("number.serial", "correct", "57", None, None, WHO)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", one.made_at)


def test_a_wrong_value_comes_back_with_the_reason(client, db):
    letter = id_of(db, BLANK)
    answer = say(client, letter, "date.edtf", "correct", "31/6/2025<script>")
    assert answer.status_code == 422
    assert "is no day" in answer.text
    assert 'value="31/6/2025&lt;script&gt;"' in answer.text
    assert corrections_of(db, letter) == {}


@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("source.sha256", "correct"),
        ("number.state", "correct"),
        ("nothing", "accept"),
        ("number.serial", "drop"),
        ("", "accept"),
    ],
)
def test_what_cannot_be_said_is_refused(client, db, path, action):
    letter = id_of(db, BLANK)
    assert say(client, letter, path, action, "x").status_code in (404, 422)
    assert corrections_of(db, letter) == {}


def test_corrections_outlive_reindexing(client, folder, db):
    letter = id_of(db, BLANK)
    say(client, letter, "number.serial", "correct", "57")
    say(client, letter, "date.edtf", "accept")
    finish(client, letter)
    with Index(db) as index:
        assert index.add([folder / "in"], jobs=1, reindex=True).updated == len(list((folder / "in").iterdir()))
    assert id_of(db, BLANK) == letter
    page = client.get(f"/letters/{letter}").text
    assert "57/GM-SVHTTDL" in page
    assert "Đã duyệt bởi" in page
    (folder / "in" / BLANK).unlink()
    with Index(db) as index:
        index.prune([folder / "in"])
        shutil.copy(LETTERS / BLANK, folder / "in")
        index.add([folder / "in"], jobs=1)
    assert "57/GM-SVHTTDL" in client.get(f"/letters/{id_of(db, BLANK)}").text


def test_an_accepted_letter_leaves_the_list_for_the_next(client):
    listed = re.findall(r'href="/letters/(\d+)"', client.get("/").text)
    assert len(listed) >= 3
    answer = finish(client, listed[0])
    assert answer.status_code == 204
    assert answer.headers["hx-redirect"] == f"/letters/{listed[1]}"
    assert re.findall(r'href="/letters/(\d+)"', client.get("/").text) == listed[1:]
    assert f'href="/letters/{listed[0]}?done=1"' in client.get("/?done=1").text
    assert finish(client, listed[-1]).headers["hx-redirect"] == f"/letters/{listed[1]}"
    for one in listed[1:-1]:
        last = finish(client, one)
    assert last.headers["hx-redirect"] == "/"
    assert "Không còn văn bản nào" in client.get("/").text
    assert finish(client, listed[0], "undo").headers["hx-redirect"] == f"/letters/{listed[0]}"
    assert f'href="/letters/{listed[0]}"' in client.get("/").text


def test_a_filter_goes_on_to_the_next_letter(client):
    listed = re.findall(r'href="/letters/(\d+)\?all=1', client.get("/?all=1").text)
    assert len(listed) > 4
    page = client.get(f"/letters/{listed[1]}?all=1").text
    assert f'href="/letters/{listed[2]}?all=1"' in page
    assert f'href="/letters/{listed[0]}?all=1"' in page


def test_an_item_may_be_added_and_taken_out(client, db):
    letter = id_of(db, BLANK)
    form = client.get(f"/letters/{letter}/edit?path=recipients[new1].text")
    assert form.status_code == 200
    say(client, letter, "recipients[new1].text", "correct", "Cổng thông tin điện tử tỉnh")
    answer = say(client, letter, "recipients[0].text", "remove")
    assert "Cổng thông tin điện tử tỉnh" in answer.text
    assert 'data-path="recipients[new1].text"' in answer.text
    assert 'data-add="recipients[new2].text"' in answer.text
    say(client, letter, "citations[0].issuer", "correct", "Quốc hội")
    say(client, letter, "citations[new1].number", "correct", "12/NQ-CP")
    answer = say(client, letter, "citations[new1].type", "correct", "NQ")
    assert 'data-add="citations[new2].number"' in answer.text
    finish(client, letter)
    gold = gold_record(db, db.parent / "gold", BLANK)
    assert gold["citations"][0]["issuer"] == "Quốc hội"
    assert gold["citations"][-1] == {"type": "NQ", "number": "12/NQ-CP", "date": None, "issuer": None, "name": None}
    read = [one["text"] for one in gmparse.parse(LETTERS / BLANK).to_dict()["recipients"]]
    assert gold["recipients"] == [*read[1:], "Cổng thông tin điện tử tỉnh"]


# --- gold ------------------------------------------------------------------------------------------------------------


def gold_record(db, out, name):
    export_gold(db, out)
    sha256 = gmparse.parse(LETTERS / name).source.sha256
    return json.loads((out / f"{sha256[:8]}.json").read_text(encoding="utf-8"))


def test_accepted_letters_become_gold(client, folder, db):
    letter = id_of(db, BLANK)
    say(client, letter, "number.serial", "correct", "57")
    say(client, letter, "date.edtf", "correct", "12/8/2025")
    say(client, letter, "signer.name", "unreadable")
    finish(client, letter)
    gold = gold_record(db, folder / "gold", BLANK)
    ours = json.loads((FIXTURES / "gold" / f"{gold['id']}.json").read_text(encoding="utf-8"))
    assert {key: gold[key] for key in ("type", "issuer", "place", "subject", "addressees", "recipients")} == {
        key: ours[key] for key in ("type", "issuer", "place", "subject", "addressees", "recipients")
    }
    assert gold["number"] == {"text": "57/GM-SVHTTDL", "serial": "57", "symbol": "GM-SVHTTDL", "handwritten": False}
    assert gold["date"]["edtf"] == "2025-08-12"
    assert gold["signer"]["name"] is None
    assert gold["unsure"] == ["signer.name"]
    assert [one["start"] for one in gold["meetings"]] == [one["start"] for one in ours["meetings"]]


def test_gold_is_what_evaluate_reads(client, folder, db, capsys):
    for name in (TWO, "cv-kiem-tra.txt"):
        letter = id_of(db, name)
        finish(client, letter)
    assert main(["review", str(db), "--export-gold", str(folder / "gold")]) == ExitCode.OK
    assert "2 letters written" in capsys.readouterr().err
    report = evaluate_letters(
        folder / "in",
        folder / "gold",
        parse=lambda path: gmparse.parse(path).to_dict(),
        index=folder / "gold/index.csv",
    )
    assert not report.failures
    scores = report.to_dict() if hasattr(report, "to_dict") else report
    assert "1.0" in json.dumps(scores, default=str)
    command = ["evaluate", "--letters", str(folder / "in"), "--gold", str(folder / "gold")]
    assert main(command) == ExitCode.OK
    assert "100" in capsys.readouterr().out


def test_a_second_letter_stands_with_the_first(client, folder, db):
    with Index(db, create=False) as index:
        ids = {hit.part: hit.id for hit in index.search(limit=50) if hit.path.endswith(TWO)}
    finish(client, ids[2])
    done = export_gold(db, folder / "gold")
    assert done == (0, 1)
    finish(client, ids[1])
    gold = gold_record(db, folder / "gold", TWO)
    assert [one["type"] for one in gold["others"]] == ["QĐ"]


def test_nothing_accepted_is_said(db, tmp_path):
    with pytest.raises(UsageError, match="no letter was accepted"):
        export_gold(db, tmp_path / "gold")


# --- letters that mean harm ------------------------------------------------------------------------------------------


def test_text_of_letters_is_escaped(client, db):
    letter = id_of(db, "xấu.txt")
    for address in (
        "/",
        "/?all=1",
        f"/letters/{letter}",
        f"/letters/{letter}/fields",
        f"/letters/{letter}/edit?path=subject.text",
    ):
        page = client.get(address).text
        assert "<img src=x" not in page
        assert "<b onmouseover" not in page
        assert "<svg onload" not in page
        assert "<script>" not in page
        assert "<b>xấu" not in page
    assert "&lt;img src=x onerror=alert(2)&gt;" in client.get(f"/letters/{letter}").text
    say(client, letter, "subject.text", "correct", '"><script>alert(7)</script>')
    assert "<script>alert" not in client.get(f"/letters/{letter}").text
    assert client.get('/?q="><script>').text.count("<script>") == 0


# --- the command -----------------------------------------------------------------------------------------------------


def test_what_is_wrong_is_said_before_anything_is_served(tmp_path, db, capsys):
    assert main(["review", str(tmp_path / "none.db")]) == ExitCode.UNREADABLE
    with pytest.raises(UsageError, match="needs a name"):
        serve(db, reviewer="  ")
    with pytest.raises(UsageError, match="cannot be used"):
        serve(db, reviewer=WHO, port=99999)
    with pytest.raises(InputError):
        export_gold(tmp_path / "none.db", tmp_path)


@contextmanager
def served(db):
    """The page, served as the command serves it; gives its address."""
    import uvicorn

    found = []
    servers = []
    original = uvicorn.Server

    class Server(original):
        def __init__(self, config):
            super().__init__(config)
            servers.append(self)

        def install_signal_handlers(self):
            pass

    uvicorn.Server = Server
    thread = threading.Thread(target=serve, args=(db,), kwargs={"reviewer": WHO, "ready": found.append}, daemon=True)
    try:
        thread.start()
        for _ in range(200):
            if servers and servers[0].started:
                break
            time.sleep(0.05)
        yield found[0]
    finally:
        uvicorn.Server = original
        servers[0].should_exit = True
        thread.join(10)


def test_it_is_served_to_this_machine_alone(db):
    with served(db) as address:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?key=[\w-]{32}", address)


# --- in a browser ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def opened(browser, db):
    """Opens the list, and looks afterwards that nothing went wrong and nothing else was asked for."""
    watched = []
    with served(db) as address:

        def open_list(size=DESKTOP, **options):
            one = Watched(browser, size, **options)
            watched.append(one)
            one.page.set_default_timeout(8000)
            one.page.goto(address)
            return one.page

        yield open_list
        own = address.partition("?")[0]
        for one in watched:
            assert [text for text in one.complaints if "422" not in text] == []  # a form that was refused
            assert all(url.startswith(own) for url in one.requests)
            one.close()


@NEEDS_CHROMIUM
def test_a_letter_is_corrected_and_accepted_with_the_keyboard(opened, db, folder):
    page = opened()
    page.get_by_role("link", name="V/v họp thống nhất").click()
    page.wait_for_selector(".row.note:focus")  # the first that is asked for
    for _ in range(30):
        if page.evaluate("document.activeElement.dataset.path") == "number.serial":
            break
        page.keyboard.press("ArrowDown")
    assert page.locator(".mark.on").count() > 0
    page.keyboard.press("e")
    page.wait_for_selector(".entry input[name=value]:focus")
    page.keyboard.type("57")
    page.keyboard.press("Enter")
    page.get_by_text("57/GM-SVHTTDL").first.wait_for()
    for _ in range(30):  # what is asked for comes up by itself
        page.wait_for_selector(".row.note.asked:focus, .accept:focus")
        if page.evaluate("document.activeElement.matches('.accept')"):
            break
        path = page.evaluate("document.activeElement.dataset.path")
        page.keyboard.press("y")
        page.wait_for_selector(f'.row.note.said-accept[data-path="{path}"]')
    assert page.locator(".card.settled").is_visible()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: f"/letters/{id_of(db, BLANK)}" not in url)
    said = {path: one[1:6] for path, one in corrections_of(db, id_of(db, BLANK)).items()}
    assert said.pop("number.serial") == ("correct", "57", None, None, WHO)
    assert said[""] == ("accept", None, None, None, WHO)
    assert said["date.edtf"] == ("accept", None, "2025-08-XX", None, WHO)
    assert {one[0] for one in said.values()} == {"accept"}
    with Index(db) as index:
        index.add([folder / "in"], jobs=1, reindex=True)
    page.goto(page.url.partition("/letters")[0] + f"/letters/{id_of(db, BLANK)}")
    assert page.get_by_text("57/GM-SVHTTDL").first.is_visible()


@NEEDS_CHROMIUM
def test_a_form_may_be_sent_before_it_has_settled(opened):
    page = opened()
    page.get_by_role("link", name="V/v họp thống nhất").click()
    page.wait_for_load_state("load")
    page.evaluate("htmx.config.defaultSettleDelay = 60000")
    page.locator('.note[data-path="date.edtf"] [data-do=edit]').click()
    page.fill(".entry input[name=value]", "31/6/2025")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert "?" not in page.url  # the browser did not send it by itself


@NEEDS_CHROMIUM
def test_a_mistake_is_shown_and_taken_back(opened, db):
    page = opened()
    page.get_by_role("link", name="V/v họp thống nhất").click()
    page.wait_for_load_state("load")
    row = page.locator('.note[data-path="date.edtf"]')
    row.locator("[data-do=edit]").click()
    page.fill(".entry input[name=value]", "31/6/2025")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert "31/6/2025" in page.get_by_role("alert").inner_text()
    page.keyboard.press("Escape")
    row.wait_for()
    row.locator("[data-do=unreadable]").click()
    page.locator('.note.said-unreadable[data-path="date.edtf"]').wait_for()
    page.wait_for_selector(".note.asked:focus")  # what is left
    row.focus()
    page.keyboard.press("z")
    page.locator('.note.asked[data-path="date.edtf"]').wait_for()
    assert corrections_of(db, id_of(db, BLANK)) == {}


@NEEDS_CHROMIUM
def test_value_and_box_are_linked(opened):
    page = opened()
    page.get_by_role("link", name="V/v họp thống nhất").click()
    row = page.locator(".group .row", has_text="Đồng Tháp").first
    row.hover()
    key = row.get_attribute("data-v")
    assert page.locator(f'.mark.on[data-v="{key}"]').count() == 1
    page.wait_for_function("() => document.querySelector('.sheet img').naturalWidth > 500")


@NEEDS_CHROMIUM
def test_a_hostile_letter_stays_text_in_the_browser(opened, db):
    page = opened()
    page.locator(".letters a", has_text="xấu").click()
    page.wait_for_selector(".row.note:focus")
    assert page.locator("aside img, aside script, aside b, aside svg").count() == 0
    assert "<img src=x onerror=alert(2)>" in page.inner_text("body")
    subject = page.locator('.group .row[data-path="subject.text"]')
    subject.focus()
    page.keyboard.press("e")
    page.wait_for_selector(".entry textarea:focus, .entry input[name=value]:focus")
    page.fill(".entry [name=value]", "<img src=x onerror=alert(8)>")
    page.keyboard.press("Control+Enter")
    page.locator(".said-correct", has_text="alert(8)").first.wait_for()
    assert page.locator("aside img").count() == 0


@NEEDS_CHROMIUM
def test_a_phone_is_enough(opened):
    page = opened(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.get_by_role("link", name="V/v họp thống nhất").click()
    page.wait_for_selector(".row.note")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert page.eval_on_selector(".record", "one => one.scrollWidth <= one.clientWidth")
    assert page.locator(".accept").is_visible()
    page.locator("[data-do=edit]").first.click()
    page.wait_for_selector(".entry input:focus")


@NEEDS_CHROMIUM
def test_the_language_stays(opened):
    page = opened()
    page.get_by_role("button", name="Ngôn ngữ").click()
    page.get_by_role("link", name="V/v họp thống nhất").click()
    page.wait_for_selector(".row.note")
    assert page.get_by_text("Accept, next letter").is_visible()
