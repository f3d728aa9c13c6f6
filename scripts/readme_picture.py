"""Draws docs/img/letter.png: a letter of the fixtures with a frame around every value that gmparse found.

python scripts/readme_picture.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

import gmparse

ROOT = Path(__file__).parents[1]
LETTER = ROOT / "fixtures/letters/gm-mau-nd30.pdf"
PICTURE = ROOT / "docs/img/letter.png"
SCALE = 110 / 72  # 110 dpi
SHOWN_HEIGHT = 510  # points: where the letter ends
COLOURS = {
    "type": "#c0392b",
    "issuer": "#2471a3",
    "number": "#b9770e",
    "place": "#148f77",
    "date": "#148f77",
    "subject": "#c0392b",
    "addressees": "#7d3c98",
    "citations": "#b9770e",
    "meetings": "#1e8449",
    "assignments": "#2471a3",
    "recipients": "#7d3c98",
    "signer": "#2471a3",
}


def boxes_of(value: Any) -> Iterator[list[float]]:
    """Boxes of all evidence in a part of a record that stands on the first page."""
    if isinstance(value, dict):
        yield from (entry["box"] for entry in value.get("evidence", ()) if entry["page"] == 1 and entry["box"])
        for part in value.values():
            yield from boxes_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from boxes_of(part)


def main() -> int:
    record = gmparse.parse(LETTER).to_dict()
    document = pypdfium2.PdfDocument(LETTER)
    picture = document[0].render(scale=SCALE).to_pil().convert("RGB")
    draw = ImageDraw.Draw(picture)
    for key, colour in COLOURS.items():
        for x0, top, x1, bottom in boxes_of(record.get(key)):
            draw.rectangle(
                [x0 * SCALE - 2, top * SCALE - 1, x1 * SCALE + 2, bottom * SCALE + 1], outline=colour, width=2
            )
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    lowest = min(picture.height, round(SHOWN_HEIGHT * SCALE))
    framed = Image.new("RGB", (picture.width + 2, lowest + 2), "#999999")
    framed.paste(picture.crop((0, 0, picture.width, lowest)), (1, 1))
    framed.quantize(64).save(PICTURE, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
