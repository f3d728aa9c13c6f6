"""What several test modules share: where things are, and plain values of records."""

import csv
import json
from pathlib import Path

import pytest

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
