"""Digital signatures: who, when, where, whether the bytes hold, what came later."""

import hashlib
import io
import random
import socket
import sys
from datetime import UTC, datetime

import pytest
from asn1crypto import algos, cms, core, pem, tsp, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from letterset.signed import DISPATCH, INVITATION
from letterwriter import fonts_missing, write_pdf
from letterwriter.certificates import KEY, certificate_of, signature_of
from letterwriter.revision import Revision, pdf
from letterwriter.signed import NUMBER, Spot, Stamp, at, put
from support import FIXTURES, LETTERS, SHARED, needs_shared, table

import gmparse
from gmparse.errors import DamagedFileError, MissingDependencyError, UsageError
from gmparse.fields import signatures as field
from gmparse.page import Signature
from gmparse.reading.cms import UNREADABLE, read_cms
from gmparse.reading.objects import PdfObjects, Stream, unpack
from gmparse.reading.pdfium import PdfFile
from gmparse.reading.revisions import changes_after
from gmparse.reading.signatures import read_signatures, signing_time
from gmparse.reading.syntax import BrokenStructureError, Ref, parse_object
from gmparse.reading.verify import verify_signatures

ROWS = table(FIXTURES / "signatures.csv")
SIGNED = sorted({row["file"] for row in ROWS})
needs_fonts = pytest.mark.skipif(fonts_missing() is not None, reason=fonts_missing() or "")


def signatures_of(data, pages=()):
    with PdfFile(data) as pdf:
        return read_signatures(pdf.signatures(), data, pages)


def letter(name):
    return (LETTERS / name).read_bytes()


@pytest.mark.parametrize("name", SIGNED)
def test_signatures_of_the_own_letters(name):
    found = [
        {
            "file": name,
            "field": one.field,
            "signer": one.signer,
            "organization": one.organization,
            "time": one.time,
            "intact": str(one.intact).lower(),
            "covers_whole_file": str(one.covers_whole_file).lower(),
            "later_changes": one.later_changes,
        }
        for one in signatures_of(letter(name))
    ]
    assert found == [row for row in ROWS if row["file"] == name]


@pytest.mark.parametrize("name", ["chu-thich-an.pdf", "o-van-ban.pdf", "gm-mau-nd30.pdf"])
def test_letters_without_signature_have_none(name):
    assert signatures_of(letter(name)) == ()


# --- place ---------------------------------------------------------------------------------------------------------


def place_of(data, name):
    pages = gmparse.read(data).pages
    return next(one.place for one in signatures_of(data, pages) if one.field == name), pages


def test_the_place_is_that_of_the_widget_on_the_page():
    place, pages = place_of(letter("ky-so-ngay.pdf"), "SO")
    lines = [line for line in pages[0].lines if line.text.startswith("Số")]
    assert len(lines) == 1
    assert place.top <= lines[0].place.y_mid <= place.bottom
    assert lines[0].place.x0 < place.x0 < place.x1 < lines[0].place.x1 + 30


@needs_fonts
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_rotated_page_moves_no_place(turn):
    stamps = (Stamp("signature", NUMBER, "7", "SO", "office", at(2025, 9, 5, 8, 0)),)
    place, pages = place_of(put(write_pdf(INVITATION, rotate=turn), stamps), "SO")
    [line] = [line for line in pages[0].lines if line.text.startswith("Số")]
    assert place.top < line.place.y_mid < place.bottom
    assert line.place.x0 < place.x0 < place.x1 < line.place.x1
    assert (place.width, place.height) == pytest.approx((10.5, 20.9), abs=0.2)


@needs_fonts
@pytest.mark.parametrize("clockwise", [True, False])
def test_a_place_on_a_page_whose_text_is_turned(clockwise):
    matrix = "0 -1 1 0 0 595.28" if clockwise else "0 1 -1 0 841.89 0"
    revision = Revision(write_pdf(INVITATION))
    page = revision.read(revision.first_page)
    turn = revision.add(Stream({}, f"q {matrix} cm\n".encode()))
    contents = [turn, page["Contents"], revision.add(Stream({}, b"\nQ\n"))]
    revision.change(revision.first_page, {**page, "Contents": contents, "MediaBox": [0, 0, 841.89, 595.28]})
    stamp = Stamp("signature", Spot("SỞ NỘI VỤ"), "7", "SO", "office", at(2025, 9, 5, 8, 0))
    place, pages = place_of(put(revision.file(), (stamp,)), "SO")
    [line] = [line for line in pages[0].lines if line.text.endswith("SỞ NỘI VỤ")]
    assert abs(place.x_mid - line.place.x1) < 25
    assert abs(place.y_mid - line.place.y_mid) < 25


