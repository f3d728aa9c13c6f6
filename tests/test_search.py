"""Searching an index, and what it says across letters."""

import json
import shutil
import sqlite3
from types import SimpleNamespace

import pytest
from support import FIXTURES

import gmparse
from gmparse import Index
from gmparse.batch import Done
from gmparse.cli import main
from gmparse.errors import UsageError
from gmparse.index.folding import day_range, folded, name_key, number_key, spelled
from gmparse.index.query import expression, words
from gmparse.index.rows import FileRows, letter_rows
from gmparse.index.snippets import snippet

HEAD = """UBND TỈNH {province}                      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
{issuer}                                       Độc lập - Tự do - Hạnh phúc

Số: {number}                                   {place}, ngày {day}

                            {title}
                 {subject}

{body}

Nơi nhận:                                      GIÁM ĐỐC
- Như trên;
- Lưu: VT.

                                               {signer}
"""
DEFAULTS = {
    "province": "HÒA AN",
    "issuer": "SỞ VĂN HÓA",
    "number": "57/GM-SVH",
    "place": "Hòa An",
    "day": "05 tháng 8 năm 2025",
    "title": "GIẤY MỜI",
    "subject": "Về việc họp bàn số hóa tài liệu lưu trữ",
    "body": "Sở Văn hóa trân trọng kính mời các đồng chí dự họp.",
    "signer": "Trần Văn Mẫu",
}
LETTERS = {
    "moi": {},
    "moi-thao": {"number": "       /GM-SVH", "day": "    tháng 8 năm 2025"},
    "moi-khac": {
        "number": "58/GM-SVH",
        "subject": "Về việc dự lễ khánh thành nhà văn hoá xã",
        "body": "Thực hiện Kế hoạch số 12/KH-SVH ngày 03/02/2025 của Sở Văn hóa, Sở kính mời các đồng chí dự lễ.",
        "signer": "Lê Thị Hoà",
    },
    "ke-hoach": {
        "number": "12/KH-SVH",
        "day": "03 tháng 02 năm 2025",
        "title": "KẾ HOẠCH",
        "subject": "Bảo tồn đờn ca tài tử năm 2025",
        "body": "1. Giao Phòng Di sản chủ trì lập danh mục nghệ nhân, gửi về Văn phòng Sở trước ngày 20/3/2025.\n"
        "2. Giao Bảo tàng tỉnh chuẩn bị trưng bày, hoàn thành trong tháng 6/2025.",
    },
    "ke-hoach-hai": {
        "number": "12/KH-SVH",
        "day": "03 tháng 02 năm 2025",
        "title": "KẾ HOẠCH",
        "subject": "Bảo tồn đờn ca tài tử năm 2025 (gửi lại)",
        "body": "Nội dung như bản đã gửi.",
    },
    "y-te": {
        "issuer": "SỞ Y TẾ",
        "number": "9/CV-SYT",
        "title": "CÔNG VĂN",
        "day": "15 tháng 01 năm 2024",
        "subject": "Về việc phòng chống dịch",
        "body": "Căn cứ Kế hoạch số 12/KH-UBND ngày 01/01/2024 của UBND tỉnh, Sở Y tế đề nghị các đơn vị báo cáo.",
    },
}


class _Here:
    """Works on the files in this process."""

    def run(self, jobs, idle):
        from gmparse.batch.letters import File, read_letters

        for key, request in jobs:
            found = read_letters(gmparse.Options(ocr="never"), File(request.path))
            yield Done(
                key, FileRows(found[0].letter.source.sha256, "text/plain", None, "text", tuple(map(letter_rows, found)))
            )

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    folder = tmp_path_factory.mktemp("search")
    for name, changes in LETTERS.items():
        (folder / f"{name}.txt").write_text(HEAD.format(**(DEFAULTS | changes)), encoding="utf-8")
    with Index(folder / "letters.db") as index:
        assert index.add([folder], engine=_Here).added == len(LETTERS)
    return folder / "letters.db"


@pytest.fixture
def index(db):
    with Index(db, create=False) as opened:
        yield opened


