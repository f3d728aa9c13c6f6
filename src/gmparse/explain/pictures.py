"""Pictures of a letter's pages, in the place and size in which its evidence has its boxes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from gmparse.errors import LimitError
from gmparse.options import DEFAULT, Options
from gmparse.page import Document, Page
from gmparse.reading import Source, read_document, sniffed
from gmparse.reading.sniff import DOC, DOCX, PDF, RTF

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 120
_POINTS = 72.0
_OFFICE = {DOCX: ".docx", DOC: ".doc", RTF: ".rtf"}
_COLOURS = 32  # of a printed page: black, its greys, red and blue
_QUALITY = 72  # of a JPEG
_TIMES = 1.5  # a PNG so much larger than the JPEG holds a photograph


class Picture(NamedTuple):
    """A page as it was read, upright. ``width`` and ``height`` are points: boxes of the page's evidence fit them."""

    page: int
    data: bytes
    media_type: str
    width: float
    height: float


class Rendered(NamedTuple):
    """The pages of a source as pictures; ``document`` says what stands where on them.

    It is the source as read, or of a Word document the PDF that LibreOffice made of it.
    """

    pictures: tuple[Picture, ...]
    document: Document


def page_pictures(
    source: Source | Sequence[Source],
    document: Document | None = None,
    options: Options | None = None,
    *,
    dpi: int = DPI,
) -> tuple[Picture, ...]:
    """The pages of a letter as pictures: PNG, or JPEG for scans and photos; none of plain text.

    Args:
        source: as for `gmparse.parse`; a file that is opened is read to its end.
        document: what `gmparse.read` gave for it; read now when left out.
        options: as for `gmparse.parse`.
        dpi: resolution.

    Raises:
        MissingDependencyError: a Word document, and LibreOffice is missing.
        GmparseError: as `gmparse.parse`.
    """
    return render(source, document, options, dpi=dpi).pictures


def render(
    source: Source | Sequence[Source],
    document: Document | None = None,
    options: Options | None = None,
    *,
    dpi: int = DPI,
) -> Rendered:
    """`page_pictures` with the document to which they belong. Arguments and errors as there."""
    options = options or DEFAULT
    if isinstance(source, (list, tuple)):
        document = document or read_document(source, options)
        files = [sniffed(one, options)[0] for one in source]
        return Rendered(tuple(_encoded(document.pages, _photos(files, document.pages, options), dpi)), document)
    data, kind = sniffed(cast(Source, source), options)
    if kind in _OFFICE:
        data, kind, document = _printed(data, kind, options), PDF, None
    document = document or read_document(data, options)
    if kind == PDF:
        return Rendered(tuple(_encoded(document.pages, _pdf_pages(data, document.pages, options, dpi), dpi)), document)
    if kind.startswith("image/"):
        return Rendered(tuple(_encoded(document.pages, _photos([data], document.pages, options), dpi)), document)
    return Rendered((), document)


def _printed(data: bytes, kind: str, options: Options) -> bytes:
    from gmparse.reading.doc import convert

    return convert(data, _OFFICE[kind], "pdf", options)


def _encoded(pages: Sequence[Page], images: Iterator[Image], dpi: int) -> Iterator[Picture]:
    for page, image in zip(pages, images, strict=True):
        scale = dpi / _POINTS
        size = (max(1, round(page.width * scale)), max(1, round(page.height * scale)))
        small = image if image.size == size else image.resize(size, reducing_gap=2.0)
        data, media_type = _smallest(small, photo=_is_scan(page))
        yield Picture(page.number, data, media_type, page.width, page.height)


def _smallest(image: Image, *, photo: bool) -> tuple[bytes, str]:
    """Letters are sharp and small as PNG; a photograph is not."""
    jpeg, png = io.BytesIO(), io.BytesIO()
    image.save(jpeg, "JPEG", quality=_QUALITY, optimize=True)
    if photo:
        return jpeg.getvalue(), "image/jpeg"
    image.quantize(_COLOURS).save(png, "PNG", optimize=True)
    if png.tell() > _TIMES * jpeg.tell():
        return jpeg.getvalue(), "image/jpeg"
    return png.getvalue(), "image/png"


def _is_scan(page: Page) -> bool:
    return any(line.origin == "ocr" for line in page.lines)


# --- PDF -------------------------------------------------------------------------------------------------------------


def _pdf_pages(data: bytes, pages: Sequence[Page], options: Options, dpi: int) -> Iterator[Image]:
    import pypdfium2

    from gmparse.reading.pictures import ScannedPages

    with (
        closing(pypdfium2.PdfDocument(data, password=options.password)) as pdf,
        closing(ScannedPages(data, options.password, options)) as scans,
    ):
        pdf.init_forms()
        for page in pages:
            if _is_scan(page):
                yield _level(scans.picture(page.number)[0], page)
            else:
                yield _drawn(pdf[page.number - 1], page, options, dpi)


def _drawn(drawn: Any, page: Page, options: Options, dpi: int) -> Image:
    scale = dpi / _POINTS
    if page.width * page.height * scale * scale > options.max_pixels:
        raise LimitError(
            f"page {page.number} of {page.width:.0f} x {page.height:.0f} points is too large to draw; the limit is "
            f"{options.max_pixels:,} pixels (Options.max_pixels)"
        )
    with closing(drawn):
        image: Image = drawn.render(scale=scale, rotation=page.rotation).to_pil().convert("RGB")
        return image


# --- scans and photos ------------------------------------------------------------------------------------------------


def _photos(files: Sequence[bytes], pages: Sequence[Page], options: Options) -> Iterator[Image]:
    from gmparse.reading.pictures import frames
    from gmparse.reading.sheet import flattened

    pixels = (flattened(frame) for data in files for _, _, frame in frames(data, options))
    for picture, page in zip(pixels, pages, strict=True):
        yield _level(picture, page)


def _level(pixels: Any, page: Page) -> Image:
    """A page's picture turned as its reader turned it: upright, and its lines level."""
    import cv2
    import numpy as np
    from PIL import Image

    from gmparse.reading.cleanup import clean

    colours = pixels if pixels.ndim == 3 else cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR)
    upright = np.ascontiguousarray(np.rot90(colours, -page.rotation // 90)[:, :, :3])
    skew = clean(upright, upright.shape[1] / page.width * _POINTS).skew
    if skew:
        height, width = upright.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1)
        upright = cv2.warpAffine(upright, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return Image.fromarray(cv2.cvtColor(upright, cv2.COLOR_BGR2RGB))
