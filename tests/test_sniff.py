"""What a file is, whatever it is called."""

import io
import zipfile

import pytest

from gmparse.errors import DamagedFileError, InputError, PasswordError, UnsupportedFormatError
from gmparse.reading.sniff import DOC, DOCX, PDF, RTF, TEXT, media_type

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr({"types": "[Content_Types].xml", "document": "word/document.xml"}.get(name, name), data)
    return out.getvalue()


def main_part(kind: bytes) -> bytes:
    return (
        b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.' + kind + b'.main+xml"/></Types>'
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7\n", PDF),
        (b"junk from a mail gateway\r\n%PDF-1.4\n", PDF),
        (zipped(types=main_part(b"wordprocessingml.document")), DOCX),
        (zipped(document=b"<w:document/>"), DOCX),
        (OLE2 + b"\0" * 100 + "WordDocument".encode("utf-16-le"), DOC),
        (b"{\\rtf1\\ansi Xin chao}", RTF),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"II*\0\x08\0\0\0", "image/tiff"),
        (b"MM\0*\0\0\0\x08", "image/tiff"),
        ("Kính gửi: Sở Văn hóa\n".encode(), TEXT),
        ("\ufeffKính gửi".encode(), TEXT),
        ("Kính gửi".encode("utf-16"), TEXT),
        ("\ufeffKính gửi".encode("utf-16-be"), TEXT),
        (b"trang 1\f\ttrang 2", TEXT),
    ],
)
def test_known_formats(data, expected):
    assert media_type(data) == expected


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (b"", InputError, "empty"),
        (b"\n <!DOCTYPE html><html>%PDF-1.4", UnsupportedFormatError, "save the attachment itself"),
        (b'<?xml version="1.0"?><html xmlns="x">', UnsupportedFormatError, "HTML page"),
        (b"<?xml version='1.0'?><edXML/>", UnsupportedFormatError, "XML"),
        (zipped(types=main_part(b"spreadsheetml.sheet")), UnsupportedFormatError, "Excel"),
        (zipped(types=main_part(b"presentationml.presentation")), UnsupportedFormatError, "PowerPoint"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), UnsupportedFormatError, "OpenDocument"),
        (zipped(letter=b"x"), UnsupportedFormatError, "ZIP archive"),
        (b"PK\x03\x04 cut short", DamagedFileError, "damaged"),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), PasswordError, "password"),
        (OLE2 + b"\0" * 64, UnsupportedFormatError, "no Word document"),
        (b"Rar!\x1a\x07\0", UnsupportedFormatError, "RAR"),
        (b"\x00\x01\x02\x03binary", UnsupportedFormatError, "save it as PDF"),
        ("Số: 12".encode("utf-16-le"), UnsupportedFormatError, "save it as PDF"),
        (b"C\xe9ng h\xa4a", UnsupportedFormatError, "save it as PDF"),
    ],
)
def test_refused(data, error, says):
    with pytest.raises(error, match=says) as caught:
        media_type(data)
    assert type(caught.value) is error
    assert "\n" not in str(caught.value)