@pytest.fixture
def find(index):
    def call(query="", **filters):
        return [name(hit.path) for hit in index.search(query, **filters)]

    return call


def name(path):
    return path.rpartition("/")[2].removesuffix(".txt")


def id_of(index, wanted):
    return next(hit.id for hit in index.search(limit=50) if name(hit.path) == wanted)


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("đờn ca", {"ke-hoach", "ke-hoach-hai"}),
        ("don ca", {"ke-hoach", "ke-hoach-hai"}),
        ("ĐỜN CA TÀI TỬ", {"ke-hoach", "ke-hoach-hai"}),
        ("đơn ca", set()),
        ('"tài tử năm"', {"ke-hoach", "ke-hoach-hai"}),
        ('"tài năm tử"', set()),
        ("khánh thành", {"moi-khac"}),
        ("khanh than*", {"moi-khac"}),
        ("khanh than", set()),
        ('"nhà văn hóa"', {"moi-khac"}),
        ('"nhà văn hoá"', {"moi-khac"}),
        ("dịch OR khánh", {"y-te", "moi-khac"}),
        ("họp -lễ", {"moi", "moi-thao"}),
        ("họp NOT (lễ OR dịch)", {"moi", "moi-thao"}),
        ("12/KH-SVH -nghệ", {"ke-hoach-hai", "moi-khac"}),
        ("không-có-đâu", set()),
    ],
)
def test_words(find, query, found):
    assert set(find(query)) == found


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ('"giấy mời', '" that is not closed'),
        ("(họp", "( that is not closed"),
        ("họp)", ") without a ("),
        ("họp OR", "empty part"),
        ("OR họp", "empty part"),
        ("-họp", "only what is not wanted"),
        ("họp NOT", "NOT with nothing behind it"),
        ("AND", "AND with nothing beside it"),
        ("họp AND", "AND with nothing beside it"),
        ("()", "empty part"),
        ("***", "no word"),
        ("a " * 51, "more than 50 words"),
    ],
)
def test_a_bad_query_is_said_plainly(find, query, says):
    with pytest.raises(UsageError, match="the query") as error:
        find(query)
    assert says in str(error.value)


@pytest.mark.parametrize(
    "query", ["NEAR(a b)", "subject:x", "a^b", "'; DROP TABLE letters", "{a}", "a + b", "\x00 a", '"" a', "*a", "a**"]
)
def test_no_query_reaches_sqlite_as_it_is(find, query):
    """The syntax of FTS5 means nothing here; whatever is typed finds something, or nothing."""
    assert isinstance(find(query), list)


def test_the_best_first(find):
    """Words in the subject count more than words in the text."""
    assert find("văn hoá")[0] == "moi-khac"
    assert find("phòng chống dịch") == ["y-te"]


def test_whole_letters(index):
    """Best first with a query, else the oldest first; as many as there are."""
    for query, order in (("don ca", ["ke-hoach", "ke-hoach-hai"]), ("", None)):
        found = list(index.letters(query))
        hits = [hit.id for hit in index.search(query, limit=50)]
        assert [filed.id for filed in found] == (hits if query else hits[::-1])
        if order:
            assert sorted(name(filed.path) for filed in found) == order
        assert [filed.letter.to_dict() for filed in found] == [index.get(filed.id).record for filed in found]
    assert len(list(index.letters(limit=2))) == 2
    assert {filed.letter.number.text for filed in index.letters(signer="Lê Thị Hòa")} == {"58/GM-SVH"}
    with pytest.raises(UsageError):
        index.letters('"open')


def test_records_of_another_gmparse_are_said(db, tmp_path):
    shutil.copy(db, tmp_path / "old.db")
    with Index(tmp_path / "old.db") as old, sqlite3.connect(tmp_path / "old.db") as connection:
        connection.execute("UPDATE records SET record = '{}'")
        connection.commit()
        with pytest.raises(gmparse.DamagedFileError, match="of another gmparse: run gmparse index --reindex"):
            next(old.letters())