@needs_fonts
def test_the_page_is_found_in_the_page_tree():
    letters = [INVITATION] * 3
    data = put(write_pdf(*letters), (Stamp("signature", NUMBER, "7", "SO", "office", at(2025, 9, 5, 8, 0)),))
    [one] = signatures_of(data)
    assert one.page == 1
    assert one.place is None  # no pages were given


# --- changed bytes -------------------------------------------------------------------------------------------------


def byte_range(data, index):
    with PdfFile(data) as pdf:
        return pdf.signatures()[index].byte_range


@pytest.mark.parametrize("part", ["before", "after"])
def test_a_changed_byte_breaks_the_signatures_that_cover_it(part):
    data = bytearray(letter("ky-so-ngay.pdf"))
    _, _, second, rest = byte_range(bytes(data), 1)
    place = second + rest - 3 if part == "after" else bytes(data).index(b"Creator")
    data[place] ^= 1
    first, *later = [one.intact for one in signatures_of(bytes(data))]
    assert first is (part == "after")
    assert not any(later)


def test_a_changed_signature_value_does_not_verify():
    """The digest still fits; only the key tells."""
    data = bytearray(letter("thoi-gian-ky.pdf"))
    _, length, _, _ = byte_range(bytes(data), 0)
    container = signature_end(data, length)
    data[container] = ord("1") if data[container] != ord("1") else ord("2")
    [one] = signatures_of(bytes(data))
    assert one.intact is False
    assert one.signer == "Hồ Mai Khôi"


def signature_end(data, length):
    """Offset of a hex digit inside the signature value, which ends the container."""
    digits = bytes(data[length + 1 : length + 8193])
    return length + len(digits.rstrip(b"0")) - 40


def test_ranges_that_leave_out_more_than_the_contents_do_not_hold():
    """A signature made over the rest of the file, with a hole around it that anybody can fill."""
    data = letter("thoi-gian-ky.pdf")
    _, length, second, rest = byte_range(data, 0)
    old, new = b"[0 %010d %010d %010d]" % (length, second, rest), b"[0 %010d %010d %010d]"
    for less, passes in ((0, True), (7, False)):
        ranges = (length - less, second, rest)
        changed = data.replace(old, new % ranges)
        covered = changed[: length - less] + changed[second:]
        container = signature_of("leader", covered, at(2025, 9, 4, 15, 50)).hex().encode().ljust(8192, b"0")
        changed = changed[: length + 1] + container + changed[second - 1 :]
        [one] = signatures_of(changed)
        assert one.intact is passes


def test_a_file_saved_again_is_not_intact():
    data = letter("thoi-gian-ky.pdf")
    [one] = signatures_of(data.replace(b"%%EOF\n", b"%%EOF\n\n", 1))
    assert one.intact is False
    assert not one.covers_whole_file


def test_bytes_behind_the_end_that_change_nothing():
    data = letter("thoi-gian-ky.pdf")
    [blank] = signatures_of(data + b"\r\n\0\0")
    assert (blank.intact, blank.covers_whole_file, blank.later_changes) == (True, True, "none")
    [junk] = signatures_of(data + b"% a comment\n")
    assert (junk.intact, junk.covers_whole_file) == (True, False)


# --- later changes -------------------------------------------------------------------------------------------------

LEADER = Stamp("signature", Spot("Nơi nhận:", up=-60), "Ký", "LANHDAO", "leader", at(2025, 9, 4, 16, 0))
LATER = [
    ([], "none"),
    (["signature"], "form_filling"),
    (["field"], "form_filling"),
    (["stamp"], "annotations"),
    (["signature", "freetext"], "annotations"),
    (["content"], "other"),
    (["content", "signature"], "other"),
]


