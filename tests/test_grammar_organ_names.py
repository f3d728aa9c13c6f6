"""Where the names of organs end in running text."""

import pytest

from gmparse.grammar.organ_names import is_organ_head, organ_end


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bộ Nông nghiệp và Môi trường và Bộ Tài chính", "Bộ Nông nghiệp và Môi trường"),
        ("Sở Nội vụ, Sở Tư pháp và Sở Y tế", "Sở Nội vụ"),
        (
            "Hội Truyền thống Sông Hồng - Đường Hòa Bình tỉnh Hòa An, ngày",
            "Hội Truyền thống Sông Hồng - Đường Hòa Bình tỉnh Hòa An",
        ),
        (
            "Ban vận động thành lập Hội Sinh vật cảnh tỉnh Hòa An đề nghị",
            "Ban vận động thành lập Hội Sinh vật cảnh tỉnh Hòa An",
        ),
        ("Ban Chỉ đạo quốc gia về dữ liệu về việc", "Ban Chỉ đạo quốc gia về dữ liệu"),
        (
            "Ban Quản lý dự án đầu tư xây dựng công trình giao thông về việc",
            "Ban Quản lý dự án đầu tư xây dựng công trình giao thông",
        ),
        ("Uỷ ban nhân dân tỉnh quy định", "Uỷ ban nhân dân tỉnh"),
        ("Chính phủ quy định chi tiết", "Chính phủ"),
    ],
)
def test_where_the_name_of_an_organ_ends(text, name):
    assert text[: organ_end(text, 0)] == name


@pytest.mark.parametrize("text", ["các sở, ngành", "của tỉnh", "", "1. Nội dung"])
def test_where_no_organ_begins(text):
    assert organ_end(text, 0) is None


def test_heads_of_organs():
    assert is_organ_head("Sở Nội vụ", 0)
    assert not is_organ_head("Sởn gai ốc", 0)
