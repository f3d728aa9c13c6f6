"""Measure how often values of each kind are right, and write ``calibration.toml`` and the tables of docs/accuracy.md.

``python scripts/calibrate.py [--sweep N] [--scans N] [--cache DIR] [--check]``

Three sources: the real letters with gold (``../shared``, where they are), the own fixtures, and varied letters of our
own invention, printed and scanned. The last two say what to expect; the real letters decide: see `fit`.
"""

from __future__ import annotations

import argparse
import csv
import json
import pickle
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "fixtures"), str(ROOT / "scripts")]

from calibration_fit import Observation, Silence, fit  # noqa: E402
from calibration_report import accuracy_tables, written  # noqa: E402
from letterwriter.scans import Quality, scan_pdf  # noqa: E402

from gmparse.doubts import claims_of, uncalibrated  # noqa: E402
from gmparse.evaluate.claims import claims  # noqa: E402
from gmparse.letter import Letter  # noqa: E402
from gmparse.parse import parse  # noqa: E402

SHARED = ROOT.parent / "shared"
TABLE = ROOT / "src" / "gmparse" / "doubts" / "calibration.toml"
DOCS = ROOT / "docs" / "accuracy.md"
_QUALITIES: tuple[Quality, ...] = ("clean", "office", "bad")


class Labelled(NamedTuple):
    """A letter with gold: where it comes from (``real``, ``fixture``, ``sweep``), its kind, its bytes."""

    source: str
    name: str
    kind: str
    data: bytes
    gold: Mapping[str, Any]


def observe(one: Labelled) -> tuple[list[Observation], list[Silence]]:
    """What a letter's record claims, value by value, and what it is silent about."""
    with uncalibrated():
        letter: Letter = parse(one.data)
    judged = {(claim.field, _indexes(claim.path)): claim.right for claim in claims(one.gold, letter.to_dict())}
    seen: dict[tuple[str, str], Observation] = {}
    for claim in claims_of(letter):
        key = (claim.family, _indexes(claim.path))
        if key in judged and key not in seen:
            place = (one.source, one.name)
            seen[key] = Observation(*place, claim.way, claim.family, claim.signal, claim.raw, judged[key])
    return list(seen.values()), list(_silences(one, letter))


def _indexes(path: str) -> str:
    return ",".join(re.findall(r"\d+", path))


def _silences(one: Labelled, letter: Letter) -> Iterator[Silence]:
    """Empty slots of the header: whether the page has nothing there either."""
    way = "text" if letter.source.reading == "text" else "ocr"
    gold = one.gold
    states = {
        "type": ("absent" if letter.type is None else "read", gold.get("type")),
        "issuer.name": ("absent" if letter.issuer is None else "read", (gold.get("issuer") or {}).get("name")),
        "number.serial": (letter.number.state, (gold.get("number") or {}).get("serial")),
        "date.edtf": (letter.date.state, _whole((gold.get("date") or {}).get("edtf"))),
        "signer.name": (
            "absent" if letter.signer is None or letter.signer.name is None else "read",
            (gold.get("signer") or {}).get("name"),
        ),
    }
    for path, (state, wanted) in states.items():
        if state != "read" and path not in (gold.get("unsure") or ()):
            yield Silence(one.source, one.name, way, path, state, not wanted)


def _whole(edtf: str | None) -> str | None:
    return edtf if edtf and "X" not in edtf else None


# --- letters ---------------------------------------------------------------------------------------------------------


def real() -> Iterator[Labelled]:
    if not (SHARED / "gold" / "dev").is_dir():
        return
    yield from _folder("real", SHARED / "letters", SHARED / "gold" / "dev", SHARED / "letters" / "index.csv")


def fixtures() -> Iterator[Labelled]:
    own = ROOT / "fixtures"
    yield from _folder("fixture", own / "letters", own / "gold", own / "index.csv")
    yield from _folder("fixture", own / "scans", own / "scans" / "gold", own / "scans" / "index.csv")


def _folder(source: str, letters: Path, gold: Path, index: Path) -> Iterator[Labelled]:
    with index.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        record = gold / f"{row['id']}.json"
        if record.exists():
            data = (letters / row["file"]).read_bytes()
            yield Labelled(source, row["id"], row["kind"], data, json.loads(record.read_text(encoding="utf-8")))


def sweep(count: int, scans: int) -> Iterator[Labelled]:
    from lettersweep import variant

    for seed in range(count):
        made = variant(seed)
        yield Labelled("sweep", made.name, "digital", made.data, made.gold)
    printed = (made for seed in range(count, count + 50 * scans) if (made := variant(seed)).name.endswith(".pdf"))
    for at, made in zip(range(scans), printed, strict=False):
        data = scan_pdf(made.data, _QUALITIES[at % len(_QUALITIES)], seed=at)
        yield Labelled("sweep", f"scan-{made.name}", "scan", data, made.gold)


# --- command ---------------------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweep", type=int, default=2000, help="varied letters, digital (default: 2000)")
    parser.add_argument("--scans", type=int, default=120, help="varied letters, scanned (default: 120)")
    parser.add_argument("--cache", type=Path, help="keep what was observed in this file, and take it from there")
    chosen = parser.parse_args(arguments)
    seen = _cached(chosen.cache, chosen.sweep, chosen.scans)
    observations = [one for values, _ in seen for one in values]
    silences = [one for _, values in seen for one in values]
    if not any(one.source == "real" for one in observations):
        print("the real letters are not here: the table stays as it is", file=sys.stderr)
        return 3
    TABLE.write_text(written(fit(observations, silences)), encoding="utf-8")
    DOCS.write_text(accuracy_tables(DOCS.read_text(encoding="utf-8"), observations, silences), encoding="utf-8")
    return 0


Seen = list[tuple[list[Observation], list[Silence]]]


def _cached(path: Path | None, count: int, scans: int) -> Seen:
    if path and path.exists():
        with path.open("rb") as file:
            found: Seen = pickle.load(file)  # noqa: S301  our own file
            return found
    seen = [observe(one) for one in _all(count, scans)]
    if path:
        with path.open("wb") as file:
            pickle.dump(seen, file)
    return seen


def _all(count: int, scans: int) -> Iterable[Labelled]:
    yield from real()
    yield from fixtures()
    yield from sweep(count, scans)


if __name__ == "__main__":
    sys.exit(main())