def test_the_passage_is_marked(index):
    (hit,) = index.search("khanh thanh le")
    assert "[lễ] [khánh] [thành]" in hit.snippet
    assert len(hit.snippet) < 220
    (hit,) = index.search('"nhà văn hóa" -trực')
    assert "[nhà] [văn] [hoá]" in hit.snippet


def test_snippets_of_long_texts():
    text = "đầu " * 1000 + "Họp giao ban tuần" + " cuối" * 1000
    assert snippet(text, words("giao ban")).count("[") == 2
    assert snippet(text, words("không")).startswith("đầu đầu")
    assert snippet("", words("x")) == ""
    assert snippet("Họp hội", words("ho*")) == "[Họp] [hội]"
    assert snippet("Họp hội", words("ho")) == "Họp hội"
    assert snippet("a" * 1000, []).startswith("a")


def test_queries_are_expressions():
    assert expression("") is None
    assert expression("Công-văn*") == '{subject body} : "công văn" *'
    assert expression("a b") == '({subject_folded body_folded} : "a" AND {subject_folded body_folded} : "b")'


# --- fields ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"type": "GM"}, {"moi", "moi-thao", "moi-khac"}),
        ({"type": "giấy mời"}, {"moi", "moi-thao", "moi-khac"}),
        ({"type": "giay moi"}, {"moi", "moi-thao", "moi-khac"}),
        ({"issuer": "y tế"}, {"y-te"}),
        ({"issuer": "ubnd tinh hoa an", "type": "CV"}, {"y-te"}),
        ({"number": "57/GM-SVH"}, {"moi"}),
        ({"number": "057/gm-svh"}, {"moi"}),
        ({"number": "9"}, {"y-te"}),
        ({"number": "/KH-SVH"}, {"ke-hoach", "ke-hoach-hai"}),
        ({"until": "2024"}, {"y-te"}),
        ({"since": "2025-08"}, {"moi", "moi-thao", "moi-khac"}),
        ({"since": "2025-08-06"}, {"moi-thao"}),
        ({"since": "2025-02-03", "until": "2025-02-03"}, {"ke-hoach", "ke-hoach-hai"}),
        ({"cites": "12/KH-SVH"}, {"moi-khac"}),
        ({"signer": "le thi hoa"}, {"moi-khac"}),
        ({"signer": "Hoà"}, {"moi-khac"}),
        ({"assignee": "di sản"}, {"ke-hoach"}),
        ({"assignee": "bảo tàng", "due_before": "2025-07"}, {"ke-hoach"}),
        ({"assignee": "bảo tàng", "due_before": "2025-06"}, set()),
        ({"due_before": "2025-03-21"}, {"ke-hoach"}),
        ({"due_before": "2025-03-20"}, set()),
    ],
    ids=str,
)
def test_conditions(find, filters, found):
    assert set(find(**filters)) == found
    every = set(find("hòa", **filters))
    assert every == found  # with a word that all letters have


def test_conditions_narrow_a_query(find):
    assert find("12/KH-SVH", type="GM") == ["moi-khac"]
    assert len(find(limit=2)) == 2
    assert find()[-1] == "y-te"


def test_letters_to_look_at(index, find):
    doubted = {name(filed.path) for filed in index.letters() if filed.letter.needs_review}
    assert set(find(needs_review=True)) == doubted
    assert 0 < len(doubted) < len(LETTERS)
    assert "moi" not in find(needs_review=True, number="57")


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        ({"type": "XYZ"}, "no document type"),
        ({"since": "5/8/2025"}, "is no date"),
        ({"until": "2025-8"}, "is no date"),
        ({"due_before": "mai"}, "is no date"),
        ({"issuer": "…"}, "is no name"),
        ({"limit": 0}, "limit"),
    ],
    ids=str,
)
def test_a_bad_condition_is_said_plainly(find, filters, says):
    with pytest.raises(UsageError, match=says):
        find(**filters)


