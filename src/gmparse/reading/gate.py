"""Can a page's text layer be trusted? Decided from its text alone, before anything reads it."""

from __future__ import annotations

import re
import unicodedata

_BAD = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_MARKS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_MARKED = re.compile(f"[{_MARKS}{_MARKS.upper()}]")
_BULLETS = re.compile("[\uf02d\uf02b\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0e0\uf02a]")
_MAX_BAD = 0.05
_MIN_MARKED = 0.10  # Vietnamese text has 0.2 to 0.3 of its letters marked
_FEW_LETTERS = 200


def text_is_usable(text: str) -> bool:
    """Whether the text is Vietnamese writing: few control and private-use characters, enough marked letters.

    Short texts are only looked at for bad characters: a page may hold one line. Bullets of symbol fonts are no harm.
    """
    if not text:
        return True
    shown = _BULLETS.sub("", unicodedata.normalize("NFC", text))  # decomposed letters are marked ones too
    if len(_BAD.findall(shown)) > _MAX_BAD * len(shown):
        return False
    marked = len(_MARKED.findall(shown))
    if marked >= _MIN_MARKED * len(shown):  # most texts: spares counting the letters
        return True
    letters = sum(map(str.isalpha, shown))
    return letters < _FEW_LETTERS or marked >= _MIN_MARKED * letters
