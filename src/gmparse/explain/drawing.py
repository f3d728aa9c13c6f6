"""The pages of a view as PNG, with a box around each value."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from gmparse.errors import UsageError
from gmparse.explain.pictures import Picture
from gmparse.explain.view import View

_COLOURS = {
    "type": "#b3261e",
    "number": "#a35200",
    "date": "#00756b",
    "place": "#00756b",
    "issuer": "#1d5fa8",
    "co_issuers": "#1d5fa8",
    "subject": "#8e24aa",
    "urgency": "#c62828",
    "secrecy": "#c62828",
    "addressees": "#6d4c41",
    "signer": "#3949ab",
    "co_signers": "#3949ab",
    "meetings": "#2e7d32",
    "assignments": "#ad1457",
    "citations": "#7a6200",
    "directives": "#7a6200",
    "attachments": "#00698c",
    "stamps": "#c2185b",
    "signatures": "#c2185b",
    "issue": "#b45f00",
}  # those of page.css, on paper
_OTHER = "#51616f"
_FILL = 26  # of 255
_PAD = (1.5, 0.75)  # points around a box


def drawings(shown: View) -> list[bytes]:
    """One PNG a page.

    Raises:
        UsageError: there is no picture to draw on.
    """
    if not shown.pictures:
        raise UsageError(f"{shown.name or 'the letter'} has no pages to draw: --html shows it as text")
    return [_drawing(shown, picture) for picture in shown.pictures]


def _drawing(shown: View, picture: Picture) -> bytes:
    page = Image.open(io.BytesIO(picture.data)).convert("RGBA")
    over = Image.new("RGBA", page.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(over)
    scale = page.width / picture.width
    for one in shown.drawn_on(picture.page):
        colour = _COLOURS.get(one.mark.group, _OTHER)
        for _, (x0, top, x1, bottom) in one.spots:
            edges = (x0 - _PAD[0], top - _PAD[1], max(x1, x0 + 1) + _PAD[0], max(bottom, top + 1) + _PAD[1])
            pen.rectangle([edge * scale for edge in edges], f"{colour}{_FILL:02x}", colour, 2)
    written = io.BytesIO()
    Image.alpha_composite(page, over).convert("RGB").save(written, "PNG", optimize=True)
    return written.getvalue()