def test_many_matches_are_found_the_short_way(index, find, monkeypatch):
    """Of more matches than are weighed, those with the words in the subject come first, and of these the newest."""
    before = {query: set(find(query)) for query in ("hòa", "văn hóa -dịch", "12/KH-SVH")}
    filters = ({"issuer": "hoa an"}, {"signer": "van"})
    expected = [find(**one) for one in filters]
    monkeypatch.setattr("gmparse.index.search._RANKED", 1)
    assert {query: set(find(query)) for query in before} == before
    assert [set(find(**one)) for one in filters] == [set(found) for found in expected]
    assert find("văn hoá")[0] == "moi-khac"
    assert len(find("văn hóa", limit=3)) == len(set(find("văn hóa", limit=3))) == 3


# --- across letters --------------------------------------------------------------------------------------------------


def test_a_citation_leads_to_its_letter(index):
    plan, invitation = id_of(index, "ke-hoach"), id_of(index, "moi-khac")
    (link,) = [link for link in index.get(invitation).cites if link.number == "12/KH-SVH"]
    assert link.id in (plan, id_of(index, "ke-hoach-hai"))
    assert [back.id for back in index.get(plan).cited_by] == [invitation]
    assert index.get(invitation).cited_by == ()


def test_a_citation_of_another_letter_with_the_same_number_leads_nowhere(index):
    links = index.get(id_of(index, "y-te")).cites
    assert [(link.id, link.number) for link in links] == [(None, "12/KH-UBND")]


def test_duplicates(index):
    (found,) = index.duplicates()
    assert (found.number, found.year) == ("12/KH-SVH", 2025)
    assert {name(path) for _, paths in found.letters for path in paths} == {"ke-hoach", "ke-hoach-hai"}
    ids = [letter for letter, _ in found.letters]
    assert [link.id for link in index.get(ids[0]).copies] == [ids[1]]


def test_a_draft_and_its_signed_version(index):
    draft, final = id_of(index, "moi-thao"), id_of(index, "moi")
    assert [link.id for link in index.get(draft).versions] == [final]
    assert [link.id for link in index.get(final).versions] == [draft]
    assert index.get(id_of(index, "moi-khac")).versions == ()


def test_what_is_due(index):
    found = list(index.due("2025"))
    assert [one.deadline for one in found] == ["2025-03-20", "2025-06-30"]
    assert found[0].inclusive is False
    assert found[0].number == "12/KH-SVH"
    assert [one.deadline for one in index.due("2025-06-30", since="2025-04")] == ["2025-06-30"]
    assert list(index.due("2025-03-19")) == []


def test_counts(index):
    counts = index.stats()
    assert (counts.letters, counts.files, counts.paths) == (6, 6, 6)
    assert counts.years == {"2024": 1, "2025": 5}
    assert counts.types == {"GM": 3, "KH": 2, "CV": 1}
    assert counts.issuers == {"SỞ VĂN HÓA": 5, "SỞ Y TẾ": 1}
    assert counts.issues["number-blank"] == 1
    assert counts.linked_citations == 1


def test_any_sqlite_tool_can_ask(db):
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT number FROM letters_fts JOIN letters ON id = letters_fts.rowid "
            "WHERE letters_fts MATCH 'body_folded : khanh'"
        ).fetchall()
        assert rows == [("58/GM-SVH",)]
        assert connection.execute("SELECT count(*) FROM citation_links").fetchone() == (1,)


def test_the_examples_of_the_schema_page(db):
    page = (FIXTURES.parent / "docs/index-schema.md").read_text(encoding="utf-8")
    examples = page.partition("```sql\n")[2].partition("```")[0].split(";")[:-1]
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as connection:
        found = [connection.execute(example).fetchall() for example in examples]
    august, number_and_subject, decrees = found
    assert {name(path) for _, _, path in august} == {"moi", "moi-thao", "moi-khac"}
    assert {number for number, _ in number_and_subject} == {"57/GM-SVH", "/GM-SVH"}
    assert decrees == []


def test_an_unknown_id(index):
    with pytest.raises(gmparse.InputError, match="no letter 99"):
        index.get(99)