@needs_fonts
@pytest.mark.parametrize(("kinds", "wanted"), LATER, ids=lambda value: "+".join(value) if value else "nothing")
def test_later_changes(kinds, wanted):
    later = [Stamp(kind, NUMBER, "12", f"F{i}", "office", at(2025, 9, 5, 8, i)) for i, kind in enumerate(kinds)]
    first = signatures_of(put(write_pdf(DISPATCH), (LEADER, *later)))[0]
    assert (first.intact, first.later_changes) == (True, wanted)


def update(data, objects, root=None, info=b""):
    """One update of a file with objects by number, each as written."""
    known = PdfObjects(data)
    old = known.sections[0]
    out, places = bytearray(data), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % entry for entry in places.items())
    size = old.trailer["Size"] + 9
    entries = (size, root or old.trailer["Root"].number, old.offset, info, start)
    return bytes(out + b"trailer\n<< /Size %d /Root %d 0 R /Prev %d %b >>\nstartxref\n%d\n%%%%EOF\n" % entries)


def test_document_information_is_no_change():
    data = letter("thoi-gian-ky.pdf")
    info = PdfObjects(data).sections[0].trailer["Info"].number
    [one] = signatures_of(update(data, {info: b"<< /Producer (Anything) >>"}))
    assert (one.intact, one.covers_whole_file, one.later_changes) == (True, False, "none")


def test_a_page_that_is_called_information_is_still_a_page():
    data = letter("thoi-gian-ky.pdf")
    known = PdfObjects(data)
    page = known.array(known.mapping(known.root()["Pages"])["Kids"])[0].number
    changed = update(data, {page: b"<< /Type /Page /MediaBox [0 0 9 9] >>"}, info=b"/Info %d 0 R" % page)
    [one] = signatures_of(changed)
    assert (one.intact, one.later_changes) == (True, "other")


def test_an_object_stream_written_again_is_other():
    """Its objects keep their entries and so seem untouched."""
    data = with_object_stream(b"<< /A 1 >>")
    known = PdfObjects(data)
    end = len(data)
    changed = PdfObjects(data + with_object_stream(b"<< /A 2 >>", len(data), known.sections[0].offset))
    assert (changed.get(9, 1), changed.get(9)) == ({"A": 1}, {"A": 2})
    assert changes_after(changed, end) == "other"


def with_object_stream(body, offset=0, prev=None):
    packed = b"9 0 " + body
    stream = b"5 0 obj << /Type /ObjStm /N 1 /First 4 /Length %d >> stream\n%b\nendstream endobj\n"
    out = b"%PDF-1.7\n" + stream % (len(packed), packed)
    catalog = offset + len(out)
    out += b"3 0 obj << /Type /Catalog >> endobj\n"
    start = offset + len(out)
    written = [(3, (1, catalog, 0)), (5, (1, offset + 9, 0))] + ([(9, (2, 5, 0))] if prev is None else [])
    rows = b"".join(bytes([kind]) + place.to_bytes(4, "big") + bytes([index]) for _, (kind, place, index) in written)
    index = b" ".join(b"%d 1" % number for number, _ in written)
    more = b"/Prev %d" % prev if prev is not None else b""
    head = b"7 0 obj << /Type /XRef /W [1 4 1] /Index [%b] /Size 10 /Root 3 0 R %b /Length %d >> stream\n%b"
    out += head % (index, more, len(rows), rows)
    return out + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % start


def test_another_page_tree_is_other():
    data = letter("thoi-gian-ky.pdf")
    root = PdfObjects(data).root()
    tree = root["Pages"].number
    page = PdfObjects(data).get(tree)["Kids"][0].number
    body = b"<< /Type /Pages /Kids [%d 0 R %d 0 R] /Count 2 >>" % (page, page)
    [one] = signatures_of(update(data, {tree: body}))
    assert one.later_changes == "other"


def test_another_catalog_is_other():
    data = letter("thoi-gian-ky.pdf")
    known = PdfObjects(data)
    form, page = known.root()["AcroForm"]["Fields"][0].number, known.get(known.root()["Pages"].number)["Kids"][0].number
    body = b"<< /Type /Catalog /Pages 900 0 R /AcroForm << /Fields [%d 0 R] /SigFlags 3 >> >>" % form
    tree = b"<< /Type /Pages /Kids [%d 0 R %d 0 R] /Count 2 >>" % (page, page)
    [one] = signatures_of(update(data, {899: body, 900: tree}, root=899))
    assert (one.intact, one.later_changes) == (True, "other")


