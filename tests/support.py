"""What several test modules share: where things are, and plain values of records."""

import csv
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from gmparse import Index

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
LETTERS = FIXTURES / "letters"
SHARED = ROOT.parent / "shared"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here: the real letters stay outside")


def table(path):
    """Rows of a CSV file as dictionaries."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def gold_records():
    """Gold of the own fixtures by id."""
    records = (json.loads(path.read_text(encoding="utf-8")) for path in (FIXTURES / "gold").glob("*.json"))
    return {record["id"]: record for record in records}


INDEX = table(FIXTURES / "index.csv")
EACH_FIXTURE = pytest.mark.parametrize("row", INDEX, ids=lambda row: row["file"])

# A letter of text; its body is put in.
LETTER = """UBND TỈNH HÒA AN
SỞ VĂN HÓA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 57/SVH-VP
Hòa An, ngày 21 tháng 7 năm 2025
V/v rà soát hồ sơ lưu trữ

Kính gửi: Các đơn vị trực thuộc

{}

Nơi nhận:
- Như trên;
- Lưu: VT.

GIÁM ĐỐC

Trần Văn Mẫu
"""


def copied_archive(indexed, place):
    """A copy of a folder with its index ``letters.db``, whose paths lead into the copy."""
    shutil.copytree(indexed, place)
    with sqlite3.connect(place / "letters.db") as db:
        db.execute("UPDATE paths SET path = replace(path, ?, ?)", (str(indexed), str(place)))
    return place


def id_of(db, name):
    """The id of the first letter of a file in an index."""
    with Index(db, create=False) as index:
        return next(hit.id for hit in index.search(limit=50) if hit.path.endswith(name) and hit.part == 1)
