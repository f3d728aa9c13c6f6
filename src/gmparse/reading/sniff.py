"""What a file is, by its bytes. Its name says nothing: archives are full of PDFs called ``.doc`` and the reverse."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
import zipfile

from gmparse.encodings import decode, encoding_of, in_capitals, is_suspect, unescaped
from gmparse.errors import DamagedFileError, InputError, PasswordError, UnsupportedFormatError
from gmparse.reading.zips import BROKEN, opened

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC = "application/msword"
RTF = "application/rtf"
TEXT = "text/plain"

_PDF_WITHIN = 1024  # bytes of junk that PDF viewers skip before the header
_MOSTLY = 4  # letters beyond ASCII to one broken place: the bytes are UTF-8
_MANIFEST_MAX = 1_000_000  # bytes of [Content_Types].xml that are looked at

_IMAGES = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"II[*+]\0|MM\0[*+]"), "image/tiff"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"BM.{4}\0{4}", re.DOTALL), "image/bmp"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb".{4}ftyp(?:hei[cfmsx]|hev[cx]|mif1|msf1|avif)", re.DOTALL), "image/heic"),
    (re.compile(rb"\0{3}\x0cjP  \r\n|\xff\x4f\xff\x51"), "image/jp2"),
)
_ARCHIVES = (
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
)
_MAIN_PARTS = (
    (b"wordprocessingml.", ""),
    (b"application/vnd.ms-word.", ""),
    (b"spreadsheetml.", "an Excel workbook"),
    (b"application/vnd.ms-excel.", "an Excel workbook"),
    (b"presentationml.", "a PowerPoint presentation"),
    (b"application/vnd.ms-powerpoint.", "a PowerPoint presentation"),
)
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def media_type(data: bytes) -> str:
    """The media type of a file from its bytes: PDF, DOCX, DOC, RTF, an image or plain text.

    Raises:
        InputError: no bytes at all.
        UnsupportedFormatError: a format gmparse does not read; the message says which and what to do.
        PasswordError: an Office document encrypted with a password.
        DamagedFileError: a ZIP container that cannot be opened, UTF-8 with broken places.
    """
    if not data:
        raise InputError("the file is empty: fetch it again from where it came")
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(data)
    if data.startswith(_OLE2):
        return _ole2_type(data)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        return RTF
    for magic, kind in _IMAGES:
        if magic.match(data):
            return kind
    _refuse_archive(data)
    return _text_type(data)


def decode_text(data: bytes) -> str | None:
    """Text of UTF-8 (with or without byte order mark), UTF-16 (with one), TCVN3 or VNI, ``None`` for other bytes.

    TCVN3 and VNI are also decoded where they were saved as Unicode letter by letter.
    """
    bom = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    try:
        text = data.decode(bom or "utf-8")
    except UnicodeDecodeError:
        text = "" if bom or _broken_utf8(data) is not None else data.decode("latin-1")
        if encoding_of(text) is None:
            return None
    if _CONTROL.search(text):
        return None
    legacy = encoding_of(text) if is_suspect(text) else None
    return in_capitals(unicodedata.normalize("NFC", decode(text, legacy))) if legacy else unescaped(text)


def _broken_utf8(data: bytes) -> int | None:
    """Where a text is broken that is UTF-8 for the most part; ``None`` for other bytes: VNI and TCVN3 seldom fit it."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        text = data.decode(errors="replace")
        letters = sum(not char.isascii() for char in text)
        return error.start if letters > _MOSTLY * text.count("\ufffd") else None
    return None


def _text_type(data: bytes) -> str:
    text = decode_text(data)
    if text is None and (at := _broken_utf8(data)) is not None:
        raise DamagedFileError(
            f"the text is UTF-8, but broken at byte {at:,}: fetch it again, or save it again as UTF-8"
        )
    start = (text if text is not None else data[:_PDF_WITHIN].decode("latin-1")).lstrip("\ufeff \t\r\n")
    if _HTML.match(start):
        raise UnsupportedFormatError(
            "the file is an HTML page, not a letter: open it in a browser and save the attachment itself"
        )
    if re.search(rb"%PDF-\d", data[:_PDF_WITHIN]):
        return PDF
    if start.startswith("<?xml"):
        raise UnsupportedFormatError("the file is XML, not a letter: give the letter's own file")
    if text is not None:
        return TEXT
    raise UnsupportedFormatError(
        "the file is no PDF, DOCX, DOC, RTF, image or UTF-8 text: open it where it was made and save it as PDF"
    )


def _zip_type(data: bytes) -> str:
    try:
        with opened(io.BytesIO(data)) as archive:
            names = archive.namelist()
            manifest = _head(archive, "[Content_Types].xml") if "[Content_Types].xml" in names else b""
            declared = _head(archive, "mimetype").decode("latin-1").strip() if "mimetype" in names else ""
    except BROKEN as error:
        raise DamagedFileError("the file is a damaged DOCX or ZIP archive: fetch it again") from error
    mains = [kind for mark, kind in _MAIN_PARTS if re.search(re.escape(mark) + rb"[\w.]*main\+xml", manifest)]
    if "" in mains or (not mains and "word/document.xml" in names):
        return DOCX
    what = mains[0] if mains else "an OpenDocument file" if "opendocument" in declared else "a ZIP archive"
    advice = "give the files inside it one by one" if what == "a ZIP archive" else "save it as PDF or DOCX"
    raise UnsupportedFormatError(f"the file is {what}, not a letter: {advice}")


def _head(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_MANIFEST_MAX)


def _ole2_type(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise PasswordError("the file is an Office document encrypted with a password: save it without one")
    if "WordDocument".encode("utf-16-le") in data:
        return DOC
    raise UnsupportedFormatError("the file is an old Office file, but no Word document: save it as PDF or DOCX")


def _refuse_archive(data: bytes) -> None:
    for magic, what in _ARCHIVES:
        if data.startswith(magic):
            raise UnsupportedFormatError(f"the file is {what}: unpack it and give the files inside it one by one")
