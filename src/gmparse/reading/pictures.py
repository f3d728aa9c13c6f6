"""Pictures of letters: JPEG, PNG, TIFF of one or several pages, and the pages of scanned PDFs."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from gmparse.errors import DamagedFileError, LimitError, UnsupportedFormatError, UsageError
from gmparse.options import Options
from gmparse.page import Document, Page
from gmparse.reading import ocr
from gmparse.reading.assemble import PageRead, pages_to_read, skipped

_A4_LENGTH = 842.0  # points: the longer side of a page whose picture does not say its own
_SCAN_DPI = 300
_WHITES = (1.0, 255.0, 65535.0)  # what stands for white in pictures of more than 8 bits
_LEAST_SIDE, _LONGEST = 64, 20  # pixels of a picture's shorter side, and how often the longer one may hold it
_FILLS = 0.8  # of the page: a picture that large is the page


def read_image(data: bytes, media_type: str, name: str, sha256: str, options: Options) -> Document:
    """Read a picture file: each frame is a page, its longer side as long as that of A4.

    Of a photo the page is the sheet of paper in it. Of more frames than ``options.max_pages`` the first and the last
    are read, as of a PDF.

    Raises:
        UsageError: ``options.ocr`` is ``never``.
        MissingDependencyError: the extra ``ocr`` or the Vietnamese data are missing.
        DamagedFileError, LimitError: the picture cannot be opened, or has more pixels than ``options.max_pixels``.
        UnsupportedFormatError: it is too small to show a letter.
    """
    if options.ocr == "never":
        raise UsageError("a picture has no text to read without recognition: leave out ocr='never'")
    ocr.require()
    from gmparse.reading.sheet import flattened

    read, count, shown = [], 0, 0
    for number, count, frame in frames(data, options):  # noqa: B007  the count of the last one is that of all
        large = _is_large_enough(frame)
        shown += large
        pixels = flattened(frame) if large else frame
        scale = _A4_LENGTH / max(pixels.shape[:2])
        read.append(_page_of(pixels, number, scale * pixels.shape[1], scale * pixels.shape[0]))
    if not shown:
        raise UnsupportedFormatError("the picture is too small to show a letter: scan it with 200 dpi or more")
    pages, stamps = tuple(one.page for one in read), tuple(stamp for one in read for stamp in one.stamps)
    return Document(name, sha256, media_type, pages, count, "ocr", skipped(pages, count), stamps)


def _is_large_enough(pixels: Any) -> bool:
    """Whether a picture can show lines of text: neither a dot nor a rule."""
    height, width = pixels.shape[:2]
    return bool(min(width, height) >= max(_LEAST_SIDE, max(width, height) / _LONGEST))


def _page_of(pixels: Any, number: int, width: float, height: float) -> PageRead:
    """The page of a picture, without text where there is no room for any."""
    if not _is_large_enough(pixels):
        return PageRead(Page(number, width, height, ()))
    from gmparse.reading.scan import read_picture

    return read_picture(pixels, number, width, height)


def frames(data: bytes, options: Options) -> Iterator[tuple[int, int, Any]]:
    """Number of each frame of a picture file that is read, the count of all, and its pixels, BGR.

    Raises:
        DamagedFileError, LimitError: see `read_image`.
    """
    import cv2
    import numpy as np
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own limit, below, names its option
    with _made_out():
        image = Image.open(io.BytesIO(data))
        count = getattr(image, "n_frames", 1)
    with image:
        for number in pages_to_read(count, options.max_pages):
            with _made_out():
                image.seek(number - 1)
            if image.width * image.height > options.max_pixels:
                raise _too_many("the picture", image.width * image.height, options)
            with _made_out():
                pixels = np.asarray(_on_paper(_upright(image)))
            yield number, count, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)


@contextmanager
def _made_out() -> Iterator[None]:
    """Errors of every kind, with which Pillow stumbles over damaged pictures, as the one that says so.

    Its warnings would be on the screen of the program that imports gmparse.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    except MemoryError:
        raise
    except Exception as error:
        raise DamagedFileError("the picture is damaged: scan or fetch it again") from error


def _too_many(what: str, pixels: int, options: Options) -> LimitError:
    return LimitError.beyond("max_pixels", options.max_pixels, f"{what} has {pixels:,} pixels", found=pixels)


