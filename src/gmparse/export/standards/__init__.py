"""Field lists and codes of the standards, as data; their sources are in README.md beside this file."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

LANGUAGE = "Tiếng Việt"
TT05_VIETNAMESE = "01"
TT05_OTHER_TYPE = "32"
TT05_SECRET = "03"  # noqa: S105  Thông tư 05/2025/TT-BNV, chế độ sử dụng: mật
TT05_CONFIDENCE = {"digital": "01", "scan": "02", "mixed": "03"}  # gốc điện tử, số hóa, hỗn hợp
NEW_DOCUMENT = "0"  # QCVN 102:2016, BussinessDocType: mới

# QCVN 102:2016, OtherInfo/Priority, by the folded mark; Nghị định 30/2020, Phụ lục VI takes one digit too.
_PRIORITIES = {"": 0, "khan": 1, "thuong khan": 2, "hoa toc": 3, "hoa toc hen gio": 4}


class Field(NamedTuple):
    """A field of a standard; ``length`` in characters, for numbers in digits; ``None`` without limit."""

    name: str
    label: str
    type: str
    length: int | None


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a table of this folder by its header."""
    text = (files(__name__) / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def fields(name: str) -> dict[str, Field]:
    """The fields of a standard by name, in its order."""
    made = (Field(r["name"], r["label"], r["type"], int(r["length"]) if r["length"] else None) for r in rows(name))
    return {field.name: field for field in made}


@cache
def type_codes(standard: str) -> dict[str, str]:
    """Code of a document type in ``tt05`` or ``qcvn102`` by the code of the record; types without one are not there."""
    return {row["code"]: row[standard] for row in rows("type_codes") if row[standard]}


def priority(mark: str) -> int | None:
    """Code of a folded mark of urgency, 0 without a mark, ``None`` when the list has no such mark."""
    return _PRIORITIES.get(mark)
