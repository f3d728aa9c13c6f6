"""Pictures of a letter's pages, in the place and size in which its evidence has its boxes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from gmparse.errors import LimitError
from gmparse.options import DEFAULT, Options
from gmparse.page import Document
from gmparse.reading import Source, ocr, read_document, sniffed
from gmparse.reading.native import ONE_THREAD
from gmparse.reading.sniff import DOC, DOCX, PDF, RTF

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 120
POINTS = 72.0
OFFICE = {DOCX: ".docx", DOC: ".doc", RTF: ".rtf"}
_COLOURS = 64  # of a printed page: greys, red and blue; counted in an octree, which keeps rare ones
_QUALITY = 72  # of a JPEG
_TIMES = 1.5  # a PNG so much larger than the JPEG holds a photograph


class Picture(NamedTuple):
    """A page as it was read, upright. ``width`` and ``height`` are points: boxes of the page's evidence fit them."""

    page: int
    data: bytes
    media_type: str
    width: float
    height: float


class Frame(NamedTuple):
    """What must be known of a page to draw it as it was read: size in points, turn, and whether from its picture."""

    page: int
    width: float
    height: float
    rotation: int
    is_scan: bool


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
        with ONE_THREAD:
            return Rendered(tuple(_photos(files, frames_of(document), options, dpi)), document)
    data, kind = sniffed(cast(Source, source), options)
    if kind in OFFICE:
        data, kind, document = printed(data, kind, options), PDF, None
    document = document or read_document(data, options)
    with ONE_THREAD:
        return Rendered(tuple(drawn(data, kind, frames_of(document), options, dpi=dpi)), document)


def frames_of(document: Document) -> tuple[Frame, ...]:
    """The frames of a document's pages."""
    return tuple(
        Frame(page.number, page.width, page.height, page.rotation, any(line.origin == "ocr" for line in page.lines))
        for page in document.pages
    )


def printed(data: bytes, kind: str, options: Options) -> bytes:
    """A Word document as PDF. Errors as `page_pictures`."""
    from gmparse.reading.doc import convert

    return convert(data, OFFICE[kind], "pdf", options)


def drawn(data: bytes, kind: str, frames: Sequence[Frame], options: Options, *, dpi: int = DPI) -> Iterator[Picture]:
    """Some pages of a PDF, or all of a picture file; none of other files."""
    if kind == PDF:
        yield from _pdf_pages(data, frames, options, dpi)
    elif kind.startswith("image/"):
        yield from _photos([data], frames, options, dpi)


def _encoded(image: Image, frame: Frame, dpi: int) -> Picture:
    scale = dpi / POINTS
    size = (max(1, round(frame.width * scale)), max(1, round(frame.height * scale)))
    small = image if image.size == size else image.resize(size, reducing_gap=2.0)
    data, media_type = _smallest(small, photo=frame.is_scan)
    return Picture(frame.page, data, media_type, frame.width, frame.height)


def _smallest(image: Image, *, photo: bool) -> tuple[bytes, str]:
    """Letters are sharp and small as PNG; a photograph is not."""
    from PIL.Image import Quantize

    jpeg, png = io.BytesIO(), io.BytesIO()
    image.save(jpeg, "JPEG", quality=_QUALITY, optimize=True)
    if photo:
        return jpeg.getvalue(), "image/jpeg"
    image.quantize(_COLOURS, Quantize.FASTOCTREE).save(png, "PNG", optimize=True)
    if png.tell() > _TIMES * jpeg.tell():
        return jpeg.getvalue(), "image/jpeg"
    return png.getvalue(), "image/png"


# --- PDF -------------------------------------------------------------------------------------------------------------


def _pdf_pages(data: bytes, frames: Sequence[Frame], options: Options, dpi: int) -> Iterator[Picture]:
    import pypdfium2

    from gmparse.reading.pictures import ScannedPages

    with (
        closing(pypdfium2.PdfDocument(data, password=options.password)) as pdf,
        closing(ScannedPages(data, options.password, options)) as scans,
    ):
        pdf.init_forms()
        for frame in frames:
            if frame.is_scan:
                image = _level(scans.picture(frame.page)[0], frame)
            else:
                image = _page(pdf[frame.page - 1], frame, options, dpi)
            yield _encoded(image, frame, dpi)


def _page(page: Any, frame: Frame, options: Options, dpi: int) -> Image:
    scale = dpi / POINTS
    if frame.width * frame.height * scale * scale > options.max_pixels:
        pixels = int(frame.width * frame.height * scale * scale)
        what = f"page {frame.page} of {frame.width:.0f} x {frame.height:.0f} points, drawn, has {pixels:,} pixels"
        raise LimitError.beyond("max_pixels", options.max_pixels, what, found=pixels)
    with closing(page):
        image: Image = page.render(scale=scale, rotation=frame.rotation).to_pil().convert("RGB")
        return image


# --- scans and photos ------------------------------------------------------------------------------------------------


def _photos(files: Sequence[bytes], frames: Sequence[Frame], options: Options, dpi: int) -> Iterator[Picture]:
    for pixels, frame in zip(sheets(files, options), frames, strict=True):
        yield _encoded(_level(pixels, frame), frame, dpi)


def sheets(files: Sequence[bytes], options: Options) -> Iterator[Any]:
    """The pixels of every page of picture files, BGR, as they are read: the sheet alone, not the table around it.

    Raises:
        MissingDependencyError: the extra ``ocr`` is missing.
    """
    ocr.require()
    from gmparse.reading.pictures import frames
    from gmparse.reading.sheet import flattened

    return (flattened(pixels) for data in files for _, _, pixels in frames(data, options))


def _level(pixels: Any, frame: Frame) -> Image:
    """A page's picture turned as its reader turned it: upright, and its lines level. Errors as `sheets`."""
    ocr.require()
    import cv2
    import numpy as np
    from PIL import Image

    from gmparse.reading.cleanup import clean

    colours = pixels if pixels.ndim == 3 else cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR)
    upright = np.ascontiguousarray(np.rot90(colours, -frame.rotation // 90)[:, :, :3])
    skew = clean(upright, upright.shape[1] / frame.width * POINTS).skew
    if skew:
        height, width = upright.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1)
        upright = cv2.warpAffine(upright, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return Image.fromarray(cv2.cvtColor(upright, cv2.COLOR_BGR2RGB))
