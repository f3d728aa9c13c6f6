"""An agency's own names: what they change in a record, and what a bad file says."""

import json
import subprocess
import sys

import pytest

import gmparse
from gmparse.errors import UsageError
from gmparse.lexicon import user

LEXICON = """
organs = ["Vườn ươm Sáng tạo Hòa An"]
positions = ["Điều phối viên"]
rooms = ["Không gian Sao Mai"]

[abbreviations]
"VƯST" = "Vườn ươm Sáng tạo Hòa An"
"""
LETTER = """Vườn ươm Sáng tạo Hòa An
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 57/GM-VUST
Hòa An, ngày 21 tháng 7 năm 2025

GIẤY MỜI
Họp triển khai công tác năm

1. Thời gian: 14 giờ 00 ngày 06/8/2025.
2. Địa điểm: Không gian Sao Mai, số 2 đường Trần Phú.
3. Thành phần: Đại diện các đơn vị.
4. Tổ chức thực hiện
- Vườn ươm Sáng tạo Hòa An rà soát hồ sơ, báo cáo trước ngày 30/9/2025.
- VƯST chuẩn bị tài liệu phục vụ cuộc họp.

Nơi nhận:
- Như trên;
- Lưu: VT.

ĐIỀU PHỐI VIÊN

Trần Văn Mẫu
"""


@pytest.fixture
def lexicon(tmp_path):
    path = tmp_path / "names.toml"
    path.write_text(LEXICON, encoding="utf-8")
    return path


def parsed(lexicon=None):
    return gmparse.parse(LETTER.encode(), options=gmparse.Options(lexicon=lexicon))


def values(record):
    return {
        "issuer": record.issuer and record.issuer.name,
        "room": record.meetings[0].location.room,
        "assignees": [one.assignee.text for one in record.assignments],
        "position": record.signer and record.signer.position,
    }


def test_each_kind_of_name_changes_what_is_read(lexicon):
    assert values(parsed(lexicon)) == {
        "issuer": "Vườn ươm Sáng tạo Hòa An",
        "room": "Không gian Sao Mai",
        "assignees": ["Vườn ươm Sáng tạo Hòa An", "VƯST"],
        "position": "ĐIỀU PHỐI VIÊN",
    }


def test_without_the_lexicon_none_of_it_is_read():
    assert values(parsed()) == {"issuer": None, "room": None, "assignees": [], "position": None}


@pytest.mark.parametrize(
    ("keys", "changed"),
    [
        ("organs", {"issuer", "assignees"}),
        ("abbreviations", {"assignees"}),
        ("rooms", {"room"}),
        ("positions", {"position"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_kind_changes_its_own_values_alone(tmp_path, keys, changed):
    lines = LEXICON.replace("[abbreviations]\n", "abbreviations.").splitlines()
    path = tmp_path / "names.toml"
    path.write_text("\n".join(line for line in lines if line.startswith(keys)), encoding="utf-8")
    with_names, without = values(parsed(path)), values(parsed())
    assert {key for key in with_names if with_names[key] != without[key]} == changed


def test_a_lexicon_holds_for_one_parse(lexicon):
    parsed(lexicon)
    assert user.current() == user.UserLexicon()
    assert parsed().issuer is None


def test_spelling_does_not_matter(tmp_path, lexicon):
    """Case and placement of tone marks are free, as everywhere."""
    lexicon.write_text(LEXICON.lower().replace("hòa", "hoà"), encoding="utf-8")
    assert values(parsed(lexicon))["issuer"] == "Vườn ươm Sáng tạo Hòa An"


def test_a_name_ends_at_a_word(tmp_path):
    path = tmp_path / "names.toml"
    path.write_text('organs = ["Vườn ươm S"]', encoding="utf-8")
    assert parsed(path).issuer is None


def test_every_letter_of_a_file(lexicon):
    options = gmparse.Options(lexicon=lexicon)
    letters = gmparse.parse_all(f"{LETTER}\f{LETTER}".encode(), options=options)
    assert [letter.signer.position for letter in letters] == ["ĐIỀU PHỐI VIÊN"] * 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("organs = [", "cannot be read"),
        ('organs = "Sở Văn hóa"', "organs must be a list"),
        ("rooms = [1, 2]", "rooms must be a list"),
        ('organs = [" "]', "none of them blank"),
        ('[abbreviations]\n" " = "Văn phòng"', "neither of them blank"),
        ('places = ["Hòa An"]', "unknown key 'places'"),
        ("abbreviations = 5", "abbreviations must map"),
        ("[abbreviations]\nVT = 5", "abbreviations must map"),
    ],
)
def test_a_bad_file_is_wrong_usage(tmp_path, text, message):
    path = tmp_path / "names.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message) as caught:
        parsed(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_no_text(tmp_path):
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none.toml", tmp_path / "binary", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            parsed(path)


# --- command line ---


def run(*arguments):
    start = "import sys; from gmparse.cli import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", start, *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_command_line(tmp_path, lexicon):
    letter = tmp_path / "letter.txt"
    letter.write_text(LETTER, encoding="utf-8")
    done = run("parse", "--json", "--lexicon", lexicon, letter)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["issuer"]["name"] == "Vườn ươm Sáng tạo Hòa An"


def test_command_line_with_a_bad_file(tmp_path):
    (tmp_path / "letter.txt").write_text(LETTER, encoding="utf-8")
    done = run("parse", "--lexicon", tmp_path / "none.toml", tmp_path / "letter.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("gmparse: ")
    assert done.stderr.count("\n") == 1
