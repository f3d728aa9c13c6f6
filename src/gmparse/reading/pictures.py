"""Pictures of letters: JPEG, PNG, TIFF of one or several pages, and the pages of scanned PDFs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from gmparse.errors import DamagedFileError, LimitError, UsageError
from gmparse.options import Options
from gmparse.page import Document
from gmparse.reading import ocr
from gmparse.reading.assemble import PageRead

_A4_LENGTH = 842.0  # points: the longer side of a page whose picture does not say its own
_SCAN_DPI = 300
_FILLS = 0.8  # of the page: a picture that large is the page


def read_image(data: bytes, media_type: str, name: str, sha256: str, options: Options) -> Document:
    """Read a picture file: each frame is a page, its longer side as long as that of A4.

    Raises:
        UsageError: ``options.ocr`` is ``never``.
        MissingDependencyError: the extra ``ocr`` or the Vietnamese data are missing.
        DamagedFileError, LimitError: the picture cannot be opened, or has more pixels than ``options.max_pixels``.
    """
    if options.ocr == "never":
        raise UsageError("a picture has no text to read without recognition: leave out ocr='never'")
    ocr.require()
    from gmparse.reading.scan import read_picture

    read = []
    for number, pixels in enumerate(_frames(data, options), start=1):
        scale = _A4_LENGTH / max(pixels.shape[:2])
        read.append(read_picture(pixels, number, scale * pixels.shape[1], scale * pixels.shape[0]))
    stamps = tuple(stamp for one in read for stamp in one.stamps)
    return Document(name, sha256, media_type, tuple(one.page for one in read), len(read), "ocr", stamps=stamps)


def _frames(data: bytes, options: Options) -> Iterator[Any]:
    import numpy as np
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # our own limit, below, names its option
    try:
        with Image.open(io.BytesIO(data)) as image:
            for index in range(min(getattr(image, "n_frames", 1), options.max_pages)):
                image.seek(index)
                if image.width * image.height > options.max_pixels:
                    raise LimitError(
                        f"the picture has {image.width * image.height:,} pixels; the limit is {options.max_pixels:,} "
                        "(Options.max_pixels)"
                    )
                upright = ImageOps.exif_transpose(image).convert("RGB")
                yield np.asarray(upright)[:, :, ::-1]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise DamagedFileError("the picture is damaged: scan or fetch it again") from error


class ScannedPages:
    """The pictures of a PDF's pages. Close it."""

    def __init__(self, data: bytes, password: str | None, options: Options) -> None:
        import pypdfium2

        self._raw = pypdfium2.raw
        self._pdf = pypdfium2.PdfDocument(data, password=password)
        self._options = options

    def read(self, number: int) -> PageRead:
        """Read a page from its picture.

        Raises:
            LimitError: the page has more pixels at 300 dpi than ``options.max_pixels``.
        """
        from gmparse.reading.scan import read_picture

        page = self._pdf[number - 1]
        try:
            width, height = page.get_size()
            return read_picture(self._pixels(page, width, height), number, width, height)
        finally:
            page.close()

    def _pixels(self, page: Any, width: float, height: float) -> Any:
        """The embedded picture where one fills the page, else the page drawn at 300 dpi."""
        scale = _SCAN_DPI / 72
        if width * height * scale * scale > self._options.max_pixels:
            raise LimitError(
                f"a page of {width:.0f} x {height:.0f} points is too large to read as a picture; the limit is "
                f"{self._options.max_pixels:,} pixels (Options.max_pixels)"
            )
        embedded = self._embedded(page, width * height)
        if embedded is not None:
            return embedded
        return page.render(scale=scale, may_draw_forms=True).to_numpy()[:, :, :3]

    def _embedded(self, page: Any, area: float) -> Any | None:
        if page.get_rotation():
            return None
        images = list(page.get_objects(filter=(self._raw.FPDF_PAGEOBJ_IMAGE,), max_depth=2))
        if len(images) != 1:
            return None
        left, bottom, right, top = images[0].get_bounds()
        matrix = images[0].get_matrix()
        if (right - left) * (top - bottom) < _FILLS * area or matrix.a <= 0 or matrix.d <= 0 or matrix.b or matrix.c:
            return None
        width, height = images[0].get_px_size()
        if width * height > self._options.max_pixels or width < 600:
            return None
        pixels = images[0].get_bitmap(render=False).to_numpy()
        # Grey and black-and-white pages are read better as drawn: pdfium smooths their edges (69 against 66 of the
        # core fields of 15 real ones).
        return pixels[:, :, :3] if pixels.ndim == 3 and pixels.shape[2] in (3, 4) else None

    def close(self) -> None:
        """Free the document."""
        self._pdf.close()
