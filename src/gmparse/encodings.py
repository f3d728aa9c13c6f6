"""Text in the code pages of older Vietnamese fonts, read as Latin-1: TCVN3 (``.VnTime``) and VNI (``VNI-Times``).

What encoding a text has is told for a font or a document, never for a line: single letters of one are letters of the
other, and of Unicode. Decoding keeps the length, so that every character keeps its place: VNI's accents, which are
characters of their own, become combining marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, MutableMapping
from typing import Literal

Encoding = Literal["tcvn3", "vni"]

# --- the tables ------------------------------------------------------------------------------------------------------

# TCVN 5712:1993 (TCVN3, "ABC"). Capitals with accents are small letters in fonts named …H.
_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
# pdfium gives a minus for the soft hyphen and a bullet operator for the middle dot, others a Greek mu for the micro.
_TCVN3_TABLE = str.maketrans(_TCVN3 | {"\u2212": "ư", "\u2219": "ã", "\u03bc": "à"})

# VNI Windows: letters of their own, and accents that stand behind their vowel.
_VNI_LETTERS = dict(zip("öôñæóòîÖÔÑÆÓÒÎ", "ươđỉĩịỵƯƠĐỈĨỊỴ", strict=True))
_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT, _HAT, _BREVE = "\u0300\u0301\u0309\u0303\u0323\u0302\u0306"
_TONES = (_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT)
_ACCENTS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (  # vowels, accents, what they put on a vowel, tones
    ("aeouyöô", "øùûõï", "", _TONES),
    ("aeo", "âàáåãä", _HAT, ("", *_TONES)),
    ("a", "êèéúüë", _BREVE, ("", *_TONES)),
)


def _vni_pairs() -> dict[str, str]:
    """Vowel and accent → two characters that compose to the letter."""
    pairs = {}
    for vowels, accents, sign, tones in _ACCENTS:
        for vowel in vowels + vowels.upper():
            for accent, tone in zip(accents, tones, strict=True):
                base = _VNI_LETTERS.get(vowel, vowel)
                shown = unicodedata.normalize("NFC", base + sign) + tone if tone else base + sign
                pairs[vowel + accent] = pairs[vowel + accent.upper()] = shown
    return pairs


_VNI_PAIRS = _vni_pairs()
_VNI_PAIR = re.compile("(?:[aeo]â|aê)[øùûõï]|[aeouyöô][øùûõïâàáåãäêèéúüë]|[öôñæóòî]", re.IGNORECASE)

# --- what a text is --------------------------------------------------------------------------------------------------

_TCVN3_ONLY = re.compile("[µ¸¶·¹¨»¾¼½©®ª«¬\u00ad¡¢§£¤¥¦×÷Þþ\u03bc\u2212\u2219]")
# Of VNI's letters those that Unicode Vietnamese never has; đ is in every text, and no other language is so full of ñ.
_VNI_ONLY = re.compile("(?<=[aeouyöôAEOUYÖÔ])[äåëïøûüÄÅËÏØÛÜ]|[æîñÆÎÑ]")
_VNI_D = re.compile("[ñÑ]")
# No capitals: TCVN3 has none with accents, so that what made a text of it may have left them.
_SMALL = "ơưăđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_UNICODE_ONLY = re.compile(f"[{_SMALL}\u0300-\u0303\u0306\u0309\u0323]")
_HINT = re.compile("[µ¸¶·¹¨»¾¼½®ª¬\u00ad¡¢¤¥¦÷ÞþäåæëîïñöøûüÄÅÆËÎÏÑÖØÛÜ]")
_FEWEST, _LEAST = 20, 0.02  # signs in a text, and their share of it
_FEWEST_D = 4  # letters đ in a text of VNI
_FEW = 0.1  # of the signs: fewer of another encoding are slips
_TCVN3_FONT = re.compile(r"(?i:\.vn[a-z])|Vn[A-Z]", re.ASCII)
_VNI_FONT = re.compile(r"(?i:vni)[-_ ]?[A-Z]")
_CAPITAL_FONT = re.compile(r"\.?Vn[A-Za-z ]*?H(?=$|[,-]|Bold|Italic)")


def is_suspect(text: str) -> bool:
    """Whether a text has any letter that neither Vietnamese nor English has: only then it may be a legacy one."""
    return not text.isascii() and _HINT.search(text) is not None


def encoding_of(text: str) -> Encoding | None:
    """The encoding of a whole text: many of its signs, and hardly a small letter that only Unicode text has."""
    tcvn3, vni = len(_TCVN3_ONLY.findall(text)), len(_VNI_ONLY.findall(text))
    modern = len(_UNICODE_ONLY.findall(text))
    least = max(_FEWEST, _LEAST * len(text))
    if tcvn3 > least and modern < _FEW * tcvn3:
        return "tcvn3"
    if vni > least and modern + tcvn3 < _FEW * vni and len(_VNI_D.findall(text)) >= _FEWEST_D:
        return "vni"
    return None


def encoding_of_font(font: str) -> Encoding | None:
    """The encoding for which a font was made, by its name."""
    if _TCVN3_FONT.match(font):
        return "tcvn3"
    return "vni" if _VNI_FONT.match(font) else None


def is_capital_font(font: str) -> bool:
    """Whether a font shows TCVN3's small letters as capitals (``.VnTimeH``, ``VnArialHBold``)."""
    return _CAPITAL_FONT.match(font) is not None


