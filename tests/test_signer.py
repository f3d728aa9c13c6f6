"""Who signs, from the lines of a closing."""

from types import SimpleNamespace

import pytest

from gmparse.fields import signer
from gmparse.page import Box, Line, Style, Word
from gmparse.zones import Signature

PAGE_MIDDLE = 300.0


def line(text, top, origin):
    box = Box(PAGE_MIDDLE, top, PAGE_MIDDLE + 6 * len(text), top + 14)
    return Line(text, (Word(text, 0, box, Style(13.0, True, False)),), box, 1, origin)


def signed(lines, origin, name="Trần Văn Mẫu"):
    rows = tuple(line(text, 600 + 16 * at, origin) for at, text in enumerate(lines))
    return Signature(rows, line(name, 720, origin) if name else None)


def found(*signatures):
    """Zones of which only the signatures are looked at."""
    return SimpleNamespace(signatures=signatures)


@pytest.mark.parametrize(
    ("lines", "origin", "position"),
    [
        (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "ocr", "PHÓ GIÁM ĐỐC"),
        (("KT. GIÁM ĐỐC", "GIÁM ĐỐC"), "ocr", None),
        ((".,GIÁM ĐỐC", "GIÁM ĐỐC"), "ocr", None),
        (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "ocr", "CHỦ TỊCH"),
        (("KT. GIÁM ĐỐC", "GIÁM ĐỐC"), "content", "GIÁM ĐỐC"),
    ],
    ids=["whole", "torn", "torn with its authority", "committee", "printed so"],
)
def test_nobody_signs_for_himself_on_a_scan(lines, origin, position):
    assert signer.find(found(signed(lines, origin))).value.position == position


def test_lines_without_name_and_position_are_no_other_signer():
    first = signed(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "content")
    lone = signed(("TM. ỦY BAN NHÂN DÂN",), "content", name=None)
    second = signed(("GIÁM ĐỐC",), "content", name="Lê Thị Thử")
    others = signer.find_others(found(first, lone, second)).value
    assert [other.name for other in others] == ["Lê Thị Thử"]