def _upright(image: Any) -> Any:
    """A picture as its camera says that it stands, no larger than need be."""
    from PIL import ImageOps

    times = _times_too_large(image.size)
    small = image.reduce(times) if times > 1 and image.mode in ("L", "RGB") else image
    return ImageOps.exif_transpose(small)


def _on_paper(image: Any) -> Any:
    """A picture in RGB: of more than 8 bits the upper ones, and white where it is transparent."""
    import numpy as np
    from PIL import Image

    if image.mode.startswith(("I", "F")):
        values = np.nan_to_num(np.asarray(image, np.float32))
        brightest = float(values.max(initial=0.0))
        white = next((white for white in _WHITES if brightest <= white), brightest)
        return Image.fromarray((values * (255 / white)).clip(0, 255).astype(np.uint8)).convert("RGB")
    if image.mode.endswith(("A", "a")) or "transparency" in image.info:
        seen = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")
    return image.convert("RGB")


def _times_too_large(size: tuple[int, int]) -> int:
    """How often 300 dpi fit into the resolution of a page of A4: what is more only needs memory."""
    return max(1, round(max(size) / _A4_LENGTH * 72) // _SCAN_DPI)


class ScannedPages:
    """The pictures of a PDF's pages. Close it."""

    def __init__(self, data: bytes, password: str | None, options: Options) -> None:
        import pypdfium2

        self._raw, self._broken = pypdfium2.raw, pypdfium2.PdfiumError
        self._pdf = pypdfium2.PdfDocument(data, password=password)
        self._options = options

    def read(self, number: int) -> PageRead:
        """Read a page from its picture.

        Raises:
            LimitError: the page has more pixels at 300 dpi than ``options.max_pixels``.
            DamagedFileError: it shows nothing but a picture that cannot be unpacked.
        """
        return _page_of(*self.picture(number))

    def picture(self, number: int) -> tuple[Any, int, float, float]:
        """Pixels, number, width and height in points of a page, as it is read. Errors as `read`."""
        try:
            with closing(self._pdf[number - 1]) as page:
                width, height = page.get_size()
                return self._pixels(page, width, height), number, width, height
        except self._broken as error:
            what = f"the picture of page {number} of the PDF is broken"
            raise DamagedFileError(f"{what}; ask the sender for the file again") from error

    def _pixels(self, page: Any, width: float, height: float) -> Any:
        """The embedded picture where one fills the page, else the page drawn at 300 dpi."""
        scale = _SCAN_DPI / 72
        if width * height * scale * scale > self._options.max_pixels:
            pixels = int(width * height * scale * scale)
            raise _too_many(f"a page of {width:.0f} x {height:.0f} points, read as a picture,", pixels, self._options)
        images = list(page.get_objects(filter=(self._raw.FPDF_PAGEOBJ_IMAGE,), max_depth=2))
        embedded = self._embedded(page, images, width * height)
        if embedded is not None:
            return embedded
        drawn = page.render(scale=scale, may_draw_forms=True).to_numpy()[:, :, :3]
        if drawn.min() == drawn.max():  # pdfium leaves out what it cannot unpack: that is no empty page
            for image in images:
                image.get_bitmap(render=False)
        return drawn

    def _embedded(self, page: Any, images: Sequence[Any], area: float) -> Any | None:
        if page.get_rotation() or len(images) != 1:
            return None
        left, bottom, right, top = images[0].get_bounds()
        matrix = images[0].get_matrix()
        if (right - left) * (top - bottom) < _FILLS * area or matrix.a <= 0 or matrix.d <= 0 or matrix.b or matrix.c:
            return None
        width, height = images[0].get_px_size()
        if width * height > self._options.max_pixels or width < 600:
            return None
        try:
            pixels = images[0].get_bitmap(render=False).to_numpy()
        except self._broken:
            return None
        if (times := _times_too_large((width, height))) > 1:
            pixels = _reduced(pixels, times)
        # Grey and black-and-white pages are read better as drawn: pdfium smooths their edges (69 against 66 of the
        # core fields of 15 real ones).
        return pixels[:, :, :3] if pixels.ndim == 3 and pixels.shape[2] in (3, 4) else None

    def close(self) -> None:
        """Free the document."""
        self._pdf.close()


def _reduced(pixels: Any, times: int) -> Any:
    import cv2

    return cv2.resize(pixels, None, fx=1 / times, fy=1 / times, interpolation=cv2.INTER_AREA)
