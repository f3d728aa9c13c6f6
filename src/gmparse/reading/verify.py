"""Whether a signer's certificate is to be trusted (extra ``verify``): its chain, offline, to roots that the user names.

The fast path (`gmparse.reading.signatures`) says whether the signed bytes hold; this says whether the chain leads from
the signer's certificate to a root. pyHanko builds the chain, as of the signing time that the signature states, from the
certificates in the file and the roots. Nothing is fetched: revocation counts only where the file carries the proof.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from os import PathLike, fspath
from typing import Any

from gmparse.errors import MissingDependencyError, UsageError
from gmparse.page import Signature

INSTALL = "pip install 'gmparse[verify]'"


def verify_signatures(
    data: bytes,
    signatures: Sequence[Signature],
    roots: Iterable[str | PathLike[str]],
    password: str | None = None,
) -> tuple[Signature, ...]:
    """The signatures with ``trusted`` set.

    Args:
        data: the PDF.
        signatures: as `read_signatures` gave them.
        roots: files with trusted certificates, PEM or DER; a PEM file may hold several. Where a letter lacks the
            certificate between signer and root, name that one too.
        password: opens an encrypted PDF.

    Returns:
        ``trusted`` is ``True`` when the chain leads to a root, ``False`` when it does not or the bytes do not hold, and
        ``None`` where no signing time says when it should have held or pyHanko cannot read the file.

    Raises:
        MissingDependencyError: pyHanko is not installed.
        UsageError: a root is missing or holds no certificate.
    """
    _need_pyhanko()
    certificates = _roots(tuple(fspath(root) for root in roots))
    if not signatures:
        return ()
    embedded = _embedded(data, password)
    return tuple(
        replace(one, trusted=_trusted(one, embedded[one.field], certificates)) if one.field in embedded else one
        for one in signatures
    )


def _need_pyhanko() -> None:
    try:
        import pyhanko  # noqa: F401
    except ImportError as error:
        raise MissingDependencyError(f"checking certificates needs pyHanko: {INSTALL}") from error


@lru_cache(maxsize=8)
def _roots(paths: tuple[str, ...]) -> list[Any]:
    from pyhanko.keys import load_certs_from_pemder

    found: list[Any] = []
    for path in paths:
        try:
            certificates = list(load_certs_from_pemder([path]))  # type: ignore[no-untyped-call, unused-ignore]
        except (OSError, ValueError) as error:
            raise UsageError(f"no certificate can be read from {path} ({error}); give a PEM or DER file") from error
        if not certificates:
            raise UsageError(f"{path} holds no certificate; give a PEM or DER file")
        found += certificates
    if not found:
        raise UsageError("no trusted root was named; give at least one file with a root certificate")
    return found


def _embedded(data: bytes, password: str | None) -> dict[str | None, Any]:
    """pyHanko's signatures by field name."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(data), strict=False)
        if reader.encrypted:
            reader.decrypt(password or "")
        return {one.field_name: one for one in reader.embedded_signatures}
    except (PdfError, ValueError):
        return {}


def _trusted(one: Signature, embedded: Any, roots: list[Any]) -> bool | None:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator import ValidationContext

    moment = datetime.fromisoformat(one.time) if one.time else None
    if moment is None or moment.tzinfo is None:
        return None
    context = ValidationContext(
        trust_roots=roots, moment=moment, allow_fetching=False, revocation_mode="soft-fail", weak_hash_algos=set()
    )
    try:
        with _quiet():
            status = _validate(embedded, context)
    except (SignatureValidationError, PdfError, ValueError):
        return False
    return bool(status.intact and status.valid and status.trusted and one.intact is not False)


def _validate(embedded: Any, context: Any) -> Any:
    from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    if str(embedded.sig_object.get("/Type")) == "/DocTimeStamp":
        return validate_pdf_timestamp(embedded, context, skip_diff=True)
    usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
    return validate_pdf_signature(embedded, context, key_usage_settings=usage, skip_diff=True)


@contextmanager
def _quiet() -> Iterator[None]:
    """pyHanko logs a trace for every chain that ends in no root; here that is a plain ``False``."""
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
