"""Photos of letters: the sheet of paper found in the picture and made a flat page. Needs the extra ``ocr``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from gmparse.reading.cleanup import brightest

Array = Any  # numpy arrays

_SMALL = 640  # pixels: the longer side of the picture in which the sheet is looked for
_LEAST_AREA = 0.25  # of the picture
_EDGE = 0.004  # of the picture's longer side: a corner nearer to its rim is none, the sheet runs out of the picture
_FULL = 0.95  # of the quadrilateral is filled by the sheet
_CORNER = 0.01  # of the outline: what sticks out less is no corner, or a little more
_BESIDE, _SAMPLES = 5.0, 60  # pixels beside a side at which it is looked at, and at how many points
_STEP, _ALONG = 1.12, 0.9  # the paper is so much brighter than the table, along that share of each side
_ON = (0.04, 0.96)  # parts of a side
_BEYOND = ((-0.2, -0.05), (1.05, 1.2))  # where it goes on there, its corner is the end of a shadow
_RIM, _PAPER = 3, 0.97  # pixels of the small picture at its sides, and of the paper's brightness
_A4 = 2**0.5
_NEAR_A4 = 0.15  # of the sides' ratio: then it is that of A4
_LEVELS = (1.0, 0.8, 0.6)  # of the threshold between table and paper: a shadow darkens the paper
_STEEPEST = 0.45  # difference of opposite sides, of the longer: more is no sheet


def flattened(picture: Array) -> Array:
    """The sheet in a photo, seen from straight above; the picture itself where no whole sheet lies before a background.

    Args:
        picture: BGR or grey pixels.
    """
    corners = _corners(picture)
    if corners is None:
        return picture
    width, height = _size(corners)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    view = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    return cv2.warpPerspective(picture, view, (round(width), round(height)), flags=cv2.INTER_CUBIC)


def _corners(picture: Array) -> Array | None:
    """The sheet's corners, clockwise from the top left."""
    step = max(1, max(picture.shape[:2]) // _SMALL)
    if _runs_out(_lightness(np.ascontiguousarray(picture[::step, ::step]))):
        return None
    scale = _SMALL / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    bright = cv2.GaussianBlur(_lightness(small), (5, 5), 0)
    quads = [_clockwise(quad) for mask in _masks(bright) for quad in _quads(mask)]
    sheets = [quad for quad in quads if _is_sheet(quad, bright)]
    return max(sheets, key=cv2.contourArea) / scale if sheets else None


def _lightness(picture: Array) -> Array:
    return brightest(picture) if picture.ndim > 2 else picture


def _runs_out(bright: Array) -> bool:
    """Whether a side of the picture is as bright as its paper: then no table is seen there, as on all scans."""
    paper = _PAPER * np.percentile(bright[::4, ::4], 90)
    sides = (bright[:_RIM], bright[-_RIM:], bright[:, :_RIM], bright[:, -_RIM:])
    return any(float(np.median(side)) >= paper for side in sides)


def _masks(bright: Array) -> Iterator[Array]:
    """Masks in one of which the sheet may be one spot: brighter than the table, or inside of sharp edges."""
    middle, _ = cv2.threshold(bright, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    for level in _LEVELS:
        paper = (bright > level * middle).astype(np.uint8)
        yield cv2.morphologyEx(paper, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    steps = cv2.convertScaleAbs(np.log(bright.astype(np.float32) + 8), alpha=46)  # a shadow keeps the ratio of the two
    edges = cv2.Canny(steps, 12, 36)
    yield cv2.dilate(edges, np.ones((3, 3), np.uint8))


def _quads(mask: Array) -> Iterator[Array]:
    """Quadrilaterals around the large spots of a mask."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        hull = cv2.convexHull(outline)
        if cv2.contourArea(hull) < _LEAST_AREA * mask.size:
            continue
        for step in (1, 2, 3):
            quad = cv2.approxPolyDP(hull, step * _CORNER * cv2.arcLength(hull, True), True).reshape(-1, 2)
            if len(quad) == 4 and cv2.contourArea(quad) >= _FULL * cv2.contourArea(hull):
                yield quad.astype(np.float32)
                break


def _is_sheet(quad: Array, bright: Array) -> bool:
    """Whether a quadrilateral lies inside of the picture and is brighter than what is around it, along every side."""
    height, width = bright.shape
    rim = _EDGE * _SMALL
    if (quad < rim).any() or (quad[:, 0] >= width - rim).any() or (quad[:, 1] >= height - rim).any():
        return False
    sides = _sides(quad)
    if any(abs(a - b) > _STEEPEST * max(a, b) for a, b in ((sides[0], sides[2]), (sides[1], sides[3]))):
        return False
    return all(
        _edge(a, b, bright, *_ON) >= _ALONG and max(_edge(a, b, bright, *t) for t in _BEYOND) < _ALONG
        for a, b in zip(quad, np.roll(quad, -1, axis=0), strict=True)
    )


def _edge(start: Array, end: Array, bright: Array, first: float, last: float) -> float:
    """On which share of a line, from one part of its length to another, its right side is brighter than its left."""
    along = end - start
    normal = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1.0) * _BESIDE
    points = start + along * np.linspace(first, last, _SAMPLES)[:, None]
    inner, outer = (_values(bright, points + sign * normal) for sign in (1, -1))
    return float((inner > _STEP * outer).mean())


def _values(bright: Array, points: Array) -> Array:
    height, width = bright.shape
    columns, rows = np.rint(points).astype(int).T
    return bright[np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)].astype(np.float32)


def _clockwise(quad: Array) -> Array:
    """Corners from the top left one on, clockwise on the picture."""
    across, along = quad.sum(1), quad[:, 0] - quad[:, 1]
    return quad[[across.argmin(), along.argmax(), across.argmax(), along.argmin()]]


def _sides(corners: Array) -> Array:
    """Lengths of top, right, bottom and left side."""
    return np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)


def _size(corners: Array) -> tuple[float, float]:
    """Width and height of the flat sheet: as long as the longest sides, in the ratio of A4 where it is near to that."""
    top, right, bottom, left = _sides(corners)
    width, height = float(max(top, bottom)), float(max(left, right))
    ratio = max(width, height) / min(width, height)
    if abs(ratio / _A4 - 1) > _NEAR_A4:
        return width, height
    return (width, width * _A4) if height > width else (height * _A4, height)
