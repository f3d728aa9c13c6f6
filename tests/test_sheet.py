"""The sheet of paper found in a photo."""

import pytest

cv2 = pytest.importorskip("cv2", reason="opencv-python-headless is missing: pip install 'gmparse[ocr]'")
np = pytest.importorskip("numpy", reason="numpy is missing: pip install 'gmparse[ocr]'")

from gmparse.reading import sheet  # noqa: E402  behind the skips

WIDTH, HEIGHT = 1200, 1600
SLANTED = ((150, 120), (1060, 60), (1150, 1500), (60, 1430))
PAPER = 245


def photo(corners, table=90, light=None):
    """A printed sheet on a table of that brightness."""
    page = np.full((1414, 1000), PAPER, np.uint8)
    for y in range(120, 1300, 40):
        cv2.putText(page, "So 12/QD-UBND ngay 05 thang 3", (120, y), cv2.FONT_HERSHEY_DUPLEX, 1.2, 30, 2)
    flat = np.float32([[0, 0], [1000, 0], [1000, 1414], [0, 1414]])
    view = cv2.getPerspectiveTransform(flat, np.float32(corners))
    seen = cv2.warpPerspective(page, view, (WIDTH, HEIGHT), flags=cv2.INTER_AREA, borderValue=table)
    shaded = seen if light is None else seen * light
    noise = np.random.RandomState(3).normal(0, 3, seen.shape)
    return cv2.merge([np.clip(shaded + noise, 0, 255).astype(np.uint8)] * 3)


def slope(levels):
    """Light that changes from left to right."""
    return np.linspace(*levels, WIDTH)[None, :]


def shadow(sharpness):
    """Half the light below the middle."""
    down = np.linspace(0, 1, HEIGHT)[:, None]
    return 1 - 0.5 / (1 + np.exp(-sharpness * (down - 0.5)))


@pytest.mark.parametrize("table", [40, 120, 190])
@pytest.mark.parametrize("light", [None, slope((1, 0.5)), slope((0.5, 1)), shadow(30), shadow(60)])
def test_corners_are_found_in_any_light(table, light):
    found = sheet._corners(photo(SLANTED, table, light))
    assert found is not None
    assert np.abs(found - np.float32(SLANTED)).max() < 12


def test_the_sheet_becomes_the_picture():
    flat = sheet.flattened(photo(SLANTED))
    assert flat.shape[0] / flat.shape[1] == pytest.approx(2**0.5, rel=0.01)
    for edge in (flat[:12], flat[-12:], flat[:, :12], flat[:, -12:]):
        assert np.median(edge) > 230  # paper, no table
    grey = sheet.flattened(photo(SLANTED)[:, :, 0])
    assert grey.shape == flat.shape[:2]


@pytest.mark.parametrize(
    "picture",
    [
        photo(((0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT))),
        photo(((-90, -60), (1290, -80), (1280, 1700), (-50, 1690))),
        photo(((150, 120), (1060, 60), (1150, 1900), (60, 1880))),  # runs out of the picture
        photo(((150, 120), (1060, 60), (1150, 1900), (60, 1880)), light=shadow(400)),  # and a shadow seems its end
        photo(((150, 120), (1060, 60), (1150, 1900), (60, 1880)), 60, light=shadow(60)),
        photo(((500, 600), (700, 600), (700, 900), (500, 900))),  # a slip of paper
        np.full((1400, 1000, 3), 250, np.uint8),
        np.full((1400, 1000, 3), 0, np.uint8),
    ],
    ids=["scan", "larger", "cut", "cut in a hard shadow", "cut in a soft shadow", "small", "white", "black"],
)
def test_other_pictures_stay_as_they_are(picture):
    assert sheet.flattened(picture) is picture