def test_fields_in_another_order_are_the_same_signatures():
    data = letter("ky-so-ngay.pdf")
    known = PdfObjects(data)
    root = known.sections[0].trailer["Root"].number
    fields = b" ".join(b"%d 0 R" % ref.number for ref in reversed(known.root()["AcroForm"]["Fields"]))
    body = b"<< /Type /Catalog /Pages %d 0 R /PageMode /UseNone /AcroForm << /Fields [%b] /SigFlags 3 >> >>"
    found = signatures_of(update(data, {root: body % (known.root()["Pages"].number, fields)}))
    assert [one.field for one in found] == ["CONDAU", "NGAY", "SO", "LANHDAO"]
    assert all(one.intact for one in found)


def test_another_value_in_a_signed_field_is_other():
    data = letter("ky-so-ngay.pdf")
    known = PdfObjects(data)
    first, second = known.root()["AcroForm"]["Fields"][:2]
    widget = {**known.get(first.number), "V": known.get(second.number)["V"]}
    last = signatures_of(update(data, {first.number: pdf(widget)}))[-1]
    assert (last.intact, last.later_changes) == (True, "other")


def test_a_range_beyond_the_end_is_a_file_written_again():
    data = letter("thoi-gian-ky.pdf")
    _, length, second, rest = byte_range(data, 0)
    old = b"[0 %010d %010d %010d]"
    [one] = signatures_of(data.replace(old % (length, second, rest), old % (length, second, rest + 5_000)))
    assert (one.intact, one.covers_whole_file, one.later_changes) == (False, False, "other")


def opens(data):
    try:
        PdfFile(data).close()
    except DamagedFileError:
        return False
    return True


def test_a_changed_widget_of_a_signature_is_no_form_filling():
    data = letter("thoi-gian-ky.pdf")
    known = PdfObjects(data)
    ref = known.root()["AcroForm"]["Fields"][0]
    value = known.get(ref.number)["V"]
    body = b"<< /Subtype /Widget /FT /Sig /T (LANHDAO) /V %d 0 R /Rect [0 0 600 800] >>" % value.number
    [one] = signatures_of(update(data, {ref.number: body}))
    assert one.later_changes == "other"  # /AP and /P are gone: what the signature shows has changed with its place


# --- kinds of containers -------------------------------------------------------------------------------------------

DATA = b"signed bytes"


def digest(algorithm):
    return hashlib.new(algorithm, DATA).digest()


def rsa_key():
    return serialization.load_pem_private_key(KEY.read_bytes(), password=None)


def certificate(key=None):
    loaded = x509.Certificate.load(pem.unarmor(certificate_of("office").read_bytes())[2])
    if key is not None:
        spki = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        loaded["tbs_certificate"]["subject_public_key_info"] = x509.PublicKeyInfo.load(spki)
        loaded = x509.Certificate.load(loaded.dump(force=True))
    return loaded


def container(sign, method, inner=None, attributes=True, key=None, sid="issuer"):
    """A CMS container; ``inner`` is its (content type, content bytes)."""
    kind, content = inner or ("data", None)
    hashed = hashlib.sha256(content).digest() if content is not None else digest("sha256")
    own = certificate(key)
    attrs = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": [kind]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashed]}),
        ]
    )
    info = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            {"issuer_and_serial_number": {"issuer": own.issuer, "serial_number": own.serial_number}}
        ),
        "digest_algorithm": {"algorithm": "sha256"},
        "signature_algorithm": method,
        "signature": sign(attrs.dump() if attributes else DATA),
    }
    if attributes:
        info["signed_attrs"] = attrs
    encapsulated = {"content_type": kind}
    if content is not None:
        wrapped = core.OctetString(content) if kind == "data" else core.ParsableOctetString(content)
        encapsulated["content"] = wrapped
    signed = {
        "version": "v1" if kind == "data" else "v3",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": encapsulated,
        "certificates": [own],
        "signer_infos": [info],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)}).dump()


