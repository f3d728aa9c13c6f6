"""What signing software printed beside its picture, on a page that was scanned later: it is no text of the letter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gmparse.page import Line, Stamp

_SIGNER = re.compile(r"\W{0,2}(?:Người\s+ký|Ký\s+bởi|Được\s+ký\s+bởi|(?:Digitally\s+)?[Ss]igned\s+by)\b")
_LABEL = re.compile(r"(?:Thời\s+gian\s+ký|Ngày\s+ký|Email|Cơ\s+quan|Chức\s+vụ|Signing\s+time)\b")
_CLOCK = re.compile(r"\d{1,2}:\d{2}:\d{2}")
_MOST = 12  # lines
_SAME_EDGE = 12.0  # points
_NEAR = 2.8  # heights of a line from one to the next: a line between may not have been read


def without_signing_text(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Stamp, ...]]:
    """The lines of a recognised page without such text, and that text as stamps of kind ``signature``.

    It begins with ``Người ký:`` and runs down one edge to the time of signing (Thông tư 01/2019/TT-BNV, Điều 13, on
    what a signature shows).
    """
    kept, stamps, at = list(lines), [], 0
    while at < len(kept):
        block = _block(kept, at) if _SIGNER.match(kept[at].text) else []
        if any(_LABEL.match(line.text) for line in block):
            stamps.append(Stamp("signature", tuple(block)))
            kept = [line for line in kept if not any(line is other for other in block)]
        else:
            at += 1
    return tuple(kept), tuple(stamps)


def _block(lines: Sequence[Line], first: int) -> list[Line]:
    """The lines at one edge from the signer to the time."""
    block = [lines[first]]
    for line in lines[first + 1 :]:
        last = block[-1]
        if abs(line.place.x0 - block[0].place.x0) > _SAME_EDGE:
            continue
        if line.place.top - last.place.top > _NEAR * max(line.place.height, last.place.height) or len(block) == _MOST:
            break
        block.append(line)
        if _CLOCK.search(line.text):
            break
    return block
