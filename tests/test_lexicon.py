"""The lexicon: names of persons, places before and after the reform of 2025, and that its lists are in order."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from gmparse.lexicon import rows, table
from gmparse.lexicon.names import is_person_name, person_name, surnames, without_honorifics
from gmparse.lexicon.places import find_province, find_units, present_units, provinces, split_kind, units

SHARED = Path(__file__).parents[2] / "shared"
AFTER, BEFORE = date(2025, 8, 1), date(2024, 1, 1)


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn Mẫu",
        "LÊ THỊ THỬ",
        "Trần Ví",
        "Hoàng Thị Thuý",
        "Đỗ Hoà",
        "Văn Tiến Mẫu",
        "Tôn Nữ Thị Thử",
        "Âu Dương Mẫu",
        "Y Thanh Thử Niê Kđăm",
        "K'Brung",
        "K' Mẫu",
        "H’ Lina Êban",
        "Giàng A Mẫu",
        "Rơ Châm H'Thử",
        "Ksor Thử",
        "Điểu K'ré",
        "Thạch Sa Rây",
        "Nguyên Văn Mẫu",
        "  Phạm   Như  Ý ",
    ],
)
def test_names_of_persons_are_known(name):
    assert is_person_name(name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mẫu",
        "Nguyễn",
        "Hà Nội",
        "Lâm Đồng",
        "HỒ SƠ",
        "VĂN PHÒNG",
        "LƯU TRỮ",
        "CAO ĐẲNG",
        "GIÁM ĐỐC",
        "Đoàn Thanh Niên",
        "Phan Thiết",
        "Lưu: VT",
        "Nguyễn văn mẫu",
        "Nguyễn Văn 12",
        "Y Tế",
        "Báo Lâm Đồng",
        "TỪ NGÀY",
        "Công An Tỉnh",
        "Lê Một Hai Ba Bốn Năm Sáu",
        "Nguyễn VĂN Mẫu",
    ],
)
def test_other_texts_are_no_names(text):
    assert not is_person_name(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("TS.BS. Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu"),
        ("BS.CKII Trần Thị Thử", "Trần Thị Thử"),
        ("Đ/c Lê Ví", "Lê Ví"),
        ("Đại tá Võ Mẫu", "Võ Mẫu"),
        ("PGS. TS Đỗ Thử", "Đỗ Thử"),
        ("ông Giám đốc", None),
        ("Sở Nội vụ", None),
    ],
)
def test_words_before_a_name_are_taken_off(text, name):
    assert person_name(text) == name


def test_a_name_is_not_shortened_by_words_that_only_begin_like_a_degree():
    assert without_honorifics("Bành Văn Mẫu") == "Bành Văn Mẫu"
    assert without_honorifics("Côn Đảo") == "Côn Đảo"


def test_shares_of_surnames_are_percents():
    assert surnames()["nguyễn"] > surnames()["trần"] > surnames()["lý"] > surnames()["đinh"] == 0.0
    assert 80 < sum(surnames().values()) < 100


def test_provinces_now_and_before():
    today = [p for p in provinces() if p.until is None]
    assert len(today) == 34
    assert len([p for p in provinces() if p.lasts(date(2025, 6, 30))]) == 63
    assert {p.present for p in provinces()} == {p.name for p in today}


@pytest.mark.parametrize(
    ("text", "day", "name"),
    [
        ("TP.HCM", None, "Hồ Chí Minh"),
        ("tỉnh Khánh Hoà", None, "Khánh Hòa"),
        ("TỈNH LÂM ĐỒNG", None, "Lâm Đồng"),
        ("Bà Rịa – Vũng Tàu", BEFORE, "Bà Rịa - Vũng Tàu"),
        ("Kiên Giang", BEFORE, "Kiên Giang"),
        ("Kiên Giang", AFTER, None),
        ("Thừa Thiên - Huế", None, "Thừa Thiên Huế"),
        ("Hòa An Mẫu", None, None),
        ("tỉnh Hà Nội", None, None),
    ],
)
def test_a_province_is_found_by_its_printed_name(text, day, name):
    found = find_province(text, day)
    assert (found.name if found else None) == name


def test_a_former_province_names_the_one_of_today():
    assert find_province("Kiên Giang").present == "An Giang"
    assert find_province("Hà Tây").present == "Hà Nội"


def test_units_are_narrowed_by_province_kind_and_day():
    assert len(find_units("phường Nghĩa Lộ", day=AFTER)) > 1
    (unit,) = find_units("Phường Nghĩa Lộ", province="Quảng Ngãi", day=AFTER)
    assert (unit.kind, unit.code, unit.district) == ("phường", "21028", None)
    assert find_units("xã Nghĩa Lộ", province="Quảng Ngãi", day=AFTER) == ()


def test_a_former_unit_leads_to_those_of_today_and_is_found_by_either_province():
    (former,) = find_units("P. Vĩnh Thanh Vân", province="Kiên Giang", day=BEFORE)
    assert former in find_units("Vĩnh Thanh Vân", province="An Giang")
    assert [unit.name for unit in present_units(former)] == ["Rạch Giá"]
    (town,) = find_units("TP. Rạch Giá", province="Kiên Giang")
    assert present_units(town) == ()


def test_every_commune_of_before_has_its_successor():
    communes = [unit for unit in units() if unit.district]
    assert len(communes) == 10_035
    assert all(present_units(unit) for unit in communes)
    assert len([unit for unit in units() if unit.code]) == 3_321


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("TP. Rạch Giá", ("thành phố", "Rạch Giá")),
        ("xã  Tân An", ("xã", "Tân An")),
        ("Xuân An", (None, "Xuân An")),
        ("Phường 1", ("phường", "1")),
        ("tỉnh", (None, "tỉnh")),
    ],
)
def test_the_kind_of_a_unit_is_split_off(text, parts):
    assert split_kind(text) == parts


def _lists(value, path=""):
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _lists(inner, f"{path}.{name}")


@pytest.mark.parametrize("name", ["surnames", "honorifics", "positions", "organs", "place_words"])
def test_no_list_holds_a_word_twice_or_an_empty_one(name):
    for path, words in _lists(table(name)):
        assert all(word.strip() == word != "" for word in words), path
        assert len(set(words)) == len(words), (path, sorted({w for w in words if words.count(w) > 1}))


def test_tables_of_places_have_no_row_twice():
    for name in ("provinces", "places", "places_before_2025"):
        found = [tuple(row.values()) for row in rows(name)]
        assert len(set(found)) == len(found)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real letters are not here")
def test_names_of_signers_of_real_letters_are_known():
    gold = [json.loads(path.read_text("utf-8")) for path in (SHARED / "gold" / "dev").glob("*.json")]
    names = [record["signer"]["name"] for record in gold if (record.get("signer") or {}).get("name")]
    assert len(names) > 80
    assert sum(map(is_person_name, names)) >= 0.97 * len(names)


def test_the_lexicon_does_not_load_spacy():
    use = "from gmparse.lexicon import names, places; names.person_name('Lê'); places.find_province('Huế')"
    code = f"import sys; {use}; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
