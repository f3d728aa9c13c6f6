"""Chairs and participants taken apart: persons, positions, organs. All people are invented."""

import re
import subprocess
import sys

import pytest
from support import LETTERS

import gmparse
from gmparse.fields import entities as asked
from gmparse.fields.entities import Names
from gmparse.fields.meetings.parts import guests, office

CHAIRS = {
    "Đ/c Trần Văn Mẫu, Giám đốc Sở Y tế": ("Trần Văn Mẫu", "Giám đốc", "Sở Y tế"),
    "Ông Lê Thử - Phó Chủ tịch UBND tỉnh": ("Lê Thử", "Phó Chủ tịch", "UBND tỉnh"),
    "Đồng chí Đỗ Thị Ví Dụ - Tỉnh ủy viên, Phó Chủ tịch UBND tỉnh": ("Đỗ Thị Ví Dụ", "Phó Chủ tịch", "UBND tỉnh"),
    "Thủ tướng Chính phủ Trần Văn Mẫu, Trưởng Ban Chỉ đạo": ("Trần Văn Mẫu", "Thủ tướng Chính phủ", None),
    "Bộ trưởng Lê Thị Thử": ("Lê Thị Thử", "Bộ trưởng", None),
    "Bộ trưởng Bộ Nội vụ Lê Thị Thử": ("Lê Thị Thử", "Bộ trưởng", "Bộ Nội vụ"),
    "Chủ tịch UBND tỉnh Trần Văn Mẫu": ("Trần Văn Mẫu", "Chủ tịch", "UBND tỉnh"),
    "TS. Trần Văn Mẫu, Phó Giám đốc Sở Khoa học và Công nghệ": (
        "Trần Văn Mẫu",
        "Phó Giám đốc",
        "Sở Khoa học và Công nghệ",
    ),
    "Lãnh đạo Sở": (None, "Lãnh đạo", "Sở"),
    "Giám đốc Sở Tư pháp": (None, "Giám đốc", "Sở Tư pháp"),
    "đồng chí Lê Thử - Chánh Văn phòng và đồng chí Đỗ Mẫu - Giám đốc Sở Tài chính": ("Lê Thử", "Chánh Văn phòng", None),
    "Quý vị đại biểu": (None, "đại biểu", None),
}


@pytest.mark.parametrize("text", CHAIRS)
def test_chair(text):
    parts = office(text, Names([text]).of(text))
    assert tuple(part and part.of(text) for part in parts) == CHAIRS[text]


# text → role, organs, persons
GUESTS = {
    "Đại diện Lãnh đạo Sở Tài chính": ("Đại diện Lãnh đạo", ["Sở Tài chính"], []),
    "Đại diện Lãnh đạo: Sở Tài chính; Sở Khoa học và Công nghệ và các đơn vị có liên quan": (
        "Đại diện Lãnh đạo",
        ["Sở Tài chính", "Sở Khoa học và Công nghệ", "các đơn vị có liên quan"],
        [],
    ),
    "Lãnh đạo các Sở: Tài chính, Nội vụ, Văn hóa, Thể thao và Du lịch": (
        "Lãnh đạo",
        ["Sở Tài chính", "Sở Nội vụ", "Sở Văn hóa, Thể thao và Du lịch"],
        [],
    ),
    "Trưởng các phòng: Văn phòng, Nghiệp vụ Y, Kế hoạch - Tài chính": (
        "Trưởng",
        ["Văn phòng", "phòng Nghiệp vụ Y", "phòng Kế hoạch - Tài chính"],
        [],
    ),
    "Lãnh đạo các sở, ngành: Tài chính, Nội vụ": ("Lãnh đạo", ["Tài chính", "Nội vụ"], []),  # which head is whose?
    "Đại diện UBND các phường: Cao Lãnh, Sa Đéc": ("Đại diện", ["UBND phường Cao Lãnh", "UBND phường Sa Đéc"], []),
    "Chủ tịch UBND các xã, phường, đặc khu": ("Chủ tịch", ["UBND các xã, phường, đặc khu"], []),
    "Đại diện lãnh đạo và chuyên viên theo dõi cải cách hành chính Phòng Nội chính - Văn phòng UBND tỉnh": (
        "Đại diện lãnh đạo và chuyên viên theo dõi cải cách hành chính",
        ["Phòng Nội chính - Văn phòng UBND tỉnh"],
        [],
    ),
    "Sở Y tế: lãnh đạo Sở, chuyên viên phụ trách": (None, ["Sở Y tế"], []),
    "Sở Y tế: đại diện lãnh đạo": ("đại diện lãnh đạo", ["Sở Y tế"], []),
    "Giám đốc Thư viện tỉnh, Giám đốc Bảo tàng tỉnh": ("Giám đốc", ["Thư viện tỉnh", "Bảo tàng tỉnh"], []),
    "Giám đốc Thư viện tỉnh; đại diện Bảo tàng tỉnh": (None, ["Thư viện tỉnh", "Bảo tàng tỉnh"], []),
    "Lãnh đạo các sở, ban, ngành có liên quan (do Văn phòng UBND tỉnh mời)": (
        "Lãnh đạo",
        ["các sở, ban, ngành có liên quan"],
        [],
    ),
    "Thành viên Tổ thẩm định theo Quyết định số 12/QĐ-SYT ngày 05/8/2025 của Sở Y tế": (
        "Thành viên",
        ["Tổ thẩm định"],
        [],
    ),
    "Đồng chí Trần Văn Mẫu, Giám đốc Sở Y tế, chủ trì": ("Giám đốc", ["Sở Y tế"], ["Trần Văn Mẫu"]),
    "Các Phó Giám đốc Sở: Trần Văn Mẫu, Lê Thị Thử": ("Các Phó Giám đốc Sở", ["Sở"], ["Trần Văn Mẫu", "Lê Thị Thử"]),
    "Trung tâm Y tế dự phòng 3 đại biểu": ("đại biểu", ["Trung tâm Y tế dự phòng"], []),
    "Đại diện Trung tâm Sao Mẫu": ("Đại diện", ["Trung tâm Sao Mẫu"], []),
    "Trưởng các khóm và mỗi khóm 05 hộ dân": (None, [], []),
    "Quý cổ đông": (None, [], []),
}


