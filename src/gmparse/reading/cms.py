"""What a signature's CMS container says and whether it holds: signer, time, digest, signature value (RFC 5652).

Certificates are not judged here: whose word they are worth is `gmparse.reading.verify`'s question.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from asn1crypto import algos, cms, tsp, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa, utils

Digest = Callable[[str], bytes]
"""Digest of the signed bytes by the name of its algorithm (``sha256``)."""


class Signed(NamedTuple):
    """``time`` has a zone. ``intact`` is ``None`` where the algorithm is not known here."""

    signer: str | None = None
    organization: str | None = None
    time: datetime | None = None
    intact: bool | None = None


UNREADABLE = Signed()
_KNOWN_DIGESTS = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"}


def read_cms(contents: bytes, digest: Digest) -> Signed:
    """Read ``/Contents`` of a signature dictionary: CMS, detached or around a digest, or an RFC 3161 timestamp.

    Args:
        contents: the container; zero bytes behind it are padding.
        digest: gives the digest of the signed bytes.

    Returns:
        What could be read; `UNREADABLE` when it is no CMS (``adbe.x509.rsa_sha1`` keeps a bare PKCS #1 value).
    """
    try:
        return _read(contents, digest)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError):
        return UNREADABLE  # asn1crypto parses lazily and raises these, from any access, on broken or foreign bytes


def _read(contents: bytes, digest: Digest) -> Signed:
    container = cms.ContentInfo.load(contents)
    if container["content_type"].native != "signed_data":
        return UNREADABLE
    signed = container["content"]
    signer = signed["signer_infos"][0]
    certificate = _certificate(signed, signer)
    attributes = _attributes(signer)
    time = attributes.get("signing_time")
    inner = signed["encap_content_info"]
    if inner["content_type"].native == "tst_info":
        time = _timestamp(inner["content"])["gen_time"].native
    names = _names(certificate.subject) if certificate else {}
    return Signed(
        names.get("common_name"),
        names.get("organization_name"),
        time if isinstance(time, datetime) else None,
        _is_intact(signed, signer, certificate, attributes, digest),
    )


def _certificate(signed: cms.SignedData, signer: cms.SignerInfo) -> x509.Certificate | None:
    """The signer's certificate among those that came along."""
    wanted = signer["sid"]
    for choice in signed["certificates"]:
        certificate = choice.chosen
        if not isinstance(certificate, x509.Certificate):
            continue
        if wanted.name == "subject_key_identifier":
            if certificate.key_identifier == wanted.native:
                return certificate
        elif certificate.serial_number == wanted.chosen["serial_number"].native:
            return certificate
    return None


def _attributes(signer: cms.SignerInfo) -> dict[str, Any]:
    """Signed attributes that are used here, each with its first value."""
    found: dict[str, Any] = {}
    for attribute in signer["signed_attrs"]:
        kind = attribute["type"].native
        if kind in ("signing_time", "message_digest", "content_type"):
            found[kind] = attribute["values"][0].native
    return found


def _names(subject: x509.Name) -> dict[str, str]:
    """The names that are used here by their kind, NFC; of several of one kind the last."""
    found = {}
    for part in subject.chosen:
        for pair in part:
            kind = pair["type"].native
            if kind in ("common_name", "organization_name"):
                value = pair["value"].native
                found[kind] = " ".join(unicodedata.normalize("NFC", value).split()) if isinstance(value, str) else ""
    return {kind: text for kind, text in found.items() if text}


def _is_intact(
    signed: cms.SignedData,
    signer: cms.SignerInfo,
    certificate: x509.Certificate | None,
    attributes: dict[str, Any],
    digest: Digest,
) -> bool | None:
    """Whether digest and signature value fit the signed bytes (RFC 5652, 5.4 and 5.6)."""
    algorithm = signer["digest_algorithm"]["algorithm"].native
    if algorithm not in _KNOWN_DIGESTS:
        return None
    inner = signed["encap_content_info"]["content"]
    own = _of_content(signed, inner, algorithm, digest)
    if own is None:
        return False
    if not signer["signed_attrs"]:
        return _verified(certificate, signer, own, algorithm)
    if attributes.get("message_digest") != own:
        return False
    encoded = b"\x31" + signer["signed_attrs"].dump()[1:]  # signed as a SET, stored under the tag [0]
    return _verified(certificate, signer, _hash(algorithm, encoded), algorithm)


def _of_content(signed: cms.SignedData, inner: Any, algorithm: str, digest: Digest) -> bytes | None:
    """The digest that the signer vouches for; ``None`` when the content inside does not fit the file."""
    kind = signed["encap_content_info"]["content_type"].native
    content = inner.native if kind == "data" else None
    if kind == "tst_info":
        imprint = _timestamp(inner)["message_imprint"]
        if imprint["hashed_message"].native != digest(imprint["hash_algorithm"]["algorithm"].native):
            return None
        return _hash(algorithm, bytes(inner))
    if content:  # adbe.pkcs7.sha1: the content is the SHA-1 digest of the signed bytes
        return _hash(algorithm, content) if content == digest("sha1") else None
    return digest(algorithm)


def _timestamp(content: Any) -> tsp.TSTInfo:
    return tsp.TSTInfo.load(bytes(content))  # RFC 3161, 2.4.2


def _hash(algorithm: str, data: bytes) -> bytes:
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()


def _verified(
    certificate: x509.Certificate | None, signer: cms.SignerInfo, hashed: bytes, algorithm: str
) -> bool | None:
    """Whether the certificate's key made the signature value; ``None`` without certificate or known algorithm."""
    if certificate is None:
        return None
    try:
        key: Any = serialization.load_der_public_key(certificate.public_key.dump())
        _verify(key, signer, hashed, utils.Prehashed(_HASHES[algorithm]))
    except InvalidSignature:
        return False
    except (UnsupportedAlgorithm, KeyError, ValueError):
        return None  # asn1crypto raises ValueError for a signature algorithm that it does not know
    return True


_HASHES: dict[str, hashes.HashAlgorithm] = {
    "md5": hashes.MD5(),  # noqa: S303  old letters carry it; the record says what holds, not what is strong
    "sha1": hashes.SHA1(),  # noqa: S303
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
    "sha3_256": hashes.SHA3_256(),
    "sha3_384": hashes.SHA3_384(),
    "sha3_512": hashes.SHA3_512(),
}


def _verify(key: Any, signer: cms.SignerInfo, hashed: bytes, digest: utils.Prehashed) -> None:
    value, method = signer["signature"].native, signer["signature_algorithm"]
    kind = method.signature_algo
    if kind == "rsassa_pkcs1v15" and isinstance(key, rsa.RSAPublicKey):
        key.verify(value, hashed, padding.PKCS1v15(), digest)
    elif kind == "rsassa_pss" and isinstance(key, rsa.RSAPublicKey):
        key.verify(value, hashed, _pss(method["parameters"]), digest)
    elif kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(value, hashed, ec.ECDSA(digest))
    elif kind == "dsa" and isinstance(key, dsa.DSAPublicKey):
        key.verify(value, hashed, digest)
    else:
        raise UnsupportedAlgorithm(kind)


def _pss(parameters: algos.RSASSAPSSParams) -> padding.PSS:
    inner = parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native
    return padding.PSS(padding.MGF1(_HASHES[inner]), parameters["salt_length"].native)