def pkcs1(data):
    return rsa_key().sign(data, padding.PKCS1v15(), hashes.SHA256())


def pss(data):
    return rsa_key().sign(data, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())


PKCS1 = {"algorithm": "rsassa_pkcs1v15"}
PSS = {
    "algorithm": "rsassa_pss",
    "parameters": algos.RSASSAPSSParams(
        {
            "hash_algorithm": {"algorithm": "sha256"},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}},
            "salt_length": 32,
        }
    ),
}


def imprint(hashed, algorithm="sha256"):
    return tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.3",
            "message_imprint": {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": hashed},
            "serial_number": 1,
            "gen_time": datetime(2025, 9, 4, 9, 0, tzinfo=UTC),
        }
    ).dump()


def test_detached_with_and_without_signed_attributes():
    assert read_cms(container(pkcs1, PKCS1), digest).intact is True
    assert read_cms(container(pkcs1, PKCS1, attributes=False), digest).intact is True
    assert read_cms(container(pkcs1, {"algorithm": "sha256_rsa"}), digest).intact is True
    assert read_cms(container(lambda data: pkcs1(data + b"x"), PKCS1), digest).intact is False


def test_pss_and_elliptic_curves():
    key = ec.derive_private_key(20250901, ec.SECP256R1())
    signed = container(lambda data: key.sign(data, ec.ECDSA(hashes.SHA256())), {"algorithm": "sha256_ecdsa"}, key=key)
    assert read_cms(signed, digest).intact is True
    assert read_cms(container(pss, PSS), digest).intact is True
    assert read_cms(container(pkcs1, PSS), digest).intact is False


def test_pkcs7_sha1_keeps_the_digest_inside():
    good, bad = digest("sha1"), bytes(20)
    assert read_cms(container(pkcs1, PKCS1, ("data", good)), digest).intact is True
    assert read_cms(container(pkcs1, PKCS1, ("data", bad)), digest).intact is False


def test_timestamps():
    found = read_cms(container(pkcs1, PKCS1, ("tst_info", imprint(digest("sha256")))), digest)
    assert (found.intact, found.time) == (True, datetime(2025, 9, 4, 9, 0, tzinfo=UTC))
    assert read_cms(container(pkcs1, PKCS1, ("tst_info", imprint(bytes(32)))), digest).intact is False


def test_what_is_no_cms_is_left_open():
    for contents in (b"", b"\0" * 40, core.OctetString(b"\1" * 256).dump(), b"\x30\x82\xff\xff", b"not DER at all"):
        assert read_cms(contents, digest) == UNREADABLE


def test_unknown_algorithms_are_left_open():
    found = read_cms(container(pkcs1, {"algorithm": "1.2.3.4"}), digest)
    assert (found.intact, found.signer) == (None, "Sở Nội vụ")


def test_broken_containers_never_raise():
    whole, shuffled = container(pkcs1, PKCS1), random.Random(7)
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(3):
            broken[shuffled.randrange(len(broken))] = shuffled.randrange(256)
        assert read_cms(bytes(broken), digest).intact in (None, False, True)
    for end in range(0, len(whole), 37):
        assert read_cms(whole[:end], digest).intact is not True


# --- time ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signed", "written", "wanted"),
    [
        (datetime(2025, 1, 7, 3, 9, 57, tzinfo=UTC), "D:20250107100000+07'00'", "2025-01-07T10:09:57+07:00"),
        (None, "D:20250107100957+07'00'", "2025-01-07T10:09:57+07:00"),
        (None, "D:20250107100957+07'00", "2025-01-07T10:09:57+07:00"),
        (None, "D:20250107030957Z", "2025-01-07T10:09:57+07:00"),
        (None, "D:20250107120957+09'00'", "2025-01-07T12:09:57+09:00"),
        (None, "D:20250107100957", "2025-01-07T10:09:57"),
        (None, "D:20251307100957+07'00'", None),
        (None, "7 tháng 1", None),
        (None, "", None),
    ],
)
def test_signing_time(signed, written, wanted):
    assert signing_time(signed, written) == wanted


# --- objects -------------------------------------------------------------------------------------------------------


