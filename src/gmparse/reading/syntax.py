"""The syntax of PDF objects: ISO 32000-1, 7.3."""

from __future__ import annotations

import binascii
import re
from typing import Any, NamedTuple

MAX_DEPTH = 64  # of objects in one another, and of references to references
_MAX_TOKENS = 200_000

_WHITE = rb"\x00\t\n\f\r "
GAP = rb"(?:[" + _WHITE + rb"]++|%[^\r\n]*+)*+"
_REGULAR = rb"[^" + _WHITE + rb"()<>\[\]{}/%]"
_TOKEN = re.compile(
    GAP + rb"(?:(?P<ref>(\d{1,10})[" + _WHITE + rb"]++(\d{1,5})[" + _WHITE + rb"]++R(?!" + _REGULAR + rb"))"
    rb"|(?P<number>[+-]?+(?:\d++\.?+\d*+|\.\d++))"
    rb"|/(?P<name>" + _REGULAR + rb"*+)"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|(?P<hex><)"
    rb"|(?P<text>\()|(?P<word>" + _REGULAR + rb"++))"
)
_NAME_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
_BRACKET = re.compile(rb"[()\\]")
_ESCAPE = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_WORDS = {b"true": True, b"false": False, b"null": None}


class BrokenStructureError(Exception):
    """The bytes are no PDF object or cross-reference section, or one of a kind that is not read here."""


class Ref(NamedTuple):
    """An indirect reference."""

    number: int
    generation: int


class Name(str):
    """A PDF name without its slash."""

    __slots__ = ()


def end_of_word(data: bytes, at: int, word: bytes) -> int | None:
    """Where a keyword that stands at an offset ends, ``None`` when another token stands there."""
    token = _TOKEN.match(data, at)
    return token.end() if token and token["word"] == word else None


def parse_object(data: bytes, at: int) -> tuple[Any, int]:
    """The direct object at an offset, and where it ends.

    Names are `Name`, strings bytes, references `Ref`.

    Raises:
        BrokenStructureError: none stands there, or it is larger or deeper than any sane one.
    """
    open_: list[tuple[bytes, list[Any]]] = []
    for _ in range(_MAX_TOKENS):
        token = _TOKEN.match(data, at)
        if not token:
            break
        at, kind = token.end(), token.lastgroup
        if kind == "open":
            open_.append((token["open"], []))
            if len(open_) > MAX_DEPTH:
                break
            continue
        if kind == "close":
            value = _closed(token["close"], open_)
        elif kind == "text":
            value, at = _literal(data, at)
        elif kind == "hex":
            value, at = _hexadecimal(data, at)
        else:
            value = _scalar(token)
        if not open_:
            return value, at
        open_[-1][1].append(value)
    raise BrokenStructureError(f"object at {at}")


def _closed(sign: bytes, open_: list[tuple[bytes, list[Any]]]) -> Any:
    if not open_:
        raise BrokenStructureError("bracket")
    begin, items = open_.pop()
    if (begin, sign) == (b"[", b"]"):
        return items
    keys = items[::2]
    if (begin, sign) != (b"<<", b">>") or len(items) % 2 or not set(map(type, keys)) <= {Name}:
        raise BrokenStructureError("dictionary")
    return dict(zip(keys, items[1::2], strict=True))


def _scalar(token: re.Match[bytes]) -> Any:
    kind = token.lastgroup
    if kind == "name":
        name = token["name"]
        if b"#" in name:
            name = _NAME_CODE.sub(lambda code: bytes([int(code[1], 16)]), name)
        return Name(name.decode("utf-8", "replace"))
    if kind == "number":
        number = token["number"]
        return float(number) if b"." in number else int(number)
    if kind == "ref":
        return Ref(int(token[2]), int(token[3]))
    if token["word"] in _WORDS:
        return _WORDS[token["word"]]
    raise BrokenStructureError(f"word {token['word'][:20]!r}")


def _literal(data: bytes, at: int) -> tuple[bytes, int]:
    start, depth = at, 1
    while depth:
        sign = _BRACKET.search(data, at)
        if not sign:
            raise BrokenStructureError("string")
        at = sign.end() + (sign[0] == b"\\")
        depth += {b"(": 1, b")": -1}.get(sign[0], 0)
    return _ESCAPE.sub(_unescaped, data[start : at - 1]), at


def _hexadecimal(data: bytes, at: int) -> tuple[bytes, int]:
    end = data.find(b">", at)
    if end < 0:
        raise BrokenStructureError("string")
    digits = data[at:end].translate(None, b"\0\t\n\f\r ")
    try:
        return binascii.unhexlify(digits + b"0" * (len(digits) % 2)), end + 1
    except binascii.Error as error:
        raise BrokenStructureError("string") from error


def _unescaped(sign: re.Match[bytes]) -> bytes:
    code = sign[1]
    return bytes([int(code, 8) & 255]) if code[:1] in b"01234567" else _ESCAPES.get(code, code)


def text_string(value: Any) -> str | None:
    """A text string (ISO 32000-1, 7.9.2.2): UTF-16 with its mark, UTF-8 with its mark, else Latin 1."""
    if not isinstance(value, bytes):
        return None
    if value.startswith((b"\xfe\xff", b"\xff\xfe")):
        return value.decode("utf-16", "replace")
    if value.startswith(b"\xef\xbb\xbf"):
        return value[3:].decode("utf-8", "replace")
    return value.decode("latin-1")
