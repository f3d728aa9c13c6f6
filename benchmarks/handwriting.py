"""Serials and dates that were written by hand: how many are read, and how many of these wrongly.

``python benchmarks/handwriting.py SHARED`` goes over the scans and photos of ``SHARED/letters`` that have gold.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import gmparse

FIELDS = ("number.serial", "date.edtf")
COLUMNS = "{:<14} {:>8} {:>6} {:>6}"


def main() -> int:
    if len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 1
    counts = {field: [0, 0, 0] for field in FIELDS}
    for letter, gold in _letters(Path(sys.argv[1])):
        options = gmparse.Options(only="header", max_pages=1)
        _count(counts, gmparse.parse(letter, options=options).to_dict(evidence=False), gold)
    rows = [COLUMNS.format(field, *values) for field, values in counts.items()]
    sys.stdout.write("\n".join([COLUMNS.format("field", "by hand", "read", "wrong"), *rows]) + "\n")
    return 0


def _letters(shared: Path) -> list[tuple[Path, dict[str, Any]]]:
    with (shared / "letters/index.csv").open(encoding="utf-8", newline="") as index:
        rows = [row for row in csv.DictReader(index) if row["kind"] in ("scan", "photo") and row["gold"] == "y"]
    read = [(shared / "gold/dev" / f"{row['id']}.json").read_text(encoding="utf-8") for row in rows]
    return [(shared / "letters" / row["file"], json.loads(text)) for row, text in zip(rows, read, strict=True)]


def _count(counts: dict[str, list[int]], record: dict[str, Any], gold: dict[str, Any]) -> None:
    """By hand, read, wrong; a date counts as read when none of its parts is missing."""
    for field in FIELDS:
        part, key = field.split(".")
        wanted, found = gold[part] or {}, record[part]
        if wanted.get("handwritten"):
            value = found[key] if found["state"] == "read" else None
            for index, yes in enumerate((True, value is not None, value is not None and value != wanted[key])):
                counts[field][index] += yes


if __name__ == "__main__":
    sys.exit(main())