def test_objects_of_every_kind():
    text = rb"<< /A#20B [1 -2.5 true null (a\(b\)\051\n) <4142 4> 12 0 R] /C << /D /E >> >> rest"
    value, end = parse_object(text, 0)
    assert value == {"A B": [1, -2.5, True, None, b"a(b))\n", b"AB@", Ref(12, 0)], "C": {"D": "E"}}
    assert text[end:] == b" rest"


@pytest.mark.parametrize(
    "data",
    [b"", b"<<", b"[1 2", b"(a", b"<< 1 2 >>", b"<< /A >>", b"]", b"endobj", b"[" * 100_000, b"[" + b"1 " * 300_000],
)
def test_broken_objects(data):
    with pytest.raises(BrokenStructureError):
        parse_object(data, 0)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"startxref\n0\n%%EOF",
        b"startxref\n99999999\n%%EOF",
        b"xref\n0 9999999\n0000000000 65535 f \ntrailer << /Size 1 >>\nstartxref\n0\n%%EOF",
        b"1 0 obj << /Type /XRef /W [1 2 1] /Size 9999999 /Length 0 >> stream\n\nendstream\nstartxref\n0\n%%EOF",
    ],
)
def test_broken_files(data):
    with pytest.raises(BrokenStructureError):
        PdfObjects(data)


def test_a_chain_that_leads_to_itself_ends():
    data = b"xref\n0 0\ntrailer << /Prev 0 /Size 1 /Root 1 0 R >>\nstartxref\n0\n%%EOF"
    known = PdfObjects(data)
    assert len(known.sections) == 1
    assert known.root() == {}


def test_references_in_a_circle():
    body = b"%PDF-1.7 1 0 obj 2 0 R endobj 2 0 obj 1 0 R endobj "
    start = len(body)
    table_ = b"xref\n1 2\n%010d 00000 n \n%010d 00000 n \n" % (body.index(b"1 0 obj"), body.index(b"2 0 obj"))
    known = PdfObjects(body + table_ + b"trailer << /Size 3 >>\nstartxref\n%d\n%%%%EOF" % start)
    with pytest.raises(BrokenStructureError):
        known.resolve(Ref(1, 0))


def test_a_bomb_is_not_unpacked():
    import zlib

    with pytest.raises(BrokenStructureError):
        unpack(Stream({"Filter": "FlateDecode"}, zlib.compress(bytes(100_000_000), 9)))


def test_damaged_letters_never_raise():
    whole, shuffled = letter("ky-so-ngay.pdf"), random.Random(3)
    read = 0
    for _ in range(80):
        broken = bytearray(whole)
        for _ in range(40):
            broken[shuffled.randrange(90_000, len(broken))] = shuffled.randrange(256)
        if opens(bytes(broken)):
            read += 1
            signatures_of(bytes(broken))
    assert read > 20


# --- trust ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def no_network(monkeypatch):
    pytest.importorskip("pyhanko", reason="the extra verify is not installed")

    def refuse(*_):
        raise AssertionError("a network call")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def trusted(data, *who):
    found = verify_signatures(data, signatures_of(data), [certificate_of(one) for one in who])
    return [one.trusted for one in found]


@pytest.mark.usefixtures("no_network")
def test_trust_follows_the_named_roots():
    data = letter("ky-so-ngay.pdf")
    assert trusted(data, "leader") == [True, False, False, False]
    assert trusted(data, "office") == [False, True, True, True]
    assert trusted(data, "leader", "office") == [True] * 4
    assert all(one.trusted is None for one in signatures_of(data))


@pytest.mark.usefixtures("no_network")
def test_changed_bytes_are_not_trusted():
    data = letter("ky-so-ngay.pdf").replace(b"Creator", b"Creatos", 1)
    assert trusted(data, "leader", "office") == [False] * 4


@pytest.mark.usefixtures("no_network")
def test_roots_that_are_none(tmp_path):
    data = letter("thoi-gian-ky.pdf")
    empty = tmp_path / "empty.pem"
    empty.write_bytes(b"no certificate")
    for roots in ([], [tmp_path / "missing.pem"], [empty], [LETTERS / "thoi-gian-ky.pdf"]):
        with pytest.raises(UsageError):
            verify_signatures(data, signatures_of(data), roots)


