"""Pages in the code pages of older fonts: each character decoded as its font has it, where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from itertools import groupby

from gmparse.encodings import Encoding, decode, encodings_of, is_suspect

_WORD = re.compile(r"\S+")
# What stands before ư in a syllable. pdfium takes TCVN3's ư, the soft hyphen, for a hyphen at the end of a line.
_ONSET = re.compile(r"(?<![^\W_])(?:(?i:[bcdđghlmnrstvx])|[CcGgKkNnPpTt]h|[Nn]gh?|[Tt]r)$")
LINE_HYPHEN = "\ufffe"  # or U+0002: pdfium's sign for a hyphen at the end of a printed line


def decoded(text: str, font_at: Callable[[int], str], known: MutableMapping[str, Encoding]) -> str:
    """The text of a page, of the same length, in Unicode; most pages are as they were.

    A `LINE_HYPHEN` that is left is an ư: it stands for the line's end too, so that no word runs over it.

    Args:
        text: characters of the page.
        font_at: the font of the character at an index.
        known: legacy fonts of the document's pages so far; those of this page are added.
    """
    text = text.replace("\x02", LINE_HYPHEN)
    if not (is_suspect(text) or known):
        return text.replace(LINE_HYPHEN, "-")
    texts: dict[str, str] = {}
    for word in _WORD.finditer(text):
        font = font_at(word.start())
        texts[font] = texts.get(font, "") + word[0]
    found = encodings_of(texts, known)
    if not found:
        return text.replace(LINE_HYPHEN, "-")
    return _with_hyphens(
        "".join(_run(text, list(run), font, found) for font, run in groupby(range(len(text)), font_at))
    )


def _run(text: str, run: list[int], font: str, found: Mapping[str, Encoding]) -> str:
    piece = text[run[0] : run[-1] + 1]
    return decode(piece, found[font], font) if font in found else piece


def _with_hyphens(text: str) -> str:
    """Line hyphens that are an ư stay marked, the others become hyphens."""
    parts = text.split(LINE_HYPHEN)
    for index, part in enumerate(parts[:-1]):
        parts[index] = part + (LINE_HYPHEN if _ONSET.search(part[-4:]) else "-")
    return "".join(parts)