def encodings_of(texts: Mapping[str, str], known: MutableMapping[str, Encoding] | None = None) -> dict[str, Encoding]:
    """The encodings of fonts, from their names and from all that is set in them.

    Args:
        texts: what is set in each font.
        known: fonts of other pages of the document; those found now are added.
    """
    known = {} if known is None else known
    named = {font: encoding for font in texts if (encoding := encoding_of_font(font))}
    for font, encoding in named.items():
        if not _is_modern(texts[font]):
            known[font] = encoding
    others = [font for font in texts if font not in named]
    together = encoding_of("".join(texts[font] for font in others))
    for font in others:
        own = encoding_of(texts[font]) or (None if _is_modern(texts[font]) else together)
        if own:
            known[font] = own
    return {font: known[font] for font in texts if font in known and not _is_modern(texts[font])}


def _is_modern(text: str) -> bool:
    """Whether a text in an old font is Unicode all the same."""
    modern = len(_UNICODE_ONLY.findall(text))
    return modern > 0 and modern >= _FEW * (len(_TCVN3_ONLY.findall(text)) + len(_VNI_ONLY.findall(text)))


# --- decoding --------------------------------------------------------------------------------------------------------

# Latin-1 capitals that are codes of small letters. Where other capitals of a text are Unicode's, they are so too.
_CODES = "ÊÈÉÌÒÕÓÔÝ"
_CAPITAL = re.compile(rf"[{_CODES}](?=[A-ZĐ])|(?<=[A-ZĐ]{{2}})[{_CODES}](?![a-z{''.join(_TCVN3)}])")
_UNICODE_CAPITALS = re.compile(f"[{_SMALL.upper().replace('Đ', '')}]")
_CAPITAL_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_a-z]*[A-Z][^\W\d_a-z]*[A-Z][^\W\d_a-z]*(?![^\W\d_])")


def decode(text: str, encoding: Encoding, font: str = "") -> str:
    """Text of the same length in Unicode, not composed (`gmparse.reading.words.clean` composes it).

    Args:
        text: Latin-1 reading of the encoding.
        encoding: the text's.
        font: its font, whose name may say that it shows capitals, and whether it is one of the encoding at all.
    """
    if encoding == "vni":
        return _VNI_PAIR.sub(_vni_letter, text)
    if encoding_of_font(font):
        shown = text.translate(_TCVN3_TABLE)
        return shown.upper() if is_capital_font(font) else shown
    kept = {match.start() for match in _CAPITAL.finditer(text)} if _UNICODE_CAPITALS.search(text) else frozenset()
    return "".join(text[i] if i in kept else char for i, char in enumerate(text.translate(_TCVN3_TABLE)))


def in_capitals(text: str) -> str:
    """Words that were typed in capitals, but for letters with accents, which TCVN3 has no capitals of: ``CộNG``."""
    return _CAPITAL_WORD.sub(lambda m: m[0].upper(), text)


def _vni_letter(match: re.Match[str]) -> str:
    """A vowel with its accent, or one of VNI's letters of their own; a vowel before what is no accent of it stays."""
    found = match[0]
    if len(found) == 3:  # shape and tone typed one after the other
        return _VNI_PAIRS[found[:2]] + _VNI_PAIRS["a" + found[2]][1]
    return _VNI_PAIRS.get(found) or "".join(_VNI_LETTERS.get(char, char) for char in found)


# --- escapes ---------------------------------------------------------------------------------------------------------

_ESCAPE = re.compile(r"\\u(?:(-?\d{3,5})(?![0-9a-fA-F])(?:[ ]?(?:\?|\\'[0-9a-fA-F]{2}))?|([0-9a-fA-F]{4}))")


def unescaped(text: str) -> str:
    r"""Text in which Vietnamese letters left as escapes stand again: RTF's ``\u7897?`` and ``\u1ED9``.

    Only where each of them is such a letter: a path ``C:\u2020`` stays.
    """
    if "\\u" not in text:
        return text
    return _ESCAPE.sub(lambda m: _escaped(m) or m[0], text)


def _escaped(match: re.Match[str]) -> str | None:
    """The letter of an escape, decimal as in RTF or hexadecimal as in JSON."""
    codes = [int(match[1]) % 0x10000] if match[1] else [int(match[2], 16)]
    if match[1] and len(match[1]) == 4:  # "\\u0111"
        codes.append(int(match[1], 16))
    return next((chr(code) for code in codes if _VIETNAMESE.match(chr(code))), None)


_VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ–—“”‘’…]", re.IGNORECASE)