def test_without_the_extra_the_error_holds_the_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'gmparse\[verify\]'"):
        verify_signatures(b"", (), [])


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("name", [*SIGNED, "changed"])
def test_pyhanko_says_the_same_of_the_bytes(name):
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    data = letter("ky-so-ngay.pdf").replace(b"/Creator", b"/Creatos", 1) if name == "changed" else letter(name)
    context = ValidationContext(trust_roots=[], allow_fetching=False)
    theirs = {}
    for one in PdfFileReader(io.BytesIO(data), strict=False).embedded_signatures:
        status = validate_pdf_signature(one, context, skip_diff=True)
        theirs[one.field_name] = status.intact and status.valid
    assert {one.field: one.intact for one in signatures_of(data)} == theirs
    assert set(theirs.values()) == {name != "changed"}


# --- the record ----------------------------------------------------------------------------------------------------


def signature(**more):
    given = {
        "signer": "Hồ Mai Khôi",
        "organization": None,
        "time": None,
        "field": "KY",
        "intact": True,
        "covers_whole_file": False,
        "later_changes": "form_filling",
    }
    return Signature(**{**given, **more})


def test_a_stamp_after_the_leader_signed_is_normal():
    found = field.find((signature(), signature(later_changes="none", covers_whole_file=True)))
    assert found.issues == ()
    assert [one.later_changes for one in found.value] == ["form_filling", "none"]


@pytest.mark.parametrize(
    ("more", "code", "severity", "path"),
    [
        ({"intact": False}, "signature-broken", "warning", "signatures[0].intact"),
        ({"intact": False, "later_changes": "other"}, "signature-broken", "warning", "signatures[0].intact"),
        ({"intact": None}, "signature-unchecked", "info", "signatures[0].intact"),
        ({"later_changes": "other"}, "signature-then-changed", "warning", "signatures[0].later_changes"),
    ],
)
def test_issues(more, code, severity, path):
    [found] = field.find((signature(**more),)).issues
    assert (found.code, found.severity, found.path) == (code, severity, path)
    assert "Hồ Mai Khôi" in found.message


def test_the_keys_of_the_record_are_those_of_the_contract():
    data = letter("ky-so-ngay.pdf")
    record = field.find(signatures_of(data, gmparse.read(data).pages)).value[1].model_dump(mode="json")
    assert list(record)[1:] == [
        "signer",
        "organization",
        "time",
        "field",
        "intact",
        "covers_whole_file",
        "later_changes",
        "trusted",
    ]
    [proof] = record["evidence"]
    assert (proof["page"], proof["origin"], proof["field"], proof["text"]) == (1, "widget", "field", "")
    assert proof["box"][0] < proof["box"][2]


# --- the real letters ----------------------------------------------------------------------------------------------

CASES = {
    "iii_signed.pdf": [(True, "none")],
    "iii_tampered.pdf": [(False, "none")],
    "iii_signed_3fields.pdf": [(True, "form_filling")] * 3 + [(True, "none")],
    "iii_signed_then_annot.pdf": [(True, "annotations")],
    "iii_signed_then_changed.pdf": [(True, "other")],
    "iv_incremental.pdf": [],
}


@needs_shared
@pytest.mark.parametrize("case", CASES)
def test_shared_cases(case):
    data = (SHARED / "cases" / case).read_bytes()
    assert [(one.intact, one.later_changes) for one in signatures_of(data)] == CASES[case]


@needs_shared
def test_every_real_signature_is_read():
    rows = [row for row in table(SHARED / "letters/index.csv") if row["kind"] == "signed"]
    found = [one for row in rows for one in signatures_of((SHARED / "letters" / row["file"]).read_bytes())]
    assert len(rows) == 52
    assert len(found) >= len(rows)
    assert all(one.signer and one.time and one.field and one.page and one.intact is not None for one in found)


def test_hexadecimal_strings():
    """ISO 32000-1, 7.3.4.3: blanks between digits, a missing last digit is 0; anything else breaks the object."""
    assert parse_object(b"<48 65\n6C6c 6F>", 0) == (b"Hello", 15)
    assert parse_object(b"<901FA>", 0) == (b"\x90\x1f\xa0", 7)
    for broken in (b"<48", b"<4G>"):
        with pytest.raises(BrokenStructureError):
            parse_object(broken, 0)