@pytest.mark.parametrize("text", GUESTS)
def test_participant(text):
    found = guests(text, Names([text]).of(text))
    assert (found.role, list(found.organizations), list(found.persons)) == GUESTS[text]


@pytest.mark.parametrize(
    ("over", "text", "role", "organizations"),
    [
        ("Đại diện lãnh đạo các sở:", "Tài chính", "Đại diện lãnh đạo", ("sở Tài chính",)),
        ("Đại diện lãnh đạo các đơn vị:", "Thư viện tỉnh", "Đại diện lãnh đạo", ("Thư viện tỉnh",)),
        ("Lãnh đạo các sở:", "Chuyên viên Sở Nội vụ", "Chuyên viên", ("Sở Nội vụ",)),
        ("Lãnh đạo các sở, ngành:", "Tài chính", "Lãnh đạo", ()),
    ],
)
def test_the_lead_in_counts(over, text, role, organizations):
    names = Names([over, text])
    found = guests(text, names.of(text), over, names.of(over))
    assert (found.role, found.organizations) == (role, organizations)


def test_values_are_made_of_printed_words():
    for text in GUESTS:
        found = guests(text, Names([text]).of(text))
        for value in (found.role or "", *found.organizations, *found.persons):
            assert set(re.findall(r"\w+", value)) <= set(re.findall(r"\w+", text))


def test_entities_of_many_texts_are_those_of_each():
    texts = [*CHAIRS, *GUESTS]
    together = Names(texts)
    assert [together.of(text) for text in texts] == [Names([text]).of(text) for text in texts]


def test_evidence_of_the_parts():
    (meeting,) = gmparse.parse(LETTERS / "gm-so-trong.pdf").to_dict()["meetings"]
    chair = meeting["chair"]
    shown = {entry["field"]: entry["text"] for entry in chair["evidence"]}
    assert {field: shown[field] for field in ("name", "position", "organization")} == {
        field: chair[field] for field in ("name", "position", "organization")
    }
    assert all(entry["box"] for entry in chair["evidence"])


def test_one_call_of_the_pipeline_a_letter(monkeypatch):
    calls = []
    monkeypatch.setattr(asked, "entities", lambda texts: calls.append(texts) or [[] for _ in texts])
    gmparse.parse(LETTERS / "gm-van-phong-ky.pdf")
    assert len(calls) == 1


LOADS = """
import sys, gmparse
gmparse.parse(sys.argv[1], options=gmparse.Options(only=sys.argv[2]))
print("spacy" in sys.modules)
"""


@pytest.mark.parametrize(
    ("file", "only", "loaded"),
    [
        ("gm-so-trong.pdf", "all", "True"),
        ("gm-so-trong.pdf", "header", "False"),
        ("cv-hoa-toc.pdf", "header", "False"),
        ("ttr-dang-uy.pdf", "all", "False"),  # no meeting, no task
    ],
)
def test_spacy_is_loaded_only_for_a_body_that_needs_it(file, only, loaded):
    run = [sys.executable, "-c", LOADS, str(LETTERS / file), only]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip() == loaded
