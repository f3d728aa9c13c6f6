"""What units became on 1 July 2025, and what they were formed from; as a function and as a command."""

import json

import pytest

import gmparse
from gmparse.cli import main
from gmparse.lexicon.places import provinces, units
from gmparse.places import find, former_units, present_units

RACH_GIA = "phường Vĩnh Thanh Vân, thành phố Rạch Giá, tỉnh Kiên Giang"


@pytest.mark.parametrize(
    "text",
    [
        RACH_GIA,
        "P. Vĩnh Thanh Vân, TP. Rạch Giá, tỉnh Kiên Giang",
        "phường Vĩnh Thanh Vân thành phố Rạch Giá tỉnh Kiên Giang",
        "Vĩnh Thanh Vân, Rạch Giá",
        "vĩnh thanh vân, kiên giang",
        "phường Vĩnh Thanh Vân, tỉnh An Giang",  # the province of today
    ],
)
def test_a_former_unit(text):
    (found,) = find(text)
    assert (found.name, found.until, found.code) == (RACH_GIA, "2025-06-30", None)
    assert [(one.ward, one.province, one.code) for one in found.present] == [
        ("phường Rạch Giá", "tỉnh An Giang", "30742")
    ]


def test_a_unit_of_today():
    (found,) = find("xã Ba Tri, tỉnh Vĩnh Long")
    assert (found.ward, found.district, found.code, found.until, found.present) == (
        "xã Ba Tri",
        None,
        "29110",
        None,
        (),
    )
    assert ("thị trấn Ba Tri", "huyện Ba Tri", "tỉnh Bến Tre", "2025-06-30", True) in found.former
    assert find("xã Ba Tri, huyện Ba Tri, tỉnh Bến Tre") == (found,)  # the district and province it was formed in


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("tỉnh Kiên Giang", [(None, "tỉnh An Giang", "91")]),
        ("tỉnh Hà Tây", [(None, "thành phố Hà Nội", "01")]),
        ("huyện Ba Tri, Bến Tre", [(None, "tỉnh Vĩnh Long", "86")]),  # divided among communes
        ("huyện Lý Sơn, Quảng Ngãi", [("đặc khu Lý Sơn", "tỉnh Quảng Ngãi", "21548")]),
        ("phường 4, TP. Tân An", [("phường Long An", "tỉnh Tây Ninh", "27694")]),  # not that of phường 4, TP. Tây Ninh
    ],
)
def test_districts_provinces_and_numbers(text, present):
    (found,) = find(text)
    assert [(one.ward, one.province, one.code) for one in found.present] == present


def test_provinces_that_were_merged():
    (found,) = find("tỉnh An Giang")
    assert [(one.province, one.until) for one in found.former] == [("tỉnh Kiên Giang", "2025-06-30")]
    assert find("tỉnh Cao Bằng")[0].former == ()


def test_several_units_of_one_name():
    found = find("Cao Lãnh")
    assert {one.name.partition(",")[0] for one in found} == {"phường Cao Lãnh", "huyện Cao Lãnh", "thành phố Cao Lãnh"}
    assert [one.name for one in find("huyện Cao Lãnh")] == ["huyện Cao Lãnh, tỉnh Đồng Tháp"]
    assert len(find("xã Tân Lập")) > 10
    assert len(find("xã Tân Lập", on="2025-09-01")) < len(find("xã Tân Lập", on="2025-06-30"))


def test_days():
    assert [one.code for one in find("phường Rạch Giá", on="2025-07-01")] == ["30742"]
    assert find("phường Rạch Giá", on="2025-06-30") == ()
    assert [one.until for one in find("tỉnh Kiên Giang", on="2025-06-30")] == ["2025-06-30"]
    assert find("tỉnh Kiên Giang", on="2025-07-01") == ()


def test_names_apart():
    assert [one.ward for one in present_units("Vĩnh Thanh Vân", "Rạch Giá", "Kiên Giang")] == ["phường Rạch Giá"]
    assert [one.province for one in present_units(province="Kiên Giang")] == ["tỉnh An Giang"]
    assert len(former_units("Ba Tri", "Vĩnh Long")) == 5
    assert [one.province for one in former_units(province="An Giang")] == ["tỉnh Kiên Giang"]
    for call, says in (
        (lambda: present_units("Không Có Thật"), "no unit that ended"),
        (lambda: present_units("xã Tân Lập"), "several: xã Tân Lập"),
        (lambda: former_units("phường Vĩnh Thanh Vân"), "no unit of today"),
        (lambda: find("xã Ba Tri", on="2025"), "is no day"),
        (lambda: find(" , "), "name a commune"),
    ):
        with pytest.raises(gmparse.UsageError, match=says):
            call()


def test_there_and_back():
    """Every commune is among the former ones of the units that took its land, and no unit lost one."""
    there = {
        (unit.name, unit.district, unit.province, code) for unit in units() if not unit.code for code in unit.present
    }
    (whole,) = find("đặc khu Côn Đảo")
    assert [one.district for one in whole.former] == ["huyện Côn Đảo"]
    assert {code for *_, code in there} == {unit.code for unit in units() if unit.code}
    assert {province.present for province in provinces()} == {p.name for p in provinces() if p.code}


def test_the_command(capsys):
    assert main(["place", "P. Vĩnh Thanh Vân, TP. Rạch Giá"]) == 0
    assert (
        capsys.readouterr().out == f"{RACH_GIA} (until 2025-06-30)\n    since  phường Rạch Giá, tỉnh An Giang (30742)\n"
    )
    assert main(["place", "phường Cửa Nam, Hà Nội", "--on", "2025-09-01"]) == 0
    said = capsys.readouterr().out
    assert "    part of  phường Cửa Nam, quận Hoàn Kiếm, thành phố Hà Nội\n" in said
    assert main(["place", "xã Ba Tri, tỉnh Vĩnh Long", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["code"] == "29110" and len(data["former"]) == 5
    assert main(["place", "xã Không Có Thật", "--on", "2025-01-01"]) == gmparse.ExitCode.USAGE
    assert capsys.readouterr().err == "gmparse: no unit is named 'xã Không Có Thật' on 2025-01-01\n"