# --- folding ---------------------------------------------------------------------------------------------------------


def test_folding_keeps_the_length():
    text = "Đờn ca TÀI TỬ, Hoà Thuý quý hòa ẤỨỰ"
    assert folded(text) == "don ca tai tu, hoa thuy quy hoa auu"
    assert spelled(text) == "đờn ca tài tử, hòa thúy quý hòa ấứự"
    assert len(folded(text)) == len(spelled(text)) == len(text)


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("05-HD/VPTW", "5-hd/vptw"),
        ("32/2025/QĐ-UBND", "32/2025/qd-ubnd"),
        ("12/KH – UBND", "12/kh-ubnd"),
        ("100/CV", "100/cv"),
        (None, None),
        ("", None),
    ],
)
def test_keys_of_numbers(number, key):
    assert number_key(number) == key


def test_keys_of_names():
    assert name_key("UBND TP. Hoà An") == "uy ban nhan dan thanh pho. hoa an"
    assert name_key(None) is None


@pytest.mark.parametrize(
    ("edtf", "days"),
    [
        ("2025-07-23", ("2025-07-23", "2025-07-23")),
        ("2025-02-XX", ("2025-02-01", "2025-02-28")),
        ("2024-XX-XX", ("2024-01-01", "2024-12-31")),
        ("XXXX-07-23", (None, None)),
        ("2025-13-01", (None, None)),
        (None, (None, None)),
    ],
)
def test_days_of_dates(edtf, days):
    assert day_range(edtf) == days


# --- commands --------------------------------------------------------------------------------------------------------


@pytest.fixture
def run(capsys, db):
    def call(command, *arguments):
        capsys.readouterr()
        code = main([command, str(db), *map(str, arguments)])
        said = capsys.readouterr()
        return SimpleNamespace(code=code, out=said.out, err=said.err)

    return call


def test_search_command(run):
    done = run("search", "don ca", "--from", "2025-01-01", "--to", "2025-12", "--type", "KH")
    assert (done.code, done.err) == (0, "")
    assert "12/KH-SVH" in done.out
    assert "[đờn] [ca]" in done.out
    hits = [json.loads(line) for line in run("search", "khánh", "--json").out.splitlines()]
    assert [hit["number"] for hit in hits] == ["58/GM-SVH"]
    assert {"id", "path", "snippet"} <= hits[0].keys()


def test_search_command_says_what_is_wrong(run):
    done = run("search", '"a')
    assert (done.code, done.out) == (gmparse.ExitCode.USAGE, "")
    assert done.err.count("\n") == 1
    assert run("search", "a", "--from", "hôm nay").code == gmparse.ExitCode.USAGE


def test_show_command(run, index):
    plan = id_of(index, "ke-hoach")
    out = run("show", plan).out
    assert "KẾ HOẠCH" not in out.splitlines()[0]
    assert "Bảo tồn đờn ca tài tử" in out
    assert f"Cited by                [{id_of(index, 'moi-khac')}] 58/GM-SVH" in out
    shown = json.loads(run("show", plan, "--json").out)
    assert shown["record"]["number"]["text"] == "12/KH-SVH"
    assert shown["copies"][0]["id"] == id_of(index, "ke-hoach-hai")
    assert run("show", 99).code == gmparse.ExitCode.UNREADABLE


def test_due_command(run):
    out = run("due", "--by", "2025-12-31").out
    assert out.startswith("before 2025-03-20  Phòng Di sản: ")
    assert [json.loads(line)["deadline"] for line in run("due", "--by", "2025", "--json").out.splitlines()] == [
        "2025-03-20",
        "2025-06-30",
    ]


def test_stats_and_duplicates_commands(run):
    assert "SỞ VĂN HÓA" in run("stats").out
    assert json.loads(run("stats", "--json").out)["letters"] == 6
    assert run("stats", "--failures").out == ""
    assert run("duplicates").out.startswith("12/KH-SVH  2025  SỞ VĂN HÓA\n    [")
    assert len(json.loads(run("duplicates", "--json").out)["letters"]) == 2
