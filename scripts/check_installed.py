"""Run with the Python of an environment that has the wheel: is everything in it that belongs there?

Usage: check_installed.py RECORD.json, the record that ``gmparse parse fixtures/letters/gm-so-trong.pdf`` printed.
"""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from pathlib import Path

import spacy

import gmparse
from gmparse.nlp import model_path

SENTENCE = "Đồng chí Trần Văn Mẫu, Phó Giám đốc Sở Y tế chủ trì cuộc họp."


def require(holds: bool, otherwise: str) -> None:
    if not holds:
        sys.exit(f"check_installed.py: {otherwise}")


def main(record_path: Path) -> int:
    place = Path(gmparse.__file__).resolve()
    require(place.is_relative_to(Path(sys.prefix).resolve()), f"gmparse comes from {place}, not from {sys.prefix}")
    record = json.loads(record_path.read_text(encoding="utf-8"))
    require(record["type"]["code"] == "GM", f"the letter's type is {record['type']}")
    require((files("gmparse") / "py.typed").is_file(), "py.typed is not in the wheel")
    require(model_path() == place.parent / "models", f"the model comes from {model_path()}")
    doc = spacy.load(model_path())(SENTENCE)
    require(bool(doc.ents), f"the model finds nothing in: {SENTENCE}")
    print(f"spacy.load of the model works: {[(entity.text, entity.label_) for entity in doc.ents]}")
    print(f"gmparse {gmparse.__version__} works from {place.parent}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
